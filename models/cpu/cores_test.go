package cpu_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// Does each of a fixed number of tasks proceed at the rate of the law? Tasks that start
// at once end at once, after their work by the rate.
func TestFixedNumberProceedsAtTheRate(t *testing.T) {
	for _, cores := range []int{1, 2, 3, 48} {
		for _, n := range []int{1, 2, 3, 24, 47, 48, 49, 480} {
			for _, k := range []int{0, 1, 4, 16} {
				tasks := make([]task, n)
				for i := range tasks {
					tasks[i].work = 235 * time.Millisecond
				}
				serve(shared(t, cores, cpu.Law{Stretch: 360_000, Power: k}), false, tasks)
				want := 235e6 / law(cores, n, 0.36, k)
				for i, x := range tasks {
					if math.Abs(float64(x.ends)-want) > 1 { // up to a nanosecond, and the law's billionth
						t.Errorf("%d tasks on %d cores, power %d: %d ends after %d ns, expected %.0f", n, cores, k, i, x.ends,
							want)
					}
				}
			}
		}
	}
}

// PyAES takes 235 ms alone and 320 ms with all 48 cores busy: does the law of that
// platform say so?
func TestStretchOfTheMeasuredPoint(t *testing.T) {
	tasks := make([]task, 48)
	for i := range tasks {
		tasks[i].work = 235 * time.Millisecond
	}
	serve(shared(t, 48, cpu.Law{Stretch: 360_000, Power: 4}), false, tasks)
	if got := time.Duration(tasks[47].ends).Round(time.Millisecond); got != 320*time.Millisecond {
		t.Errorf("with 48 busy cores 235 ms take %v, measured were 320 ms", got)
	}
}

// Is a law without a slowdown that of shared cores, to the nanosecond, whatever its
// power is?
func TestNoStretchIsShared(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 9))
		cores := 1 + r.IntN(9)
		tasks := make([]task, 400)
		now := sim.Time(0)
		for i := range tasks {
			now += sim.Time(r.IntN(2e9 / cores))
			tasks[i] = task{comes: now, work: time.Duration(r.IntN(2e9))}
		}
		other := append([]task(nil), tasks...)
		serve(shared(t, cores, cpu.Law{}), false, tasks)
		serve(shared(t, cores, cpu.Law{Power: r.IntN(17)}), false, other)
		for i := range tasks {
			if tasks[i] != other[i] {
				t.Fatalf("seed %d: task %d of %d cores: %+v, with a slowdown of 0 %+v", seed, i, cores, tasks[i], other[i])
			}
		}
	}
}

// Does one task more never speed the others up, and never slow all of them down by more
// than the law says, at the largest numbers that are allowed?
func TestRatesAtTheLimits(t *testing.T) {
	for _, l := range []cpu.Law{{}, {Stretch: cpu.MaxStretch, Power: cpu.MaxPower}, {Stretch: 1, Power: 1},
		{Stretch: cpu.MaxStretch}} {
		for _, cores := range []int{1, 7, cpu.MaxCores} {
			r, err := l.Rates(cores)
			if err != nil {
				t.Fatal(err)
			}
			before := 1.0
			for _, n := range []int{1, 2, 3, 6, 7, 8, cpu.MaxCores - 1, cpu.MaxCores, cpu.MaxCores + 1, sim.MaxSubject} {
				num, den := r.Of(n)
				rate := float64(num) / float64(den)
				want := law(cores, n, float64(l.Stretch)/1e6, l.Power)
				if rate > before || math.Abs(rate/want-1) > 1e-9 {
					t.Errorf("%+v, %d cores, %d tasks: rate %v after %v, expected %v", l, cores, n, rate, before, want)
				}
				before = rate
			}
		}
	}
}

// Is all that is wrong with a law told at once?
func TestCheckTellsAll(t *testing.T) {
	_, err := cpu.Law{Stretch: -1, Power: 17}.Rates(0)
	for _, want := range []string{"cores of an invoker is 0", "-1 millionths", "power of the slowdown is 17"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}

// Do cores allocate nothing once they have seen as many tasks?
func TestCoresDoNotAllocate(t *testing.T) {
	for name, c := range map[string]cpu.Cores{"isolated": cpu.Isolated(2), "shared": shared(t, 2, cpu.Law{}),
		"stretch": shared(t, 2, cpu.Law{Stretch: 360_000, Power: 4})} {
		now := sim.Time(0)
		round := func() {
			for id := range uint32(8) {
				c.Start(id, 0, time.Millisecond, now)
			}
			if name == "isolated" {
				for range 8 {
					now = now.Add(time.Millisecond)
					c.Leave(now)
				}
				return
			}
			for at, some := c.Next(); some; at, some = c.Next() {
				now = at
				for _, ok := c.Finish(now); ok; _, ok = c.Finish(now) {
				}
			}
		}
		round()
		if n := testing.AllocsPerRun(100, round); n > 0 {
			t.Errorf("%s: %v allocations a round", name, n)
		}
	}
}

// Does the work of a creation that is computed from the thesis' table 3.1 give that table?
// 101 creations at once on 16 processors take the 5.62 s that networks leave of 15.74 s, and
// one alone 297 ms of the 300 ms of its section 3.2.1, executions that wait or not.
func TestWorkOfTable31(t *testing.T) {
	for _, waiting := range []int{0, 900_000} {
		for n, want := range map[int]time.Duration{1: 297 * time.Millisecond, 101: 5620 * time.Millisecond} {
			r, err := cpu.Law{Spread: 3, Waiting: waiting}.Rates(16)
			if err != nil {
				t.Fatal(err)
			}
			c := cpu.Shared(r)
			for i := range n {
				c.Start(cpu.Container.ID(uint32(i)), 0, 890*time.Millisecond, 0)
			}
			at, ended := sim.Time(0), 0
			for next, some := c.Next(); some; next, some = c.Next() {
				for at = next; ; ended++ {
					if _, ok := c.Finish(at); !ok {
						break
					}
				}
			}
			if got := time.Duration(at); ended != n || (got-want).Abs() > 3*time.Millisecond {
				t.Errorf("%d creations: %d ended, the last after %v, expected %v", n, ended, got, want)
			}
		}
	}
}

// Are executions that wait refused with what does not cover them, and work over several
// threads where a task has a core of its own?
func TestWaitingIsRefused(t *testing.T) {
	waits, spreads := cpu.Law{Waiting: 500_000}, cpu.Law{Spread: 3}
	for _, c := range []struct {
		cfg  cpu.Config
		want string
	}{
		{cpu.Config{Mode: cpu.ModeIsolated, Law: waits}, "with a core for each execution"},
		{cpu.Config{Mode: cpu.ModeIsolated, Law: spreads}, "over 3 threads with a core for each execution"},
		{cpu.Config{Mode: cpu.ModeShared, Law: waits, Classes: cpu.Classes{{Name: "rest"}}}, "with classes of executions"},
		{cpu.Config{Mode: cpu.ModeShared, Law: spreads, Classes: cpu.Classes{{Name: "rest"}}}, "over 3 threads with classes"},
		{cpu.Config{Mode: cpu.ModeStretch, Law: cpu.Law{Waiting: 1, Stretch: 1}}, "with a slowdown by load"},
		{cpu.Config{Mode: cpu.ModeShared, Law: cpu.Law{Waiting: 1, Threads: 2}}, "hardware threads"},
		{cpu.Config{Mode: cpu.ModeShared, Law: cpu.Law{Waiting: 1_000_001}}, "expected 0 to 1000000"},
		{cpu.Config{Mode: cpu.ModeShared, Law: cpu.Law{Spread: cpu.MaxSpread + 1}}, "expected 1 to 1024"},
	} {
		errs := c.cfg.Check(4, 1)
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%+v: %v, expected %q", c.cfg, errs, c.want)
		}
	}
	if errs := (&cpu.Config{Mode: cpu.ModeShared, Law: cpu.Law{Waiting: 1, Stretch: 1}}).Check(4, 1); errs != nil {
		t.Errorf("shared cores, which do not slow down: %v", errs)
	}
}

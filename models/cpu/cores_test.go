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

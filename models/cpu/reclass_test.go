package cpu_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// Does a class tell what it has of the threads, and what is done with it? Two cores of two
// threads: a real-time task has one, five fair ones share three, at the pace of threads
// with busy siblings.
func TestGoing(t *testing.T) {
	c := classed(t, 2, cpu.Law{Threads: 2, Gain: 300_000}, cpu.Classes{{Name: "fair"},
		{Name: "urgent", RealTime: true, Priority: 50}, {Name: "later", RealTime: true, Priority: 1, FIFO: true}})
	expect := func(class uint8, want cpu.Going, busy int) {
		t.Helper()
		got := c.Going(class)
		if got.Tasks != want.Tasks || got.Running != want.Running || math.Abs(got.Threads-want.Threads) > 1e-12 ||
			math.Abs(got.Work-want.Work) > 1e-12 || c.Busy() != busy {
			t.Errorf("class %d: %+v and %d threads busy, expected %+v and %d", class, got, c.Busy(), want, busy)
		}
	}
	expect(0, cpu.Going{}, 0)
	c.Start(0, 1, time.Second, 0)
	expect(1, cpu.Going{Tasks: 1, Running: 1, Threads: 1, Work: 1}, 1)
	for i := range uint32(5) {
		c.Start(1+i, 0, time.Second, 0)
	}
	expect(1, cpu.Going{Tasks: 1, Running: 1, Threads: 1, Work: 0.65}, 4)
	expect(0, cpu.Going{Tasks: 5, Running: 5, Threads: 3, Work: 1.95}, 4)
	for i := range uint32(4) {
		c.Start(10+i, 2, time.Second, 0)
	}
	expect(2, cpu.Going{Tasks: 4, Running: 3, Threads: 3, Work: 1.95}, 4)
	expect(0, cpu.Going{Tasks: 5}, 4)
}

// Do tasks that run first in, first out go on where they were when they become fair, and
// the other way round? One core, two tasks of 10 ms: the first has 4 ms done when both
// become fair and share it until it ends at 16 ms; with 6 ms more alone the other is done.
func TestReclassByHand(t *testing.T) {
	fifo := cpu.Classes{{Name: "all", RealTime: true, Priority: 1, FIFO: true}}
	fair := cpu.Classes{{Name: "all"}}
	run := func(first, then cpu.Classes) (ends [2]sim.Time) {
		c := classed(t, 1, cpu.Law{}, first)
		c.Start(0, 0, 10*time.Millisecond, 0)
		c.Start(1, 0, 10*time.Millisecond, 0)
		m, err := then.Machine(cpu.Law{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		c.Reclass(m, 4_000_000)
		for at, some := c.Next(); some; at, some = c.Next() {
			for id, ok := c.Finish(at); ok; id, ok = c.Finish(at) {
				ends[id] = at
			}
		}
		return ends
	}
	if got := run(fifo, fair); got != [2]sim.Time{16_000_000, 20_000_000} {
		t.Errorf("from FIFO to fair: %v", got)
	}
	// Both have 2 ms done at 4 ms; the first goes on alone until 12, then the other.
	if got := run(fair, fifo); got != [2]sim.Time{12_000_000, 20_000_000} {
		t.Errorf("from fair to FIFO: %v", got)
	}
}

// Are other classes for cores without them, or another number of them, the program's
// mistake?
func TestReclassOfOthers(t *testing.T) {
	m, err := cpu.Classes{{Name: "a"}, {Name: "b"}}.Machine(cpu.Law{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []cpu.Cores{cpu.Isolated(2), classed(t, 2, cpu.Law{}, cpu.Classes{{Name: "a"}})} {
		func() {
			defer func() {
				if what, _ := recover().(string); !strings.HasPrefix(what, "cpu: ") {
					t.Errorf("panics with %q", what)
				}
			}()
			c.Reclass(m, 0)
		}()
	}
}

// Is a class that roams and has cores, or is real-time, a mistake?
func TestMistakesOfRoaming(t *testing.T) {
	errs := cpu.Classes{{Name: "rest", Roams: true}, {Name: "a", Roams: true, Cores: 1},
		{Name: "b", Roams: true, RealTime: true, Priority: 1}}.Check(4)
	if len(errs) != 2 || !strings.Contains(errs[0].Error(), "class a: 1 cores of its own and a class that roams") ||
		!strings.Contains(errs[1].Error(), "class b: a real-time policy of a class that roams") {
		t.Errorf("%v", errs)
	}
}

// Does a class that roams use what others leave idle, on their own cores, too? Two cores,
// one of them of class a, which has a task from 10 ms on: three roaming tasks of 20 ms
// share two threads until then, and one while it runs.
func TestRoamingByHand(t *testing.T) {
	c := classed(t, 2, cpu.Law{}, cpu.Classes{{Name: "rest", Roams: true}, {Name: "a", Cores: 1}})
	for i := range uint32(3) {
		c.Start(i, 0, 20*time.Millisecond, 0)
	}
	at, _ := c.Next()
	if at != 30_000_000 {
		t.Errorf("alone they would end at %d", at)
	}
	c.Start(3, 1, 10*time.Millisecond, 10_000_000)
	var ends []sim.Time
	for at, some := c.Next(); some; at, some = c.Next() {
		for _, ok := c.Finish(at); ok; _, ok = c.Finish(at) {
			ends = append(ends, at)
		}
	}
	// 20/3 ms done at 10, 10 at 20, the other 10 take 15.
	if len(ends) != 4 || ends[0] != 20_000_000 || ends[3] != 35_000_000 {
		t.Errorf("ends %v", ends)
	}
}

// Do roaming tasks allocate nothing once there have been as many?
func TestRoamingDoesNotAllocate(t *testing.T) {
	c := classed(t, 3, cpu.Law{Threads: 2, Gain: 300_000}, cpu.Classes{{Name: "rest", Roams: true},
		{Name: "a", Cores: 1}, {Name: "b", RealTime: true, Priority: 1}})
	now := sim.Time(0)
	round := func() {
		for id := range uint32(30) {
			c.Start(id, uint8(id)%3, 5*time.Millisecond, now)
		}
		for at, some := c.Next(); some; at, some = c.Next() {
			now = at
			for _, ok := c.Finish(now); ok; _, ok = c.Finish(now) {
			}
		}
	}
	round()
	if n := testing.AllocsPerRun(50, round); n > 0 {
		t.Errorf("%v allocations a round", n)
	}
}

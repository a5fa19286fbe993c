package cluster_test

import (
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// burst is a world of one function of 100 MiB on one invoker, whose starts take 3 s and
// whose warm starts 1 s; invocations come at the given seconds and run for 10 s each.
func burst(memory workload.MiB, at ...int) *world {
	w := &world{
		invokers: 1, memory: memory, schedule: "first-fit", keepalive: "lru", keep: cluster.Forever,
		warm: time.Second, cold: 3 * time.Second,
		apps:      []workload.App{{Name: "app", Memory: 100}},
		functions: []workload.Function{{Name: "app/f", Memory: 100}},
	}
	for _, s := range at {
		w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(s) * sim.Second, Duration: 10 * time.Second})
	}
	return w
}

// Who waits for whom in a burst, and since when does each run? The starts of the
// invocations in seconds, and for how many seconds each waited for a start.
func TestWaitingForAStart(t *testing.T) {
	for _, c := range []struct {
		name    string
		wait    cluster.Wait
		slots   int
		memory  workload.MiB
		at      []int
		starts  []float64
		waited  []float64
		cold    int64
		delayed int64
	}{
		{"without waiting each has a container of its own", cluster.WaitNever, 1, 1000, []int{0, 1, 2},
			[]float64{3, 4, 5}, []float64{0, 0, 0}, 3, 0},
		{"the second waits until the first has ended, the third starts a container", cluster.WaitStart, 1, 1000,
			[]int{0, 1, 2}, []float64{3, 14, 5}, []float64{0, 12, 0}, 2, 1},
		{"of a container with three slots, two are there when it is ready", cluster.WaitStart, 3, 1000,
			[]int{0, 1, 2}, []float64{3, 4, 4}, []float64{0, 2, 1}, 1, 2},
		{"waiting needs no memory", cluster.WaitStart, 1, 100, []int{0, 1, 2}, []float64{3, 14, 25},
			[]float64{0, 12, 0}, 1, 1},
		{"a container that is ready has nobody behind it", cluster.WaitStart, 1, 1000, []int{0, 4},
			[]float64{3, 7}, []float64{0, 0}, 2, 0},
		{"nothing is known yet, so nobody waits behind an execution", cluster.WaitEstimate, 1, 1000, []int{0, 4},
			[]float64{3, 7}, []float64{0, 0}, 2, 0},
		{"5 s are left of an execution in the mean, a start takes 3 s", cluster.WaitEstimate, 1, 1000,
			[]int{0, 20, 22}, []float64{3, 21, 25}, []float64{0, 0, 0}, 2, 0},
	} {
		w := burst(c.memory, c.at...)
		cfg := w.config()
		cfg.Wait, cfg.Concurrency = c.wait, c.slots
		list, sum := w.replay(t, cfg, 0)
		for n, o := range list {
			if o.Start.Seconds() != c.starts[n] || o.StartWait.Seconds() != c.waited[n] || o.Status != outcome.Completed {
				t.Errorf("%s: invocation %d starts at %v after a wait of %v, expected %v s after %v s", c.name, n,
					o.Start.Seconds(), o.StartWait, c.starts[n], c.waited[n])
			}
		}
		if sum.ColdStarts != c.cold || sum.DelayedStarts != c.delayed {
			t.Errorf("%s: %d cold and %d delayed starts, expected %d and %d", c.name, sum.ColdStarts, sum.DelayedStarts,
				c.cold, c.delayed)
		}
	}
}

// With short executions, does an invocation wait behind one as soon as both an execution
// and a start were seen?
func TestWaitingBehindAnExecution(t *testing.T) {
	w := burst(1000, 0, 10, 11)
	for n := range w.trace {
		w.trace[n].Duration = 4 * time.Second // of which 2 s are left in the mean
	}
	cfg := w.config()
	cfg.Wait = cluster.WaitEstimate
	list, sum := w.replay(t, cfg, 0)
	// the second runs from 11 to 15, and then the third after a warm start
	if got := list[2].Start.Seconds(); got != 16 || sum.DelayedStarts != 1 || sum.ColdStarts != 1 {
		t.Errorf("the third starts at %v s, %d delayed, %d cold; expected 16 s, 1, 1", got, sum.DelayedStarts,
			sum.ColdStarts)
	}
}

// Do decisions depend on what has not happened yet? Two traces are the same until an
// instant, and what they do until then must be the same.
func TestEstimatesKnowNoFuture(t *testing.T) {
	const common = 40
	differ := 0
	for seed := range uint64(60) {
		w := randomWorld(seed, "first-fit", "lru")
		for len(w.trace) < common+20 {
			x := w.trace[len(w.trace)-1]
			x.Arrival = x.Arrival.Add(grid)
			x.Function = cluster.FuncID(len(w.trace) % len(w.functions))
			x.Duration = grid * time.Duration(1+len(w.trace)%3)
			w.trace = append(w.trace, x)
		}
		w.wait, w.horizon = cluster.WaitEstimate, 0
		other := *w
		other.trace = append([]workload.Invocation(nil), w.trace...)
		for n := common; n < len(other.trace); n++ {
			other.trace[n].Duration += 7 * grid
		}
		a, _ := w.replay(t, w.config(), 0)
		b, _ := other.replay(t, other.config(), 0)
		for n := range common {
			if a[n].Invoker != b[n].Invoker || a[n].Kind != b[n].Kind || a[n].Start != b[n].Start {
				// what was decided before the futures parted must be the same
				if at := w.trace[common].Arrival; min(a[n].Start, b[n].Start) >= 0 && min(a[n].Start, b[n].Start) < at {
					t.Fatalf("seed %d: invocation %d knows what comes at %d: %+v and %+v", seed, n, at, a[n], b[n])
				}
			}
		}
		for n := common; n < len(a); n++ {
			if a[n].Kind != b[n].Kind {
				differ++
			}
		}
	}
	if differ == 0 {
		t.Error("the futures make no difference")
	}
}

// Are waiting and messages that take time refused together, with the way out?
func TestWaitingWithDelaysIsRefused(t *testing.T) {
	w := burst(1000, 0)
	cfg := w.config()
	cfg.Wait, cfg.Control.Message = cluster.WaitStart, time.Second
	_, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0)
	if err == nil || !strings.Contains(err.Error(), "set both delays to 0s, or wait to never") {
		t.Errorf("%v", err)
	}
}

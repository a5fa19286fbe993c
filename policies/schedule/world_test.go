package schedule

import (
	"context"
	"io"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
)

// arrivals is a trace in memory.
type arrivals struct {
	table *workload.Table
	rest  []workload.Invocation
}

func (a *arrivals) Table() *workload.Table { return a.table }

func (a *arrivals) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, a.rest)
	if a.rest = a.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// world is a platform and a load on it. Draws are keyed, so that a world is
// the same in every run.
type world struct {
	invokers  int
	memory    workload.MiB
	functions int
	count     int           // of invocations
	every     time.Duration // mean time between arrivals
	runs      time.Duration // mean execution time
	seed      uint64
	classes   membership.Classes // or nil: all are alike, with one core each
	events    []membership.Event
	change    func([]workload.Invocation) // of the trace, or nil
}

// trace makes the invocations: arrivals and durations uniform around their
// means, on a grid that makes ties frequent; sizes of 1 to 8 times 64 MiB;
// popular functions more often.
func (w world) trace() *arrivals {
	s := sim.NewStream(w.seed, "test/trace")
	a := &arrivals{table: tableOf(w.functions)}
	for i := range a.table.Functions {
		a.table.Functions[i].Memory = workload.MiB(64 + 64*(s.At(uint64(i), 1)%8))
	}
	now := sim.Time(0)
	for k := range w.count {
		u := uint64(k)
		now += sim.Time(s.Float(u, 2)*2*float64(w.every)) / 1e6 * 1e6
		x := s.Float(u, 4)
		a.rest = append(a.rest, workload.Invocation{
			Arrival: now, Duration: time.Duration(s.Float(u, 3)*2*float64(w.runs)) / 1e6 * 1e6,
			Function: workload.FuncID(x * x * float64(w.functions)),
		})
	}
	if w.change != nil {
		w.change(a.rest)
	}
	return a
}

// keep10 keeps idle containers for ten seconds.
type keep10 struct{}

func (keep10) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: 10 * time.Second}
}

// replay runs the world under what watch makes of the scheduler of e.
func (w world) replay(t testing.TB, e policies.Entry[cluster.NewScheduler], args string,
	watch func(*cluster.View, cluster.Scheduler) cluster.Scheduler) outcome.Summary {
	t.Helper()
	p, err := e.Parse(args)
	if err != nil {
		t.Fatal(err)
	}
	cfg := cluster.Config{
		Invokers: w.invokers, Memory: w.memory, Concurrency: 1, Seed: w.seed,
		Startup: startup.Constant(time.Millisecond, 200*time.Millisecond), Classes: w.classes,
		Membership: membership.Config{Events: w.events},
	}
	pol := cluster.Policies{
		Schedule:  func(v *cluster.View) cluster.Scheduler { return watch(v, p.Policy(v)) },
		KeepAlive: func(*cluster.View) cluster.KeepAlive { return keep10{} },
	}
	sum, err := cluster.Replay(context.Background(), cfg, w.trace(), pol, cluster.Output{})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// asked calls a function at each decision, with the policy's answer.
type asked struct {
	cluster.Scheduler
	check func(fn cluster.FuncID, number int64, now sim.Time, answer cluster.InvokerID)
}

func (a asked) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	i := a.Scheduler.Place(fn, number, now)
	a.check(fn, number, now, i)
	return i
}

// The following methods forward what a scheduler may watch.

func (a asked) Arrived(fn cluster.FuncID, now sim.Time) {
	if w, ok := a.Scheduler.(cluster.ArrivalWatcher); ok {
		w.Arrived(fn, now)
	}
}

func (a asked) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	if w, ok := a.Scheduler.(cluster.StartWatcher); ok {
		w.Started(c, fn, cold, now)
	}
}

func (a asked) Ended(c cluster.ContainerID, now sim.Time) {
	if w, ok := a.Scheduler.(cluster.EndWatcher); ok {
		w.Ended(c, now)
	}
}

func (a asked) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	if w, ok := a.Scheduler.(cluster.EvictionWatcher); ok {
		w.Removed(c, evicted, now)
	}
}

func (a asked) Period() time.Duration {
	if w, ok := a.Scheduler.(cluster.Ticker); ok {
		return w.Period()
	}
	return 5 * time.Second
}

func (a asked) Tick(now sim.Time) {
	if w, ok := a.Scheduler.(cluster.Ticker); ok {
		w.Tick(now)
	}
}

// loaded calls probe in the middle of a busy replay, once.
func (w world) loaded(t testing.TB, e policies.Entry[cluster.NewScheduler], args string,
	probe func(v *cluster.View, s cluster.Scheduler)) {
	t.Helper()
	probed := false
	w.replay(t, e, args, func(v *cluster.View, s cluster.Scheduler) cluster.Scheduler {
		return asked{s, func(_ cluster.FuncID, number int64, _ sim.Time, _ cluster.InvokerID) {
			if !probed && number >= int64(w.count)*3/4 {
				probed = true
				probe(v, s)
			}
		}}
	})
	if !probed {
		t.Fatal("the replay made too few decisions")
	}
}

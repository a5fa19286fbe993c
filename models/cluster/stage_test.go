package cluster_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// counter is a mechanism of one lock an invoker: a start holds it for a while,
// and so does a container that goes. With told it knows each end beforehand.
type counter struct {
	hold, undo time.Duration
	lingers    bool
	told       bool // ends are known at once: no lock
	locks      []sim.Lock
	jobs       []counterJob
	wakes      []sim.Wake
	ended      []startup.Done
}

type counterJob struct {
	owner   int64
	tie     int64
	invoker int32
	leaving bool
}

func newCounter(hold, undo time.Duration, lingers, told bool) cluster.NewMechanism {
	return func(v *cluster.View) (startup.Mechanism, error) {
		return &counter{hold: hold, undo: undo, lingers: lingers, told: told, locks: make([]sim.Lock, v.Invokers())},
			nil
	}
}

func (c *counter) Begin(s startup.Start, now sim.Time) sim.Time {
	return c.enter(counterJob{s.Owner, s.Tie, s.Invoker, false}, c.hold, now)
}

func (c *counter) End(l startup.Leaving, now sim.Time) sim.Time {
	return c.enter(counterJob{l.Owner, l.Tie, l.Invoker, true}, c.undo, now)
}

func (c *counter) enter(j counterJob, hold time.Duration, now sim.Time) sim.Time {
	if c.told {
		return now.Add(hold)
	}
	id := uint32(len(c.jobs))
	c.jobs = append(c.jobs, j)
	if c.locks[j.invoker].Acquire(id, now) {
		c.wake(id, now)
	}
	return sim.Never
}

func (c *counter) wake(id uint32, now sim.Time) {
	j := c.jobs[id]
	hold := c.hold
	if j.leaving {
		hold = c.undo
	}
	c.wakes = append(c.wakes, sim.Wake{At: now.Add(hold), Tie: j.tie, Subject: id})
}

func (c *counter) Advance(id uint32, now sim.Time) {
	j := c.jobs[id]
	if next, some := c.locks[j.invoker].Release(id, now); some {
		c.wake(next, now)
	}
	c.ended = append(c.ended, startup.Done{Owner: j.owner, Leaving: j.leaving})
}

func (c *counter) Ended() []startup.Done {
	d := c.ended
	c.ended = nil
	return d
}

func (c *counter) Wakes() []sim.Wake {
	w := c.wakes
	c.wakes = nil
	return w
}

func (c *counter) HasTeardown() bool                             { return c.lingers }
func (c *counter) UncontendedTime(workload.FuncID) time.Duration { return c.hold }

// Do mechanisms that make nobody wait change nothing? Every decision, start and
// end of random worlds is that of the rules without them, whichever way their
// ends are told and whether or not containers are undone by them.
func TestMechanismsWithoutWaitsChangeNothing(t *testing.T) {
	for _, c := range []struct{ lingers, told, daemon bool }{{}, {lingers: true}, {told: true},
		{lingers: true, told: true}, {lingers: true, daemon: true}} {
		for _, keepalive := range []string{"none", "ttl", "lru", "greedy-dual"} {
			for seed := range uint64(25) {
				w := randomWorld(seed, "sticky-random", keepalive)
				want := (&dumb{world: *w}).run()
				cfg := w.config()
				part := w.cold / 4
				if !c.told {
					part = 0 // a lock that is held makes others wait
				}
				cfg.Startup.Stages[outcome.Sandbox] = sim.Const(w.cold - 3*part)
				cfg.Mechanisms = cluster.Mechanisms{
					Storage: newCounter(part, 0, false, c.told),
					Network: newCounter(part, 0, c.lingers, c.told),
					Memory:  newCounter(part, 0, c.lingers, c.told),
				}
				if c.daemon {
					cfg.Daemon = daemon.Config{Parallel: 1 << 20}
				}
				list, sum := w.replay(t, cfg, 0)
				for n, f := range want.fates {
					o := list[n]
					if o.Status != f.status || o.Start != f.start || o.End != f.end || int(o.Invoker) != f.invoker {
						t.Fatalf("%+v, seed %d, invocation %d: %+v, expected %+v\n%v", c, seed, n, o, f, w)
					}
				}
				if sum.Evictions != want.evictions || sum.Expiries != want.expiries || sum.ColdStarts != want.cold {
					t.Fatalf("%+v, seed %d: %d evictions, %d expiries, %d cold; expected %d, %d, %d",
						c, seed, sum.Evictions, sum.Expiries, sum.ColdStarts, want.evictions, want.expiries, want.cold)
				}
			}
		}
	}
}

// Is a start through two mechanisms what one works out by hand? Two functions
// arrive together; each creation has 50 ms of image, holds the lock of the network
// for 100 ms, then 300 ms of sandbox and 200 ms of initialisation. The second
// waits 100 ms for the lock. At 2 s a third evicts one of them: its network takes
// 250 ms to undo and the lock is free then, but it begins only when the memory is
// there.
func TestMechanismsByHand(t *testing.T) {
	const ms = time.Millisecond
	for _, daemons := range []bool{false, true} {
		w := narrow(0, 0, 2*time.Second)
		w.memory = 512
		w.functions = append(w.functions, workload.Function{Name: "app/h", Memory: 256})
		w.trace[2].Function = 2
		var d daemon.Config
		sandbox := 300 * ms
		if daemons { // the place of the first is taken until 451 ms, the removal takes 400 ms more
			d = daemon.Config{Parallel: 1, Remove: sim.Const(400 * ms)}
		}
		cfg := staged(w, d)
		cfg.Mechanisms.Network = newCounter(100*ms, 250*ms, true, false)
		sink := &stageSink{stages: map[int64]outcome.StageTimes{}}
		src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
		sum, err := cluster.Replay(t.Context(), cfg, src, named(t, w.schedule, w.keepalive),
			cluster.Output{Sink: sink})
		if err != nil {
			t.Fatal(err)
		}
		// for the lock; network of the second; for memory, less 1 ms of scheduling
		waited, second, third := 100*ms, 200*ms, 249*ms
		if daemons {
			waited, second, third = 450*ms, 100*ms, 649*ms
		}
		one := outcome.StageTimes{outcome.Image: 50 * ms, outcome.Network: 100 * ms, outcome.Sandbox: sandbox,
			outcome.Init: 200 * ms}
		want := []outcome.StageTimes{one, one, one}
		want[1][outcome.Network] = second
		if daemons {
			want[1][outcome.Sandbox] += waited
		}
		want[2][outcome.Sandbox] += third
		for n := range want {
			if got := sink.stages[int64(n)]; got != want[n] {
				t.Errorf("daemons %v, invocation %d: stages %v, expected %v", daemons, n, got, want[n])
			}
		}
		for n, at := range []time.Duration{651 * ms, 651*ms + waited, 2*time.Second + 651*ms + third} {
			if o := sink.list[n]; o.Start != sim.Time(at) || o.Kind != outcome.Cold {
				t.Errorf("daemons %v, invocation %d began at %v, expected at %v", daemons, n, o.Start.Seconds(),
					at.Seconds())
			}
		}
		if sum.UsedMiBPeak != 512 || sum.Evictions != 1 {
			t.Errorf("daemons %v: %v MiB held at most, %d evictions; expected 512, 1", daemons, sum.UsedMiBPeak,
				sum.Evictions)
		}
	}
}

// keeper restores on the invoker where the first invocation of a function has
// ended, one restore after the other.
type keeper struct {
	has      map[[2]int32]bool
	recorded int
	wakes    []sim.Wake
	runs     []startup.Restored
	ended    []startup.Restored
}

func (k *keeper) Has(s startup.Start, _ sim.Time) bool { return k.has[[2]int32{s.Invoker, s.Unit}] }
func (k *keeper) Restore(s startup.Start, now sim.Time) {
	k.begin(s, now, 30*time.Millisecond, 40*time.Millisecond)
}
func (k *keeper) begin(s startup.Start, now sim.Time, restore, fault time.Duration) {
	k.wakes = append(k.wakes, sim.Wake{At: now.Add(restore + fault), Tie: s.Tie, Subject: uint32(len(k.runs))})
	k.runs = append(k.runs, startup.Restored{Owner: s.Owner, Restore: restore, Fault: fault})
}
func (k *keeper) Wakes() []sim.Wake {
	w := k.wakes
	k.wakes = nil
	return w
}
func (k *keeper) Advance(run uint32, _ sim.Time) { k.ended = append(k.ended, k.runs[run]) }
func (k *keeper) Ended() []startup.Restored {
	d := k.ended
	k.ended = nil
	return d
}
func (k *keeper) Record(startup.Start, sim.Time) time.Duration { return 5 * time.Millisecond }
func (k *keeper) Recorded(s startup.Start, _ sim.Time) {
	k.has[[2]int32{s.Invoker, s.Unit}] = true
	k.recorded++
}
func (k *keeper) UncontendedTime(workload.FuncID) time.Duration { return 70 * time.Millisecond }
func (k *keeper) Counts() startup.RestoreCounts                 { return startup.RestoreCounts{Recorded: 1} }

// Is a start in a new container a restore exactly where a snapshot is, and does it
// then take the restorer's time in place of image, sandbox and initialisation? f
// and g take turns on an invoker with room for one: each is cold once.
func TestRestoreByHand(t *testing.T) {
	const ms = time.Millisecond
	k := &keeper{has: map[[2]int32]bool{}}
	w := narrow(0, 2*time.Second, 4*time.Second, 6*time.Second, 6200*ms, 8*time.Second)
	w.trace[4].Function = 1
	w.trace[5].Function = 0
	cfg := staged(w, daemon.Config{})
	cfg.Mechanisms.Restore = func(*cluster.View) (startup.Restorer, error) { return k, nil }
	sink := &stageSink{stages: map[int64]outcome.StageTimes{}}
	src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
	sum, err := cluster.Replay(t.Context(), cfg, src, named(t, w.schedule, w.keepalive), cluster.Output{Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	cold := outcome.StageTimes{outcome.Image: 50 * ms, outcome.Sandbox: 300 * ms, outcome.Init: 200 * ms,
		outcome.Fault: 5 * ms}
	restore := outcome.StageTimes{outcome.Restore: 30 * ms, outcome.Fault: 40 * ms}
	for n, want := range []struct {
		kind   outcome.StartKind
		stages outcome.StageTimes
	}{{outcome.Cold, cold}, {outcome.Cold, cold}, {outcome.Restored, restore}, {outcome.Restored, restore},
		{outcome.Warm, outcome.StageTimes{}}, {outcome.Restored, restore}} {
		if o := sink.list[n]; o.Kind != want.kind || sink.stages[int64(n)] != want.stages {
			t.Errorf("invocation %d: kind %v, stages %v; expected %v, %v", n, o.Kind, sink.stages[int64(n)],
				want.kind, want.stages)
		}
	}
	got := fmt.Sprint(sum.ColdStarts, sum.RestoreStarts, sum.WarmStarts, sum.ColdLatencyMsMean,
		sum.RestoreLatencyMsMean, k.recorded)
	if want := "2 3 1 556 71 2"; got != want {
		t.Errorf("cold, restored, warm, mean latency of cold starts and of restores, recorded: %s, expected %s", got,
			want)
	}
}

// even is a restorer whose restores take as long as a cold start.
type even struct {
	keeper
	cold time.Duration
}

func (k *even) Restore(s startup.Start, now sim.Time)         { k.begin(s, now, k.cold, 0) }
func (k *even) Record(startup.Start, sim.Time) time.Duration  { return 0 }
func (k *even) UncontendedTime(workload.FuncID) time.Duration { return k.cold }

// Do restores that take as long as cold starts change nothing but what starts are
// called? Every start and end of random worlds is that of the rules without
// snapshots, and a start in a new container is a restore exactly where an
// invocation that started cold there has ended before.
func TestRestoresAreTheColdStartsAfterTheFirst(t *testing.T) {
	for _, keepalive := range []string{"none", "ttl", "lru", "greedy-dual"} {
		for seed := range uint64(40) {
			w := randomWorld(seed, "sticky-random", keepalive)
			want := (&dumb{world: *w}).run()
			cfg := w.config()
			cfg.Mechanisms.Restore = func(*cluster.View) (startup.Restorer, error) {
				return &even{keeper: keeper{has: map[[2]int32]bool{}}, cold: w.cold}, nil
			}
			list, sum := w.replay(t, cfg, 0)
			if sum.ColdStarts+sum.RestoreStarts != want.cold || sum.Evictions != want.evictions ||
				sum.Expiries != want.expiries {
				t.Fatalf("%s, seed %d: %d cold and %d restored, %d evictions, %d expiries; expected %d, %d, %d\n%v",
					keepalive, seed,
					sum.ColdStarts, sum.RestoreStarts, sum.Evictions, sum.Expiries, want.cold, want.evictions,
					want.expiries, w)
			}
			for n, f := range want.fates {
				o := list[n]
				if o.Status != f.status || o.Start != f.start || o.End != f.end || int(o.Invoker) != f.invoker ||
					o.Invoker != cluster.None && (o.Kind == outcome.Warm) != (f.kind == outcome.Warm) {
					t.Fatalf("%s, seed %d, invocation %d: %+v, expected %+v\n%v", keepalive, seed, n, o, f, w)
				}
			}
			checkRestores(t, w, list)
		}
	}
}

// checkRestores looks for each start in a new container whether an invocation of
// its unit that started cold on its invoker has ended when it was decided, which
// is when it left the queue.
func checkRestores(t *testing.T, w *world, list []outcome.Invocation) {
	t.Helper()
	unit := func(f cluster.FuncID) int32 {
		if w.scope == cluster.PerApp {
			return int32(w.functions[f].App)
		}
		return int32(f)
	}
	for n, o := range list {
		if o.Kind != outcome.Cold && o.Kind != outcome.Restored {
			continue
		}
		decided, before, at := o.Arrival+sim.Time(o.Queued), false, false
		for _, p := range list {
			if p.Kind == outcome.Cold && p.Status == outcome.Completed && p.Invoker == o.Invoker &&
				unit(p.Function) == unit(o.Function) {
				before, at = before || p.End < decided, at || p.End == decided
			}
		}
		if at && !before {
			continue // the order within an instant decides
		}
		if before != (o.Kind == outcome.Restored) {
			t.Fatalf("invocation %d: kind %v, and a snapshot was there: %v\n%v", n, o.Kind, before, w)
		}
	}
}

// Are starts through mechanisms free of allocations? Ten times the invocations
// allocate hardly more.
func TestMechanismsDoNotAllocate(t *testing.T) {
	if sim.Invariants {
		t.Skip("the audit allocates")
	}
	allocations := func(n int) float64 {
		var at []time.Duration
		for k := range n {
			at = append(at, time.Duration(k)*2*time.Second)
		}
		w := narrow(at...)
		cfg := staged(w, daemon.Config{})
		cfg.Stages = false
		cfg.Mechanisms.Network = newCounter(10*time.Millisecond, 10*time.Millisecond, true, true)
		cfg.Mechanisms.Storage = newCounter(10*time.Millisecond, 10*time.Millisecond, true, true)
		return testing.AllocsPerRun(1, func() {
			if _, err := w.sum(cfg, named(t, w.schedule, w.keepalive)); err != nil {
				t.Fatal(err)
			}
		})
	}
	few, many := allocations(1000), allocations(10_000)
	if many > few+100 {
		t.Errorf("%v allocations for 1,000 cold starts, %v for 10,000", few, many)
	}
}

// sum replays the world for its summary alone.
func (w *world) sum(cfg cluster.Config, pol cluster.Policies) (outcome.Summary, error) {
	src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
	return cluster.Replay(context.Background(), cfg, src, pol, cluster.Output{})
}

package cluster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cluster/fleet"
	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/models/memory"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// Is work of containers a longer sandbox and a longer removal where there are cores
// enough? Whatever waits there are for places, locks and memory.
func TestWorkWithCoresEnoughIsTime(t *testing.T) {
	const create, remove = 130 * time.Millisecond, 70 * time.Millisecond
	for seed := range uint64(120) {
		w := randomWorld(seed, "least-loaded", []string{"ttl", "lru", "greedy-dual"}[seed%3])
		w.processors = processors{mode: cluster.CPUIsolated + cluster.CPUMode(seed%2), cores: 1000}
		lock := 50 * time.Millisecond
		if seed%6 == 2 { // the work is all that a cold start takes: priorities of greedy-dual are made of nothing else
			w.cold, lock = 0, 0
		}
		cfg := w.config()
		cfg.Daemon = daemon.Config{Parallel: 1 + int(seed%3), Remove: sim.Const(200 * time.Millisecond),
			NamespaceCreate: lock, NamespaceDelete: 80 * time.Millisecond}
		worked := cfg
		worked.Daemon.CreateWork, worked.Daemon.RemoveWork = create, remove
		cfg.Startup.Stages[outcome.Sandbox] = sim.Const(w.cold + create)
		cfg.Daemon.Remove = sim.Const(200*time.Millisecond + remove)
		if seed%4 > 1 { // under the lock: its hold is longer
			worked.Daemon.WorkLocked = true
			cfg.Startup.Stages[outcome.Sandbox] = sim.Const(w.cold)
			cfg.Daemon.Remove = sim.Const(200 * time.Millisecond)
			cfg.Daemon.NamespaceCreate += create
			cfg.Daemon.NamespaceDelete += remove
		}
		if seed%8 > 3 {
			cfg.Mechanisms.Memory = newCounter(0, 10*time.Millisecond, true, false)
			worked.Mechanisms.Memory = newCounter(0, 10*time.Millisecond, true, false)
		}
		want, sum := w.replay(t, cfg, 0)
		got, worksum := w.replay(t, worked, 0)
		for n := range want {
			if got[n] != want[n] {
				t.Fatalf("seed %d, invocation %d: %+v, with work %+v\n%v", seed, n, want[n], got[n], w)
			}
		}
		if fmt.Sprint(sum) != fmt.Sprint(worksum) { // some values are NaN
			t.Fatalf("seed %d: %+v, with work %+v", seed, sum, worksum)
		}
	}
}

// Does a creation wait for nothing when memory is back at the beginning of a removal?
// Every decision, start and end of random worlds is that of the rules without daemons.
func TestBookedRemovalsMakeNobodyWait(t *testing.T) {
	for seed := range uint64(120) {
		w := randomWorld(seed, "sticky-random", []string{"none", "ttl", "lru", "greedy-dual"}[seed%4])
		want := (&dumb{world: *w}).run()
		cfg := w.config()
		cfg.Daemon = daemon.Config{Parallel: 1 << 20, Remove: sim.Const(3 * time.Second), Booked: true}
		list, sum := w.replay(t, cfg, 0)
		for n, f := range want.fates {
			if o := list[n]; o.Status != f.status || o.Start != f.start || o.End != f.end {
				t.Fatalf("seed %d, invocation %d: %+v, expected %+v\n%v", seed, n, o, f, w)
			}
		}
		if sum.Evictions != want.evictions || sum.Expiries != want.expiries {
			t.Fatalf("seed %d: %d evictions and %d expiries, expected %d and %d", seed, sum.Evictions, sum.Expiries,
				want.evictions, want.expiries)
		}
	}
}

// Do executions and creations slow each other down as one works out by hand? f runs for
// a second from 751 ms on; g arrives at 1 s, and its creation needs 200 ms of the only
// core from 1351 ms on, when f has 400 ms to go.
func TestWorkOfACreationByHand(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name    string
		mode    cluster.CPUMode
		classes cpu.Classes
		ends    time.Duration // of f
		starts  time.Duration // of g
	}{
		{"shared", cluster.CPUShared, nil, 1951 * ms, 1951 * ms},
		{"isolated", cluster.CPUIsolated, nil, 1751 * ms, 2151 * ms},
		{"real-time", cluster.CPUShared, cpu.Classes{{Name: "rest"}, {Name: "a", RealTime: true, Priority: 1}},
			1751 * ms, 2151 * ms},
		{"weight", cluster.CPUShared, cpu.Classes{{Name: "rest"}, {Name: "a", Weight: 3}}, 1884333334,
			2151*ms + 1}, // both are rounded up
		// 1.5 times slower whenever the core is busy: f runs from 851 ms on, g's work takes from
		// 1351 to 1951 ms, and g runs for 300 ms beside f.
		{"stretch", cluster.CPUStretch, nil, 2801 * ms, 2151 * ms},
	} {
		w := narrow(0, time.Second)
		w.memory = 512
		w.trace[0].Duration = time.Second
		w.processors = processors{mode: c.mode, cores: 1}
		cfg := staged(w, daemon.Config{Parallel: 5, CreateWork: 200 * ms})
		cfg.CPUClasses = c.classes
		if c.classes != nil {
			cfg.CPUClassOf = []uint8{1, 0}
		}
		if c.mode == cluster.CPUStretch {
			cfg.Law = cpu.Law{Stretch: 500_000}
		}
		sink := &stageSink{stages: map[int64]outcome.StageTimes{}}
		src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
		if _, err := cluster.Replay(t.Context(), cfg, src, named(t, w.schedule, w.keepalive),
			cluster.Output{Sink: sink}); err != nil {
			t.Fatal(err)
		}
		if f, g := sink.list[0], sink.list[1]; f.End != sim.Time(c.ends) || g.Start != sim.Time(c.starts) {
			t.Errorf("%s: f ends at %v, g starts at %v; expected %v, %v", c.name, time.Duration(f.End),
				time.Duration(g.Start), c.ends, c.starts)
		}
	}
}

// Does work under the lock hold up other creations where it waits for a core? Two
// functions arrive together on two cores: the second creation gets the lock after 200 ms.
func TestWorkUnderTheLockByHand(t *testing.T) {
	const ms = time.Millisecond
	for locked, want := range map[bool][2]outcome.StageTimes{
		false: {{outcome.Image: 50 * ms, outcome.Sandbox: 500 * ms, outcome.Init: 200 * ms},
			{outcome.Image: 50 * ms, outcome.Sandbox: 500 * ms, outcome.Init: 200 * ms}},
		true: {{outcome.Image: 50 * ms, outcome.Network: 200 * ms, outcome.Sandbox: 300 * ms, outcome.Init: 200 * ms},
			{outcome.Image: 50 * ms, outcome.Network: 400 * ms, outcome.Sandbox: 300 * ms, outcome.Init: 200 * ms}},
	} {
		w := narrow(0, 0)
		w.memory = 512
		w.processors = processors{mode: cluster.CPUShared, cores: 2}
		cfg := staged(w, daemon.Config{Parallel: 5, CreateWork: 200 * ms, WorkLocked: locked})
		sink := &stageSink{stages: map[int64]outcome.StageTimes{}}
		src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
		if _, err := cluster.Replay(t.Context(), cfg, src, named(t, w.schedule, w.keepalive),
			cluster.Output{Sink: sink}); err != nil {
			t.Fatal(err)
		}
		for n := range want {
			if got := sink.stages[int64(n)]; got != want[n] {
				t.Errorf("locked %v, invocation %d: stages %v, expected %v", locked, n, got, want[n])
			}
		}
	}
}

// Is work of containers refused where there are no cores?
func TestWorkNeedsCores(t *testing.T) {
	w := narrow(0)
	cfg := staged(w, daemon.Config{Parallel: 1, CreateWork: time.Second})
	_, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0)
	if err == nil || !strings.Contains(err.Error(), "creations and removals take 1s and 0s of a processor without cores") {
		t.Errorf("work without cores: %v", err)
	}
	cfg.Daemon.Parallel = 0 // no daemon, no work
	if _, _, err = w.try(cfg, named(t, w.schedule, w.keepalive), 0); err != nil {
		t.Error(err)
	}
}

// onVMs puts the containers of a world into VMs that grow and shrink by a strategy.
func onVMs(cfg *cluster.Config, s memory.Strategy, cores bool) {
	of := memory.Config{Memory: int32(cfg.Memory), Strategy: s, Layout: memory.Layout{Name: "n-to-one"},
		Costs: memory.DefaultCosts(), Cores: cores}
	cfg.Mechanisms.Memory = func(v *cluster.View) (startup.Mechanism, error) {
		return startup.NewMemory(of, v.Table(), v.Invokers())
	}
}

// strategies by which VMs give memory back.
var strategies = []memory.Strategy{{Name: "virtio-mem", Means: memory.Hotplug, Zeroes: true},
	{Name: "squeezy", Means: memory.Hotplug, Partitioned: true}, {Name: "balloon", Means: memory.Balloon}}

// Is reclaiming on cores what it is by its times where there are cores enough? With one
// copying thread it waits for the bus either way.
func TestReclaimWithCoresEnoughIsTime(t *testing.T) {
	for seed := range uint64(90) {
		w := randomWorld(seed, "least-loaded", []string{"ttl", "lru", "greedy-dual"}[seed%3])
		w.processors = processors{mode: cluster.CPUIsolated + cluster.CPUMode(seed%2), cores: 1000}
		cfg, worked := w.config(), w.config()
		onVMs(&cfg, strategies[seed/3%3], false)
		onVMs(&worked, strategies[seed/3%3], true)
		want, sum := w.replay(t, cfg, 0)
		got, worksum := w.replay(t, worked, 0)
		for n := range want {
			if got[n] != want[n] {
				t.Fatalf("seed %d, invocation %d: %+v, on cores %+v\n%v", seed, n, want[n], got[n], w)
			}
		}
		if fmt.Sprint(sum) != fmt.Sprint(worksum) {
			t.Fatalf("seed %d: %+v, on cores %+v", seed, sum, worksum)
		}
	}
}

// Does a reclaim slow down what runs on its invoker? f's container goes at 2 s for one of
// g, while h runs on the only core: virtio-mem isolates and removes two blocks, moves no
// page, since f's VM has no other container, and the host takes the pages.
func TestReclaimSlowsExecutionsByHand(t *testing.T) {
	c := memory.DefaultCosts()
	work := 2*(c.Isolate.Value+c.Remove.Value+c.Exit.Value) + 2*c.Plug.Value // and plugs two for g
	for mode, extra := range map[cluster.CPUMode]time.Duration{cluster.CPUShared: work, cluster.CPUIsolated: 0} {
		w := narrow(0, 2*time.Second, time.Second)
		w.memory = 512
		w.functions = append(w.functions, workload.Function{Name: "app/h", Memory: 256})
		w.trace[1], w.trace[2] = w.trace[2], w.trace[1]
		w.trace[1].Function, w.trace[2].Function = 2, 1
		w.trace[1].Duration = 9 * time.Second
		w.processors = processors{mode: mode, cores: 1}
		ends := map[bool]sim.Time{}
		for _, cores := range []bool{false, true} {
			cfg := w.config()
			onVMs(&cfg, memory.Strategy{Name: "virtio-mem", Means: memory.Hotplug}, cores)
			list, sum := w.replay(t, cfg, 0)
			if sum.Evictions != 1 {
				t.Fatalf("%d evictions, expected 1", sum.Evictions)
			}
			ends[cores] = list[1].End
		}
		// h's own blocks are plugged before it runs
		if got := ends[true].Sub(ends[false]); mode == cluster.CPUShared && (got < extra-2 || got > extra+2) ||
			mode == cluster.CPUIsolated && got != 0 {
			t.Errorf("mode %d: h takes %v longer, expected %v", mode, got, extra)
		}
	}
}

// Is a VM that keeps its memory as no VM? Every decision, start and end is that of the
// rules without.
func TestStaticVMsTakeNoTime(t *testing.T) {
	for seed := range uint64(80) {
		w := randomWorld(seed, "sticky-random", []string{"none", "ttl", "lru", "greedy-dual"}[seed%4])
		want := (&dumb{world: *w}).run()
		cfg := w.config()
		onVMs(&cfg, memory.Strategy{Name: "static"}, false)
		list, sum := w.replay(t, cfg, 0)
		for n, f := range want.fates {
			if o := list[n]; o.Status != f.status || o.Start != f.start || o.End != f.end {
				t.Fatalf("seed %d, invocation %d: %+v, expected %+v\n%v", seed, n, o, f, w)
			}
		}
		if sum.Evictions != want.evictions {
			t.Fatalf("seed %d: %d evictions, expected %d", seed, sum.Evictions, want.evictions)
		}
	}
}

// Does an invoker evict beyond what is needed as the rules say?
func TestReserveAgreesWithTheRules(t *testing.T) {
	more := int64(0)
	for seed := range uint64(240) {
		w := randomWorld(seed, []string{"first-fit", "least-loaded", "sticky-random"}[seed%3],
			[]string{"ttl", "lru", "greedy-dual"}[seed/3%3])
		w.reserve = fleet.Reserve{Ahead: float64(seed%4) / 2, Slack: workload.MiB(128 * (seed % 3))}
		if w.disagreement(t) != "" {
			w.shrink(t)
			t.Fatalf("seed %d: %s\n%+v\n%v", seed, w.disagreement(t), w.reserve, w)
		}
		plain := *w
		plain.reserve = fleet.Reserve{}
		more += (&dumb{world: *w}).run().evictions - (&dumb{world: plain}).run().evictions
	}
	if more < 100 {
		t.Errorf("%d evictions beyond need: the worlds are too easy", more)
	}
}

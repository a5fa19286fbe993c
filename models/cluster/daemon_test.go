package cluster_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// Does a daemon that makes nobody wait change nothing? Every decision, start and
// end of random worlds is that of the rules without one.
func TestDaemonWithoutWaitsChangesNothing(t *testing.T) {
	for _, keepalive := range []string{"none", "ttl", "lru", "greedy-dual"} {
		for seed := range uint64(60) {
			w := randomWorld(seed, "sticky-random", keepalive)
			want := (&dumb{world: *w}).run()
			cfg := w.config()
			cfg.Daemon = daemon.Config{Parallel: 1 << 20}
			list, sum := w.replay(t, cfg, 0)
			for n, f := range want.fates {
				o := list[n]
				if o.Status != f.status || o.Start != f.start || o.End != f.end || int(o.Invoker) != f.invoker {
					t.Fatalf("seed %d, invocation %d: %+v, expected %+v\n%v", seed, n, o, f, w)
				}
			}
			if sum.Evictions != want.evictions || sum.Expiries != want.expiries {
				t.Fatalf("seed %d: %d evictions and %d expiries, expected %d and %d", seed, sum.Evictions,
					sum.Expiries, want.evictions, want.expiries)
			}
		}
	}
}

// narrow is one invoker with room for one container of either of two functions.
func narrow(at ...time.Duration) *world {
	w := &world{
		invokers: 1, memory: 256, schedule: "first-fit", keepalive: "lru",
		apps:      []workload.App{{Name: "app", Memory: 256}},
		functions: []workload.Function{{Name: "app/f", Memory: 256}, {Name: "app/g", Memory: 256}},
	}
	for k, a := range at {
		w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(a), Duration: 100 * time.Millisecond,
			Function: cluster.FuncID(k % 2)})
	}
	return w
}

// staged is a configuration with 1 ms of scheduling, 50 ms of image, 300 ms of
// sandbox, 200 ms of initialisation.
func staged(w *world, d daemon.Config) cluster.Config {
	cfg := w.config()
	cfg.Startup = startup.Pipeline{Schedule: sim.Const(time.Millisecond)}
	cfg.Startup.Stages[outcome.Image] = sim.Const(50 * time.Millisecond)
	cfg.Startup.Stages[outcome.Sandbox] = sim.Const(300 * time.Millisecond)
	cfg.Startup.Stages[outcome.Init] = sim.Const(200 * time.Millisecond)
	cfg.Daemon, cfg.Stages = d, true
	return cfg
}

// stageSink keeps the stages of cold starts, by invocation number.
type stageSink struct {
	outcomes
	stages map[int64]outcome.StageTimes
}

func (s *stageSink) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		if o.StagesAt >= 0 {
			s.stages[o.Number] = b.Stages[o.StagesAt]
		}
	}
	return s.outcomes.Take(b)
}

// Is a cold start with a daemon what one works out by hand? f starts at 551 ms:
// schedule, image, sandbox, init. g evicts f at 2 s; f is gone at 2 s + 233 ms of
// namespace + 400 ms; only then are its 256 MiB there for g, whose creation takes
// image, 100 ms of namespace and sandbox, and the start 200 ms more.
func TestDaemonByHand(t *testing.T) {
	w := narrow(0, 2*time.Second)
	d := daemon.Config{Parallel: 1, Remove: sim.Const(400 * time.Millisecond),
		NamespaceCreate: 100 * time.Millisecond, NamespaceDelete: 233 * time.Millisecond}
	cfg := staged(w, d)
	sink := &stageSink{stages: map[int64]outcome.StageTimes{}}
	src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
	sum, err := cluster.Replay(t.Context(), cfg, src, named(t, w.schedule, w.keepalive), cluster.Output{Sink: sink})
	if err != nil {
		t.Fatal(err)
	}
	const ms = time.Millisecond
	for n, want := range []outcome.StageTimes{
		{outcome.Image: 50 * ms, outcome.Network: 100 * ms, outcome.Sandbox: 300 * ms, outcome.Init: 200 * ms},
		{outcome.Image: 50 * ms, outcome.Network: 100 * ms, outcome.Sandbox: 632*ms + 300*ms, outcome.Init: 200 * ms},
	} {
		if got := sink.stages[int64(n)]; got != want {
			t.Errorf("invocation %d: stages %v, expected %v", n, got, want)
		}
	}
	for n, want := range []time.Duration{651 * ms, 2*time.Second + 633*ms + 650*ms} {
		if o := sink.list[n]; o.Start != sim.Time(want) || o.Kind != outcome.Cold {
			t.Errorf("invocation %d began at %v, expected at %v", n, o.Start.Seconds(), want.Seconds())
		}
	}
	if sum.UsedMiBPeak != 256 {
		t.Errorf("%v MiB were booked at most, expected 256", sum.UsedMiBPeak)
	}
}

// What is a container that goes? It books nothing any more, and what it still holds has
// a column of its own: at the end of second 2 its successor is booked beside it on an
// invoker with room for one of them.
func TestMemoryUnderRemovalHasAColumn(t *testing.T) {
	w := narrow(0, 2500*time.Millisecond)
	d := daemon.Config{Parallel: 1, Remove: sim.Const(time.Second)}
	undone := newCounter(0, 500*time.Millisecond, true, true)
	for _, c := range []struct {
		name                    string
		daemon                  daemon.Config
		network                 cluster.NewMechanism
		took                    float64 // the removal, s
		active, used, removings []int64
	}{
		{"daemon", d, nil, 1, []int64{0, 0, 256, 256, 0}, []int64{256, 256, 256, 256, 256}, []int64{0, 0, 256, 0, 0}},
		{"mechanism", daemon.Config{}, undone, 0.5, []int64{0, 0, 256, 0}, []int64{256, 256, 256, 256},
			[]int64{0, 0, 0, 0}},
		{"both", d, undone, 1.5, []int64{0, 0, 256, 256, 0}, []int64{256, 256, 256, 256, 256},
			[]int64{0, 0, 256, 0, 0}},
	} {
		cfg := staged(w, c.daemon)
		cfg.Mechanisms.Network = c.network
		var seen kept
		sum, _ := w.total(t, cfg, cluster.Output{Timeline: &seen})
		var active, used, removing []int64
		for _, r := range seen.rows {
			if r.Invoker == cluster.None {
				active, used, removing = append(active, r.ActiveMiB), append(used, r.UsedMiB), append(removing,
					r.RemovingMiB)
			}
		}
		if !slices.Equal(active, c.active) || !slices.Equal(used, c.used) || !slices.Equal(removing, c.removings) {
			t.Errorf("%s: active %v, used %v, removing %v; expected %v, %v, %v", c.name, active, used, removing,
				c.active, c.used, c.removings)
		}
		if want := 256 * c.took / sum.EndS; math.Abs(sum.RemovingMiBMean-want) > 1e-9 {
			t.Errorf("%s: %v MiB are removed on average, expected %v", c.name, sum.RemovingMiBMean, want)
		}
	}
}

// Does a cold start get slower the more containers come and go, by nothing but
// waiting? Two functions take turns on an invoker with room for one, so each
// start evicts. Bridge networking keeps the namespace lock busy for a third of a
// second each time.
func TestColdStartsSlowDownUnderChurn(t *testing.T) {
	d := daemon.Config{Parallel: 10, Remove: sim.Const(100 * time.Millisecond)}
	bridge := d
	bridge.NamespaceCreate, bridge.NamespaceDelete = 100*time.Millisecond, 233*time.Millisecond
	cold := func(d daemon.Config, every time.Duration) time.Duration {
		var at []time.Duration
		for k := range 400 {
			at = append(at, time.Duration(k)*every)
		}
		w := narrow(at...)
		w.memory = 1024 // four at a time
		for i := range 8 {
			w.functions = append(w.functions, workload.Function{Name: "app/h" + string(rune('0'+i)), Memory: 256})
		}
		for k := range w.trace {
			w.trace[k].Function = cluster.FuncID(k % len(w.functions))
		}
		_, sum := w.replay(t, staged(w, d), 0)
		if sum.Evictions < 390 || sum.UsedMiBPeak > 1024 {
			t.Errorf("%d evictions, %v MiB at most", sum.Evictions, sum.UsedMiBPeak)
		}
		return time.Duration(sum.ColdLatencyMsMean * float64(time.Millisecond))
	}
	const unloaded = 551 * time.Millisecond
	slow := []time.Duration{cold(d, time.Second), cold(bridge, time.Second), cold(bridge, 400*time.Millisecond),
		cold(bridge, 340*time.Millisecond)}
	// A start a second: the removal, then the creation, and nobody else.
	if want := unloaded + 100*time.Millisecond; slow[0] < want-5*time.Millisecond || slow[0] > want {
		t.Errorf("host networking, one a second: %v, expected %v", slow[0], want)
	}
	if want := unloaded + 433*time.Millisecond; slow[1] < want-5*time.Millisecond || slow[1] > want {
		t.Errorf("bridge networking, one a second: %v, expected %v", slow[1], want)
	}
	for k := 2; k < len(slow); k++ {
		if slow[k] <= slow[k-1] {
			t.Errorf("cold starts took %v, and %v when they came faster", slow[k-1], slow[k])
		}
	}
	// Faster than 3 a second is more than the lock can do: the queue grows.
	if over := cold(bridge, 250*time.Millisecond); over < 4*slow[3] {
		t.Errorf("beyond capacity cold starts took %v, at the limit %v", over, slow[3])
	}
}

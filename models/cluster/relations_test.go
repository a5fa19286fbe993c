package cluster_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies/all"
	"thaw/sim"
)

// Relations hold whatever the numbers are; they need no second simulator, so
// they reach policies and modes that the dumb one does not know.

// everyPair calls f for every scheduler with every keep-alive policy.
func everyPair(t *testing.T, f func(t *testing.T, schedule, keepalive string)) {
	for _, s := range all.Schedulers() {
		for _, k := range all.KeepAlives() {
			if abilities(k.Name).chooses && strings.HasSuffix(s.Name, "-mc") {
				continue // refused: who weighs evictions has to foretell them
			}
			t.Run(s.Name+"+"+k.Name, func(t *testing.T) { f(t, s.Name, k.Name) })
		}
	}
}

// draw makes a world for policies that are used with their defaults.
func draw(seed uint64, schedule, keepalive string) *world {
	w := randomWorld(seed, schedule, keepalive)
	w.keepalive = keepalive
	return w
}

// Does a result depend on the order in which functions stand in the table?
func TestRelabelledFunctionsFareTheSame(t *testing.T) {
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		if abilities(keepalive).operates {
			t.Skip("it orders containers of one function after the other, in the order of the table")
		}
		for seed := range uint64(40) {
			w := draw(seed, schedule, keepalive)
			want, wantSum := w.replay(t, w.config(), 0)
			turned := *w
			order := rand.New(rand.NewPCG(seed, 1)).Perm(len(w.functions))
			turned.functions = make([]workload.Function, len(w.functions))
			for old, new := range order {
				turned.functions[new] = w.functions[old]
			}
			turned.trace = slices.Clone(w.trace)
			for i := range turned.trace {
				turned.trace[i].Function = cluster.FuncID(order[w.trace[i].Function])
			}
			got, gotSum := turned.replay(t, turned.config(), 0)
			for i := range want {
				want[i].Function = cluster.FuncID(order[want[i].Function])
			}
			if !slices.Equal(got, want) || !gotSum.Equal(wantSum) {
				t.Fatalf("seed %d: relabelling changed the run\n%v", seed, w)
			}
		}
	})
}

// Does a result depend on how the source cuts the trace into batches?
func TestBatchSizeDoesNotMatter(t *testing.T) {
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		for seed := range uint64(25) {
			w := draw(seed, schedule, keepalive)
			want, wantSum := w.replay(t, w.config(), 0)
			for _, batch := range []int{1, 2, 7} {
				got, gotSum := w.replay(t, w.config(), batch)
				if !slices.Equal(got, want) || !gotSum.Equal(wantSum) {
					t.Fatalf("seed %d: batches of %d changed the run\n%v", seed, batch, w)
				}
			}
		}
	})
}

// Does a trace that starts later fare the same, later?
func TestShiftedTraceFaresTheSame(t *testing.T) {
	const later = 12345*time.Second + 678
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		if abilities(keepalive).ticks {
			t.Skip("it goes by the clock")
		}
		switch schedule {
		case "ch-rlu", "k-rlu", "greedy-omniscient":
			t.Skip("it samples loads by the clock")
		}
		for seed := range uint64(25) {
			w := draw(seed, schedule, keepalive)
			want, wantSum := w.replay(t, w.config(), 0)
			shifted := *w
			shifted.trace = slices.Clone(w.trace)
			for i := range shifted.trace {
				shifted.trace[i].Arrival += sim.Time(later)
			}
			if shifted.horizon > 0 {
				shifted.horizon += sim.Time(later)
			}
			got, gotSum := shifted.replay(t, shifted.config(), 0)
			for i := range want {
				want[i].Arrival += sim.Time(later)
				if want[i].Start >= 0 {
					want[i].Start += sim.Time(later)
				}
				if want[i].End >= 0 {
					want[i].End += sim.Time(later)
				}
			}
			if !slices.Equal(got, want) || gotSum.Expiries != wantSum.Expiries ||
				gotSum.Evictions != wantSum.Evictions {
				t.Fatalf("seed %d: a shift in time changed the run\n%v", seed, w)
			}
		}
	})
}

// peak is the greatest number of intervals [arrival, end) that hold at once; an
// end comes before an arrival at the same instant, and an empty interval still
// needs a container for itself.
func peak(trace []workload.Invocation, fn cluster.FuncID, latency time.Duration) int {
	most := 0
	for i, in := range trace {
		if in.Function != fn {
			continue
		}
		n := 1
		for _, before := range trace[:i] {
			if before.Function == fn && before.Arrival.Add(latency+before.Duration) > in.Arrival {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// With unlimited memory and keep-alive, does a function start as many
// containers as it has invocations at once, or that many divided by what one
// container runs?
func TestUnlimitedMemoryColdStartsArePeakConcurrency(t *testing.T) {
	for seed := range uint64(300) {
		w := draw(seed, "first-fit", "lru")
		w.memory, w.horizon, w.scope = 1<<30, 0, cluster.PerFunction
		for _, latency := range []time.Duration{0, grid, 3 * grid} {
			for _, concurrency := range []int{1, 2, 3, 100} {
				if latency > 0 && concurrency > 1 {
					continue // a container that starts is not yet open to others
				}
				w.latency, w.warm, w.cold = 0, latency, latency
				cfg := w.config()
				cfg.Concurrency = concurrency
				list, _ := w.replay(t, cfg, 0)
				cold := make([]int, len(w.functions))
				for _, o := range list {
					if o.Kind == outcome.Cold {
						cold[o.Function]++
					}
				}
				for f := range w.functions {
					want := (peak(w.trace, cluster.FuncID(f), latency) + concurrency - 1) / concurrency
					if cold[f] != want {
						t.Fatalf("seed %d, latency %v, concurrency %d: function %d had %d cold starts, "+
							"expected %d\n%v",
							seed, latency, concurrency, f, cold[f], want, w)
					}
				}
			}
		}
	}
}

// Without keep-alive, is every start cold? Only where nothing waits and nothing
// ties: a container whose lease ends now still serves an arrival of this instant.
func TestZeroKeepAliveMakesEveryStartCold(t *testing.T) {
	for _, s := range all.Schedulers() {
		for seed := range uint64(40) {
			w := draw(seed, s.Name, "none")
			w.memory, w.horizon = 1<<30, 0
			r := rand.New(rand.NewPCG(seed, 2))
			for i := range w.trace { // odd instants arrive, even ones end
				w.trace[i].Arrival = sim.Time(i)*sim.Time(grid) + 1
				w.trace[i].Duration = time.Duration(r.Int64N(int64(10*grid))) &^ 1
			}
			_, sum := w.replay(t, w.config(), 0)
			if sum.ColdStarts != int64(len(w.trace)) || sum.WarmStarts != 0 {
				t.Fatalf("%s, seed %d: %d cold and %d warm starts of %d\n%v", s.Name, seed, sum.ColdStarts,
					sum.WarmStarts, len(w.trace), w)
			}
		}
	}
}

// With sandboxes per app, does an app fare as one function of the app's memory?
// Only under schedulers that do not ask for the function's name.
func TestAppScopeIsOneFunctionPerApp(t *testing.T) {
	for _, schedule := range []string{"first-fit", "least-loaded", "max-available", "round-robin", "random"} {
		for _, k := range all.KeepAlives() {
			if abilities(k.Name).operates {
				continue // it loads containers of apps without a function too, where they are functions
			}
			for seed := range uint64(60) {
				w := draw(seed, schedule, k.Name)
				w.scope = cluster.PerApp
				want, _ := w.replay(t, w.config(), 0)
				merged := *w
				merged.scope = cluster.PerFunction
				merged.functions = make([]workload.Function, len(w.apps))
				for a, app := range w.apps {
					merged.functions[a] = workload.Function{Name: app.Name + "/all", App: workload.AppID(a),
						Memory: app.Memory}
				}
				merged.trace = slices.Clone(w.trace)
				for i := range merged.trace {
					merged.trace[i].Function = cluster.FuncID(w.functions[w.trace[i].Function].App)
				}
				got, _ := merged.replay(t, merged.config(), 0)
				for i := range want {
					want[i].Function = cluster.FuncID(w.functions[want[i].Function].App)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s+%s, seed %d: an app does not fare as one function\n%v", schedule, k.Name, seed, w)
				}
			}
		}
	}
}

// Is a run the same whatever GOMAXPROCS is and whatever else runs beside it?
func TestRunsAreDeterministic(t *testing.T) {
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		w := draw(3, schedule, keepalive)
		cfg := w.config()
		cfg.Startup = noisy()
		want, wantSum := w.replay(t, cfg, 0)
		for _, procs := range []int{1, 2, 4} {
			before := runtime.GOMAXPROCS(procs)
			var group sync.WaitGroup
			same := make([]bool, 4)
			pol := named(t, schedule, keepalive)
			for i := range same {
				group.Go(func() {
					got, gotSum, err := w.try(cfg, pol, 0)
					same[i] = err == nil && slices.Equal(got, want) && gotSum.Equal(wantSum)
				})
			}
			group.Wait()
			runtime.GOMAXPROCS(before)
			if slices.Contains(same, false) {
				t.Fatalf("GOMAXPROCS %d: another result\n%v", procs, w)
			}
		}
	})
}

// noisy returns a pipeline in which every latency is drawn.
func noisy() startup.Pipeline {
	p := startup.Pipeline{Warm: sim.Uniform(0, 40*time.Millisecond), Schedule: sim.Uniform(0, 5*time.Millisecond)}
	for s := range p.Stages {
		p.Stages[s] = sim.Uniform(0, time.Duration(s+1)*100*time.Millisecond)
	}
	return p
}

// Do two policies see the same noise? An invocation that is cold under both
// takes equally long in every stage, and likewise one that is warm under both.
func TestPoliciesAreComparedOnTheSameNoise(t *testing.T) {
	bothCold, bothWarm := 0, 0
	for seed := range uint64(60) {
		a := draw(seed, "sticky-random", "ttl")
		a.horizon = 0
		b := *a
		b.schedule, b.keepalive = "least-loaded", "none"
		cfg := a.config()
		cfg.Startup = noisy()
		as, _ := a.replay(t, cfg, 0)
		bs, _ := b.replay(t, cfg, 0)
		for n := range as {
			x, y := as[n], bs[n]
			if x.Arrival != y.Arrival || x.Duration != y.Duration || x.Function != y.Function {
				t.Fatalf("seed %d: invocation %d differs by more than its fate: %+v, %+v", seed, n, x, y)
			}
			if x.Status != outcome.Completed || x.Kind != y.Kind {
				continue
			}
			after := func(o outcome.Invocation) time.Duration { return o.Start.Sub(o.Arrival) - o.Queued }
			if after(x) != after(y) || x.Schedule != y.Schedule {
				t.Fatalf("seed %d: invocation %d starts after %v and %v, both %v", seed, n, after(x), after(y), x.Kind)
			}
			if x.Kind == outcome.Cold {
				bothCold++
			} else {
				bothWarm++
			}
		}
	}
	if bothCold < 100 || bothWarm < 100 {
		t.Errorf("only %d cold and %d warm starts were compared", bothCold, bothWarm)
	}
}

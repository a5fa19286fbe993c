package cluster_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Most runs write no rows, and then the engine settles what becomes of an
// invocation when it starts. These tests ask whether such runs come to the same.

// unread is a timeline that nobody reads.
type unread struct{ rows int }

func (u *unread) Seconds(rows []outcome.Second) error {
	u.rows += len(rows)
	return nil
}

// crowd adds functions that are never invoked, to as many as only large traces
// have: from 4,096 on the engine finds containers in another way.
func (w *world) crowd() {
	for n := range 4200 {
		w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app0/unused%d", n), Memory: 128})
	}
}

// total replays the world and returns what is left when nobody keeps rows.
func (w *world) total(t testing.TB, cfg cluster.Config, out cluster.Output) (outcome.Summary, outcome.Latency) {
	t.Helper()
	var latency outcome.Latency
	out.Latency = &latency
	src := &source{w.table(), w.trace, 0}
	if err := w.foresee(&cfg); err != nil {
		t.Fatal(err)
	}
	sum, err := cluster.Replay(context.Background(), cfg, src, named(t, w.schedule, w.keepalive), out)
	if err != nil {
		t.Fatalf("%v\n%v", err, w)
	}
	return sum, latency
}

// cellsOf lists what a distribution holds.
func cellsOf(h *sim.Histogram) (cells [][3]int64) {
	h.Each(func(low, high int64, count uint64) { cells = append(cells, [3]int64{low, high, int64(count)}) })
	return append(cells, [3]int64{h.Min(), h.Max(), int64(h.Count())})
}

// same reports whether two runs have the same latencies.
func same(a, b *outcome.Latency) bool {
	return a.All.Mean() == b.All.Mean() && slices.Equal(cellsOf(&a.All), cellsOf(&b.All)) &&
		slices.Equal(cellsOf(&a.Cold), cellsOf(&b.Cold))
}

// unwatched tells how the summary and the latencies of a run that writes no rows,
// and of one with a timeline alone, differ from those of a run with rows; or
// nothing.
func (w *world) unwatched(t testing.TB, cfg cluster.Config) string {
	t.Helper()
	want, wantLatency := w.total(t, cfg, cluster.Output{Sink: &outcomes{}})
	for _, out := range []cluster.Output{{}, {Timeline: &unread{}}} {
		if got, latency := w.total(t, cfg, out); !got.Equal(want) || !same(&latency, &wantLatency) {
			return fmt.Sprintf("without rows, timeline %v: %+v\nwith rows %+v", out.Timeline != nil, got, want)
		}
	}
	return ""
}

// Does a run come to the same, whether its rows are written or not? Under every
// pair of policies, with and without a horizon, with few functions and with
// thousands, with constant latencies and drawn ones.
func TestRunsComeToTheSameWithoutRows(t *testing.T) {
	everyPair(t, func(t *testing.T, schedule, keepalive string) {
		horizons := 0
		for seed := range uint64(16) {
			w := draw(1000+seed, schedule, keepalive)
			if seed%4 == 0 {
				w.crowd()
			}
			if seed%2 == 0 && w.horizon == 0 {
				w.horizon = w.trace[len(w.trace)/2].Arrival + sim.Time(grid)
			}
			horizons += int(min(w.horizon, 1))
			cfg := w.config()
			if seed%3 == 0 {
				cfg.Startup = noisy()
			}
			if difference := w.unwatched(t, cfg); difference != "" {
				t.Fatalf("seed %d: %s\n%v", seed, difference, w)
			}
		}
		if horizons < 8 {
			t.Errorf("only %d worlds have a horizon", horizons)
		}
	})
}

// Do thousands of containers change that? From 4,096 on the engine looks ahead at
// those that completions will need.
func TestManyContainersWithoutRows(t *testing.T) {
	const functions = 6000
	w := &world{
		invokers: 4, memory: 6000, schedule: "least-loaded", keepalive: "lru", cold: 20 * ms, warm: ms,
		apps: []workload.App{{Name: "app", Memory: 1}},
	}
	for n := range 3 * functions {
		fn := cluster.FuncID(n % functions)
		if n < functions {
			w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/%d", fn),
				Memory: 1 + workload.MiB(fn%4)})
		}
		w.at(time.Duration(n)*ms/8, fn, time.Duration(fn%300)*ms)
	}
	for _, horizon := range []sim.Time{0, 2 * sim.Second} {
		w.horizon = horizon
		if difference := w.unwatched(t, w.config()); difference != "" {
			t.Errorf("horizon %d: %s", horizon, difference)
		}
	}
	if sum, _ := w.total(t, w.config(), cluster.Output{}); sum.Evictions == 0 || sum.WarmStarts == 0 ||
		sum.Unfinished == 0 {
		t.Errorf("too easy: %+v", sum)
	}
}

// slowdowns returns what users multiply their waiting by: how long an invocation
// that completed took from its arrival, over how long it ran; in ascending order.
func slowdowns(list []outcome.Invocation) []float64 {
	var all []float64
	for _, o := range list {
		if o.Status == outcome.Completed && o.Duration > 0 {
			all = append(all, o.End.Sub(o.Arrival).Seconds()/o.Duration.Seconds())
		}
	}
	slices.Sort(all)
	return all
}

// Is slowdown counted from the arrival, so that waiting counts, over those that
// completed and ran for some time?
func TestSlowdownIsCountedFromTheArrival(t *testing.T) {
	waited := 0
	for seed := range uint64(200) {
		w := draw(seed, "least-loaded", "ttl")
		list, sum := w.replay(t, w.config(), 0)
		all := slowdowns(list)
		if len(all) == 0 {
			continue
		}
		if all[len(all)-1] > 1 {
			waited++
		}
		for _, c := range []struct {
			name   string
			got, q float64
		}{{"slowdown_p50", sum.SlowdownP50, 0.5}, {"slowdown_p99", sum.SlowdownP99, 0.99}} {
			want := all[max(int(math.Ceil(c.q*float64(len(all)))), 1)-1]
			if math.Abs(c.got-want) > 0.001*want { // the histogram's error
				t.Fatalf("seed %d: %s is %v, expected %v\n%v", seed, c.name, c.got, want, w)
			}
		}
	}
	if waited < 100 {
		t.Errorf("in %d worlds only somebody waited", waited)
	}
}

// kept is a timeline that is kept.
type kept struct{ rows []outcome.Second }

func (k *kept) Seconds(rows []outcome.Second) error {
	k.rows = append(k.rows, rows...)
	return nil
}

// Does the row of a second show what has happened at its end, at that very instant?
// An execution that ends then has ended, and what starts then has started.
func TestWholeSecondsSeeTheirLastInstant(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, time.Second).at(2*time.Second, 1, 1500*ms)
	w.cold = 0
	var seen kept
	w.total(t, w.config(), cluster.Output{Timeline: &seen})
	type state struct{ second, running, idle, started int64 }
	var got []state
	for _, r := range seen.rows {
		if r.Invoker == cluster.None {
			got = append(got, state{r.Second, int64(r.Running), int64(r.Idle), int64(r.Invocations)})
		}
	}
	want := []state{{0, 0, 1, 1}, {1, 1, 1, 1}, {2, 1, 1, 0}, {3, 0, 2, 0}}
	if !slices.Equal(got, want) {
		t.Errorf("second, running, idle, starts: %v, expected %v", got, want)
	}
}

// Is a source that breaks its word refused, with what is wrong?
func TestBrokenSourcesAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		w    *world
		want string
	}{
		{"back in time", pairOf("first-fit", "lru").at(time.Second, 0, 0).at(time.Second-1, 0, 0),
			"invocation 1 of the trace (arrival 999999999 ns"},
		{"no such function", pairOf("first-fit", "lru").at(0, 3, 0), "a function below 3"},
		{"negative function", pairOf("first-fit", "lru").at(0, -1, 0), "function -1"},
		{"negative duration", pairOf("first-fit", "lru").at(0, 0, -1), "duration -1 ns"},
	} {
		if _, _, err := c.w.try(c.w.config(), named(t, "first-fit", "lru"), 0); err == nil ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected %q", c.name, err, c.want)
		}
	}
}

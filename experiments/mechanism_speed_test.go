package experiments

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/experiments/build"
	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// drawnTrace is a trace that is drawn before the clock runs: 1,000 functions, half
// of the invocations of 50 of them.
type drawnTrace struct {
	fakeTrace
	drawn []workload.Invocation
}

func newDrawnTrace(n int) *drawnTrace {
	p := &drawnTrace{}
	r := rand.New(rand.NewPCG(1, 3))
	for i := range 1000 {
		p.table.Apps = append(p.table.Apps, workload.App{Name: fmt.Sprintf("app%d", i), Memory: 256})
		p.table.Functions = append(p.table.Functions,
			workload.Function{Name: fmt.Sprintf("app%d/f", i), App: workload.AppID(i),
				Memory: workload.MiB(64 << r.IntN(4)), MeanDuration: time.Duration(r.ExpFloat64() * 3e8)})
	}
	now := sim.Time(0)
	for range n {
		now += sim.Time(r.ExpFloat64() * 1e7)
		f := r.IntN(50)
		if r.Float64() < 0.5 {
			f = r.IntN(1000)
		}
		p.drawn = append(p.drawn, workload.Invocation{Arrival: now, Function: workload.FuncID(f),
			Duration: time.Duration(r.ExpFloat64() * float64(p.table.Functions[f].MeanDuration))})
	}
	return p
}

func (p *drawnTrace) Source(uint64) (workload.Source, error) {
	return &drawnSource{p, p.drawn}, nil
}

type drawnSource struct {
	p    *drawnTrace
	left []workload.Invocation
}

func (s *drawnSource) Table() *workload.Table { return &s.p.table }
func (s *drawnSource) Read(batch []workload.Invocation) (int, error) {
	if len(s.left) == 0 {
		return 0, io.EOF
	}
	n := copy(batch, s.left)
	s.left = s.left[n:]
	return n, nil
}

// newB1 is a trace in the shape of scenario B1, drawn beforehand.
func newB1(n int) *drawnTrace {
	p := &drawnTrace{fakeTrace: newPoissonTrace(n).fakeTrace, drawn: make([]workload.Invocation, n)}
	src := &poissonSource{p: newPoissonTrace(n), r: rand.New(rand.NewPCG(1, 0))}
	if got, err := src.Read(p.drawn); got != n || err != nil {
		panic(fmt.Sprint(got, err)) // it fills what there is
	}
	return p
}

// How many invocations a second does a replay with mechanisms reach, beside the
// same one with constant cold starts? The targets are 70 % with restores and half
// with all, in the shape of scenario B1. Under pressure 4.4 % of the starts are in
// new containers and find nothing in the page cache. Each pass makes all replays in
// turn, so that a machine that gets slower slows all of them; the fastest counts.
func BenchmarkMechanisms(b *testing.B) {
	b.Run("B1", func(b *testing.B) { benchmarkMechanisms(b, newB1(1<<20)) })
	b.Run("pressure", func(b *testing.B) { benchmarkMechanisms(b, newDrawnTrace(1<<20)) })
}

func benchmarkMechanisms(b *testing.B, trace *drawnTrace) {
	sets := []struct {
		name  string
		flags map[string][]string
	}{
		{"constant", nil},
		{"faasnap", map[string][]string{"prefetch": {"faasnap"}}},
		{"storage", map[string][]string{"storage": {"deverlay"}}},
		{"network", map[string][]string{"network": {"pooled"}}},
		{"all", allMechanisms()},
	}
	best := make([]time.Duration, len(sets))
	var colds, restores [8]int64
	for range b.N {
		for k, set := range sets {
			flags := map[string][]string{"schedule": {"sticky-random"}, "keepalive": {"ttl,keep=10m"},
				"invokers": {"100"}, "memory": {"4GiB"}, "detail": {"summary"}}
			for name, v := range set.flags {
				flags[name] = v
			}
			layer, err := FromFlags(flags)
			if err != nil {
				b.Fatal(err)
			}
			spec, err := Resolve(Thaw(), layer)
			if err != nil {
				b.Fatal(err)
			}
			plan, err := NewPlan(spec, trace, build.Info{})
			if err != nil {
				b.Fatal(err)
			}
			r := &plan.Runs[0]
			src, _ := trace.Source(1)
			begin := time.Now()
			sum, err := cluster.Replay(b.Context(), plan.Config(r), src,
				cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}, cluster.Output{})
			if err != nil {
				b.Fatal(err)
			}
			if took := time.Since(begin); best[k] == 0 || took < best[k] {
				best[k] = took
			}
			colds[k], restores[k] = sum.ColdStarts, sum.RestoreStarts
		}
	}
	for k, set := range sets {
		b.Logf("%-10s %5.2f M invocations/s, %3.0f %% of constant, %d cold, %d restored", set.name,
			float64(len(trace.drawn))/best[k].Seconds()/1e6,
			100*best[0].Seconds()/best[k].Seconds(), colds[k], restores[k])
	}
}

// allMechanisms are the flags of a run in which every role is modelled.
func allMechanisms() map[string][]string {
	return map[string][]string{"prefetch": {"faasnap"}, "storage": {"deverlay"}, "network": {"pooled"},
		"memory-elasticity": {"squeezy"}}
}

// Are replays with all mechanisms free of allocations per event? Twice the
// invocations of a few functions, whose VMs are all there soon, allocate hardly more.
func TestMechanismsDoNotAllocate(t *testing.T) {
	if sim.Invariants {
		t.Skip("the audit allocates")
	}
	trace := newB1(100_000)
	flags := allMechanisms()
	flags["invokers"], flags["memory"] = []string{"4"}, []string{"2GiB"}
	plan := newPlan(t, &trace.fakeTrace, flags)
	r := &plan.Runs[0]
	allocations := func(n int) float64 {
		return testing.AllocsPerRun(1, func() {
			src := &drawnSource{trace, trace.drawn[:n]}
			sum, err := cluster.Replay(t.Context(), plan.Config(r), src,
				cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}, cluster.Output{})
			if err != nil || sum.RestoreStarts < int64(n)/100 {
				t.Fatalf("%d restores: %v", sum.RestoreStarts, err)
			}
		})
	}
	if few, many := allocations(50_000), allocations(100_000); many > few+1000 {
		t.Errorf("%v allocations for 50,000 invocations, %v for 100,000", few, many)
	}
}

package traces

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
	"thaw/traces/tracetest"
)

func TestWindowIsASliceMovedToZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := tracetest.Draw(t)
		start := time.Duration(rapid.Int64Range(0, 300).Draw(t, "start"))
		length := time.Duration(rapid.Int64Range(0, 300).Draw(t, "length"))
		want := []workload.Invocation{}
		for _, v := range m.Invocations() {
			if at := time.Duration(v.Arrival); at >= start && (length == 0 || at < start+length) {
				v.Arrival -= sim.Time(start)
				want = append(want, v)
			}
		}
		got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(Window(m.Replay(), start, length)),
			rapid.IntRange(1, 40).Draw(t, "batch"))
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestWindowRefusesNegativeTimes(t *testing.T) {
	for _, w := range [][2]time.Duration{{-1, 0}, {0, -1}} {
		if _, err := Window(tracetest.Steady(0, 1), w[0], w[1]); err == nil {
			t.Errorf("Window(%v, %v): no error", w[0], w[1])
		}
	}
	// A window beyond the end of time reaches to the end of the trace.
	m := tracetest.Steady(3, 0)
	m.Invocations()[2].Arrival = math.MaxInt64 - 1
	if got := tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(Window(m, 1, math.MaxInt64)), 2); len(got) != 1 {
		t.Errorf("%d invocations, want 1", len(got))
	}
}

// filters returns every filter of this package over a trace, with some
// parameters.
func filtersOf(t *rapid.T, m *inmemory.Source) map[string]func() workload.Source {
	source := tracetest.Must[workload.Source](t)
	seed := rapid.Uint64().Draw(t, "seed")
	p := rapid.Float64Range(0, 1).Draw(t, "probability")
	n := rapid.IntRange(1, 12).Draw(t, "n")
	ramp := time.Duration(rapid.IntRange(0, 300).Draw(t, "ramp"))
	start := time.Duration(rapid.IntRange(0, 100).Draw(t, "start"))
	return map[string]func() workload.Source{
		"window":      func() workload.Source { return source(Window(m.Replay(), start, 50)) },
		"invocations": func() workload.Source { return source(SampleInvocations(m.Replay(), seed, p)) },
		"functions":   func() workload.Source { return source(SampleFunctions(m.Replay(), n)) },
		"ramp":        func() workload.Source { return source(Ramp(m.Replay(), seed, ramp)) },
		"memory":      func() workload.Source { return source(OverrideMemory(m.Replay(), workload.MiB(n))) },
		"limit":       func() workload.Source { return Limit(m.Replay(), int64(10*n)) },
		"ahead":       func() workload.Source { return Ahead(m.Replay(), n) },
		"all": func() workload.Source {
			src := source(Window(Ahead(m.Replay(), 2), start, 200))
			src = source(SampleInvocations(source(SampleFunctions(src, n)), seed, p))
			return Limit(source(OverrideMemory(source(Ramp(src, seed, ramp)), 7)), 50)
		},
	}
}

func TestFiltersDoNotDependOnBatchSizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for name, open := range filtersOf(t, tracetest.Draw(t)) {
			want := tracetest.ReadAll(t, open(), 1)
			sizes := rapid.SliceOfN(rapid.IntRange(1, 50), 1, 5).Draw(t, "sizes")
			if d := cmp.Diff(want, tracetest.ReadAll(t, open(), sizes...)); d != "" {
				t.Fatalf("%s with batches of %v: %s", name, sizes, d)
			}
		}
	})
}

func TestFiltersKeepOrderAndTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for name, open := range filtersOf(t, tracetest.Draw(t)) {
			src := open()
			if _, err := inmemory.New(src.Table(), tracetest.ReadAll(t, src, 16)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, f := range src.Table().Functions {
				if want := f.Name[:4]; src.Table().Apps[f.App].Name != want {
					t.Fatalf("%s: function %s is in app %s", name, f.Name, src.Table().Apps[f.App].Name)
				}
			}
		}
	})
}

// Leaving other functions out, or renumbering them, must not change which
// invocations of a function are kept.
func TestSamplesOfAFunctionDoNotDependOnTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := tracetest.Draw(t)
		seed, n := rapid.Uint64().Draw(t, "seed"), rapid.IntRange(1, 12).Draw(t, "n")
		source := tracetest.Must[workload.Source](t)
		thin := func(src workload.Source) workload.Source {
			return source(Ramp(source(SampleInvocations(src, seed, 0.5)), seed, 200))
		}
		first := thin(source(SampleFunctions(m.Replay(), n)))
		last := source(SampleFunctions(thin(m.Replay()), n))
		if d := cmp.Diff(first.Table(), last.Table()); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(tracetest.ReadAll(t, first, 7), tracetest.ReadAll(t, last, 11)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestSampleFunctionsIsNestedAndIgnoresTheOrderOfTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := tracetest.Draw(t)
		names := func(src workload.Source, n int) []string {
			var s []string
			for _, f := range tracetest.Must[workload.Source](t)(SampleFunctions(src, n)).Table().Functions {
				s = append(s, f.Name)
			}
			slices.Sort(s)
			return s
		}
		all := len(m.Table().Functions)
		n := rapid.IntRange(1, all).Draw(t, "n")
		small := names(m.Replay(), n)
		if len(small) != n {
			t.Fatalf("%d functions, want %d", len(small), n)
		}
		for _, name := range small {
			if !slices.Contains(names(m.Replay(), n+1), name) {
				t.Fatalf("%s is among %d functions, but not among %d", name, n, n+1)
			}
		}
		turned := &workload.Table{Apps: m.Table().Apps, Functions: slices.Clone(m.Table().Functions)}
		slices.Reverse(turned.Functions)
		if d := cmp.Diff(small, names(tracetest.Must[*inmemory.Source](t)(inmemory.New(turned, nil)), n)); d != "" {
			t.Fatal(d)
		}
	})
}

func TestSampleInvocationsKeepsTheShares(t *testing.T) {
	const n, p = 160_000, 0.05
	src := tracetest.Must[workload.Source](t)(SampleInvocations(tracetest.Steady(n, time.Millisecond), 1, p))
	counts := make([]float64, 5)
	for _, v := range tracetest.ReadAll(t, src, 1000) {
		counts[v.Function]++
	}
	for fn, share := range []float64{8, 4, 2, 1, 1} {
		of := n * share / 16
		// Each is a binomial: five standard deviations are passed once in 1.7 million.
		if sigma := math.Sqrt(of * p * (1 - p)); math.Abs(counts[fn]-of*p) > 5*sigma {
			t.Errorf("function %d: %v kept, want %v ± %v", fn, counts[fn], of*p, 5*sigma)
		}
	}
	s, ok := SamplingOf(Limit(src, 1)) // found behind another filter
	total := int64(counts[0] + counts[1] + counts[2] + counts[3] + counts[4])
	if !ok || s.Seen != n || s.Kept != total || s.Probability != p {
		t.Errorf("SamplingOf = %+v, %v; want %d of %d", s, ok, total, n)
	}
	if _, ok := SamplingOf(tracetest.Steady(1, 1)); ok {
		t.Error("SamplingOf found a filter where there is none")
	}
	other := tracetest.Must[workload.Source](t)(SampleInvocations(tracetest.Steady(n, time.Millisecond), 2, p))
	again := tracetest.Must[workload.Source](t)(SampleInvocations(tracetest.Steady(n, time.Millisecond), 1, p))
	if slices.Equal(tracetest.ReadAll(t, other, 1000), tracetest.ReadAll(t, again, 1000)) {
		t.Error("two seeds keep the same invocations")
	}
}

func TestRampRisesLinearly(t *testing.T) {
	const perSlice = 20_000
	ramp := 10 * perSlice * time.Millisecond
	src := tracetest.Must[workload.Source](t)(Ramp(tracetest.Steady(11*perSlice, time.Millisecond), 3, ramp))
	counts := make([]float64, 11)
	for _, v := range tracetest.ReadAll(t, src, 999) {
		counts[v.Arrival/sim.Time(perSlice*time.Millisecond)]++
	}
	for i, got := range counts[:10] {
		p := (float64(i) + 0.5) / 10 // the mean chance in the slice
		if sigma := math.Sqrt(perSlice * p * (1 - p)); math.Abs(got-perSlice*p) > 5*sigma {
			t.Errorf("slice %d of the ramp: %v kept, want %v ± %v", i, got, perSlice*p, 5*sigma)
		}
	}
	if counts[10] != perSlice {
		t.Errorf("after the ramp: %v kept, want all %d", counts[10], perSlice)
	}
}

// At each of the first nanoseconds the chance is exactly t ÷ ramp: nothing at 0.
func TestRampAtEveryInstant(t *testing.T) {
	const n, ramp = 10_000, 4
	m := tracetest.Steady(n*(ramp+1), 1)
	for i := range m.Invocations() {
		m.Invocations()[i].Arrival = sim.Time(i / n)
	}
	counts := make([]float64, ramp+1)
	for _, v := range tracetest.ReadAll(t, tracetest.Must[workload.Source](t)(Ramp(m, 1, ramp)), 64) {
		counts[v.Arrival]++
	}
	for at, got := range counts {
		p := float64(at) / ramp
		if sigma := math.Sqrt(n * p * (1 - p)); math.Abs(got-n*p) > 5*sigma {
			t.Errorf("at %d ns: %v kept, want %v ± %v", at, got, n*p, 5*sigma)
		}
	}
}

func TestOverrideMemory(t *testing.T) {
	m := tracetest.Steady(1, 1)
	m.Table().Functions[0].ImputedMemory = true
	src := tracetest.Must[workload.Source](t)(OverrideMemory(m, 256))
	for _, f := range src.Table().Functions {
		if f.Memory != 256 || f.ImputedMemory {
			t.Errorf("%+v: want 256 MiB, not imputed", f)
		}
	}
	if src.Table().Apps[0].Memory != 256 {
		t.Errorf("app books %d MiB, want 256", src.Table().Apps[0].Memory)
	}
	if m.Table().Functions[0].Memory != 1 || !m.Table().Functions[0].ImputedMemory || m.Table().Apps[0].Memory != 1 {
		t.Error("the trace's own table has changed")
	}
	if _, err := OverrideMemory(m, 0); err == nil {
		t.Error("0 MiB: no error")
	}
}

func TestSamplesRefuseWhatIsNoProbability(t *testing.T) {
	for _, p := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		if _, err := SampleInvocations(tracetest.Steady(1, 1), 0, p); err == nil {
			t.Errorf("probability %v: no error", p)
		}
	}
	if _, err := SampleFunctions(tracetest.Steady(1, 1), 0); err == nil {
		t.Error("0 functions: no error")
	}
	if _, err := Ramp(tracetest.Steady(1, 1), 0, -1); err == nil {
		t.Error("negative ramp: no error")
	}
}

func TestFiltersDoNotAllocate(t *testing.T) {
	m := tracetest.Steady(200_000, time.Millisecond)
	source := tracetest.Must[workload.Source](t)
	src := source(Window(m, time.Second, time.Hour))
	src = source(SampleInvocations(source(SampleFunctions(src, 3)), 1, 0.9))
	src = Limit(source(OverrideMemory(source(Ramp(src, 1, time.Minute)), 7)), 1<<40)
	batch := make([]workload.Invocation, 100)
	if n := testing.AllocsPerRun(500, func() { _, _ = src.Read(batch) }); n > 0 {
		t.Errorf("%v allocations a batch", n)
	}
}

func BenchmarkSampleInvocations(b *testing.B) {
	m := tracetest.Steady(1<<20, time.Millisecond)
	batch := make([]workload.Invocation, 4096)
	for b.Loop() {
		m.Reset()
		src := tracetest.Must[workload.Source](b)(SampleInvocations(m, 1, 0.5))
		for {
			if _, err := src.Read(batch); err != nil {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N)*float64(m.Len())/1e6/b.Elapsed().Seconds(), "M/s")
}

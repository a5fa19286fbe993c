package papers

import (
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"thaw/experiments"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces"
)

// The plateau of figure 3.5: where nothing is evicted, the cold starts of a TTL are the
// invocations whose function has no container that ended at most ten minutes ago, and those
// of a cache the first ones of containers that are needed at once. Both are counted here,
// function by function, from the sample alone.
func TestPlateauOfFaasCache(t *testing.T) {
	p, err := Open(experiments.Thaw(), "faascache", "")
	if err != nil {
		t.Fatal(err)
	}
	cell := p.cell("rare@78")
	r := &Reproduction{Paper: p, Folder: t.TempDir()}
	spec, err := r.spec(cell, 0, Options{Seeds: 1, Given: []experiments.Layer{flagsOf(t, map[string][]string{
		"memory": {"4000GiB"}, "keepalive": {"ttl", "lru"}})}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := experiments.Open(spec)
	if err != nil {
		t.Fatal(err)
	}
	done, err := plan.Execute(t.Context(), experiments.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := traces.Open(spec.Trace, traces.Options{Durations: traces.DurationsMean})
	if err != nil {
		t.Fatal(err)
	}
	for i, keep := range []time.Duration{10 * time.Minute, 48 * time.Hour} {
		row := &done.Rows[i]
		if want := coldStarts(t, trace, keep); row.ColdStarts != want || row.Rejected != 0 || want < 1000 {
			t.Errorf("%s: %d cold starts and %d rejected, want %d and none", row.Policy, row.ColdStarts, row.Rejected,
				want)
		}
	}
}

func flagsOf(t *testing.T, given map[string][]string) experiments.Layer {
	t.Helper()
	layer, err := experiments.FromFlags(given)
	if err != nil {
		t.Fatal(err)
	}
	return layer
}

// coldStarts counts those under seed 1 with unlimited memory: a function's containers are the
// ends of their last executions, and the one that ended last is taken.
func coldStarts(t *testing.T, trace *traces.Trace, keep time.Duration) (colds int64) {
	src, err := trace.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	functions := trace.Table().Functions
	ends := make([][]sim.Time, len(functions))
	batch := make([]workload.Invocation, 1000)
	for {
		n, err := src.Read(batch)
		if errors.Is(err, io.EOF) {
			return colds
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range batch[:n] {
			f := &functions[v.Function]
			best := -1
			for i, end := range ends[v.Function] {
				if end <= v.Arrival && v.Arrival.Sub(end) <= keep && (best < 0 || end > ends[v.Function][best]) {
					best = i
				}
			}
			end := v.Arrival.Add(f.MeanDuration)
			if best < 0 {
				colds++
				end = end.Add(f.LongestDuration - f.MeanDuration)
				ends[v.Function] = append(ends[v.Function], end)
			} else {
				ends[v.Function][best] = end
			}
			ends[v.Function] = slices.DeleteFunc(ends[v.Function], func(e sim.Time) bool {
				return e <= v.Arrival && v.Arrival.Sub(e) > keep
			})
		}
	}
}

package cluster_test

import (
	"math"
	"slices"
	"testing"

	"thaw/models/cluster"
	"thaw/models/outcome"
)

// coldRatiosBy returns the share of cold starts of everybody who started, in ascending order.
func coldRatiosBy(list []outcome.Invocation, who func(cluster.FuncID) int) []float64 {
	starts, colds := map[int]float64{}, map[int]float64{}
	for _, o := range list {
		if o.Invoker != cluster.None {
			starts[who(o.Function)]++
			colds[who(o.Function)] += map[bool]float64{true: 1}[o.Kind == outcome.Cold]
		}
	}
	var out []float64
	for k, n := range starts {
		out = append(out, colds[k]/n)
	}
	slices.Sort(out)
	return out
}

// rank is the least ratio that at least a share q does not exceed; NaN where nothing started.
func rank(ratios []float64, q float64) float64 {
	for i, r := range ratios {
		if float64(i+1) >= q*float64(len(ratios)) {
			return r
		}
	}
	return outcome.Missing()
}

// Are the quartiles of the functions' cold start ratios those of functions that
// started at all, by nearest rank?
func TestFunctionColdRatiosAreNearestRanks(t *testing.T) {
	for seed := range uint64(100) {
		w := draw(seed, "first-fit", "ttl")
		w.crowd()
		list, sum := w.replay(t, w.config(), 0)
		ratios := coldRatiosBy(list, func(fn cluster.FuncID) int { return int(fn) })
		wantRanks(t, seed, ratios, []float64{0.5, 0.75}, sum.FunctionColdRatioP50, sum.FunctionColdRatioP75)
	}
}

// Is the ratio of an app that of all its functions' starts together, each app counted once? In
// these worlds apps have several functions, and some apps are never invoked.
func TestAppColdRatiosAreNearestRanks(t *testing.T) {
	differ := 0
	for seed := range uint64(100) {
		w := draw(seed, "first-fit", "ttl")
		w.crowd()
		list, sum := w.replay(t, w.config(), 0)
		ratios := coldRatiosBy(list, func(fn cluster.FuncID) int { return int(w.functions[fn].App) })
		wantRanks(t, seed, ratios, []float64{0.5, 0.75, 0.9}, sum.AppColdRatioP50, sum.AppColdRatioP75,
			sum.AppColdRatioP90)
		if sum.AppColdRatioP75 != sum.FunctionColdRatioP75 {
			differ++
		}
	}
	if differ < 10 {
		t.Errorf("in %d worlds only an app was another thing than a function", differ)
	}
}

func wantRanks(t *testing.T, seed uint64, ratios, at []float64, got ...float64) {
	t.Helper()
	for i, q := range at {
		want := rank(ratios, q)
		if got[i] != want && !(math.IsNaN(got[i]) && math.IsNaN(want)) {
			t.Fatalf("seed %d: %v at %v, expected %v of %v", seed, got[i], q, want, ratios)
		}
	}
}

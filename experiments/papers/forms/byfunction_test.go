package forms

import (
	"math"
	"testing"
)

// Are functions compared one by one, however often they are invoked? Two are the shortest, one of
// them is never invoked, and one was slow.
func TestFunctionsTogether(t *testing.T) {
	by := map[string]*ran{
		"often":  {n: 8, responded: 16, executed: 8, duration: 1},   // slowdown 2
		"short":  {n: 2, responded: 3, executed: 2, duration: 0.5},  // 3
		"brief":  {n: 1, responded: 1, executed: 1, duration: 0.5},  // 2
		"slow":   {n: 1, responded: 90, executed: 12, duration: 10}, // 9
		"absent": {duration: 0.1},
	}
	got := together(by, 46)
	for metric, want := range map[string]float64{
		"function_slowdown_p50": 2.5, // of 2, 2, 3, 9
		"function_slowdown_max": 9,
		"shortest_slowdown":     (3/0.5 + 1/0.5) / 3,
		"execution_stretch":     (8 + 4 + 2 + 1.2) / 12,
		"running_mean":          0.5,
	} {
		if math.Abs(got[metric]-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", metric, got[metric], want)
		}
	}
	if len(got) != len(FunctionMetrics) {
		t.Errorf("%d metrics, %d are listed", len(got), len(FunctionMetrics))
	}
	for metric, x := range together(map[string]*ran{"absent": {duration: 1}}, -1) {
		if !math.IsNaN(x) {
			t.Errorf("%s of nothing is %v", metric, x)
		}
	}
}

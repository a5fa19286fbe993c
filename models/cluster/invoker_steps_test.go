package cluster_test

import (
	"math"
	"testing"
	"time"

	"thaw/models/outcome"
)

// Do the steps of an invoker's control plane delay every start, warm or cold, and does what
// comes behind the execution count in the response alone?
func TestStepsOfAnInvoker(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, 10*ms).at(time.Second, 0, 10*ms)
	cfg := w.config()
	cfg.Startup.Steps, cfg.Startup.Answer = 2*ms, 5*ms
	list, sum := w.replay(t, cfg, 0)
	for i, want := range []time.Duration{102 * ms, 2 * ms} {
		if got := list[i].Start.Sub(list[i].Arrival); got != want || list[i].End.Sub(list[i].Start) != 10*ms {
			t.Errorf("invocation %d starts after %v, want %v, and ends %v later", i, got, want,
				list[i].End.Sub(list[i].Start))
		}
	}
	if list[1].Kind != outcome.Warm || list[1].Schedule != 2*ms {
		t.Errorf("the warm start is %+v", list[1])
	}
	// (102 + 10 + 5) ÷ 10 and (2 + 10 + 5) ÷ 10
	if want := (11.7 + 1.7) / 2; math.Abs(sum.SlowdownMean-want) > 1e-6 {
		t.Errorf("a mean slowdown of %v, want %v", sum.SlowdownMean, want)
	}
}

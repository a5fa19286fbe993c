package studies

import (
	"math"
	"slices"
	"testing"

	"thaw/models/snapshot"
)

// Does a restore without page faults tell of faults that take no time? A mean, a share
// and a deviation of nothing are missing.
func TestNoFaultsHaveNoMean(t *testing.T) {
	r := &snapshot.Result{VMs: make([]snapshot.Phase, 1)}
	for _, q := range restoreQuantities() {
		missing := slices.Contains([]string{"fault_us_mean", "slow_fault_share", "below_4us_share", "below_8us_share",
			"total_ms_stddev"}, q.Name)
		if v := q.of(r); math.IsNaN(v) != missing {
			t.Errorf("%s is %v", q.Name, v)
		}
	}
}

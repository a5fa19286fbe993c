package studies

import (
	"math"
	"testing"

	"thaw/models/snapshot"
)

// Does a restore without page faults tell of faults that take no time? A mean, a share
// and a deviation of nothing are missing.
func TestNoFaultsHaveNoMean(t *testing.T) {
	r := &snapshot.Result{VMs: make([]snapshot.Phase, 1)}
	for _, q := range restoreQuantities() {
		missing := q.Name == "fault_us_mean" || q.Name == "slow_fault_share" || q.Name == "total_ms_stddev"
		if v := q.of(r); math.IsNaN(v) != missing {
			t.Errorf("%s is %v", q.Name, v)
		}
	}
}

package results

import (
	"slices"
	"testing"
)

// Can every column of the summary be compared, and is each known once?
func TestMetricsAreTheColumnsOfTheSummary(t *testing.T) {
	if got := MetricNames(); !slices.Equal(got, NumericColumns()) {
		t.Errorf("metrics %v, expected %v", got, NumericColumns())
	}
}

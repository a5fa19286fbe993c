package saturate

import (
	"strings"

	"thaw/experiments/results"
)

// Label is a metric in words, for axes.
func Label(metric string) string {
	if m, err := results.FindMetric(metric); err == nil {
		return m.Name
	}
	for _, q := range Quantities {
		if q.Name == metric {
			return q.Label
		}
	}
	return strings.ReplaceAll(metric, "_", " ")
}

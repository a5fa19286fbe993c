package forms

import (
	"math"

	"thaw/experiments/results"
)

// IncreaseMetrics are computed by Increase from the functions of a run, as FaasCache measures
// what cold starts cost: the mean over invocations of what a cold start adds (the function's
// longest duration less its mean) ÷ an execution.
var IncreaseMetrics = []string{
	"startup_increase", // an execution is the mean
	// The released analysis (faascachesim, run.py, analyze_timings) takes the two the other way
	// round: the mean ÷ what a cold start adds.
	"startup_increase_released",
}

// Increase computes them from a run's functions. A function whose longest duration is its mean
// adds nothing, nor does one with a mean of 0; without a start they are NaN.
func Increase(path string) (map[string]float64, error) {
	t, err := results.ReadTable(path, "duration_ms_mean", "duration_ms_longest", "starts", "cold_starts")
	if err != nil {
		return nil, err
	}
	meant, released, starts := 0.0, 0.0, 0.0
	for i := range t.Rows {
		starts += float64(t.Ints("starts")[i])
		cold, mean := float64(t.Ints("cold_starts")[i]), t.Floats("duration_ms_mean")[i]
		if added := t.Floats("duration_ms_longest")[i] - mean; added > 0 && mean > 0 {
			meant += float64(cold * added / mean)
			released += float64(cold * mean / added)
		}
	}
	if starts == 0 {
		return map[string]float64{IncreaseMetrics[0]: math.NaN(), IncreaseMetrics[1]: math.NaN()}, nil
	}
	return map[string]float64{IncreaseMetrics[0]: meant / starts, IncreaseMetrics[1]: released / starts}, nil
}

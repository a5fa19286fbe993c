package forms

import (
	"math"
	"slices"

	"thaw/experiments/results"
)

// FunctionMetrics are computed by Functions from the invocations of a run that completed. A
// function's slowdown is the mean of (end − arrival) ÷ the mean duration that the trace tells.
var FunctionMetrics = []string{
	"function_slowdown_p50", // of the median function
	"function_slowdown_max", // of the function that has the greatest
	"shortest_slowdown",     // of all invocations of those functions that are the shortest
	"execution_stretch",     // mean over invocations of (end − start) ÷ the mean duration of the function
	"running_mean",          // executions at a time, from the first start to the last end
}

// ran is what the invocations of a function come to, in seconds.
type ran struct{ n, responded, executed, duration float64 }

// Functions computes them from the tables of a run's invocations and functions. Without an
// invocation of a known duration they are NaN.
func Functions(invocations, functions string) (map[string]float64, error) {
	by, err := durations(functions)
	if err != nil {
		return nil, err
	}
	first, last := int64(math.MaxInt64), int64(0)
	err = results.ScanTable(invocations, []string{"function", "arrival_ns", "start_ns", "end_ns", "outcome"},
		func(t *results.Table) error {
			arrival, start, end := t.Ints("arrival_ns"), t.Ints("start_ns"), t.Ints("end_ns")
			name, how := t.Texts("function"), t.Texts("outcome")
			for i := range t.Rows {
				f := by[name[i]]
				if f == nil || how[i] != "completed" {
					continue
				}
				f.n++
				f.responded += float64(end[i]-arrival[i]) / 1e9
				f.executed += float64(end[i]-start[i]) / 1e9
				first, last = min(first, start[i]), max(last, end[i])
			}
			return nil
		})
	if err != nil {
		return nil, err
	}
	return together(by, float64(last-first)/1e9), nil
}

// durations reads the mean durations of the functions that have one.
func durations(path string) (map[string]*ran, error) {
	t, err := results.ReadTable(path, "function", "duration_ms_mean")
	if err != nil {
		return nil, err
	}
	by := map[string]*ran{}
	for i := range t.Rows {
		if mean := t.Floats("duration_ms_mean")[i]; mean > 0 {
			by[t.Texts("function")[i]] = &ran{duration: mean / 1e3}
		}
	}
	return by, nil
}

// together computes the metrics of functions, which ran for so many seconds.
func together(by map[string]*ran, seconds float64) map[string]float64 {
	var slowdowns []float64
	names := make([]string, 0, len(by))
	shortest := math.Inf(1)
	for name, f := range by { // any order: names are sorted
		if f.n > 0 {
			names, shortest = append(names, name), min(shortest, f.duration)
		}
	}
	slices.Sort(names) // sums of floats depend on the order
	var n, stretch, executed, short, response float64
	for _, name := range names {
		f := by[name]
		slowdowns = append(slowdowns, f.responded/f.n/f.duration)
		n, stretch, executed = n+f.n, stretch+f.executed/f.duration, executed+f.executed
		if f.duration == shortest {
			short, response = short+f.n, response+f.responded/f.duration
		}
	}
	slices.Sort(slowdowns)
	out := map[string]float64{}
	for _, m := range FunctionMetrics {
		out[m] = math.NaN()
	}
	if len(slowdowns) == 0 {
		return out
	}
	half := len(slowdowns) / 2
	out["function_slowdown_p50"] = (slowdowns[half] + slowdowns[(len(slowdowns)-1)/2]) / 2
	out["function_slowdown_max"] = slowdowns[len(slowdowns)-1]
	out["shortest_slowdown"] = response / short
	out["execution_stretch"] = stretch / n
	if seconds > 0 {
		out["running_mean"] = executed / seconds
	}
	return out
}

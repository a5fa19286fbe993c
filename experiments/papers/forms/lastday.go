package forms

import (
	"math"

	"thaw/experiments/results"
)

// DayMetrics are computed by LastDay from the last 24 hours of a run: what a policy does behind the
// days from which it has learnt.
var DayMetrics = []string{
	"cold_ratio_last_day", // cold starts ÷ starts
	"idle_mib_last_day",   // mean memory of idle containers
}

// LastDay computes metrics from the last 24 hours of a run's timeline, or from all of a shorter one. A
// metric without a sample is NaN.
func LastDay(path string) (map[string]float64, error) {
	type second struct{ starts, colds, idle float64 }
	const day = 24 * 60 * 60
	var ring [day]second // of the latest seconds
	seen := 0
	err := EachSecond(path, func(_, invoker int64, t *results.Table, i int) {
		if invoker < 0 {
			ring[seen%day] = second{float64(t.Ints("invocations")[i]), float64(t.Ints("cold_starts")[i]),
				float64(t.Ints("used_mib")[i] - t.Ints("active_mib")[i])}
			seen++
		}
	}, "invocations", "cold_starts", "used_mib", "active_mib")
	var sum second
	for _, s := range ring[:min(seen, day)] {
		sum.starts, sum.colds, sum.idle = sum.starts+s.starts, sum.colds+s.colds, sum.idle+s.idle
	}
	out := map[string]float64{"cold_ratio_last_day": math.NaN(), "idle_mib_last_day": math.NaN()}
	if sum.starts > 0 {
		out["cold_ratio_last_day"] = sum.colds / sum.starts
	}
	if seen > 0 {
		out["idle_mib_last_day"] = sum.idle / float64(min(seen, day))
	}
	return out, err
}

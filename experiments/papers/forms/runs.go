package forms

import (
	"math"

	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// TimelineMetrics are computed by TimelineValues from a run's timeline. The ramp is the time up to
// the cell's setting ramp, the steady part what follows, up to its horizon.
var TimelineMetrics = []string{
	"active_share_mean",    // memory of starting and busy containers ÷ the platform's, mean over the seconds
	"active_share_ramp",    // likewise, of the ramp
	"active_share_steady",  // likewise, of the steady part
	"cold_ratio_ramp",      // cold starts ÷ starts, of the ramp
	"cold_ratio_steady",    // likewise, of the steady part
	"latency_ms_ramp",      // mean latency of the executions that begin in the ramp
	"latency_ms_steady",    // likewise, of the steady part
	"latency_growth",       // latency_ms_steady ÷ latency_ms_ramp − 1
	"cold_ratio_growth",    // cold_ratio_steady ÷ cold_ratio_ramp − 1
	"latency_ms_variation", // standard deviation over the steady part's 10-second windows of their mean latency
}

// Distributions are the metrics of claims of measure share.
var Distributions = []string{
	"latency", // of completed invocations; within is a duration
	// over the steady seconds: greatest − least active memory of the invokers ÷ an invoker's memory; within is a
	// percentage
	"active_spread",
}

// runPart sums up a part of a run over its seconds.
type runPart struct{ starts, colds, begun, latency, active, seconds float64 }

// TimelineValues computes metrics from the timeline of a run: of its ramp, of so many
// seconds, and of the steady part behind it. The platform has so many MiB. A metric
// without a sample is NaN.
func TimelineValues(path string, ramp int64, platform float64) (map[string]float64, error) {
	var parts [2]runPart // of the ramp, of the steady part
	var tenSeconds []runPart
	err := EachSecond(path, func(second, invoker int64, t *results.Table, i int) {
		if invoker >= 0 {
			return
		}
		row := runPart{starts: float64(t.Ints("invocations")[i]), colds: float64(t.Ints("cold_starts")[i]),
			active: float64(t.Ints("active_mib")[i]), seconds: 1}
		if begun := float64(t.Ints("begun")[i]); begun > 0 {
			row.begun, row.latency = begun, begun*t.Floats("latency_ms_mean")[i]
		}
		if second < ramp {
			parts[0].add(row)
			return
		}
		parts[1].add(row)
		for at := int((second - ramp) / 10); len(tenSeconds) <= at; {
			tenSeconds = append(tenSeconds, runPart{})
		}
		tenSeconds[(second-ramp)/10].add(row)
	}, "invocations", "cold_starts", "begun", "active_mib", "latency_ms_mean")
	if err != nil {
		return nil, err
	}
	var means []float64
	for _, p := range tenSeconds {
		if p.begun > 0 {
			means = append(means, p.latency/p.begun)
		}
	}
	variation := math.NaN() // of fewer than two windows
	if len(means) > 1 {
		variation = paired.StdDev(means)
	}
	cold := [2]float64{parts[0].colds / parts[0].starts, parts[1].colds / parts[1].starts} // NaN without starts
	latency := [2]float64{parts[0].latency / parts[0].begun, parts[1].latency / parts[1].begun}
	return map[string]float64{
		"active_share_mean":   (parts[0].active + parts[1].active) / (parts[0].seconds + parts[1].seconds) / platform,
		"active_share_ramp":   parts[0].active / parts[0].seconds / platform,
		"active_share_steady": parts[1].active / parts[1].seconds / platform,
		"cold_ratio_ramp":     cold[0], "cold_ratio_steady": cold[1], "cold_ratio_growth": growth(cold),
		"latency_ms_ramp": latency[0], "latency_ms_steady": latency[1], "latency_growth": growth(latency),
		"latency_ms_variation": variation,
	}, nil
}

// growth is the second number relative to the first, less 1; NaN where the first is 0.
func growth(of [2]float64) float64 {
	if of[0] == 0 {
		return math.NaN()
	}
	return of[1]/of[0] - 1
}

func (p *runPart) add(o runPart) {
	p.starts, p.colds, p.begun = p.starts+o.starts, p.colds+o.colds, p.begun+o.begun
	p.latency, p.active, p.seconds = p.latency+o.latency, p.active+o.active, p.seconds+o.seconds
}

// LatencyShare is the share of completed invocations whose latency is at most bound, to
// the precision of the histogram, 0.1%; NaN where none was completed.
func LatencyShare(path string, bound float64) (float64, error) {
	t, err := results.ReadTable(path, "starts", "high_ns", "count")
	if err != nil {
		return 0, err
	}
	within, all := 0.0, 0.0
	for i, starts := range t.Texts("starts") {
		if starts != results.AllStarts {
			continue
		}
		n := float64(t.Ints("count")[i])
		all += n
		if float64(t.Ints("high_ns")[i]) <= bound {
			within += n
		}
	}
	return within / all, nil
}

// SpreadShare is the share of the seconds behind a ramp, of so many seconds, in which
// the active memory of the invokers differs by at most so many MiB; NaN where there is
// no such second.
func SpreadShare(path string, ramp int64, mib float64) (float64, error) {
	least, most := map[int64]int64{}, map[int64]int64{}
	err := EachSecond(path, func(second, invoker int64, t *results.Table, i int) {
		if invoker < 0 || second < ramp {
			return
		}
		active := t.Ints("active_mib")[i]
		if low, ok := least[second]; !ok || active < low {
			least[second] = active
		}
		most[second] = max(most[second], active)
	}, "active_mib")
	if err != nil {
		return 0, err
	}
	within := 0
	for second, low := range least { // any order: it counts
		if float64(most[second]-low) <= mib {
			within++
		}
	}
	return float64(within) / float64(len(least)), nil
}

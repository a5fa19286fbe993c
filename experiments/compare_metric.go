package experiments

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/names"
	"thaw/plots"
)

// Better tells which values of a metric are wanted.
type Better int8

// The directions of metrics.
const (
	LessIsBetter Better = -1
	NeitherIs    Better = 0 // it describes what happened; more is not better, nor less
	MoreIsBetter Better = 1
)

// Metric is a numeric column of the summary, as comparisons and budgets speak
// of it.
type Metric struct {
	Column string
	Name   string // in sentences
	Better Better
	Unit   plots.Unit
}

// metrics lists every numeric column of the summary but the seed.
var metrics = []Metric{
	{"invocations", "invocations", NeitherIs, plots.Plain},
	{"completed", "completed invocations", MoreIsBetter, plots.Plain},
	{"cold_starts", "number of cold starts", LessIsBetter, plots.Plain},
	{"warm_starts", "warm starts", MoreIsBetter, plots.Plain},
	{"prewarm_starts", "prewarm starts", NeitherIs, plots.Plain},
	{"restore_starts", "restores", NeitherIs, plots.Plain},
	{"evictions", "evictions", NeitherIs, plots.Plain},
	{"expiries", "expiries", NeitherIs, plots.Plain},
	{"queued", "queued invocations", LessIsBetter, plots.Plain},
	{"rejected", "rejected invocations", LessIsBetter, plots.Plain},
	{"unfinished", "unfinished invocations", LessIsBetter, plots.Plain},
	{"cold_start_ratio", "cold starts", LessIsBetter, plots.Share},
	{"latency_ms_mean", "mean latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_p50", "p50 latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_p90", "p90 latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_p95", "p95 latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_p99", "p99 latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_p999", "p99.9 latency", LessIsBetter, plots.Milliseconds},
	{"latency_ms_max", "longest latency", LessIsBetter, plots.Milliseconds},
	{"cold_latency_ms_mean", "mean latency of cold starts", LessIsBetter, plots.Milliseconds},
	{"restore_latency_ms_mean", "mean latency of restores", LessIsBetter, plots.Milliseconds},
	{"slowdown_p50", "p50 slowdown", LessIsBetter, plots.Plain},
	{"slowdown_p99", "p99 slowdown", LessIsBetter, plots.Plain},
	{"function_cold_ratio_p50", "cold starts of the median function", LessIsBetter, plots.Share},
	{"function_cold_ratio_p75", "cold starts of the p75 function", LessIsBetter, plots.Share},
	{"throughput_per_s", "throughput", MoreIsBetter, plots.Plain},
	{"used_mib_mean", "memory used", LessIsBetter, plots.MiB},
	{"used_mib_peak", "peak memory used", LessIsBetter, plots.MiB},
	{"used_mib_stddev_invokers", "unevenness of memory used", LessIsBetter, plots.MiB},
	{"idle_gib_s", "idle memory", LessIsBetter, plots.Plain},
	{"wasted_memory_ratio", "wasted memory", LessIsBetter, plots.Share},
	{"imputed_functions", "imputed functions", NeitherIs, plots.Plain},
	{"active_mib_mean", "active memory", NeitherIs, plots.MiB},
	{"active_mib_stddev_invokers", "unevenness of active memory", LessIsBetter, plots.MiB},
	{"stale_decisions", "stale decisions", NeitherIs, plots.Plain},
	{"snapshots_recorded", "recorded restores", NeitherIs, plots.Plain},
	{"snapshots_dropped", "snapshots dropped for room", LessIsBetter, plots.Plain},
	{"restores_clamped", "restores outside the table's range", NeitherIs, plots.Plain},
	{"end_s", "end of the run", NeitherIs, plots.Seconds},
}

// DefaultMetrics are what is compared where nothing else is asked for: starts,
// latency, memory and throughput, one or two of each.
func DefaultMetrics() []string {
	return []string{"cold_start_ratio", "latency_ms_mean", "latency_ms_p99", "slowdown_p99", "used_mib_mean", "idle_gib_s", "throughput_per_s"}
}

// MetricNames returns the columns that can be compared.
func MetricNames() []string {
	out := make([]string, len(metrics))
	for i, m := range metrics {
		out[i] = m.Column
	}
	return out
}

// FindMetric returns the metric of a column.
func FindMetric(column string) (Metric, error) {
	for _, m := range metrics {
		if m.Column == column {
			return m, nil
		}
	}
	return Metric{}, fmt.Errorf("unknown metric %q%s", column, names.Hint(column, MetricNames()))
}

// findMetrics returns several metrics, each once, and every mistake.
func findMetrics(columns []string) ([]Metric, error) {
	var out []Metric
	var mistakes []error
	for _, c := range columns {
		m, err := FindMetric(c)
		if err == nil && slices.Contains(out, m) {
			err = fmt.Errorf("metric %q is given twice", c)
		}
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		out = append(out, m)
	}
	return out, errors.Join(mistakes...)
}

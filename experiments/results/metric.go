package results

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/names"
)

// Better is the direction in which a metric improves.
type Better int8

// The directions of metrics.
const (
	LessIsBetter Better = -1
	NeitherIs    Better = 0 // descriptive; neither more nor less is better
	MoreIsBetter Better = 1
)

// Unit is the unit of a metric, as axes write it.
type Unit string

// The units. A number without one is a count or a factor.
const (
	Plain        Unit = ""
	Share        Unit = "share"
	Milliseconds Unit = "ms"
	Seconds      Unit = "s"
	MiB          Unit = "MiB"
	Dollars      Unit = "USD"
	Grams        Unit = "g"
)

// Metric is a numeric column of the summary, for comparisons and budgets.
type Metric struct {
	Column string
	Name   string // in sentences
	Better Better
	Unit   Unit
}

// metrics lists every numeric column of the summary but the seed.
var metrics = []Metric{
	{"invocations", "invocations", NeitherIs, Plain},
	{"completed", "completed invocations", MoreIsBetter, Plain},
	{"cold_starts", "number of cold starts", LessIsBetter, Plain},
	{"warm_starts", "warm starts", MoreIsBetter, Plain},
	{"prewarm_starts", "prewarm starts", NeitherIs, Plain},
	{"restore_starts", "restores", NeitherIs, Plain},
	{"evictions", "evictions", NeitherIs, Plain},
	{"expiries", "expiries", NeitherIs, Plain},
	{"queued", "queued invocations", LessIsBetter, Plain},
	{"failed", "failed invocations", LessIsBetter, Plain},
	{"timed_out", "invocations that timed out", LessIsBetter, Plain},
	{"rejected", "rejected invocations", LessIsBetter, Plain},
	{"unfinished", "unfinished invocations", LessIsBetter, Plain},
	{"retries", "retries", LessIsBetter, Plain},
	{"cold_start_ratio", "cold starts", LessIsBetter, Share},
	{"latency_ms_mean", "mean latency", LessIsBetter, Milliseconds},
	{"latency_ms_p50", "p50 latency", LessIsBetter, Milliseconds},
	{"latency_ms_p90", "p90 latency", LessIsBetter, Milliseconds},
	{"latency_ms_p95", "p95 latency", LessIsBetter, Milliseconds},
	{"latency_ms_p99", "p99 latency", LessIsBetter, Milliseconds},
	{"latency_ms_p999", "p99.9 latency", LessIsBetter, Milliseconds},
	{"latency_ms_max", "longest latency", LessIsBetter, Milliseconds},
	{"cold_latency_ms_mean", "mean latency of cold starts", LessIsBetter, Milliseconds},
	{"restore_latency_ms_mean", "mean latency of restores", LessIsBetter, Milliseconds},
	{"slowdown_mean", "mean slowdown", LessIsBetter, Plain},
	{"slowdown_p50", "p50 slowdown", LessIsBetter, Plain},
	{"slowdown_p99", "p99 slowdown", LessIsBetter, Plain},
	{"function_cold_ratio_p50", "cold starts of the median function", LessIsBetter, Share},
	{"function_cold_ratio_p75", "cold starts of the p75 function", LessIsBetter, Share},
	{"app_cold_ratio_p50", "cold starts of the median app", LessIsBetter, Share},
	{"app_cold_ratio_p75", "cold starts of the p75 app", LessIsBetter, Share},
	{"app_cold_ratio_p90", "cold starts of the p90 app", LessIsBetter, Share},
	{"throughput_per_s", "throughput", MoreIsBetter, Plain},
	{"used_mib_mean", "memory used", LessIsBetter, MiB},
	{"used_mib_peak", "peak memory used", LessIsBetter, MiB},
	{"used_mib_stddev_invokers", "unevenness of memory used", LessIsBetter, MiB},
	{"idle_gib_s", "idle memory", LessIsBetter, Plain},
	{"wasted_memory_ratio", "wasted memory", LessIsBetter, Share},
	{"imputed_functions", "imputed functions", NeitherIs, Plain},
	{"active_mib_mean", "active memory", NeitherIs, MiB},
	{"active_mib_stddev_invokers", "unevenness of active memory", LessIsBetter, MiB},
	{"members_mean", "invokers in service", NeitherIs, Plain},
	{"cost", "cost of the invokers", LessIsBetter, Plain},
	{"removing_mib_mean", "memory of containers under removal", LessIsBetter, MiB},
	{"stale_decisions", "stale decisions", NeitherIs, Plain},
	{"delayed_starts", "delayed starts", NeitherIs, Plain},
	{"partial_starts", "cold starts from a layer", NeitherIs, Plain},
	{"prewarms", "containers loaded ahead", NeitherIs, Plain},
	{"prewarms_wasted", "containers loaded in vain", LessIsBetter, Plain},
	{"prewarms_refused", "containers not loaded for want of memory", LessIsBetter, Plain},
	{"prewarm_idle_gib_s", "idle memory of containers not used yet", LessIsBetter, Plain},
	{"snapshots_recorded", "recorded restores", NeitherIs, Plain},
	{"snapshots_dropped", "snapshots dropped for room", LessIsBetter, Plain},
	{"restores_clamped", "restores outside the table's range", NeitherIs, Plain},
	{"cost_usd", "bill", LessIsBetter, Dollars},
	{"carbon_g", "carbon", LessIsBetter, Grams},
	{"timeouts", "attempts given up", LessIsBetter, Plain},
	{"throttled", "attempts refused for a limit", LessIsBetter, Plain},
	{"duplicates", "attempts that ended for nobody", LessIsBetter, Plain},
	{"duplicate_s", "execution for nobody", LessIsBetter, Seconds},
	{"workflows", "workflows", NeitherIs, Plain},
	{"workflows_completed", "completed workflows", MoreIsBetter, Plain},
	{"workflow_ms_mean", "mean completion of workflows", LessIsBetter, Milliseconds},
	{"workflow_ms_p50", "median completion of workflows", LessIsBetter, Milliseconds},
	{"workflow_ms_p95", "p95 completion of workflows", LessIsBetter, Milliseconds},
	{"workflow_ms_p99", "p99 completion of workflows", LessIsBetter, Milliseconds},
	{"end_s", "end of the run", NeitherIs, Seconds},
}

// MetricNames returns the comparable columns.
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

// FindMetrics returns several metrics, each once, and every mistake.
func FindMetrics(columns []string) ([]Metric, error) {
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

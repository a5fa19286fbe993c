package results

// summaryColumn is one column of the summary; exactly one of text, count and
// value is set.
type summaryColumn struct {
	name   string
	absent string // when the value is missing: null in files; empty: never
	option bool   // a file leaves it out where all its rows have none: of a text, or of workflows
	text   func(*Row) *string
	count  func(*Row) *int64
	value  func(*Row) *float64
}

// When a metric has no sample, as docs/results.md says it.
const (
	absentStarted   = "nothing started"
	absentCompleted = "nothing completed"
	absentCold      = "no cold start completed"
	absentRestored  = "no restore completed"
	absentTimed     = "nothing with a duration completed"
	absentTime      = "the run takes no time"
	absentSeconds   = "no whole second passes before the end of the run"
	absentMemory    = "no memory was used"
	absentPrice     = "no price is stated"
	absentList      = "no price list is chosen"
	absentWorkflow  = "no workflow completed"
	absentCarbon    = "no carbon data are chosen, or their series ends before the run"
)

// summaryColumns lists the columns of the summary, in the order of the files.
var summaryColumns = []summaryColumn{
	{name: "policy", text: func(r *Row) *string { return &r.Policy }},
	{name: "schedule", text: func(r *Row) *string { return &r.Schedule }},
	{name: "keepalive", text: func(r *Row) *string { return &r.KeepAlive }},
	{name: "prefetch", text: func(r *Row) *string { return &r.Prefetch }},
	{name: "seed", count: func(r *Row) *int64 { return &r.Seed }},
	{name: "invocations", count: func(r *Row) *int64 { return &r.Invocations }},
	{name: "completed", count: func(r *Row) *int64 { return &r.Completed }},
	{name: "cold_starts", count: func(r *Row) *int64 { return &r.ColdStarts }},
	{name: "warm_starts", count: func(r *Row) *int64 { return &r.WarmStarts }},
	{name: "prewarm_starts", count: func(r *Row) *int64 { return &r.PrewarmStarts }},
	{name: "restore_starts", count: func(r *Row) *int64 { return &r.RestoreStarts }},
	{name: "evictions", count: func(r *Row) *int64 { return &r.Evictions }},
	{name: "expiries", count: func(r *Row) *int64 { return &r.Expiries }},
	{name: "queued", count: func(r *Row) *int64 { return &r.Queued }},
	{name: "failed", count: func(r *Row) *int64 { return &r.Failed }},
	{name: "timed_out", count: func(r *Row) *int64 { return &r.TimedOut }},
	{name: "rejected", count: func(r *Row) *int64 { return &r.Rejected }},
	{name: "unfinished", count: func(r *Row) *int64 { return &r.Unfinished }},
	{name: "retries", count: func(r *Row) *int64 { return &r.Retries }},
	{name: "cold_start_ratio", absent: absentStarted, value: func(r *Row) *float64 { return &r.ColdStartRatio }},
	{name: "latency_ms_mean", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsMean }},
	{name: "latency_ms_p50", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsP50 }},
	{name: "latency_ms_p90", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsP90 }},
	{name: "latency_ms_p95", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsP95 }},
	{name: "latency_ms_p99", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsP99 }},
	{name: "latency_ms_p999", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsP999 }},
	{name: "latency_ms_max", absent: absentCompleted, value: func(r *Row) *float64 { return &r.LatencyMsMax }},
	{name: "cold_latency_ms_mean", absent: absentCold, value: func(r *Row) *float64 { return &r.ColdLatencyMsMean }},
	{name: "restore_latency_ms_mean", absent: absentRestored,
		value: func(r *Row) *float64 { return &r.RestoreLatencyMsMean }},
	{name: "slowdown_mean", absent: absentTimed, value: func(r *Row) *float64 { return &r.SlowdownMean }},
	{name: "slowdown_p50", absent: absentTimed, value: func(r *Row) *float64 { return &r.SlowdownP50 }},
	{name: "slowdown_p99", absent: absentTimed, value: func(r *Row) *float64 { return &r.SlowdownP99 }},
	{name: "function_cold_ratio_p50", absent: absentStarted,
		value: func(r *Row) *float64 { return &r.FunctionColdRatioP50 }},
	{name: "function_cold_ratio_p75", absent: absentStarted,
		value: func(r *Row) *float64 { return &r.FunctionColdRatioP75 }},
	{name: "app_cold_ratio_p50", absent: absentStarted, value: func(r *Row) *float64 { return &r.AppColdRatioP50 }},
	{name: "app_cold_ratio_p75", absent: absentStarted, value: func(r *Row) *float64 { return &r.AppColdRatioP75 }},
	{name: "app_cold_ratio_p90", absent: absentStarted, value: func(r *Row) *float64 { return &r.AppColdRatioP90 }},
	{name: "throughput_per_s", absent: absentTime, value: func(r *Row) *float64 { return &r.ThroughputPerS }},
	{name: "used_mib_mean", absent: absentTime, value: func(r *Row) *float64 { return &r.UsedMiBMean }},
	{name: "used_mib_peak", value: func(r *Row) *float64 { return &r.UsedMiBPeak }},
	{name: "used_mib_stddev_invokers", absent: absentSeconds,
		value: func(r *Row) *float64 { return &r.UsedMiBStddevInvokers }},
	{name: "idle_gib_s", value: func(r *Row) *float64 { return &r.IdleGiBS }},
	{name: "wasted_memory_ratio", absent: absentMemory, value: func(r *Row) *float64 { return &r.WastedMemoryRatio }},
	{name: "imputed_functions", count: func(r *Row) *int64 { return &r.ImputedFunctions }},
	{name: "active_mib_mean", absent: absentTime, value: func(r *Row) *float64 { return &r.ActiveMiBMean }},
	{name: "active_mib_stddev_invokers", absent: absentSeconds,
		value: func(r *Row) *float64 { return &r.ActiveMiBStddevInvokers }},
	{name: "members_mean", absent: absentTime, value: func(r *Row) *float64 { return &r.MembersMean }},
	{name: "cost", absent: absentPrice, value: func(r *Row) *float64 { return &r.Cost }},
	{name: "removing_mib_mean", absent: absentTime, value: func(r *Row) *float64 { return &r.RemovingMiBMean }},
	{name: "stale_decisions", count: func(r *Row) *int64 { return &r.StaleDecisions }},
	{name: "delayed_starts", count: func(r *Row) *int64 { return &r.DelayedStarts }},
	{name: "partial_starts", count: func(r *Row) *int64 { return &r.PartialStarts }},
	{name: "prewarms", count: func(r *Row) *int64 { return &r.Prewarms }},
	{name: "prewarms_wasted", count: func(r *Row) *int64 { return &r.PrewarmsWasted }},
	{name: "prewarms_refused", count: func(r *Row) *int64 { return &r.PrewarmsRefused }},
	{name: "prewarm_idle_gib_s", value: func(r *Row) *float64 { return &r.PrewarmIdleGiBS }},
	{name: "snapshots_recorded", count: func(r *Row) *int64 { return &r.SnapshotsRecorded }},
	{name: "snapshots_dropped", count: func(r *Row) *int64 { return &r.SnapshotsDropped }},
	{name: "restores_clamped", count: func(r *Row) *int64 { return &r.RestoresClamped }},
	{name: "network", text: func(r *Row) *string { return &r.Network }},
	{name: "storage", text: func(r *Row) *string { return &r.Storage }},
	{name: "memory_elasticity", text: func(r *Row) *string { return &r.Elasticity }},
	{name: "vm_layout", text: func(r *Row) *string { return &r.Layout }},
	{name: "queue", option: true, text: func(r *Row) *string { return (*string)(&r.Queue) }},
	{name: "client", option: true, text: func(r *Row) *string { return (*string)(&r.Client) }},
	{name: "autoscale", option: true, text: func(r *Row) *string { return (*string)(&r.Autoscale) }},
	{name: "cost_usd", absent: absentList, value: func(r *Row) *float64 { return &r.CostUSD }},
	{name: "carbon_g", absent: absentCarbon, value: func(r *Row) *float64 { return &r.CarbonG }},
	{name: "timeouts", count: func(r *Row) *int64 { return &r.Timeouts }},
	{name: "throttled", count: func(r *Row) *int64 { return &r.Throttled }},
	{name: "duplicates", count: func(r *Row) *int64 { return &r.Duplicates }},
	{name: "duplicate_s", value: func(r *Row) *float64 { return &r.DuplicateS }},
	{name: "workflows", option: true, count: func(r *Row) *int64 { return &r.Workflows }},
	{name: "workflows_completed", option: true, count: func(r *Row) *int64 { return &r.WorkflowsCompleted }},
	{name: "workflow_ms_mean", option: true, absent: absentWorkflow,
		value: func(r *Row) *float64 { return &r.WorkflowMsMean }},
	{name: "workflow_ms_p50", option: true, absent: absentWorkflow,
		value: func(r *Row) *float64 { return &r.WorkflowMsP50 }},
	{name: "workflow_ms_p95", option: true, absent: absentWorkflow,
		value: func(r *Row) *float64 { return &r.WorkflowMsP95 }},
	{name: "workflow_ms_p99", option: true, absent: absentWorkflow,
		value: func(r *Row) *float64 { return &r.WorkflowMsP99 }},
	{name: "end_s", value: func(r *Row) *float64 { return &r.EndS }},
}

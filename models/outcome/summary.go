package outcome

import (
	"fmt"
	"math"
)

// Missing is the value of a metric without a sample: what was not measured is no
// number. Files write it as null.
func Missing() float64 { return math.NaN() }

// Equal reports whether two summaries agree in every metric, also in what they miss.
func (s Summary) Equal(o Summary) bool {
	return fmt.Sprint(s) == fmt.Sprint(o) // shortest decimals, which tell any two numbers apart
}

// IsMissing reports whether a metric has no sample.
func IsMissing(v float64) bool { return math.IsNaN(v) }

// Summary is what one run came to: the numeric columns of the summary file
// (docs/results.md), minus those that only the caller knows (policy names, wall time).
// A metric without a sample is Missing; docs/results.md says which can be.
type Summary struct {
	Invocations, Completed                     int64
	ColdStarts, WarmStarts, PrewarmStarts      int64
	Evictions, Expiries                        int64
	Queued, Rejected, Unfinished               int64
	Failed, TimedOut                           int64   // by the last attempt of each
	Retries                                    int64   // attempts beyond the first
	Timeouts                                   int64   // attempts that clients gave up
	Throttled                                  int64   // attempts that were refused for a limit
	Duplicates                                 int64   // attempts that ended after they had been given up
	DuplicateS                                 float64 // seconds of execution of those that ran to their end
	ColdStartRatio                             float64 // (cold starts) / (all starts)
	LatencyMsMean                              float64
	LatencyMsP50, LatencyMsP90, LatencyMsP95   float64
	LatencyMsP99, LatencyMsP999, LatencyMsMax  float64
	ColdLatencyMsMean                          float64
	SlowdownMean, SlowdownP50, SlowdownP99     float64
	FunctionColdRatioP50, FunctionColdRatioP75 float64
	AppColdRatioP50, AppColdRatioP75           float64
	AppColdRatioP90                            float64
	ThroughputPerS                             float64
	UsedMiBMean, UsedMiBPeak                   float64
	UsedMiBStddevInvokers                      float64
	ActiveMiBMean, ActiveMiBStddevInvokers     float64
	MembersMean                                float64 // invokers that take containers
	Cost                                       float64 // of the invokers, by the prices of their classes
	RemovingMiBMean                            float64 // held by containers under removal
	IdleGiBS                                   float64
	WastedMemoryRatio                          float64
	ImputedFunctions                           int64
	RestoreStarts                              int64 // in a new container, from a snapshot
	RestoreLatencyMsMean                       float64
	SnapshotsRecorded, SnapshotsDropped        int64   // restores that were watched; snapshots that went for others
	RestoresClamped                            int64   // of which the table of restores was asked outside its range
	Prewarms, PrewarmsWasted                   int64   // containers loaded ahead of need; of which served nothing
	PrewarmsRefused                            int64   // for want of free memory
	PrewarmIdleGiBS                            float64 // of idle_gib_s: until their first invocation
	StaleDecisions                             int64   // placed for a warm container that was gone
	DelayedStarts                              int64   // that waited for a start which they did not cause
	PartialStarts                              int64   // cold starts from a container without a function
	Workflows, WorkflowsCompleted              int64   // instances of a workflow
	WorkflowMsMean, WorkflowMsP50              float64 // from arrival to completion
	WorkflowMsP95, WorkflowMsP99               float64
	EndS                                       float64 // simulated seconds at the end of the run
	CostUSD                                    float64 // by a price list, which the caller has
	CarbonG                                    float64 // by carbon data, likewise
}

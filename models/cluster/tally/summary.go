package tally

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/sim"
)

// Latencies returns the latency of all completed invocations, and of those
// with a cold start.
func (t *Tally) Latencies() (all, cold sim.Histogram) {
	for k := range t.latency {
		h := t.latency[k].histogram()
		h.RecordN(int64(t.constLatency[k]), t.constCount[k])
		t.constCount[k] = 0
		all.Merge(h)
	}
	cold.Merge(&t.latency[1].counts)
	return all, cold
}

// Functions returns the counts by function.
func (t *Tally) Functions() outcome.Functions {
	starts := make([]uint32, len(t.colds))
	for k := range starts {
		starts[k] = t.fleet.Functions()[k].Starts
	}
	return outcome.Functions{Starts: starts, Cold: t.colds}
}

// Summary closes the books at the end of a run, which read so many invocations. The
// memory of so many functions was imputed.
func (t *Tally) Summary(read, imputed int64, end sim.Time) outcome.Summary {
	t.memoryUsed.add(end, 0)
	t.removing.add(end, 0)
	t.members.add(end, 0)
	for c := range t.fleet.Containers() {
		if x := t.fleet.Container(fleet.ContainerID(c)); x.State() == fleet.Idle {
			t.Gone(x, end)
		}
	}
	const ms = float64(time.Millisecond)
	latency, cold := t.Latencies()
	t.slowdown.record()
	slowdown := &t.slowdown.counts
	starts := t.kinds[outcome.Warm] + t.kinds[outcome.Cold] + t.kinds[outcome.Prewarmed] + t.kinds[outcome.Restored]
	s := outcome.Summary{
		Invocations: read, Completed: t.Completed,
		ColdStarts: t.kinds[outcome.Cold], WarmStarts: t.kinds[outcome.Warm],
		PrewarmStarts: t.kinds[outcome.Prewarmed], RestoreStarts: t.kinds[outcome.Restored],
		Evictions: t.evictions, Expiries: t.expiries,
		Queued: t.Queued, DelayedStarts: t.DelayedStarts, PartialStarts: t.PartialStarts,
		Rejected: t.missed[outcome.Rejected], Unfinished: t.missed[outcome.Unfinished],
		Failed: t.missed[outcome.Failed], TimedOut: t.missed[outcome.TimedOut],
		ColdStartRatio: ratio(float64(t.kinds[outcome.Cold]), float64(starts)),
		LatencyMsMean:  mean(&latency) / ms,
		LatencyMsP50:   quantile(&latency, 0.5) / ms,
		LatencyMsP90:   quantile(&latency, 0.9) / ms,
		LatencyMsP95:   quantile(&latency, 0.95) / ms,
		LatencyMsP99:   quantile(&latency, 0.99) / ms,
		LatencyMsP999:  quantile(&latency, 0.999) / ms,
		LatencyMsMax:   quantile(&latency, 1) / ms,

		ColdLatencyMsMean: mean(&cold) / ms,
		ImputedFunctions:  imputed,
		UsedMiBPeak:       float64(t.memoryUsed.peak),
		EndS:              end.Seconds(),
		CostUSD:           outcome.Missing(),
		CarbonG:           outcome.Missing(),
	}
	s.WorkflowMsMean, s.WorkflowMsP50 = outcome.Missing(), outcome.Missing()
	s.WorkflowMsP95, s.WorkflowMsP99 = outcome.Missing(), outcome.Missing()
	if t.Meter != nil {
		t.Meter.Closed(end)
	}
	s.RestoreLatencyMsMean = ratio(t.restored.sum, float64(t.restored.n)) / ms
	s.SlowdownMean = mean(slowdown) / 1e6
	s.SlowdownP50 = quantile(slowdown, 0.5) / 1e6
	s.SlowdownP99 = quantile(slowdown, 0.99) / 1e6
	t.coldRatios(&s)
	s.ThroughputPerS = ratio(float64(t.Completed), end.Seconds())
	s.UsedMiBMean = ratio(t.memoryUsed.area, float64(end))
	s.MembersMean = ratio(t.members.area, float64(end))
	t.Costs(end, t.rate)
	s.Cost = t.cost
	if outcome.IsMissing(t.rate) {
		s.Cost = t.rate
	}
	s.RemovingMiBMean = ratio(t.removing.area, float64(end))
	s.ActiveMiBMean = ratio(t.memoryUsed.area-t.idleArea, float64(end))
	s.UsedMiBStddevInvokers = ratio(t.usedSpread, float64(t.samples))
	s.ActiveMiBStddevInvokers = ratio(t.activeSpread, float64(t.samples))
	s.Prewarms, s.PrewarmsWasted, s.PrewarmsRefused = t.Prewarms.Loaded, t.Prewarms.Wasted, t.Prewarms.Refused
	s.PrewarmIdleGiBS = t.Prewarms.idle / 1024 / float64(time.Second)
	s.IdleGiBS = t.idleArea / 1024 / float64(time.Second)
	s.WastedMemoryRatio = ratio(t.idleArea, t.memoryUsed.area)
	sim.Check(t.Ended()+s.Unfinished == read, "%d invocations read, %d ended, %d unfinished", read, t.Ended(),
		s.Unfinished)
	return s
}

// mean is the mean of a histogram, and missing where nothing was recorded.
func mean(h *sim.Histogram) float64 {
	if h.Count() == 0 {
		return outcome.Missing()
	}
	return h.Mean()
}

// quantile is a quantile of a histogram, and missing where nothing was recorded.
func quantile(h *sim.Histogram, q float64) float64 {
	if h.Count() == 0 {
		return outcome.Missing()
	}
	return float64(h.Quantile(q))
}

package cluster

import (
	"math"
	"slices"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/sim"
)

// tally is the engine's own book-keeping: from it come the summary and the
// rows of the timeline. Policies never count. Memory is integrated exactly
// where it changes; spreads over invokers come from running sums of squares,
// so sampling them every second does not depend on the number of invokers.
type tally struct {
	fleet.Deaf // of accounts alone, for the timeline

	completed, rejected, unfinished int64
	evictions, expiries, queued     int64
	kinds                           [outcome.Restored + 1]int64 // starts by kind
	colds                           []uint32                    // by function
	latency                         [2]collector                // ns; [1] is of cold starts, [0] of the others
	usual                           [2]time.Duration            // the latency where everything is constant and nothing waits
	usually                         [2]uint64                   // so many had that, and are not in latency yet
	slowdown                        ratios

	memoryUsed               level   // of all containers, over the platform
	idleArea                 float64 // MiB·ns of idle containers
	held                     *heldTally
	restored                 average // latency of the restores that completed
	samples                  int64   // whole seconds seen
	usedSpread, activeSpread float64 // sums of the standard deviations at those

	seconds []second         // by invoker, for the timeline
	rows    []outcome.Second // of each invoker, as last passed on, and the whole
	touched []InvokerID      // that have a row in the second being filled
	changed []outcome.Second
	second  int64 // the second that is being filled
}

// collector holds values back and records them many at a time: not between the
// mispredicted branches of an event, where a miss of the cache costs most.
type collector struct {
	held   uint64
	values [64]int64
	counts sim.Histogram
}

func (c *collector) add(v int64) {
	c.values[c.held%uint64(len(c.values))] = v
	c.held++
	if c.held == uint64(len(c.values)) {
		c.record()
	}
}

// record empties the collector. It is no part of add, so that add can be inlined.
//
//go:noinline
func (c *collector) record() {
	c.counts.RecordAll(c.values[:c.held])
	c.held = 0
}

// histogram returns the histogram of all values so far.
func (c *collector) histogram() *sim.Histogram {
	c.record()
	return &c.counts
}

// ratios is a collector of quotients, in millionths, which it works out many at a
// time: a division that nobody waits for costs next to nothing.
type ratios struct {
	held   uint64
	values [64]int64 // dividends until they are recorded
	by     [64]time.Duration
	counts sim.Histogram
}

func (r *ratios) add(d, by time.Duration) {
	k := r.held % uint64(len(r.values))
	r.values[k], r.by[k] = int64(d), by
	r.held++
	if r.held == uint64(len(r.values)) {
		r.record()
	}
}

// record is to ratios what it is to a collector.
//
//go:noinline
func (r *ratios) record() {
	values := r.values[:r.held]
	for k, d := range values {
		values[k] = int64(float64(d) * 1e6 / float64(r.by[k%len(r.by)]))
	}
	r.counts.RecordAll(values)
	r.held = 0
}

// latencies returns the latency of all completed invocations, and of those
// with a cold start.
func (t *tally) latencies() (all, cold sim.Histogram) {
	for k := range t.latency {
		h := t.latency[k].histogram()
		h.RecordN(int64(t.usual[k]), t.usually[k])
		t.usually[k] = 0
		all.Merge(h)
	}
	cold.Merge(&t.latency[1].counts)
	return all, cold
}

// average is the mean of durations.
type average struct {
	sum float64 // ns
	n   int64
}

func (a *average) add(d time.Duration) { a.sum, a.n = a.sum+float64(d), a.n+1 }

// level is a quantity that changes in steps, with its integral and its peak.
type level struct {
	now, peak int64
	area      float64
	since     sim.Time
}

func (l *level) add(at sim.Time, delta int32) {
	l.area += float64(l.now) * float64(at-l.since)
	l.since = at
	l.now += int64(delta)
	l.peak = max(l.peak, l.now)
}

// second is what happened on one invoker in the second being filled.
type second struct {
	starts, colds, evictions, expiries int32
	latency                            int64 // sum, ns
	touched                            bool
}

func (t *tally) init(cfg *Config, functions int, timeline bool) {
	t.colds = make([]uint32, functions)
	if timeline {
		t.seconds = make([]second, cfg.Invokers)
		t.rows = make([]outcome.Second, cfg.Invokers+1)
		for i := range t.seconds {
			t.touch(InvokerID(i)) // the first second has every row
		}
	}
}

// Account notes that invoker i has changed.
func (t *tally) Account(i InvokerID) { t.touch(i) }

// touch notes that invoker i has a row in the second being filled.
func (t *tally) touch(i InvokerID) {
	if s := &t.seconds[i]; !s.touched {
		s.touched = true
		t.touched = append(t.touched, i)
	}
}

// ended counts an invocation that did not complete.
func (t *tally) ended(how outcome.Status) {
	if how == outcome.Rejected {
		t.rejected++
	} else {
		t.unfinished++
	}
}

// outcome counts what an invocation that completes came to. Latency is that of
// completed invocations; slowdown is (end − arrival) / duration, of those with a
// duration.
func (t *tally) outcome(kind outcome.StartKind, latency, response, duration time.Duration) {
	k := bit(kind == outcome.Cold)
	if latency == t.usual[k] {
		t.usually[k]++
	} else {
		t.latency[k].add(int64(latency))
	}
	if duration > 0 {
		t.slowdown.add(response, duration)
	}
}

// idled closes the idle time of container x.
func (t *tally) idled(x *fleet.Container, now sim.Time) {
	t.idleArea += float64(x.Memory()) * float64(now-x.Since())
}

func (t *tally) evicted(i InvokerID) {
	t.evictions++
	if t.seconds != nil {
		t.touch(i)
		t.seconds[i].evictions++
	}
}

func (t *tally) expired(i InvokerID) {
	t.expiries++
	if t.seconds != nil {
		t.touch(i)
		t.seconds[i].expiries++
	}
}

// started adds a start, with its latency, to the second being filled.
func (t *tally) started(i InvokerID, kind outcome.StartKind, latency time.Duration) {
	t.touch(i)
	s := &t.seconds[i]
	s.starts++
	if kind == outcome.Cold {
		s.colds++
	}
	s.latency += int64(latency)
}

// sample notes the spread of memory over the invokers at a whole second.
func (t *tally) sample(sums *fleet.Sums, invokers int) {
	t.samples++
	if t.held != nil {
		t.usedSpread += spread(t.held.memory.now, t.held.squares, invokers)
	} else {
		t.usedSpread += spread(t.memoryUsed.now, sums.UsedSquares, invokers)
	}
	t.activeSpread += spread(sums.Active, sums.ActiveSquares, invokers)
}

// spread returns the standard deviation of n values from their sums.
func spread(sum, squares int64, n int) float64 {
	mean := float64(sum) / float64(n)
	return math.Sqrt(max(0, float64(squares)/float64(n)-mean*mean))
}

// summary closes the books at the end of the run.
func (t *tally) summary(v *View, read int64, end sim.Time) outcome.Summary {
	t.memoryUsed.add(end, 0)
	for c := range v.fleet.Containers() {
		if x := v.fleet.Container(ContainerID(c)); x.State() == fleet.Idle {
			t.idled(x, end)
		}
	}
	const ms = float64(time.Millisecond)
	latency, cold := t.latencies()
	t.slowdown.record()
	slowdown := &t.slowdown.counts
	at := func(q float64) float64 { return float64(latency.Quantile(q)) / ms }
	starts := t.kinds[outcome.Warm] + t.kinds[outcome.Cold] + t.kinds[outcome.Prewarmed] + t.kinds[outcome.Restored]
	s := outcome.Summary{
		Invocations: read, Completed: t.completed,
		ColdStarts: t.kinds[outcome.Cold], WarmStarts: t.kinds[outcome.Warm], PrewarmStarts: t.kinds[outcome.Prewarmed], RestoreStarts: t.kinds[outcome.Restored],
		Evictions: t.evictions, Expiries: t.expiries,
		Queued: t.queued, Rejected: t.rejected, Unfinished: t.unfinished,
		ColdStartRatio: ratio(float64(t.kinds[outcome.Cold]), float64(starts)),
		LatencyMsP50:   at(0.5), LatencyMsP90: at(0.9), LatencyMsP95: at(0.95),
		LatencyMsP99: at(0.99), LatencyMsP999: at(0.999),
		ImputedFunctions: int64(v.table.Imputed()),
		UsedMiBPeak:      float64(t.memoryUsed.peak),
		EndS:             end.Seconds(),
	}
	if latency.Count() > 0 {
		s.LatencyMsMean = latency.Mean() / ms
		s.LatencyMsMax = float64(latency.Max()) / ms
	}
	if cold.Count() > 0 {
		s.ColdLatencyMsMean = cold.Mean() / ms
	}
	s.RestoreLatencyMsMean = ratio(t.restored.sum, float64(t.restored.n)) / ms
	s.SlowdownP50 = float64(slowdown.Quantile(0.5)) / 1e6
	s.SlowdownP99 = float64(slowdown.Quantile(0.99)) / 1e6
	s.FunctionColdRatioP50, s.FunctionColdRatioP75 = functionColdRatios(v.fleet.Functions(), t.colds)
	s.ThroughputPerS = ratio(float64(t.completed), end.Seconds())
	s.UsedMiBMean = ratio(t.memoryUsed.area, float64(end))
	s.ActiveMiBMean = ratio(t.memoryUsed.area-t.idleArea, float64(end))
	s.UsedMiBStddevInvokers = ratio(t.usedSpread, float64(t.samples))
	s.ActiveMiBStddevInvokers = ratio(t.activeSpread, float64(t.samples))
	s.IdleGiBS = t.idleArea / 1024 / float64(time.Second)
	s.WastedMemoryRatio = ratio(t.idleArea, t.memoryUsed.area)
	if t.held != nil {
		t.held.memory.add(end, 0)
		s.UsedMiBMean, s.UsedMiBPeak = ratio(t.held.memory.area, float64(end)), float64(t.held.memory.peak)
		s.WastedMemoryRatio = ratio(t.idleArea, t.held.memory.area)
	}
	return s
}

// ratio is a / b, and 0 where there is nothing to divide by.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// functionColdRatios returns the median and the third quartile, over the
// functions that started at all, of the share of cold starts (nearest rank).
func functionColdRatios(functions []fleet.Function, colds []uint32) (p50, p75 float64) {
	var ratios []float64
	for k, f := range functions {
		if f.Starts > 0 {
			ratios = append(ratios, float64(colds[k])/float64(f.Starts))
		}
	}
	if len(ratios) == 0 {
		return 0, 0
	}
	slices.Sort(ratios)
	at := func(q float64) float64 { return ratios[int(math.Ceil(q*float64(len(ratios))))-1] }
	return at(0.5), at(0.75)
}

// bit is 1 where something is so: it spares an event a branch.
func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

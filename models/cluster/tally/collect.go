package tally

import (
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

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
// time: divisions in bulk overlap and cost next to nothing.
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

func (l *level) add(at sim.Time, delta workload.MiB) {
	l.area += float64(l.now) * float64(at-l.since)
	l.since = at
	l.now += int64(delta)
	l.peak = max(l.peak, l.now)
}

// ratio is a / b, and missing where there is nothing to divide by.
func ratio(a, b float64) float64 {
	if b == 0 {
		return outcome.Missing()
	}
	return a / b
}

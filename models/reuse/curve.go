package reuse

import (
	"math"
	"slices"
)

// Curve is a hit ratio by memory. Until it is Closed it only counts.
type Curve struct {
	counts []int64 // uses by need in MiB; then, up to it
	uses   int64
	first  int64 // of which first uses
	beyond int64 // of which need more than the memory of all functions
	closed bool
}

// mostMiB bounds the table of a curve: 64 TiB of memory.
const mostMiB = 1 << 26

// Add counts a use that needs so many MiB, or First.
func (c *Curve) Add(need int64) {
	c.uses++
	switch {
	case need == First:
		c.first++
	case need >= mostMiB:
		c.beyond++
	default:
		if need >= int64(len(c.counts)) {
			c.counts = slices.Grow(c.counts, int(need)+1-len(c.counts))[:need+1]
		}
		c.counts[need]++
	}
}

// Close sums the counts up, for HitRatio and what is made of it. Needs above the memory of
// all functions, total MiB, are beyond the curve.
func (c *Curve) Close(total int64) {
	for need := total + 1; need < int64(len(c.counts)); need++ {
		c.beyond += c.counts[need]
	}
	if total+1 < int64(len(c.counts)) {
		c.counts = c.counts[:total+1]
	}
	for i := 1; i < len(c.counts); i++ {
		c.counts[i] += c.counts[i-1]
	}
	c.closed = true
}

// Uses returns the number of uses, and how many of them are first ones.
func (c *Curve) Uses() (all, first int64) { return c.uses, c.first }

// hits returns how many uses hit in so many MiB.
func (c *Curve) hits(mib int64) int64 {
	if len(c.counts) == 0 || mib < 0 {
		return 0
	}
	return c.counts[min(mib, int64(len(c.counts)-1))]
}

// HitRatio returns the share of uses that hit in so many MiB; NaN without uses.
func (c *Curve) HitRatio(mib int64) float64 {
	if !c.closed {
		panic("reuse: a curve is read before it is closed")
	}
	return float64(c.hits(mib)) / float64(c.uses)
}

// Most returns the hit ratio of any memory that is large enough.
func (c *Curve) Most() float64 { return c.HitRatio(math.MaxInt64) }

// SizeFor returns the least MiB with a hit ratio of at least the target, and whether there is
// any.
func (c *Curve) SizeFor(target float64) (int64, bool) {
	if !(target <= c.Most()) {
		return 0, false
	}
	at, _ := slices.BinarySearchFunc(c.counts, target, func(hits int64, target float64) int {
		if float64(hits)/float64(c.uses) < target {
			return -1
		}
		return 1
	})
	return int64(at), true
}

// Knee returns the MiB beyond which more memory gains less than on average: where the curve,
// drawn from nothing to its end, is furthest above the straight line.
func (c *Curve) Knee() int64 {
	knee, most := 0, 0.0
	last := float64(max(1, len(c.counts)-1))
	for mib, hits := range c.counts {
		gain := float64(hits)/float64(max(1, c.hits(math.MaxInt64))) - float64(mib)/last
		if gain > most {
			knee, most = mib, gain
		}
	}
	return int64(knee)
}

// Error says how far a curve is from another one.
type Error struct {
	Mean float64 // of the absolute difference of hit ratios, over all MiB up to the end of the exact one
	Most float64 // the largest
	At   int64   // MiB, where it is
}

// ErrorOf returns how far an approximation is from the curve.
func (c *Curve) ErrorOf(approximation *Curve) Error {
	var e Error
	sum := 0.0
	for mib := range c.counts {
		d := math.Abs(c.HitRatio(int64(mib)) - approximation.HitRatio(int64(mib)))
		if sum += d; d > e.Most {
			e.Most, e.At = d, int64(mib)
		}
	}
	e.Mean = sum / float64(max(1, len(c.counts)))
	return e
}

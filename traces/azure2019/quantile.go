package azure2019

import (
	"math"
	"math/bits"
	"time"
)

// durationRow is a function's row of the durations file, in milliseconds.
type durationRow struct {
	average          float64
	count            float64
	minimum, maximum float64
	percentiles      [quantilePoints]float64 // 0, 1, 25, 50, 75, 99, 100
}

const (
	quantilePoints   = 7
	quantileSegments = quantilePoints - 1
)

// quantileLevels are the levels of the percentiles in the durations file
// (AzureFunctionsDataset2019.md of github.com/Azure/AzurePublicDataset).
var quantileLevels = [quantilePoints]float64{0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}

// durationCurve is the quantile function that a function's durations are drawn
// from: it passes through the row's percentiles, and its mean is the row's
// Average. Between two percentiles it is bent at a knot on the antidiagonal:
//
//	hi ┤       ╱
//	   │      ╱      knot at (1−κ, κ): the area below, so the mean of the
//	   │    ⋅╱       segment, is κ; κ = 1/2 is the straight line
//	   │ ⋅⋅⋅ knot
//	lo ┼──────────
//	   0         1
//
// κ of the last segment, from p99 to the maximum, is chosen first: that is where
// the percentiles say least and where straight lines err most. Where it alone
// cannot meet the Average, all segments share one κ.
//
// It has 52 bytes, so that a draw touches one line of cache.
type durationCurve struct {
	// points are the values at quantileLevels, in ms: the file's whole
	// milliseconds are exact in float32 up to 4.6 hours.
	points [quantilePoints]float32
	bends  [2]durationBend // of the segments up to p99; of the one from p99 to the maximum
}

// durationBend is a knot: until is its place on the axis of a segment, in
// 2⁻³², the slopes are those before and behind it.
type durationBend struct {
	until  uint32
	slopes [2]float32
}

// durationFit tells how well a curve could meet its row.
type durationFit struct {
	reachable      bool    // whether the Average lies between the limits
	least, most    float64 // the means, in ms, of the lowest and the highest monotone curve
	tailOnly       bool    // whether bending the tail alone met the Average
	endsContradict bool    // whether Minimum or Maximum lies inside the percentiles and was not used
}

// fitDuration makes the curve of a row. The ends are the row's Minimum and
// Maximum, which are extremes of single invocations, where the percentiles are
// those of averages over 30 s; ends that contradict the percentiles are not
// used. If no monotone curve through the points has the Average as its mean, the
// nearest is used: every segment at its lower or at its upper point.
func fitDuration(row *durationRow) (durationCurve, durationFit) {
	var fit durationFit
	p := row.percentiles
	if row.minimum <= p[0] {
		p[0] = row.minimum
	} else {
		fit.endsContradict = true
	}
	if row.maximum >= p[quantileSegments] {
		p[quantileSegments] = row.maximum
	} else {
		fit.endsContradict = true
	}
	for i := range quantileSegments {
		w := quantileLevels[i+1] - quantileLevels[i]
		fit.least += float64(w * p[i])
		fit.most += float64(w * p[i+1])
	}
	p, fit.reachable = moveWithinRounding(p, row.average, fit.least, fit.most)
	curve := durationCurve{}
	for i := range p {
		curve.points[i] = float32(p[i])
	}
	if k, ok := tailBend(&p, row.average); ok {
		fit.tailOnly = true
		curve.bends = [2]durationBend{bendAt(0.5), bendAt(k)}
		return curve, fit
	}
	k := 0.5
	if fit.most > fit.least {
		k = min(max((row.average-fit.least)/(fit.most-fit.least), 0), 1)
	}
	curve.bends = [2]durationBend{bendAt(k), bendAt(k)}
	return curve, fit
}

// tailBend returns the κ of the segment from p99 to the maximum with which the
// mean is average while all other segments are straight, if there is one.
func tailBend(p *[quantilePoints]float64, average float64) (float64, bool) {
	const last = quantileSegments - 1
	rest := average
	for i := range last {
		rest -= float64((quantileLevels[i+1] - quantileLevels[i]) * (p[i] + p[i+1]) / 2)
	}
	w := quantileLevels[quantilePoints-1] - quantileLevels[last]
	rise := float64(w * (p[last+1] - p[last]))
	k := (rest - float64(w*p[last])) / rise
	return k, rise > 0 && k >= 0 && k <= 1
}

// moveWithinRounding moves the points by the part of a millisecond that brings
// the nearer limit of the mean to an average just outside them, and no point
// below 0. It reports whether the average is then a mean of the points. An
// average of 0 is not if a point above 0 is more than the maximum: to draw
// nothing but zeros would deny the percentiles.
func moveWithinRounding(p [quantilePoints]float64, average, least, most float64) (
	moved [quantilePoints]float64, reachable bool) {
	switch {
	case average > most+durationRounding, average < least-durationRounding, average == 0 && least > 0:
		return p, false
	case average > most:
		for i := range p {
			p[i] += average - most
		}
	case average < least:
		return moveDown(p, average)
	}
	return p, true
}

// moveDown takes the same part of a millisecond from every point that has it,
// until the least mean is the average.
func moveDown(p [quantilePoints]float64, average float64) (moved [quantilePoints]float64, reachable bool) {
	lowered := func(by float64) (q [quantilePoints]float64, least float64) {
		for i := range p {
			q[i] = max(p[i]-by, 0)
		}
		for i := range quantileSegments {
			least += float64((quantileLevels[i+1] - quantileLevels[i]) * q[i])
		}
		return q, least
	}
	low, high := 0.0, float64(durationRounding)
	if _, least := lowered(high); least > average {
		return p, false
	}
	for range 60 {
		if by := (low + high) / 2; by > low && by < high {
			if _, least := lowered(by); least > average {
				low = by
			} else {
				high = by
			}
		}
	}
	moved, _ = lowered(high)
	return moved, true
}

// durationRounding is how far, in ms, a point or an Average may lie from the
// truth, since the file states all of them in whole milliseconds.
const durationRounding = 1

// bendAt makes the knot of κ. Both slopes are rounded towards zero, so that the
// curve stays monotone across the knot.
func bendAt(k float64) durationBend {
	b := durationBend{until: uint32(min((1-k)*(1<<32), 1<<32-1))}
	before := float64(b.until) * 0x1p-32
	if k = 1 - before; k < 1 {
		b.slopes = [2]float32{floatBelow(k / before), floatBelow(before / k)}
	}
	return b
}

// floatBelow returns the greatest float32 not above f, which is not negative.
func floatBelow(f float64) float32 {
	g := float32(f)
	if float64(g) > f {
		g = math.Nextafter32(g, 0)
	}
	return g
}

// Levels as 64-bit fixed point, and 2³² ÷ the width of each segment.
var (
	quantileStarts = quantileFixed()
	quantileWidths = [quantileSegments]uint64{100 << 32, 1 << 34 * 25 / 24, 4 << 32, 4 << 32, 1 << 34 * 25 / 24,
		100 << 32}
)

func quantileFixed() (s [quantileSegments]uint64) {
	for i := range s {
		s[i] = uint64(math.Ldexp(quantileLevels[i], 64))
	}
	return s
}

// at returns the duration at the level u·2⁻⁶⁴: with random u, a draw. It has no
// branch that depends on u.
func (c *durationCurve) at(u uint64) time.Duration {
	_, b1 := bits.Sub64(u, quantileStarts[1], 0)
	_, b2 := bits.Sub64(u, quantileStarts[2], 0)
	_, b3 := bits.Sub64(u, quantileStarts[3], 0)
	_, b4 := bits.Sub64(u, quantileStarts[4], 0)
	_, b5 := bits.Sub64(u, quantileStarts[5], 0)
	segment := 5 - (b1 + b2 + b3 + b4 + b5)
	x, _ := bits.Mul64(u-quantileStarts[segment], quantileWidths[segment])
	bend := &c.bends[1-b5]
	_, before := bits.Sub64(x, uint64(bend.until), 0)
	behind := 1 - before
	slope := float64(bend.slopes[behind])
	// Before the knot y = x·slope, behind it y = 1 − (1−x)·slope: the same line
	// with its origin in the other corner. Conversions keep a compiler from
	// fusing the product and the sum, so that every machine draws the same.
	corner := float64(behind)
	y := corner + float64((float64(x)*0x1p-32-corner)*slope)
	lo, hi := float64(c.points[segment]), float64(c.points[segment+1])
	ms := lo + float64(y*(hi-lo))
	return time.Duration(float64(ms*1e6) + 0.5)
}

// mean returns the exact mean of the curve.
func (c *durationCurve) mean() time.Duration {
	sum := 0.0
	for i := range quantileSegments {
		bend := &c.bends[i/(quantileSegments-1)]
		k := 1 - float64(bend.until)*0x1p-32
		lo, hi := float64(c.points[i]), float64(c.points[i+1])
		sum += float64((quantileLevels[i+1] - quantileLevels[i]) * (lo + float64(k*(hi-lo))))
	}
	return time.Duration(math.Round(sum * 1e6))
}

// longest returns the end of the curve.
func (c *durationCurve) longest() time.Duration {
	return time.Duration(math.Round(float64(c.points[quantileSegments]) * 1e6))
}

// constantDuration is the curve of a function that always takes d.
func constantDuration(d time.Duration) durationCurve {
	var c durationCurve
	for i := range c.points {
		c.points[i] = float32(float64(d) / 1e6)
	}
	c.bends = [2]durationBend{bendAt(0.5), bendAt(0.5)}
	return c
}

// durationLongest bounds a duration in ms: 30 days, twice the span of the
// whole data set.
const durationLongest = 30 * 24 * 3600 * 1000

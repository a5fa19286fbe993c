package azure2019

import (
	"cmp"
	"math"
	"slices"
)

// combineRows makes one row of several rows of a function. Its distribution is
// the mixture of theirs, weighted by Count: of 90 invocations at 10 ms and 10 at
// 1 s, every tenth takes 1 s. The order of the rows changes nothing.
func combineRows(rows []fittedRow) fittedRow {
	rows = slices.Clone(rows)
	first := slices.MinFunc(rows, func(x, y fittedRow) int { return cmp.Compare(x.line, y.line) })
	slices.SortFunc(rows, func(x, y fittedRow) int {
		return cmp.Or(cmp.Compare(x.average, y.average), cmp.Compare(x.count, y.count),
			slices.Compare(x.curve.points[:], y.curve.points[:]), cmp.Compare(x.line, y.line))
	})
	m := mixture{weights: make([]float64, len(rows)), curves: make([]polyline, len(rows))}
	row := durationRow{}
	total, average := 0.0, 0.0
	for i := range rows {
		m.weights[i] = max(rows[i].count, 1)
		m.curves[i] = polylineOf(&rows[i].curve)
		total += m.weights[i]
		row.count += rows[i].count
	}
	for i := range rows {
		m.weights[i] /= total
		average += float64(m.weights[i] * rows[i].average)
		row.average += float64(m.weights[i] * float64(rows[i].curve.mean()) / 1e6)
	}
	for i, level := range quantileLevels {
		row.percentiles[i] = m.quantile(level)
	}
	row.minimum, row.maximum = row.percentiles[0], row.percentiles[quantileSegments]
	curve, _ := fitDuration(&row)
	return fittedRow{fn: first.fn, line: first.line, average: average, count: row.count, curve: curve}
}

// polyline is a quantile function: values at levels, both ascending.
type polyline struct {
	levels, values [2*quantileSegments + 1]float64
}

// polylineOf takes a curve apart at its percentiles and knots.
func polylineOf(c *durationCurve) (p polyline) {
	for i := range quantileSegments {
		lo, hi := float64(c.points[i]), float64(c.points[i+1])
		before := float64(c.bends[i/(quantileSegments-1)].until) * 0x1p-32
		p.levels[2*i], p.values[2*i] = quantileLevels[i], lo
		p.levels[2*i+1] = quantileLevels[i] + float64((quantileLevels[i+1]-quantileLevels[i])*before)
		p.values[2*i+1] = lo + float64((1-before)*(hi-lo))
	}
	p.levels[2*quantileSegments], p.values[2*quantileSegments] = 1, float64(c.points[quantileSegments])
	return p
}

// share returns the share of durations up to x.
func (p *polyline) share(x float64) float64 {
	i, n := 0, len(p.values)
	for i < n && p.values[i] <= x {
		i++
	}
	switch {
	case i == 0:
		return 0
	case i == n:
		return 1
	}
	rise := (x - p.values[i-1]) / (p.values[i] - p.values[i-1])
	return p.levels[i-1] + float64(rise*(p.levels[i]-p.levels[i-1]))
}

// mixture is a weighted mean of distributions.
type mixture struct {
	weights []float64 // their sum is 1
	curves  []polyline
}

// quantile returns the least duration that a share of level does not exceed.
func (m *mixture) quantile(level float64) float64 {
	low, high := math.Inf(1), 0.0
	for i := range m.curves {
		low = min(low, m.curves[i].values[0])
		high = max(high, m.curves[i].values[2*quantileSegments])
	}
	if level <= 0 {
		return low
	}
	if level >= 1 {
		return high
	}
	if m.share(low) >= level-levelRounding {
		return low
	}
	for range 64 { // share(low) < level ≤ share(high)
		middle := low + (high-low)/2
		if m.share(middle) >= level-levelRounding {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// levelRounding is how far a share may miss a level by rounding.
const levelRounding = 1e-9

func (m *mixture) share(x float64) (share float64) {
	for i := range m.curves {
		share += float64(m.weights[i] * m.curves[i].share(x))
	}
	return share
}

package figures

import (
	"math"

	"thaw/plots"
)

// bins groups rows over time. Without a width every row is a bin of its own.
type bins struct {
	width float64
	at    []float64 // the middle of each bin that has rows
	first []int     // its first row; one more at the end
}

// newBins cuts at multiples of the width; 0 chooses the least round width that
// makes at most mostBins bins, or none where there are no more rows than that.
func newBins(times []float64, width float64) bins {
	n := len(times)
	if width == 0 && n > mostBins {
		width = roundSeconds((times[n-1] - times[0]) / (mostBins - 1))
	}
	b := bins{width: width}
	last := math.Inf(-1)
	for i, t := range times {
		k := float64(i)
		if width > 0 {
			k = math.Floor(t / width)
		}
		if k == last {
			continue
		}
		last = k
		b.first = append(b.first, i)
		if width > 0 {
			t = (k + 0.5) * width
		}
		b.at = append(b.at, t)
	}
	b.first = append(b.first, n)
	return b
}

// roundSeconds is the least time a clock is read by that is not below v.
func roundSeconds(v float64) float64 {
	for _, s := range []float64{1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200} {
		if v <= s && v > 0.5 {
			return s
		}
	}
	return plots.RoundUp(v)
}

// mean is that of each bin, weighted where weights are given. Missing values do not
// count; a bin of nothing else is missing too.
func (b bins) mean(values, weights []float64) []float64 {
	return b.fold(func(from, to int) float64 {
		var sum, weight, plainSum, count float64
		for i := from; i < to; i++ {
			if math.IsNaN(values[i]) {
				continue
			}
			w := 1.0
			if weights != nil {
				w = math.Max(weights[i], 0)
			}
			sum, weight = sum+w*values[i], weight+w
			plainSum, count = plainSum+values[i], count+1
		}
		if weight > 0 {
			return sum / weight
		}
		return plainSum / count // NaN without any
	})
}

// most is the greatest value of each bin.
func (b bins) most(values []float64) []float64 {
	return b.fold(func(from, to int) float64 {
		best := values[from]
		for _, v := range values[from+1 : to] {
			best = math.Max(best, v)
		}
		return best
	})
}

func (b bins) fold(f func(from, to int) float64) []float64 {
	out := make([]float64, len(b.at))
	for k := range b.at {
		out[k] = f(b.first[k], b.first[k+1])
	}
	return out
}

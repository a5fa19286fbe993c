package figures

import (
	"math"

	"thaw/plots"
)

// bins groups rows over time. At width 0 every row is a bin.
type bins struct {
	width float64
	at    []float64 // the middle of each bin that has rows
	first []int     // the first row of each bin, then the number of rows
}

// newBins cuts at multiples of the width. Width 0 chooses the least round width with at most mostBins
// bins. It makes no bins where there are no more rows than that.
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

// roundSeconds rounds up to a time that clocks show, such as 15 s or 1 min.
func roundSeconds(v float64) float64 {
	for _, s := range []float64{1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200} {
		if v <= s && v > 0.5 {
			return s
		}
	}
	return plots.RoundUp(v)
}

// mean returns the mean of each bin, weighted if there are weights. It skips NaN. A bin of nothing
// but NaN has the mean NaN.
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

// maxima returns the greatest value of each bin.
func (b bins) maxima(values []float64) []float64 {
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

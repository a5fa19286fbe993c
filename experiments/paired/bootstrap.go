package paired

import (
	"math"
	"slices"

	"thaw/sim"
)

// Resamples is the number of resamples of an interval. With 9,999 the ends of a
// 95% interval would move by a standard deviation of 0.7% of its width from one
// set of resamples to another: √(p(1−p)/B) over the normal density at p = 2.5%.
const Resamples = 9999

// The random streams of resampling. Independent samples have one stream each. The
// seed is no setting: the same results give the same interval.
const (
	resampleSeed  = 1
	drawOfSample  = "paired/bootstrap"
	drawOfBase    = "paired/bootstrap of the base"
	leastEndShare = 0.5 / (Resamples + 1) // of resamples beyond an end
)

// statistic is a statistic that can be bootstrapped.
type statistic interface {
	value() float64
	resampled(s, base sim.Stream, b uint64) float64
	// jackknife returns the influence of every value: how far the statistic
	// without it lies below the mean of those statistics, to a common scale.
	jackknife() []float64
	size() int // of the smaller sample
}

// bca is the bias-corrected and accelerated bootstrap interval (Efron 1987;
// Efron & Tibshirani 1993, section 14.3). Its nominal levels are widened as
// Hesterberg 2015 does for percentile intervals: a resample of n values varies
// by (n−1)/n less than the sample, and the normal quantile knows nothing of
// estimating a variance, so z becomes √(n/(n−1)) times Student's t quantile.
func bca(s statistic, confidence float64) Estimate {
	n := float64(s.size())
	return bcaAt(s, math.Sqrt(n/(n-1))*studentQuantile(0.5+confidence/2, n-1))
}

// bcaAt returns the interval with nominal quantiles −z and z.
func bcaAt(s statistic, z float64) Estimate {
	reps, value := replicates(s), s.value()
	z0, a := bias(reps, value), acceleration(s.jackknife())
	low := quantile(reps, adjusted(z0, a, -z))
	high := quantile(reps, adjusted(z0, a, z))
	return Estimate{value, math.Min(low, value), math.Max(high, value), BCa}
}

// replicates returns the statistic of every resample, ascending.
func replicates(s statistic) []float64 {
	sample, base := sim.NewStream(resampleSeed, drawOfSample), sim.NewStream(resampleSeed, drawOfBase)
	reps := make([]float64, Resamples)
	for b := range reps {
		reps[b] = s.resampled(sample, base, uint64(b))
	}
	slices.Sort(reps)
	return reps
}

// bias is z0: the normal quantile of the share of resamples below the value,
// half of those equal to it, up to rounding, included.
func bias(reps []float64, value float64) float64 {
	rounding := 1e-12 * max(math.Abs(value), reps[len(reps)-1]-reps[0])
	below, _ := slices.BinarySearch(reps, value-rounding)
	above, _ := slices.BinarySearch(reps, value+rounding)
	share := float64(below+above) / 2 / float64(len(reps))
	return sim.NormalQuantile(min(max(share, leastEndShare), 1-leastEndShare))
}

// acceleration is a: the skewness of the influences, over six.
func acceleration(influence []float64) float64 {
	squares, cubes := 0.0, 0.0
	for _, u := range influence {
		squares += u * u
		cubes += u * u * u
	}
	if squares == 0 {
		return 0
	}
	return cubes / (6 * math.Pow(squares, 1.5))
}

// adjusted is the share of resamples below an end whose nominal place is z.
func adjusted(z0, a, z float64) float64 {
	w := z0 + z
	d := 1 - a*w
	if d <= 0 { // the transformation is no longer monotone: take the far end
		if w > 0 {
			return 1
		}
		return 0
	}
	return normalCDF(z0 + w/d)
}

// quantile is linear between the order statistics, the k-th at k/(B+1).
func quantile(sorted []float64, p float64) float64 {
	at := p*float64(len(sorted)+1) - 1
	k := int(math.Floor(at))
	switch {
	case at <= 0:
		return sorted[0]
	case k >= len(sorted)-1:
		return sorted[len(sorted)-1]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}

// sumOf adds up a resample of x.
func sumOf(x []float64, s sim.Stream, b uint64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[s.IntN(b, uint64(i), len(x))]
	}
	return sum
}

// influences returns the jackknife of one sample. without returns the statistic
// without one value.
func influences(n int, without func(i int) float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = without(i)
	}
	mean := Mean(out)
	for i := range out {
		out[i] = float64(n-1) * (mean - out[i])
	}
	return out
}

type meanOf struct{ d []float64 }

func (s meanOf) size() int      { return len(s.d) }
func (s meanOf) value() float64 { return Mean(s.d) }
func (s meanOf) resampled(draw, _ sim.Stream, b uint64) float64 {
	return sumOf(s.d, draw, b) / float64(len(s.d))
}
func (s meanOf) jackknife() []float64 {
	n, sum := float64(len(s.d)), Mean(s.d)*float64(len(s.d))
	return influences(len(s.d), func(i int) float64 { return (sum - s.d[i]) / (n - 1) })
}

// ratioOf resamples pairs: a seed with both of its values.
type ratioOf struct{ x, base []float64 }

func (s ratioOf) size() int      { return len(s.x) }
func (s ratioOf) value() float64 { return Mean(s.x)/Mean(s.base) - 1 }
func (s ratioOf) resampled(draw, _ sim.Stream, b uint64) float64 {
	sx, sb := 0.0, 0.0
	for i := range s.x {
		k := draw.IntN(b, uint64(i), len(s.x))
		sx, sb = sx+s.x[k], sb+s.base[k]
	}
	return sx/sb - 1
}
func (s ratioOf) jackknife() []float64 {
	n := float64(len(s.x))
	sx, sb := Mean(s.x)*n, Mean(s.base)*n
	return influences(len(s.x), func(i int) float64 { return (sx-s.x[i])/(sb-s.base[i]) - 1 })
}

type unpairedDifferenceOf struct{ x, base []float64 }

func (s unpairedDifferenceOf) size() int      { return min(len(s.x), len(s.base)) }
func (s unpairedDifferenceOf) value() float64 { return Mean(s.x) - Mean(s.base) }
func (s unpairedDifferenceOf) resampled(draw, drawBase sim.Stream, b uint64) float64 {
	return sumOf(s.x, draw, b)/float64(len(s.x)) - sumOf(s.base, drawBase, b)/float64(len(s.base))
}
func (s unpairedDifferenceOf) jackknife() []float64 {
	out := meanOf{s.x}.jackknife()
	for _, u := range (meanOf{s.base}).jackknife() {
		out = append(out, -u)
	}
	return perSample(out, len(s.x))
}

type unpairedRatioOf struct{ x, base []float64 }

func (s unpairedRatioOf) size() int      { return min(len(s.x), len(s.base)) }
func (s unpairedRatioOf) value() float64 { return Mean(s.x)/Mean(s.base) - 1 }
func (s unpairedRatioOf) resampled(draw, drawBase sim.Stream, b uint64) float64 {
	mx, mb := sumOf(s.x, draw, b)/float64(len(s.x)), sumOf(s.base, drawBase, b)/float64(len(s.base))
	return mx/mb - 1
}
func (s unpairedRatioOf) jackknife() []float64 {
	n, m := float64(len(s.x)), float64(len(s.base))
	mx, mb := Mean(s.x), Mean(s.base)
	out := influences(len(s.x), func(i int) float64 { return (mx*n - s.x[i]) / (n - 1) / mb })
	out = append(out, influences(len(s.base), func(i int) float64 { return mx / ((mb*m - s.base[i]) / (m - 1)) })...)
	return perSample(out, len(s.x))
}

// perSample divides the influences of two independent samples, the first of n
// values, by their sizes, so that their squares and cubes add up to those of
// the statistic (Efron & Tibshirani 1993, section 14.3, for one sample;
// Davison & Hinkley 1997, section 5.3, for several).
func perSample(influence []float64, n int) []float64 {
	for i := range influence {
		if i < n {
			influence[i] /= float64(n)
		} else {
			influence[i] /= float64(len(influence) - n)
		}
	}
	return influence
}

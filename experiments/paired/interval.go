package paired

import "math"

// MinBootstrap is the least number of values for a bootstrap interval. Smaller
// samples get Student's t intervals: resamples of so few values are too alike for
// an estimate of their distribution's tails (Efron &
// Tibshirani 1993, section 14.2 on small samples; the coverage test of this
// package and docs/statistics.md show what it costs here).
const MinBootstrap = 10

// Difference returns the mean of x−base over pairs and its interval.
func Difference(x, base []float64, confidence float64) Estimate {
	d := Differences(x, base)
	value := Mean(d)
	switch {
	case len(d) < 2:
		return noInterval(value)
	case Alike(d):
		return point(d[0])
	case len(d) < MinBootstrap:
		return tInterval(d, confidence)
	}
	return bca(meanOf{d}, confidence)
}

// tInterval is Student's interval of a mean.
func tInterval(d []float64, confidence float64) Estimate {
	n := float64(len(d))
	value := Mean(d)
	half := studentQuantile(0.5+confidence/2, n-1) * math.Sqrt(Variance(d)/n)
	return Estimate{value, value - half, value + half, T}
}

// Ratio returns mean(x)/mean(base) − 1 over pairs and its interval: −0.41 is
// 41% less. ok is false if the mean of base is zero or not significantly different
// from zero.
func Ratio(x, base []float64, confidence float64) (e Estimate, ok bool) {
	mustPair(x, base)
	n := float64(len(x))
	mx, mb := Mean(x), Mean(base)
	value := mx/mb - 1
	switch {
	case len(x) == 0 || mb == 0:
		return noInterval(math.NaN()), false
	case len(x) == 1:
		return noInterval(value), true
	case proportional(x, base):
		return point(value), true
	}
	fieller := func() (Estimate, bool) {
		t := studentQuantile(0.5+confidence/2, n-1)
		return fiellerInterval(mx, mb, Variance(x)/n, Variance(base)/n, covariance(x, base)/n, t, T)
	}
	if len(x) < MinBootstrap {
		return fieller()
	}
	if _, ok := fieller(); !ok { // resampled denominators would come near zero
		return noInterval(math.NaN()), false
	}
	return bca(ratioOf{x, base}, confidence), true
}

// proportional reports whether every pair has the same ratio, up to rounding.
func proportional(x, base []float64) bool {
	for i := range x {
		a, b := x[i]*base[0], x[0]*base[i]
		if math.Abs(a-b) > 1e-12*math.Max(math.Abs(a), math.Abs(b)) {
			return false
		}
	}
	return base[0] != 0
}

// fiellerInterval is the set of ratios R that Student's test of x−R·base does
// not refuse (Fieller 1954), minus one. Variances and the covariance are those
// of the means. The set is an interval when base's mean differs from zero at
// that level, and ok is false otherwise.
func fiellerInterval(mx, mb, vx, vb, cov, t float64, m Method) (e Estimate, ok bool) {
	// (mx − R·mb)² ≤ t²·(vx − 2R·cov + R²·vb), as a·R² − 2b·R + c ≤ 0
	a := mb*mb - t*t*vb
	b := mx*mb - t*t*cov
	c := mx*mx - t*t*vx
	root := b*b - a*c
	if !(a > 0) || root < 0 {
		return noInterval(math.NaN()), false
	}
	half := math.Sqrt(root)
	value := mx / mb
	low, high := (b-half)/a, (b+half)/a
	return Estimate{value - 1, math.Min(low, value) - 1, math.Max(high, value) - 1, m}, true
}

// UnpairedDifference returns mean(x)−mean(base) of independent samples.
func UnpairedDifference(x, base []float64, confidence float64) Estimate {
	value := Mean(x) - Mean(base)
	switch {
	case len(x) < 2 || len(base) < 2:
		return noInterval(value)
	case Alike(x) && Alike(base):
		return point(value)
	case min(len(x), len(base)) < MinBootstrap:
		vx, vb, degrees := welch(x, base, 1)
		half := studentQuantile(0.5+confidence/2, degrees) * math.Sqrt(vx+vb)
		return Estimate{value, value - half, value + half, Welch}
	}
	return bca(unpairedDifferenceOf{x, base}, confidence)
}

// welch returns the variances of both means and the degrees of freedom of
// mean(x) − r·mean(base) (Welch 1947).
func welch(x, base []float64, r float64) (vx, vb, degrees float64) {
	n, m := float64(len(x)), float64(len(base))
	vx, vb = Variance(x)/n, Variance(base)/m
	wx, wb := vx, r*r*vb
	return vx, vb, (wx + wb) * (wx + wb) / (wx*wx/(n-1) + wb*wb/(m-1))
}

// UnpairedRatio returns mean(x)/mean(base) − 1 of independent samples; ok as of
// Ratio.
func UnpairedRatio(x, base []float64, confidence float64) (e Estimate, ok bool) {
	mx, mb := Mean(x), Mean(base)
	value := mx/mb - 1
	switch {
	case len(x) == 0 || len(base) == 0 || mb == 0:
		return noInterval(math.NaN()), false
	case len(x) < 2 || len(base) < 2:
		return noInterval(value), true
	case Alike(x) && Alike(base):
		return point(value), true
	}
	vx, vb, degrees := welch(x, base, mx/mb)
	e, ok = fiellerInterval(mx, mb, vx, vb, 0, studentQuantile(0.5+confidence/2, degrees), Welch)
	if ok && min(len(x), len(base)) >= MinBootstrap {
		e = bca(unpairedRatioOf{x, base}, confidence)
	}
	return e, ok
}

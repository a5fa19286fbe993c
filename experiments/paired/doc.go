// Package paired compares two samples of simulation results, value by value
// where both were simulated under the same seeds.
//
//	seed     1    2    3  …                  mean difference   [interval]
//	x      8.1  7.9  8.4  …  ─┐  x−base ─┬─▶ ratio of means−1  [interval]
//	base  10.2  9.8 10.6  …  ─┘          └─▶ signed ranks ─▶ p ─▶ Holm
//
// Runs under one seed see the same arrivals, durations and noise (common random
// numbers), so most of what a seed does to a result cancels in the difference.
// Samples of disjoint seeds are compared as independent ones, with Welch's
// interval or a bootstrap of both, and the rank-sum test.
//
// Every function is deterministic: resampling draws from a stream of fixed seed
// and purpose. Samples hold finite numbers. If a sample is too small for an
// answer, ok is false or the value is NaN.
// docs/statistics.md gives the methods, their sources and measured coverage.
package paired

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Method is the method of an interval.
type Method string

// The methods of intervals.
const (
	None     Method = "none"     // no interval: too few values, or a ratio to nothing
	Constant Method = "constant" // no variation over seeds: the interval is the value itself
	T        Method = "t"        // Student's t, of paired differences; a ratio's by Fieller's theorem
	Welch    Method = "welch"    // the same for independent samples
	BCa      Method = "bca"      // bias-corrected and accelerated bootstrap
)

// Estimate is a value with its confidence interval.
type Estimate struct {
	Value, Low, High float64
	Method           Method
}

// HasInterval reports whether Low and High mean something.
func (e Estimate) HasInterval() bool { return e.Method != None }

// Excludes reports whether x lies outside the interval.
func (e Estimate) Excludes(x float64) bool {
	return e.HasInterval() && (e.Low > x || e.High < x)
}

func noInterval(value float64) Estimate {
	return Estimate{value, math.NaN(), math.NaN(), None}
}

func point(value float64) Estimate { return Estimate{value, value, value, Constant} }

// Mean returns the arithmetic mean, and NaN of none.
func Mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Alike reports whether all values are the same number.
func Alike(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

// Differences returns x minus base, pair by pair.
func Differences(x, base []float64) []float64 {
	mustPair(x, base)
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] - base[i]
	}
	return out
}

func mustPair(x, base []float64) {
	if len(x) != len(base) {
		panic("paired: samples of different length are no pairs")
	}
}

// covariance returns the sample covariance of x and y, without cancellation.
func covariance(x, y []float64) float64 {
	mx, my, sum := Mean(x), Mean(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)-1)
}

// StdDev returns the sample standard deviation, and 0 of fewer than two values.
func StdDev(x []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	return math.Sqrt(Variance(x))
}

// Variance returns the sample variance, and NaN of fewer than two values.
func Variance(x []float64) float64 { return covariance(x, x) }

// studentQuantile is the p quantile of Student's t distribution.
func studentQuantile(p, degrees float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}.Quantile(p)
}

func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

package paired

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"thaw/sim"
)

// Power is the chance with which Seeds wants a difference to be shown, the
// customary 80% (Cohen 1988, section 2.4).
const Power = 0.8

// signedRankEfficiency is the asymptotic efficiency of the signed-rank test
// relative to Student's t for normal differences: 3/π (Pitman; Hodges & Lehmann
// 1956).
const signedRankEfficiency = 3 / math.Pi

// MaxSeeds is the greatest answer of Seeds.
const MaxSeeds = 100_000

// Seeds returns how many pairs are needed in all to show a mean difference of
// the given size at level alpha with the power above, when differences have this
// variance: Student's t with Guenther's correction (Guenther 1981), divided by the
// efficiency of the signed-rank test, and no fewer than that test needs to reach
// alpha. For independent samples, with the sum of both variances, it is the size
// of each. ok is false when variance or size are zero or no numbers, or more than
// MaxSeeds are needed.
func Seeds(variance, size, alpha float64) (n int, ok bool) {
	if !(variance > 0) || math.IsNaN(size) || size == 0 {
		return 0, false
	}
	zAlpha, zBeta := sim.NormalQuantile(1-alpha/2), sim.NormalQuantile(Power)
	effect := size * size / variance
	want := math.Ceil(((zAlpha+zBeta)*(zAlpha+zBeta)/effect + zAlpha*zAlpha/2) / signedRankEfficiency)
	if !(want <= MaxSeeds) {
		return 0, false
	}
	return max(int(want), MinSignedRank(alpha)), true
}

// Student is the paired t test that the mean of d is zero: the one whose
// interval is Student's. ok is false with fewer than two values, or when all
// are zero.
func Student(d []float64) (t Test, ok bool) {
	if len(d) < 2 || Alike(d) && d[0] == 0 {
		return Test{P: math.NaN()}, false
	}
	n := float64(len(d))
	standardError := math.Sqrt(Variance(d) / n)
	if standardError == 0 {
		return Test{Statistic: math.Inf(1), P: 0, Exact: true}, true
	}
	t.Statistic = Mean(d) / standardError
	t.P = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.CDF(-math.Abs(t.Statistic))
	return t, true
}

package bayes

import "math"

// density and below are those of the standard normal distribution.
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
func below(z float64) float64   { return math.Erfc(-z/math.Sqrt2) / 2 }

// improvement is the expected amount by which a normal variable falls below the best value. phi and
// cdf are the density and the probability there, on which its derivatives hang.
func improvement(mean, deviation, best float64) (gain, phi, cdf float64) {
	z := (best - mean) / deviation
	phi, cdf = density(z), below(z)
	return max(deviation*(z*cdf+phi), 0), phi, cdf
}

// Feasible is the probability that a normal variable is at most the limit.
func Feasible(mean, deviation, limit float64) float64 {
	if deviation <= 0 {
		if mean <= limit {
			return 1
		}
		return 0
	}
	return below((limit - mean) / deviation)
}

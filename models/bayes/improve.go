package bayes

import "math"

// density and below are those of the standard normal distribution.
func density(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
func below(z float64) float64   { return math.Erfc(-z/math.Sqrt2) / 2 }

// Improvement is the expected amount by which a normal variable falls below the best value.
func Improvement(mean, deviation, best float64) float64 {
	if deviation <= 0 {
		return max(best-mean, 0)
	}
	z := (best - mean) / deviation
	return max(deviation*(z*below(z)+density(z)), 0)
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

package bayes

import "math"

// Hyper are the numbers of a Gaussian process whose values have mean 0 and variance 1.
type Hyper struct {
	Lengths []float64 // of each knob: how far the function must go to change
	Signal  float64   // variance of the function
	Noise   float64   // variance of a measurement around it
}

var sqrt5 = math.Sqrt(5)

// matern is the Matérn 5/2 correlation at a = √5·r; slope is −(5/3)(1+a)e^−a, which times
// (x−y)/ℓ² is its derivative by x.
func matern(a float64) (value, slope float64) {
	e := math.Exp(-a)
	return (1 + a*(1+a/3)) * e, -5. / 3 * (1 + a) * e
}

// kernel is a kernel with what evaluations share.
type kernel struct {
	inverse []float64 // 1/ℓ of each knob
	signal  float64
}

func (h *Hyper) kernel() kernel {
	k := kernel{make([]float64, len(h.Lengths)), h.Signal}
	for d, l := range h.Lengths {
		k.inverse[d] = 1 / l
	}
	return k
}

// at is the covariance of two points, and the factor of (x−y)/ℓ² in its derivative by x.
func (k *kernel) at(x, y []float64) (value, slope float64) {
	r2 := 0.0
	for d, inv := range k.inverse {
		t := (x[d] - y[d]) * inv
		r2 += t * t
	}
	value, slope = matern(sqrt5 * math.Sqrt(r2))
	return k.signal * value, k.signal * slope
}

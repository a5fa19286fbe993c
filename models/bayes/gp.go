package bayes

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// GP is a Gaussian process that has seen measurements.
type GP struct {
	Hyper
	x           [][]float64
	y           []float64 // standardised
	mean, scale float64   // y = mean + scale · standardised
	kernel      kernel
	chol        mat.Cholesky // of the covariance of measurements
	alpha       []float64    // its inverse times y
}

// jitters are added to a covariance that rounding has made indefinite, in parts of a size.
var jitters = [...]float64{0, 1e-10, 1e-8, 1e-6, 1e-4}

// New returns the process of hyperparameters that has seen y at x. It copies neither.
func New(x [][]float64, y []float64, h Hyper) (*GP, error) {
	if err := check(x, y, len(h.Lengths)); err != nil {
		return nil, err
	}
	mean, scale := moments(y)
	g := &GP{Hyper: h, x: x, y: standardised(y, mean, scale), mean: mean, scale: scale, kernel: h.kernel()}
	if !factorise(&g.chol, g.covariance(h.Noise), h.Signal) {
		return nil, fmt.Errorf("the covariance of %d measurements is not positive definite at lengths %v, signal %v "+
			"and noise %v", len(x), h.Lengths, h.Signal, h.Noise)
	}
	g.alpha = g.solve(g.y)
	return g, nil
}

// check refuses what no process can see.
func check(x [][]float64, y []float64, knobs int) error {
	if len(x) == 0 || len(x) != len(y) {
		return fmt.Errorf("%d points with %d values, expected as many of each and at least one", len(x), len(y))
	}
	for i := range x {
		if len(x[i]) != knobs {
			return fmt.Errorf("point %d has %d knobs, expected %d", i+1, len(x[i]), knobs)
		}
		for _, v := range append(slices.Clone(x[i]), y[i]) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("point %d is %v with the value %v, expected finite numbers", i+1, x[i], y[i])
			}
		}
	}
	return nil
}

// moments returns the mean and the standard deviation of values, 1 where they do not differ.
func moments(y []float64) (mean, scale float64) {
	for _, v := range y {
		mean += v
	}
	mean /= float64(len(y))
	for _, v := range y {
		scale += (v - mean) * (v - mean)
	}
	if len(y) > 1 {
		scale = math.Sqrt(scale / float64(len(y)-1))
	}
	if !(scale > 1e-12*math.Abs(mean)) || scale == 0 {
		scale = 1
	}
	return mean, scale
}

func standardised(y []float64, mean, scale float64) []float64 {
	out := make([]float64, len(y))
	for i, v := range y {
		out[i] = (v - mean) / scale
	}
	return out
}

// covariance is that of measurements at all points.
func (g *GP) covariance(noise float64) *mat.SymDense {
	k := mat.NewSymDense(len(g.x), nil)
	for i := range g.x {
		for j := range i {
			v, _ := g.kernel.at(g.x[i], g.x[j])
			k.SetSym(i, j, v)
		}
		k.SetSym(i, i, g.Signal+noise)
	}
	return k
}

// factorise is the Cholesky factorisation of a covariance, with jitter where it needs some.
func factorise(chol *mat.Cholesky, k *mat.SymDense, size float64) bool {
	done := 0.0
	for _, jitter := range jitters {
		for i := range k.SymmetricDim() {
			k.SetSym(i, i, k.At(i, i)+(jitter-done)*size)
		}
		done = jitter
		if chol.Factorize(k) {
			return true
		}
	}
	return false
}

// solve returns the inverse of the covariance of measurements times b.
func (g *GP) solve(b []float64) []float64 {
	out := make([]float64, len(b))
	// its only error is a bad condition, where the solution is still the best there is
	_ = g.chol.SolveVecTo(mat.NewVecDense(len(out), out), mat.NewVecDense(len(b), b))
	return out
}

// At returns the mean and the variance of the function at a point, without the noise of a
// measurement.
func (g *GP) At(x []float64) (mean, variance float64) {
	k := make([]float64, len(g.x))
	for i := range g.x {
		k[i], _ = g.kernel.at(x, g.x[i])
	}
	m, v := 0.0, g.Signal
	for i, w := range g.solve(k) {
		m += k[i] * g.alpha[i]
		v -= k[i] * w
	}
	return g.mean + g.scale*m, g.scale * g.scale * max(v, 0)
}

// LeaveOneOut returns what the other measurements let one expect of each, at the same
// hyperparameters: mean and variance of the measurement, with its noise (rasmussen2006,
// equations 5.10 to 5.12).
func (g *GP) LeaveOneOut() (means, variances []float64) {
	var inverse mat.SymDense
	_ = g.chol.InverseTo(&inverse) // a bad condition, as in solve
	means, variances = make([]float64, len(g.x)), make([]float64, len(g.x))
	for i := range g.x {
		d := inverse.At(i, i)
		means[i] = g.mean + g.scale*(g.y[i]-g.alpha[i]/d)
		variances[i] = g.scale * g.scale / d
	}
	return means, variances
}

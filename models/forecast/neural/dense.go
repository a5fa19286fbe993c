package neural

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"thaw/sim"
)

// Layout counts the numbers of a network while its layers are placed.
type Layout struct{ size int }

// Size returns the number of weights and biases.
func (n *Layout) Size() int { return n.size }

// Dense is a layer that is linear: rows of Out weights, one an input, then the biases.
type Dense struct {
	In, Out int
	at      int
}

// NewDense places a layer at the end of a network's numbers.
func NewDense(n *Layout, in, out int) Dense {
	d := Dense{In: in, Out: out, at: n.size}
	n.size += (in + 1) * out
	return d
}

// Init draws the weights and biases, uniform within ±1/√In as PyTorch does.
func (d Dense) Init(weights []float64, s sim.Stream) {
	uniform(weights[d.at:d.at+(d.In+1)*d.Out], 1/math.Sqrt(float64(d.In)), s, uint64(d.at))
}

func (d Dense) row(weights []float64, k int) []float64 {
	return weights[d.at+k*d.Out : d.at+(k+1)*d.Out]
}

// Forward writes the outputs.
func (d Dense) Forward(weights, in, out []float64) {
	copy(out, d.row(weights, d.In))
	for k, x := range in {
		if x != 0 { // dropped, or cut by a rectifier
			floats.AddScaled(out, x, d.row(weights, k))
		}
	}
}

// Backward adds the gradients of the weights, given those of the outputs, and writes
// those of the inputs to din, unless it is nil.
func (d Dense) Backward(weights, grad, in, dout, din []float64) {
	floats.Add(d.row(grad, d.In), dout)
	for k, x := range in {
		floats.AddScaled(d.row(grad, k), x, dout)
		if din != nil {
			din[k] = floats.Dot(d.row(weights, k), dout)
		}
	}
}

// uniform draws values within ±bound.
func uniform(x []float64, bound float64, s sim.Stream, entity uint64) {
	for i := range x {
		x[i] = bound * (2*s.Float(entity, uint64(i)) - 1)
	}
}

// Mask draws the mask of a dropout with probability p: 0, or 1/(1−p), so that the
// expectation of what it multiplies stays.
func Mask(x []float64, p float64, s sim.Stream, entity uint64) {
	for i := range x {
		x[i] = 0
		if s.Float(entity, uint64(i)) >= p {
			x[i] = 1 / (1 - p)
		}
	}
}

// Adam is the optimiser of Kingma & Ba 2015 with its usual constants.
type Adam struct {
	rate           float64
	first, second  []float64
	decay1, decay2 float64 // β₁ and β₂ to the power of the steps done
}

// NewAdam returns an optimiser of so many numbers.
func NewAdam(size int, rate float64) *Adam {
	return &Adam{rate: rate, first: make([]float64, size), second: make([]float64, size), decay1: 1, decay2: 1}
}

// Step moves the weights against the gradient.
func (a *Adam) Step(weights, grad []float64) {
	const beta1, beta2, epsilon = 0.9, 0.999, 1e-8
	a.decay1 *= beta1
	a.decay2 *= beta2
	for i, g := range grad {
		a.first[i] = beta1*a.first[i] + (1-beta1)*g
		a.second[i] = beta2*a.second[i] + (1-beta2)*g*g
		weights[i] -= a.rate * a.first[i] / (1 - a.decay1) / (math.Sqrt(a.second[i]/(1-a.decay2)) + epsilon)
	}
}

package neural

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"thaw/sim"
)

// LSTM is a layer of long short-term memory (Hochreiter & Schmidhuber 1997, with the
// forget gate of Gers et al. 2000). Its weights are rows of 4·Hidden, one an input and
// one a hidden unit, then the biases; the gates of a row are input, forget, candidate
// and output.
type LSTM struct {
	In, Hidden int
	at         int // of its first weight
}

// NewLSTM places a layer at the end of a network's numbers.
func NewLSTM(n *Layout, in, hidden int) LSTM {
	l := LSTM{In: in, Hidden: hidden, at: n.size}
	n.size += (in + hidden + 1) * 4 * hidden
	return l
}

// Init draws the weights and biases, uniform within ±1/√Hidden as PyTorch does.
func (l LSTM) Init(weights []float64, s sim.Stream) {
	uniform(weights[l.at:l.at+(l.In+l.Hidden+1)*4*l.Hidden], 1/math.Sqrt(float64(l.Hidden)), s, uint64(l.at))
}

// row returns the weights of an input, of a hidden unit from In on, or the biases at
// In + Hidden.
func (l LSTM) row(weights []float64, k int) []float64 {
	w := 4 * l.Hidden
	return weights[l.at+k*w : l.at+(k+1)*w : l.at+(k+1)*w]
}

// LSTMTape is what a pass forward leaves for the pass backward: of each step the
// activated gates, the cell, its hyperbolic tangent and the output.
type LSTMTape struct {
	gates, cells, out []float64
	squashed          []float64
	in                []float64
	dz, dh, dc        []float64
}

// NewTape returns a tape for sequences of the given length.
func (l LSTM) NewTape(steps int) *LSTMTape {
	return &LSTMTape{
		gates: make([]float64, steps*4*l.Hidden), cells: make([]float64, steps*l.Hidden),
		out: make([]float64, steps*l.Hidden), squashed: make([]float64, steps*l.Hidden),
		dz: make([]float64, 4*l.Hidden), dh: make([]float64, l.Hidden), dc: make([]float64, l.Hidden),
	}
}

// Forward computes the outputs, Hidden a step, of inputs, In a step. Both stay in the
// tape.
func (l LSTM) Forward(weights, in []float64, t *LSTMTape) []float64 {
	h := l.Hidden
	t.in = in
	for s := range len(in) / l.In {
		z := t.gates[s*4*h : (s+1)*4*h]
		copy(z, l.row(weights, l.In+h))
		for k, x := range in[s*l.In : (s+1)*l.In] {
			floats.AddScaled(z, x, l.row(weights, k))
		}
		if s > 0 {
			for k, x := range t.out[(s-1)*h : s*h] {
				floats.AddScaled(z, x, l.row(weights, l.In+k))
			}
		}
		for k := range h {
			i, f, g, o := sigmoid(z[k]), sigmoid(z[h+k]), tanh(z[2*h+k]), sigmoid(z[3*h+k])
			z[k], z[h+k], z[2*h+k], z[3*h+k] = i, f, g, o
			c := i * g
			if s > 0 {
				c += f * t.cells[(s-1)*h+k]
			}
			t.cells[s*h+k] = c
			t.squashed[s*h+k] = tanh(c)
			t.out[s*h+k] = o * t.squashed[s*h+k]
		}
	}
	return t.out
}

// Backward adds the gradients of the weights, given those of the outputs of the last
// Forward, and writes those of the inputs to din, unless it is nil.
func (l LSTM) Backward(weights, grad []float64, t *LSTMTape, dout, din []float64) {
	h := l.Hidden
	clear(t.dh)
	clear(t.dc)
	for s := len(t.in)/l.In - 1; s >= 0; s-- {
		floats.Add(t.dh, dout[s*h:(s+1)*h])
		z := t.gates[s*4*h : (s+1)*4*h]
		for k := range h {
			i, f, g, o := z[k], z[h+k], z[2*h+k], z[3*h+k]
			c := t.squashed[s*h+k]
			before := 0.0
			if s > 0 {
				before = t.cells[(s-1)*h+k]
			}
			dc := t.dc[k] + t.dh[k]*o*(1-c*c)
			t.dz[k] = dc * g * i * (1 - i)
			t.dz[h+k] = dc * before * f * (1 - f)
			t.dz[2*h+k] = dc * i * (1 - g*g)
			t.dz[3*h+k] = t.dh[k] * c * o * (1 - o)
			t.dc[k] = dc * f
		}
		floats.Add(l.row(grad, l.In+h), t.dz)
		for k, x := range t.in[s*l.In : (s+1)*l.In] {
			floats.AddScaled(l.row(grad, k), x, t.dz)
			if din != nil {
				din[s*l.In+k] = floats.Dot(l.row(weights, k), t.dz)
			}
		}
		if s > 0 {
			for k, x := range t.out[(s-1)*h : s*h] {
				floats.AddScaled(l.row(grad, l.In+k), x, t.dz)
				t.dh[k] = floats.Dot(l.row(weights, l.In+k), t.dz)
			}
		}
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// tanh is math.Tanh, faster and as good as the weights need.
func tanh(x float64) float64 { return 2/(1+math.Exp(-2*x)) - 1 }

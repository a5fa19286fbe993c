package neural

import (
	"math"
	"testing"

	"thaw/sim"
)

// draws returns numbers within ±1.
func draws(n int, purpose string) []float64 {
	out := make([]float64, n)
	uniform(out, 1, sim.NewStream(1, purpose), 0)
	return out
}

// numeric compares gradients with central differences of a loss.
func numeric(t *testing.T, what string, x, grad []float64, loss func() float64) {
	t.Helper()
	const step = 1e-5
	for i := range x {
		was := x[i]
		x[i] = was + step
		above := loss()
		x[i] = was - step
		below := loss()
		x[i] = was
		if want := (above - below) / (2 * step); math.Abs(grad[i]-want) > 1e-7*(1+math.Abs(want)) {
			t.Errorf("%s %d: gradient %v, by differences %v", what, i, grad[i], want)
		}
	}
}

// weighted returns a loss with the gradient dout.
func weighted(out, dout []float64) (sum float64) {
	for i := range dout {
		sum += out[i] * dout[i]
	}
	return sum
}

// Are the gradients of the layers those of their outputs, also behind other layers in
// one slice of numbers?
func TestGradients(t *testing.T) {
	const in, hidden, steps = 3, 4, 5
	var n Layout
	first, l, d := NewDense(&n, 2, 2), NewLSTM(&n, in, hidden), NewDense(&n, hidden, 2)
	if n.Size() != 3*2+(in+hidden+1)*4*hidden+(hidden+1)*2 {
		t.Fatalf("%d numbers", n.Size())
	}
	weights, x := draws(n.Size(), "weights"), draws(steps*in, "inputs")
	dout := draws(steps*hidden, "outputs")
	tape := l.NewTape(steps)
	lstm := func() float64 { return weighted(l.Forward(weights, x, tape), dout) }
	lstm()
	grad, din := make([]float64, n.Size()), make([]float64, len(x))
	l.Backward(weights, grad, tape, dout, din)
	numeric(t, "LSTM, weight", weights, grad, lstm)
	numeric(t, "LSTM, input", x, din, lstm)

	y, dy := make([]float64, 2), draws(2, "dense")
	dense := func() float64 {
		d.Forward(weights, x[:hidden], y)
		return weighted(y, dy)
	}
	clear(grad)
	d.Backward(weights, grad, x[:hidden], dy, din[:hidden])
	numeric(t, "dense, weight", weights, grad, dense)
	numeric(t, "dense, input", x[:hidden], din[:hidden], dense)
	first.Init(weights, sim.NewStream(2, "init"))
	for i, w := range weights[:6] {
		if math.Abs(w) > 1/math.Sqrt2 {
			t.Errorf("weight %d starts at %v", i, w)
		}
	}
}

// Does one cell compute what its equations say, by hand?
func TestLSTMByHand(t *testing.T) {
	var n Layout
	l := NewLSTM(&n, 1, 1)
	weights := []float64{1, 2, 3, 4, 0.1, 0.2, 0.3, 0.4, 0, 0, 0, 1} // input, hidden, biases; i f g o
	got := l.Forward(weights, []float64{0.5, -1}, l.NewTape(2))
	s := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	c := s(0.5) * math.Tanh(1.5)
	h := s(3) * math.Tanh(c)
	if math.Abs(got[0]-h) > 1e-14 {
		t.Errorf("first output %v, expected %v", got[0], h)
	}
	c = s(-2+0.2*h)*c + s(-1+0.1*h)*math.Tanh(-3+0.3*h)
	h = s(1-4+0.4*h) * math.Tanh(c)
	if math.Abs(got[1]-h) > 1e-14 {
		t.Errorf("second output %v, expected %v", got[1], h)
	}
}

// Does Adam take its first steps as published, and find the bottom of a bowl?
func TestAdam(t *testing.T) {
	w, a := []float64{5, -3}, NewAdam(2, 0.1)
	a.Step(w, []float64{7, -0.001})
	if math.Abs(w[0]-4.9) > 1e-6 || math.Abs(w[1]+2.9) > 1e-5 { // a first step has the length of the rate
		t.Errorf("the first step leads to %v", w)
	}
	for range 2000 {
		a.Step(w, []float64{2 * (w[0] - 1), 20 * (w[1] - 2)})
	}
	if math.Abs(w[0]-1) > 1e-3 || math.Abs(w[1]-2) > 1e-3 {
		t.Errorf("ends at %v, expected 1 and 2", w)
	}
}

// Does a mask drop the share it says and keep the mean?
func TestMask(t *testing.T) {
	x := make([]float64, 100_000)
	Mask(x, 0.25, sim.NewStream(1, "mask"), 3)
	sum, dropped := 0.0, 0
	for _, v := range x {
		sum += v
		if v == 0 {
			dropped++
		}
	}
	if math.Abs(sum/1e5-1) > 0.01 || math.Abs(float64(dropped)/1e5-0.25) > 0.006 {
		t.Errorf("mean %v, %d dropped", sum/1e5, dropped)
	}
	Mask(x, 0, sim.NewStream(1, "mask"), 3)
	for _, v := range x {
		if v != 1 {
			t.Fatalf("without dropout the mask has %v", v)
		}
	}
}

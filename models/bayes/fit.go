package bayes

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// Options say how hyperparameters are found.
type Options struct {
	Priors bool   // BoTorch's, which keep lengths and noise plausible where points are few
	Starts int    // of the search, 1 to 4; more are tried from Warm
	Warm   *Hyper // hyperparameters of before, another start
	Noise  bool   // false: measurements are exact but for a variance of 1e-6
	Steps  int    // of L-BFGS, from each start
}

// exactNoise is the variance of measurements that are taken to be exact.
const exactNoise = 1e-6

// gamma is a prior with the density v^(shape−1)·e^(−rate·v).
type gamma struct{ shape, rate float64 }

// BoTorch's priors of SingleTaskGP (botorch, gp_regression.py and gp likelihoods).
var (
	lengthPrior = gamma{3, 6}
	signalPrior = gamma{2, 0.15}
	noisePrior  = gamma{1.1, 0.05}
)

// at is the negative logarithm of the density at e^t, and its derivative by t.
func (p gamma) at(t float64) (value, slope float64) {
	v := math.Exp(t)
	return -(p.shape-1)*t + p.rate*v, -(p.shape - 1) + p.rate*v
}

// Limits of the logarithms of hyperparameters: beyond them a square of the distance is added.
var (
	lengthBounds = [2]float64{math.Log(0.005), math.Log(200)}
	signalBounds = [2]float64{math.Log(1e-3), math.Log(1e3)}
	noiseBounds  = [2]float64{math.Log(1e-6), math.Log(10)}
)

const wall = 10 // factor of that square

// starts are where searches begin: length, signal, noise.
var starts = [...][3]float64{{0.5, 1, 0.1}, {0.2, 1, 0.01}, {1.5, 2, 0.3}, {0.5, 1, 0.001}}

// Fit returns the process that has seen y at x, with the hyperparameters that explain y best.
func Fit(x [][]float64, y []float64, o Options) (*GP, error) {
	if len(x) == 0 {
		return nil, fmt.Errorf("no measurements, expected at least one")
	}
	knobs := len(x[0])
	if err := check(x, y, knobs); err != nil {
		return nil, err
	}
	l := newLikelihood(x, y, o)
	var best []float64
	least := math.Inf(1)
	try := func(from Hyper) {
		if t, v := l.search(l.pack(from), max(o.Steps, 1)); v < least {
			best, least = t, v
		}
	}
	if o.Warm != nil && len(o.Warm.Lengths) == knobs {
		try(*o.Warm)
	}
	for _, s := range starts[:min(max(o.Starts, 0), len(starts))] {
		h := Hyper{Signal: s[1], Noise: s[2]}
		for range knobs {
			h.Lengths = append(h.Lengths, s[0])
		}
		try(h)
	}
	if best == nil {
		return nil, fmt.Errorf("no hyperparameters explain %d measurements, expected a start of the search that does",
			len(x))
	}
	return New(x, y, l.unpack(best))
}

// likelihood is the negative logarithm of the marginal likelihood of measurements, as a
// function of the logarithms of the hyperparameters: lengths, signal and noise.
type likelihood struct {
	Options
	x       [][]float64
	y       []float64
	squares []float64 // (x_i−x_j)² of each pair and knob
	at      []float64 // of the last evaluation, with
	value   float64
	slope   []float64
}

func newLikelihood(x [][]float64, y []float64, o Options) *likelihood {
	mean, scale := moments(y)
	l := &likelihood{Options: o, x: x, y: standardised(y, mean, scale)}
	for i := range x {
		for j := range i {
			for d := range x[i] {
				t := x[i][d] - x[j][d]
				l.squares = append(l.squares, t*t)
			}
		}
	}
	return l
}

func (l *likelihood) pack(h Hyper) (t []float64) {
	for _, v := range h.Lengths {
		t = append(t, math.Log(v))
	}
	t = append(t, math.Log(h.Signal))
	if l.Noise {
		t = append(t, math.Log(h.Noise))
	}
	return t
}

func (l *likelihood) unpack(t []float64) Hyper {
	knobs := len(l.x[0])
	h := Hyper{Lengths: make([]float64, knobs), Signal: math.Exp(t[knobs]), Noise: exactNoise}
	for d := range knobs {
		h.Lengths[d] = math.Exp(t[d])
	}
	if l.Noise {
		h.Noise = math.Exp(t[knobs+1])
	}
	return h
}

// search follows L-BFGS from a start and returns where it ended, or +Inf as its value.
func (l *likelihood) search(from []float64, steps int) ([]float64, float64) {
	result, _ := optimize.Minimize(optimize.Problem{
		Func: func(t []float64) float64 { l.evaluate(t); return l.value },
		Grad: func(to, t []float64) { l.evaluate(t); copy(to, l.slope) },
	}, from, &optimize.Settings{MajorIterations: steps, GradientThreshold: 1e-4,
		Converger: &optimize.FunctionConverge{Absolute: 1e-5, Iterations: 4}}, &optimize.LBFGS{})
	// a line search that finds nothing better is an error, and its result the best point so far
	if result == nil || math.IsNaN(result.F) || math.IsInf(result.F, 0) {
		return nil, math.Inf(1)
	}
	return result.X, result.F
}

// evaluate computes value and slope, once for each point.
func (l *likelihood) evaluate(t []float64) {
	if l.at != nil && equal(l.at, t) {
		return
	}
	l.at = append(l.at[:0], t...)
	l.slope = append(l.slope[:0], t...)
	clear(l.slope)
	l.value = 0
	n, knobs := len(l.x), len(l.x[0])
	for i, v := range t {
		l.bound(i, v, knobs)
	}
	h := l.unpack(t)
	k, slopes := l.covariance(h)
	var chol mat.Cholesky
	if !factorise(&chol, k, h.Signal) {
		l.value = math.Inf(1)
		return
	}
	alpha := mat.NewVecDense(n, nil)
	var inverse mat.SymDense
	_ = chol.SolveVecTo(alpha, mat.NewVecDense(n, l.y)) // a bad condition: still the best there is
	_ = chol.InverseTo(&inverse)
	l.value += 0.5*mat.Dot(alpha, mat.NewVecDense(n, l.y)) + 0.5*chol.LogDet() + 0.5*float64(n)*math.Log(2*math.Pi)
	pair, signal := 0, 0.0
	a, inv, raw := alpha.RawVector().Data, inverse.RawSymmetric(), k.RawSymmetric()
	for i := range n {
		trace := inv.Data[i*inv.Stride+i] - a[i]*a[i]
		signal += 0.5 * trace * h.Signal
		if l.Noise {
			l.slope[knobs+1] += 0.5 * trace * h.Noise
		}
		for j := range i {
			w := inv.Data[j*inv.Stride+i] - a[i]*a[j] // twice a half
			signal += w * raw.Data[j*raw.Stride+i]
			w *= slopes[pair]
			for d, s := range l.squares[pair*knobs : (pair+1)*knobs] {
				l.slope[d] -= w * s / (h.Lengths[d] * h.Lengths[d])
			}
			pair++
		}
	}
	l.slope[knobs] += signal
}

// bound adds the wall and the prior of one logarithm.
func (l *likelihood) bound(i int, v float64, knobs int) {
	bounds, prior := lengthBounds, lengthPrior
	switch i {
	case knobs:
		bounds, prior = signalBounds, signalPrior
	case knobs + 1:
		bounds, prior = noiseBounds, noisePrior
	}
	beyond := v - min(max(v, bounds[0]), bounds[1])
	l.value += wall * beyond * beyond
	l.slope[i] += 2 * wall * beyond
	if l.Priors {
		value, slope := prior.at(v)
		l.value += value
		l.slope[i] += slope
	}
}

// covariance is that of the measurements, and the slope of each pair.
func (l *likelihood) covariance(h Hyper) (*mat.SymDense, []float64) {
	n, knobs, pair := len(l.x), len(l.x[0]), 0
	k, slopes := mat.NewSymDense(n, nil), make([]float64, n*(n-1)/2)
	inverse := make([]float64, knobs)
	for d, v := range h.Lengths {
		inverse[d] = 1 / (v * v)
	}
	raw := k.RawSymmetric()
	for i := range n {
		raw.Data[i*raw.Stride+i] = h.Signal + h.Noise
		for j := range i {
			r2 := 0.0
			for d, s := range l.squares[pair*knobs : (pair+1)*knobs] {
				r2 += s * inverse[d]
			}
			value, slope := matern(sqrt5 * math.Sqrt(r2))
			raw.Data[j*raw.Stride+i], slopes[pair] = h.Signal*value, h.Signal*slope
			pair++
		}
	}
	return k, slopes
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

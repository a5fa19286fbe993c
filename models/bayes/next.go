package bayes

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"thaw/sim"
)

// Acquisition is what the next point has most of.
type Acquisition interface {
	At(x, gradient []float64) float64
}

// Search says how the next point is found.
type Search struct {
	Raw      int // random points, of which
	Restarts int // are starts of
	Steps    int // steps of L-BFGS
}

// tiny keeps the logarithm of an acquisition finite where there is none.
const tiny = 1e-30

// Next returns the point of the unit cube with the most of an acquisition, and how much that is.
// The surroundings of the points near are tried as well. The search is one of the logarithm, over
// angles u with x = (1−cos u)/2, so that every step stays in the cube.
func (o Search) Next(a Acquisition, knobs int, near [][]float64, s sim.Stream, number uint64) ([]float64, float64) {
	points := Hypercube(s, number, o.Raw, knobs)
	for i, p := range near {
		q := slices.Clone(p)
		for d := range q {
			z := sim.NormalQuantile(s.Float(number<<32|1<<31|uint64(i), uint64(d)))
			q[d] = min(max(q[d]+0.05*z, 0), 1)
		}
		points = append(points, q)
	}
	type start struct {
		at    int
		value float64
	}
	starts := make([]start, len(points))
	for i, p := range points {
		starts[i] = start{i, a.At(p, nil)}
	}
	slices.SortStableFunc(starts, func(a, b start) int { return cmp.Compare(b.value, a.value) })
	best, most := points[starts[0].at], starts[0].value
	for _, from := range starts[:min(max(o.Restarts, 0), len(starts))] {
		if x := o.climb(a, points[from.at]); x != nil {
			if v := a.At(x, nil); v > most {
				best, most = x, v
			}
		}
	}
	return best, most
}

// climb follows L-BFGS from a point.
func (o Search) climb(a Acquisition, from []float64) []float64 {
	knobs := len(from)
	u, x, slope := make([]float64, knobs), make([]float64, knobs), make([]float64, knobs)
	for d, v := range from {
		u[d] = math.Acos(1 - 2*min(max(v, 1e-3), 1-1e-3))
	}
	var at, gradient []float64
	value := 0.0
	evaluate := func(u []float64) {
		if at != nil && equal(at, u) {
			return
		}
		at = append(at[:0], u...)
		cube(u, x)
		v := a.At(x, slope) + tiny
		value = -math.Log(v)
		gradient = gradient[:0]
		for d, s := range slope {
			gradient = append(gradient, -s/v*math.Sin(u[d])/2)
		}
	}
	result, _ := optimize.Minimize(optimize.Problem{
		Func: func(u []float64) float64 { evaluate(u); return value },
		Grad: func(to, u []float64) { evaluate(u); copy(to, gradient) },
	}, u, &optimize.Settings{MajorIterations: max(o.Steps, 1), GradientThreshold: 1e-4,
		Converger: &optimize.FunctionConverge{Absolute: 1e-3, Iterations: 3}}, &optimize.LBFGS{})
	// a line search that finds nothing better is an error, and its result the best point so far
	if result == nil || math.IsNaN(result.F) {
		return nil
	}
	cube(result.X, x)
	return x
}

// cube turns angles into a point.
func cube(u, x []float64) {
	for d, v := range u {
		x[d] = (1 - math.Cos(v)) / 2
	}
}

package bayes

import (
	"fmt"
	"math"

	"thaw/sim"
)

// Noisy is the noisy expected improvement of a cost whose limit is on another function, both
// known from noisy measurements at the same points.
//
//	draws s:  cost_s(x₁..xₙ), limited_s(x₁..xₙ) ─▶ best_s: the least cost_s(xᵢ) with limited_s(xᵢ) ≤ limit
//	At(x) = mean over s of  E[(best_s − cost_s(x))⁺] · P(limited_s(x) ≤ limit)
//
// Draws at measured points are joint draws of the function without noise. Given one, the function
// elsewhere is a process that has seen it exactly: expectations have a closed form. A draw without a
// feasible point takes the worst of its costs for its best.
type Noisy struct {
	cost, limited *fantasies
	limit         float64   // standardised
	best          []float64 // of each draw
	stream        sim.Stream
	number        uint64
	work          work
}

// work is scratch of an evaluation.
type work struct {
	k, slope, solved, weights [2][]float64
	means, dEI                [2][]float64
	gradient                  [2][]float64
}

// NewNoisy draws both functions at the measured points. Streams and numbers tell draws apart.
func NewNoisy(cost, limited *GP, limit float64, draws int, s sim.Stream, number uint64) (*Noisy, error) {
	if len(cost.x) != len(limited.x) {
		return nil, fmt.Errorf("%d measurements of the cost and %d of what is limited, expected as many", len(cost.x),
			len(limited.x))
	}
	a := &Noisy{limit: (limit - limited.mean) / limited.scale, stream: s, number: number}
	var err error
	if a.cost, err = cost.fantasies(draws, s, number<<16); err != nil {
		return nil, err
	}
	if a.limited, err = limited.fantasies(draws, s, number<<16|1<<15); err != nil {
		return nil, err
	}
	a.work = newWork(len(cost.x), len(cost.Lengths), draws)
	a.findBest()
	return a, nil
}

func newWork(points, knobs, draws int) (w work) {
	for m := range 2 {
		for _, to := range []*[]float64{&w.k[m], &w.slope[m], &w.solved[m], &w.weights[m]} {
			*to = make([]float64, points)
		}
		w.means[m], w.dEI[m] = make([]float64, draws), make([]float64, draws)
		w.gradient[m] = make([]float64, knobs)
	}
	return w
}

// findBest finds the best value of each draw.
func (a *Noisy) findBest() {
	a.best = a.best[:0]
	for s := range a.cost.values {
		best, worst := math.Inf(1), math.Inf(-1)
		for i, c := range a.cost.values[s] {
			worst = max(worst, c)
			if a.limited.values[s][i] <= a.limit {
				best = min(best, c)
			}
		}
		if math.IsInf(best, 1) {
			best = worst
		}
		a.best = append(a.best, best)
	}
}

// Add takes a point that is to be measured next for one that is drawn.
func (a *Noisy) Add(x []float64) error {
	if err := a.cost.add(x, a.stream, a.number<<16); err != nil {
		return err
	}
	if err := a.limited.add(x, a.stream, a.number<<16|1<<15); err != nil {
		return err
	}
	a.work = newWork(len(a.cost.x), len(x), len(a.best))
	a.findBest()
	return nil
}

// At returns the acquisition at a point, and its gradient into gradient where that is not nil.
// It is in standard deviations of the measured costs.
func (a *Noisy) At(x, gradient []float64) float64 {
	w := &a.work
	sd := a.cost.predict(x, w, 0)
	sdLimited := a.limited.predict(x, w, 1)
	total, dSD, dSDLimited := 0.0, 0.0, 0.0
	for s, best := range a.best {
		q := (a.limit - w.means[1][s]) / sdLimited
		gain, phi, cdf := improvement(w.means[0][s], sd, best)
		ok := below(q)
		total += gain * ok
		if gradient == nil {
			continue
		}
		slope := gain * density(q) / sdLimited
		w.dEI[0][s], w.dEI[1][s] = -cdf*ok, -slope
		dSD += phi * ok
		dSDLimited -= slope * q
	}
	n := 1 / float64(len(a.best))
	if gradient != nil {
		clear(gradient)
		a.cost.pull(x, w, 0, dSD/sd, n, gradient)
		a.limited.pull(x, w, 1, dSDLimited/sdLimited, n, gradient)
	}
	return total * n
}

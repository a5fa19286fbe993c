package resources

import (
	"context"
	"math"

	"thaw/models/allocation"
	"thaw/models/bayes"
	"thaw/sim"
)

// search is Bayesian optimisation of the sizes: two Gaussian processes, of the cost and of the
// latency, and the point that promises most.
type search struct {
	first      int // random sizes
	batches    int
	batch      int // sizes that are chosen before the first of them is evaluated
	draws      int
	raw        int
	restarts   int
	steps      int
	noise      bool    // measurements are noisy, and chosen is by what the processes know
	prune      bool    // outliers are left out
	confidence float64 // of the interval beyond which a measurement is one
	certainty  float64 // with which the chosen sizes keep the QoS
	logs       bool    // the processes see logarithms
}

// Choose evaluates batch after batch.
func (s search) Choose(ctx context.Context, b *allocation.Bench) ([]allocation.Size, error) {
	if err := atRandom(ctx, b, s.first); err != nil {
		return nil, err
	}
	m := &model{search: s, bench: b, stream: sim.NewStream(b.Seed, "resources: acquisition")}
	for batch := range s.batches {
		if err := m.fit(); err != nil {
			return nil, err
		}
		a, err := bayes.NewNoisy(m.cost, m.latency, m.value(b.QoS.Seconds()), s.draws, m.stream, uint64(2*batch))
		if err != nil {
			return nil, err
		}
		var next [][]float64
		look := bayes.Search{Raw: s.raw, Restarts: s.restarts, Steps: s.steps}
		for i := range s.batch {
			x, _ := look.Next(a, 2*len(b.Functions), m.near(), m.stream, uint64(1<<20+batch*s.batch+i))
			sizes := point(b, x) // on the steps that there are
			next = append(next, unit(b, sizes))
			if i+1 < s.batch {
				if err := a.Add(next[i]); err != nil {
					return nil, err
				}
			}
		}
		for _, x := range next {
			if _, err := b.Evaluate(ctx, point(b, x)); err != nil {
				return nil, err
			}
		}
	}
	if !s.noise {
		return cheapestSeen(b), nil
	}
	if err := m.fit(); err != nil {
		return nil, err
	}
	return b.Tried[m.chosen()].Sizes, nil
}

// model are the processes of one search.
type model struct {
	search
	bench         *allocation.Bench
	stream        sim.Stream
	x             [][]float64 // of all evaluations
	cost, latency *bayes.GP   // of those that are no outliers
	warm          [2]*bayes.Hyper
}

// value is what a process sees of a number.
func (m *model) value(v float64) float64 {
	if m.logs {
		return math.Log(v)
	}
	return v
}

// fit fits both processes to all evaluations, and again without outliers.
func (m *model) fit() error {
	var costs, latencies []float64
	for i := range m.bench.Tried {
		o := &m.bench.Tried[i]
		if i >= len(m.x) {
			m.x = append(m.x, unit(m.bench, o.Sizes))
		}
		costs, latencies = append(costs, m.value(o.Cost)), append(latencies, m.value(o.Latency))
	}
	if err := m.fitTo(m.x, costs, latencies); err != nil || !m.prune {
		return err
	}
	out := make([]bool, len(m.x))
	outliers := 0
	for _, g := range []struct {
		gp *bayes.GP
		y  []float64
	}{{m.cost, costs}, {m.latency, latencies}} {
		z := sim.NormalQuantile((1 + m.confidence) / 2)
		means, variances := g.gp.LeaveOneOut()
		for i, y := range g.y {
			if !out[i] && math.Abs(y-means[i]) > z*math.Sqrt(variances[i]) {
				out[i] = true
				outliers++
			}
		}
	}
	if outliers == 0 || len(m.x)-outliers < 3 {
		return nil
	}
	var x [][]float64
	var keptCosts, keptLatencies []float64
	for i := range out {
		if !out[i] {
			x, keptCosts = append(x, m.x[i]), append(keptCosts, costs[i])
			keptLatencies = append(keptLatencies, latencies[i])
		}
	}
	return m.fitTo(x, keptCosts, keptLatencies)
}

func (m *model) fitTo(x [][]float64, costs, latencies []float64) (err error) {
	for i, of := range []struct {
		gp **bayes.GP
		y  []float64
	}{{&m.cost, costs}, {&m.latency, latencies}} {
		o := bayes.Options{Priors: true, Starts: 1, Steps: 30, Noise: m.noise, Warm: m.warm[i]}
		if *of.gp, err = bayes.Fit(x, of.y, o); err != nil {
			return err
		}
		m.warm[i] = &(*of.gp).Hyper
	}
	return nil
}

// certain is the probability that sizes keep the QoS.
func (m *model) certain(x []float64) float64 {
	mean, variance := m.latency.At(x)
	return bayes.Feasible(mean, math.Sqrt(variance), m.value(m.bench.QoS.Seconds()))
}

// chosen is the evaluation with the least expected cost among those that keep the QoS with
// certainty, or else that with the most.
func (m *model) chosen() int {
	best, least, surest, most := -1, math.Inf(1), 0, -1.0
	for i, x := range m.x {
		p := m.certain(x)
		if p > most {
			surest, most = i, p
		}
		if cost, _ := m.cost.At(x); p >= m.certainty && cost < least {
			best, least = i, cost
		}
	}
	if best < 0 {
		return surest
	}
	return best
}

// near are the points whose surroundings are tried: the best so far.
func (m *model) near() [][]float64 {
	x := m.x[m.chosen()]
	return [][]float64{x, x, x, x}
}

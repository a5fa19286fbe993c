package allocation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// option is a size of a function that none beats in both duration and cost.
type option struct {
	size    Size
	seconds float64 // median
	cost    float64 // USD of the invocations of an execution, mean
}

// Cheapest returns the cheapest sizes that keep the QoS in the executions that judge, knowing the
// surfaces. It looks at every combination of up to levels sizes of each function, from among those
// that no other beats in both duration and cost, and then moves to neighbours of the best while one
// is better. Where no sizes keep the QoS, it says so.
func (b *Bench) Cheapest(ctx context.Context, levels int) ([]Size, error) {
	fronts := make([][]option, len(b.Functions))
	weights := b.weights()
	for f := range fronts {
		fronts[f] = b.front(f, weights[f])
	}
	s := &search{bench: b, ctx: ctx}
	var coarse []window
	for _, front := range fronts {
		coarse = append(coarse, thin(len(front), levels))
	}
	best, cost := s.cheapest(fronts, coarse, nil, 0)
	if best == nil && ctx.Err() == nil {
		return nil, fmt.Errorf("workflow %s: no sizes keep the QoS of %v in %v of the executions that judge: the "+
			"optimum "+
			"lies outside of the grid, expected a longer QoS, more cores or fewer outliers", b.Name, b.QoS, b.Share)
	}
	for ctx.Err() == nil {
		var near []window
		for f, at := range best {
			near = append(near, around(at, len(fronts[f])))
		}
		better, least := s.cheapest(fronts, near, best, cost)
		if slices.Equal(better, best) {
			break
		}
		best, cost = better, least
	}
	var out []Size
	for f, at := range best {
		out = append(out, fronts[f][at].size)
	}
	return out, ctx.Err()
}

// weights are the sums of the factors of the judged executions, by function: mean costs follow.
func (b *Bench) weights() []float64 {
	out := make([]float64, len(b.Functions))
	for i, x := range b.judged.factors {
		out[b.judged.order[i%len(b.judged.order)]] += x / float64(b.judged.executions)
	}
	return out
}

// front lists the sizes of a function that are worth something, from the slowest to the fastest.
// Of all memories only the least and the one that holds the working set can be.
func (b *Bench) front(function int, weight float64) []option {
	f := &b.Functions[function]
	memories := []float64{b.Space.MiB.Value(0)}
	if i, ok := b.Space.MiB.AtLeast(f.MiB); ok && i > 0 {
		memories = append(memories, b.Space.MiB.Value(i))
	}
	var all []option
	for i := range b.Space.Cores.Count() {
		for _, m := range memories {
			z := Size{b.Space.Cores.Value(i), m}
			if t, ok := f.Duration(&b.World, z); ok {
				all = append(all, option{z, t, t * b.Prices.Second(z) * weight})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b option) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.seconds, b.seconds))
	})
	var front []option
	for _, o := range all {
		if len(front) == 0 || o.seconds < front[len(front)-1].seconds {
			front = append(front, o)
		}
	}
	return front
}

// window lists places of a front.
type window []int

// thin spreads at most levels places over n, with both ends.
func thin(n, levels int) (w window) {
	levels = max(min(levels, n), 1)
	for i := range levels {
		at := n - 1
		if levels > 1 {
			at = i * (n - 1) / (levels - 1)
		}
		w = append(w, at)
	}
	return w
}

// around are the places next to one.
func around(at, n int) (w window) {
	for i := max(at-1, 0); i <= min(at+1, n-1); i++ {
		w = append(w, i)
	}
	return w
}

// search looks for the cheapest combination. Durations fall and costs rise along a front.
type search struct {
	bench     *Bench
	ctx       context.Context
	fronts    [][]option
	windows   []window
	at        []int // chosen so far
	best      []int
	cost      float64
	cheapness []float64 // least cost of this function and all after it
	medians   []float64
	latencies []float64
}

// cheapest returns the best combination of the windows, or the one that is known where that is
// cheaper.
func (s *search) cheapest(fronts [][]option, windows []window, known []int, cost float64) ([]int, float64) {
	s.fronts, s.windows, s.at, s.best, s.cost = fronts, windows, make([]int, len(fronts)), known, cost
	s.cheapness = make([]float64, len(fronts)+1)
	s.medians = make([]float64, len(fronts))
	for f := len(fronts) - 1; f >= 0; f-- {
		s.cheapness[f] = s.cheapness[f+1] + fronts[f][windows[f][0]].cost
		s.medians[f] = fronts[f][windows[f][len(windows[f])-1]].seconds
	}
	s.from(0, 0)
	return s.best, s.cost
}

// from chooses for function f and those after it, which have their fastest sizes until then.
func (s *search) from(f int, cost float64) {
	if s.ctx.Err() != nil {
		return
	}
	if f == len(s.fronts) {
		s.best, s.cost = slices.Clone(s.at), cost
		return
	}
	w := s.windows[f]
	fastest := s.medians[f]
	// the slowest that can still keep the QoS: those before it are useless, whatever follows
	lo, hi := 0, len(w)
	for lo < hi {
		mid := (lo + hi) / 2
		s.medians[f] = s.fronts[f][w[mid]].seconds
		if s.keeps() {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	for _, at := range w[lo:] {
		o := &s.fronts[f][at]
		if s.best != nil && cost+o.cost+s.cheapness[f+1] >= s.cost {
			break // costs rise
		}
		s.medians[f], s.at[f] = o.seconds, at
		s.from(f+1, cost+o.cost)
	}
	s.medians[f] = fastest
}

// keeps reports whether the medians keep the QoS.
func (s *search) keeps() bool {
	s.latencies = s.bench.latencies(s.bench.judged, s.medians, s.latencies)
	late := 0
	for _, t := range s.latencies {
		if t > s.bench.QoS.Seconds() {
			late++
		}
	}
	return s.bench.meets(late)
}

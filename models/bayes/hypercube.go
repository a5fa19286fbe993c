package bayes

import "thaw/sim"

// Hypercube returns n points of the unit cube, of which each of n equal parts of each
// coordinate holds one: a Latin hypercube. Hypercubes of one stream differ by their number.
func Hypercube(s sim.Stream, number uint64, n, knobs int) [][]float64 {
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, knobs)
	}
	order := make([]int, n)
	for d := range knobs {
		column(s, number<<32|uint64(d), order, func(i int, u float64) { points[i][d] = u })
	}
	return points
}

// column sets one coordinate of n points: a random order of the n parts, and a place in each.
func column(s sim.Stream, entity uint64, order []int, set func(i int, u float64)) {
	n := len(order)
	for i := range order {
		order[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j := s.IntN(entity, uint64(2*i), i+1)
		order[i], order[j] = order[j], order[i]
	}
	for i, part := range order {
		set(i, (float64(part)+s.Float(entity, uint64(2*i+1)))/float64(n))
	}
}

// normals sets one normal coordinate of many draws.
func normals(s sim.Stream, entity uint64, order []int, to []float64) {
	column(s, entity, order, func(i int, u float64) { to[i] = sim.NormalQuantile(u) })
}

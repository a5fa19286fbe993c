package paired

import (
	"math"
	"slices"
)

// Holm returns p-values adjusted for a family of tests by the step-down procedure
// (Holm 1979). Rejecting all hypotheses with adjusted p ≤ alpha has a family-wise
// error rate of at most alpha, whatever the dependence between the tests. NaN
// stands for an omitted test: it stays NaN and does not count.
func Holm(p []float64) []float64 {
	out := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	largest := 0.0
	for k, i := range order {
		largest = max(largest, min(1, float64(len(order)-k)*p[i]))
		out[i] = largest
	}
	return out
}

package paired

import (
	"math"
	"slices"
)

// Test is the outcome of a test of no difference, against both sides.
type Test struct {
	Statistic float64 // W+, the sum of the ranks of positive differences; U of the first sample
	P         float64
	Exact     bool // from the permutation distribution itself, not its normal approximation
}

// maxExact is the greatest number of values with an exact distribution. At that
// size the normal approximation is within 0.005 of it, as a test shows.
const maxExact = 50

// MinSignedRank returns the least number of pairs with which the signed-rank
// test can come to p ≤ alpha at all: the least p of n pairs is 2/2ⁿ.
func MinSignedRank(alpha float64) int {
	n := 1
	for math.Ldexp(2, -n) > alpha {
		n++
	}
	return n
}

// SignedRank is the Wilcoxon signed-rank test (Wilcoxon 1945) that differences
// d are as often and as far above zero as below. Differences of zero are ranked
// with the others and then left out (Pratt 1959), so that many of them weaken
// the evidence; equal sizes share their mean rank. Up to 50 differences the
// distribution is exact given those zeros and ties: every difference that is
// not zero takes either sign with equal chance. Beyond, it is the normal
// approximation with its variance corrected for both, and for continuity. ok is
// false when no difference is other than zero.
func SignedRank(d []float64) (t Test, ok bool) {
	size := make([]float64, len(d))
	for i, v := range d {
		size[i] = math.Abs(v)
	}
	ranks := doubledRanks(size)
	var left []int // doubled ranks of differences that are not zero
	plus, total := 0, 0
	for i, v := range d {
		if v == 0 {
			continue
		}
		left = append(left, ranks[i])
		total += ranks[i]
		if v > 0 {
			plus += ranks[i]
		}
	}
	if len(left) == 0 {
		return Test{P: math.NaN()}, false
	}
	t = Test{Statistic: float64(plus) / 2, Exact: len(d) <= maxExact}
	if t.Exact {
		t.P = twoSided(signSums(left, total), plus)
		return t, true
	}
	squares := 0.0
	for _, r := range left {
		squares += float64(r) * float64(r)
	}
	t.P = normalP(float64(2*plus-total)/4, math.Sqrt(squares)/4)
	return t, true
}

// doubledRanks returns twice the rank of every value among all, ties sharing
// their mean rank, so that ranks stay whole numbers.
func doubledRanks(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return a - b
	})
	ranks := make([]int, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			ranks[k] = i + 1 + j // twice the mean of i+1 … j
		}
		i = j
	}
	return ranks
}

// signSums returns the probability of every sum of the ranks, each counted or
// not with equal chance.
func signSums(ranks []int, total int) []float64 {
	p := make([]float64, total+1)
	p[0] = 1
	top := 0
	for _, r := range ranks {
		top += r
		for s := top; s >= 0; s-- {
			without := p[s] / 2
			if s >= r {
				without += p[s-r] / 2
			}
			p[s] = without
		}
	}
	return p
}

// twoSided is twice the smaller tail of a distribution from sum on, at most 1.
func twoSided(p []float64, sum int) float64 {
	low, high := 0.0, 0.0
	for s, v := range p {
		if s <= sum {
			low += v
		}
		if s >= sum {
			high += v
		}
	}
	return min(1, 2*min(low, high))
}

// normalP is the two-sided p of a rank statistic that lies centred from its mean,
// with the correction for continuity of half a step.
func normalP(centred, sigma float64) float64 {
	if sigma == 0 {
		return 1
	}
	z := max(0, math.Abs(centred)-0.5) / sigma
	return min(1, math.Erfc(z/math.Sqrt2))
}

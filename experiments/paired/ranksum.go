package paired

import "math"

// RankSumCanReach reports whether the rank-sum test of n and m values can come
// to p ≤ alpha at all: its least p is 2 over the number of ways to choose n of
// n+m.
func RankSumCanReach(n, m int, alpha float64) bool {
	ways := 1.0
	for i := 1; i <= n; i++ {
		ways *= float64(m+i) / float64(i)
	}
	return n > 0 && m > 0 && 2/ways <= alpha
}

// RankSum is the Mann-Whitney test (Mann & Whitney 1947; Wilcoxon 1945) that a
// value of x is as often above as below one of base. Its statistic is U, the
// number of pairs with x above base, ties half. Up to 50 values in all the
// distribution is exact given the ties: any of the values may be those of x with
// equal chance. Beyond, it is the normal approximation, corrected for ties and
// continuity. ok is false when a sample is empty or all values are the same.
func RankSum(x, base []float64) (t Test, ok bool) {
	n, m := len(x), len(base)
	all := append(append(make([]float64, 0, n+m), x...), base...)
	if n == 0 || m == 0 || Alike(all) {
		return Test{P: math.NaN()}, false
	}
	ranks := doubledRanks(all)
	sum := 0
	for _, r := range ranks[:n] {
		sum += r
	}
	t = Test{Statistic: float64(sum)/2 - float64(n*(n+1))/2, Exact: n+m <= maxExact}
	if t.Exact {
		t.P = twoSided(choiceSums(ranks, n), sum)
		return t, true
	}
	mean, variance := float64(n+m+1)/2, 0.0 // of a rank
	for _, r := range ranks {
		variance += (float64(r)/2 - mean) * (float64(r)/2 - mean)
	}
	variance *= float64(n) * float64(m) / float64(n+m) / float64(n+m-1)
	t.P = normalP(float64(sum)/2-float64(n)*mean, math.Sqrt(variance))
	return t, true
}

// choiceSums returns the probability of every sum of n of the ranks, each
// choice with equal chance.
func choiceSums(ranks []int, n int) []float64 {
	total := 0
	for _, r := range ranks {
		total += r
	}
	// ways[k][s]: choices of k ranks with sum s, as a share of all choices of n,
	// built up so that nothing overflows: after i ranks, row k holds
	// probabilities of sequential sampling without replacement.
	p := make([][]float64, n+1)
	for k := range p {
		p[k] = make([]float64, total+1)
	}
	p[0][0] = 1
	for i, r := range ranks {
		left := float64(len(ranks) - i)
		for k := min(i, n); k >= 0; k-- {
			take := float64(n-k) / left
			for s := total; s >= 0; s-- {
				if v := p[k][s]; v > 0 {
					if k < n {
						p[k+1][s+r] += v * take
					}
					p[k][s] = v * (1 - take)
				}
			}
		}
	}
	return p[n]
}

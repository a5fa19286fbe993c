package paired

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, expected %v ± %v", what, got, want, tolerance)
	}
}

// darwin are the differences in height of 15 pairs of cross- and self-fertilised
// maize plants, in eighths of an inch (Darwin 1876; Fisher, The Design of
// Experiments, 1935, section 17, where t is 2.148 with 14 degrees of freedom).
var darwin = []float64{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}

// Do the tests say of published data what is published, and what SciPy 1.17.1
// says?
func TestDarwinsMaize(t *testing.T) {
	w, ok := SignedRank(darwin)
	if !ok || !w.Exact || w.Statistic != 96 { // 120 − 24
		t.Errorf("signed ranks: %+v, expected 96, exact", w)
	}
	near(t, "p of signed ranks", w.P, 0.041259765625, 1e-15)
	s, ok := Student(darwin)
	if !ok {
		t.Fatal("no t test")
	}
	near(t, "t", s.Statistic, 2.1479874613311205, 1e-12)
	near(t, "p of t", s.P, 0.049702944021800866, 1e-9)
	e := Difference(darwin[:9], make([]float64, 9), 0.95)
	if e.Method != T {
		t.Errorf("interval of 9 pairs by %s, expected t", e.Method)
	}
	near(t, "low end of t", tInterval(darwin, 0.95).Low, 0.031193318392979563, 1e-8)
	near(t, "high end of t", tInterval(darwin, 0.95).High, 41.83547334827369, 1e-8)
}

// The distribution of U of three and three values, from Mann & Whitney 1947,
// table I: 0.05, 0.10, 0.20, 0.35, 0.50 for U ≤ 0 … 4.
func TestRankSumTableOfMannAndWhitney(t *testing.T) {
	published := []float64{0.05, 0.10, 0.20, 0.35, 0.50}
	samples := [][]float64{{1, 2, 3}, {1, 2, 4}, {1, 3, 4}, {2, 3, 4}, {2, 3, 5}}
	for u, x := range samples {
		var base []float64
		for v := 1.0; v <= 6; v++ {
			if v != x[0] && v != x[1] && v != x[2] {
				base = append(base, v)
			}
		}
		got, ok := RankSum(x, base)
		if !ok || got.Statistic != float64(u) {
			t.Errorf("%v against %v: %+v, expected U %d", x, base, got, u)
		}
		near(t, "p", got.P, min(1, 2*published[u]), 1e-12)
	}
}

// SciPy 1.17.1: mannwhitneyu and wilcoxon(zero_method="pratt").
func TestAgainstSciPy(t *testing.T) {
	var big, rounded, a, b, ra, rb []float64
	for i := range 60 {
		v := float64((i*37)%101-40) / 4
		big, rounded = append(big, v), append(rounded, math.RoundToEven(v))
	}
	for i := range 30 {
		a = append(a, float64((i*37)%101)/4)
		ra = append(ra, math.RoundToEven(a[i]))
	}
	for i := range 35 {
		b = append(b, float64((i*53)%97)/3.5-2)
		rb = append(rb, math.RoundToEven(b[i]))
	}
	for _, c := range []struct {
		name  string
		test  func() (Test, bool)
		exact bool
		w, p  float64
	}{
		{"zeros and ties", func() (Test, bool) { return SignedRank([]float64{0, 0, 1, -1, 2, 2, 3, -4, 5, 5, 0, 6}) },
			true, 58.5, 0.078125},
		{"60 differences, a zero", func() (Test, bool) { return SignedRank(big) }, false, -1, 0.023814797880424766},
		{"60 with ties", func() (Test, bool) { return SignedRank(rounded) }, false, -1, 0.023708001052963074},
		{"ages", func() (Test, bool) { return RankSum([]float64{19, 22, 16, 29, 24}, []float64{20, 11, 17, 12}) },
			true, 17, 0.1111111111111111},
		{"ties, exact", func() (Test, bool) {
			return RankSum([]float64{1, 2, 2, 3, 5, 5, 7, 9}, []float64{2, 3, 4, 5, 8, 8, 10})
		}, true, 19.5, 0.3459207459207459},
		{"30 and 35", func() (Test, bool) { return RankSum(a, b) }, false, 576, 0.5063503792005417},
		{"30 and 35 with ties", func() (Test, bool) { return RankSum(ra, rb) }, false, 575.5, 0.5100880192355616},
	} {
		got, ok := c.test()
		if !ok || got.Exact != c.exact || c.w >= 0 && got.Statistic != c.w {
			t.Errorf("%s: %+v, %v, expected %v", c.name, got, ok, c)
		}
		near(t, c.name, got.P, c.p, 1e-12)
	}
}

// enumerate calls each with every assignment of signs or membership of n.
func enumerate(n int, each func(mask int)) {
	for mask := range 1 << n {
		each(mask)
	}
}

// Is the exact distribution that of all sign assignments, one by one?
func TestSignedRankAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SliceOfN(rapid.Map(rapid.IntRange(-4, 4), func(i int) float64 { return float64(i) }), 1,
			10).Draw(t, "d")
		got, ok := SignedRank(d)
		ranks := naiveRanks(d)
		sums, observed, nonzero := []float64{}, 0.0, 0
		for i, v := range d {
			if v > 0 {
				observed += ranks[i]
			}
			if v != 0 {
				nonzero++
			}
		}
		if ok != (nonzero > 0) {
			t.Fatalf("%v: ok is %v", d, ok)
		}
		if !ok {
			return
		}
		enumerate(len(d), func(mask int) {
			s := 0.0
			for i := range d {
				if d[i] != 0 && mask>>i&1 == 1 {
					s += ranks[i]
				}
			}
			sums = append(sums, s)
		})
		if want := naiveTwoSided(sums, observed); math.Abs(got.P-want) > 1e-12 || got.Statistic != observed {
			t.Fatalf("%v: %+v, expected W %v, p %v", d, got, observed, want)
		}
	})
}

// naiveRanks ranks sizes by counting.
func naiveRanks(d []float64) []float64 {
	out := make([]float64, len(d))
	for i, v := range d {
		less, same := 0, 0
		for _, w := range d {
			switch {
			case math.Abs(w) < math.Abs(v):
				less++
			case math.Abs(w) == math.Abs(v):
				same++
			}
		}
		out[i] = float64(less) + float64(same+1)/2
	}
	return out
}

func naiveTwoSided(sums []float64, observed float64) float64 {
	low, high := 0, 0
	for _, s := range sums {
		if s <= observed {
			low++
		}
		if s >= observed {
			high++
		}
	}
	return min(1, 2*float64(min(low, high))/float64(len(sums)))
}

// Is the exact distribution that of all ways to part the values?
func TestRankSumAgainstEnumeration(t *testing.T) {
	value := rapid.Map(rapid.IntRange(1, 7), func(i int) float64 { return float64(i) })
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(value, 1, 5).Draw(t, "x")
		base := rapid.SliceOfN(value, 1, 5).Draw(t, "base")
		got, ok := RankSum(x, base)
		all := append(append([]float64{}, x...), base...)
		if ok == Alike(all) {
			t.Fatalf("%v, %v: ok is %v", x, base, ok)
		}
		if !ok {
			return
		}
		u := func(in func(i int) bool) (sum float64, n int) {
			for i, v := range all {
				if !in(i) {
					continue
				}
				n++
				for j, w := range all {
					switch {
					case in(j):
					case v > w:
						sum++
					case v == w:
						sum += 0.5
					}
				}
			}
			return sum, n
		}
		var us []float64
		observed, _ := u(func(i int) bool { return i < len(x) })
		enumerate(len(all), func(mask int) {
			if s, n := u(func(i int) bool { return mask>>i&1 == 1 }); n == len(x) {
				us = append(us, s)
			}
		})
		if want := naiveTwoSided(us, observed); math.Abs(got.P-want) > 1e-12 || got.Statistic != observed {
			t.Fatalf("%v, %v: %+v, expected U %v, p %v", x, base, got, observed, want)
		}
	})
}

// Does it matter that the exact distribution ends at 50 values?
func TestNormalApproximationJoinsTheExactDistribution(t *testing.T) {
	for shift := range 12 {
		var d, x, base []float64
		for i := range maxExact {
			v := float64((i*29)%maxExact) - float64(maxExact)/2 + 0.5 + float64(shift)
			d = append(d, v)
			if i%2 == 0 {
				x = append(x, v)
			} else {
				base = append(base, v-float64(shift)*1.7)
			}
		}
		w, _ := SignedRank(d)
		sigma := math.Sqrt(float64(maxExact*(maxExact+1)*(2*maxExact+1)) / 24)
		if math.Abs(w.P-normalP(w.Statistic-float64(maxExact*(maxExact+1))/4, sigma)) > 0.005 {
			t.Errorf("signed ranks, shift %d: exact p %v", shift, w.P)
		}
		u, _ := RankSum(x, base)
		n := float64(maxExact / 2)
		if approx := normalP(u.Statistic-n*n/2, math.Sqrt(n*n*(2*n+1)/12)); math.Abs(u.P-approx) > 0.005 {
			t.Errorf("rank sum, shift %d: exact p %v, approximately %v", shift, u.P, approx)
		}
	}
}

// From how many runs on can a test say anything at 5%?
func TestFewestRunsOfTests(t *testing.T) {
	if n := MinSignedRank(0.05); n != 6 { // 2/2⁵ = 0.0625, 2/2⁶ = 0.03125
		t.Errorf("signed ranks from %d pairs, expected 6", n)
	}
	for _, c := range []struct {
		n, m int
		want bool
	}{{4, 4, true}, {3, 4, false}, {3, 5, true}, {2, 8, true}, {2, 7, false}, {1, 30, false}, {1, 39, true},
		{0, 9, false}} {
		if got := RankSumCanReach(c.n, c.m, 0.05); got != c.want {
			t.Errorf("rank sum of %d and %d: %v", c.n, c.m, got)
		}
		x, base := make([]float64, c.n), make([]float64, c.m)
		for i := range x {
			x[i] = float64(-1 - i)
		}
		for i := range base {
			base[i] = float64(i)
		}
		if best, ok := RankSum(x, base); ok && (best.P <= 0.05) != c.want { // no overlap: the least p there is
			t.Errorf("rank sum of %d and %d: least p %v", c.n, c.m, best.P)
		}
	}
}

// Holm's procedure is the closure of Bonferroni's: a hypothesis is refused at
// alpha when every set that holds it has a member with p ≤ alpha/size.
func TestHolmIsTheClosureOfBonferroni(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 6).Draw(t, "p")
		got := Holm(p)
		for i := range p {
			want := 0.0
			enumerate(len(p), func(mask int) {
				if mask>>i&1 == 0 {
					return
				}
				least, size := 1.0, 0
				for j := range p {
					if mask>>j&1 == 1 {
						least, size = min(least, p[j]), size+1
					}
				}
				want = max(want, min(1, least*float64(size)))
			})
			if math.Abs(got[i]-want) > 1e-12 {
				t.Fatalf("%v: adjusted %v, expected %v at %d", p, got, want, i)
			}
		}
	})
	// by hand: 0.005·4, 0.01·3, 0.03·2, then 0.04·1 raised to it; a test not made does not count
	got := Holm([]float64{0.01, math.NaN(), 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, math.NaN(), 0.06, 0.06, 0.02} {
		if math.Abs(got[i]-want) > 1e-12 || math.IsNaN(got[i]) != math.IsNaN(want) {
			t.Errorf("adjusted %v at %d, expected %v", got[i], i, want)
		}
	}
}

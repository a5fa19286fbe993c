package synthetic

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"thaw/sim"
)

// Are the table-driven quantiles those of the distributions?
func TestMathNormal(t *testing.T) {
	m := newMathTables()
	for _, u := range []uint64{1, 1 << 10, 1 << 30, 1 << 50, 1 << 61, 1<<62 + 12345, 3 << 61, 1<<63 - 1} {
		tail := (float64(u)*2 + 1) / (1 << 32) / (1 << 33) // probability of the tail, in (0, 1/2)
		want := mathext.NormalQuantile(max(tail, math.Ldexp(1, -41)))
		if got := m.normal(u); math.Abs(got-want) > 1e-4 {
			t.Errorf("quantile at tail %g is %v, expected %v", tail, got, want)
		}
		if got := m.normal(u | 1<<63); math.Abs(got+want) > 1e-4 {
			t.Errorf("quantile at the upper tail %g is %v, expected %v", tail, got, -want)
		}
	}
	s := sim.NewStream(1, "normal test")
	var sum, squares float64
	const n = 1 << 20
	for i := range uint64(n) {
		z := m.normal(s.At(i, 0))
		sum += z
		squares += z * z
	}
	if mean, variance := sum/n, squares/n; math.Abs(mean) > 0.005 || math.Abs(variance-1) > 0.01 {
		t.Errorf("a million draws have mean %v and variance %v, expected 0 and 1", mean, variance)
	}
}

func TestMathExp2(t *testing.T) {
	m := newMathTables()
	for x := 0.0; x < 60; x += 0.0137 {
		if got, want := m.exp2(x), math.Exp2(x); math.Abs(got/want-1) > 1e-8 {
			t.Fatalf("2^%v is %v, expected %v", x, got, want)
		}
	}
}

// Do drawn counts follow the Poisson distribution? Chi-square over the values
// that are expected at least five times.
func TestMathPoisson(t *testing.T) {
	m := newMathTables()
	s := sim.NewStream(1, "poisson test")
	const n = 100_000
	for ti, mean := range []float64{0.01, 0.5, 3, 20, 63, 65, 500, 1e5} {
		counts := map[int]int{}
		var sum, squares float64
		for i := range uint64(n) {
			k := m.poisson(mean, unit(s.At(uint64(ti), i)))
			counts[k]++
			sum += float64(k)
			squares += (float64(k) - mean) * (float64(k) - mean)
		}
		if z := (sum/n - mean) / math.Sqrt(mean/n); math.Abs(z) > 5 {
			t.Errorf("mean of Poisson(%v) is %v, %.1f standard errors off", mean, sum/n, z)
		}
		if v := squares / n / mean; math.Abs(v-1) > 5*math.Sqrt((2+1/mean)/n)+0.01 {
			t.Errorf("variance of Poisson(%v) is %v times the mean", mean, v)
		}
		if mean > 1000 {
			continue
		}
		p := distuv.Poisson{Lambda: mean}
		chi, cells := 0.0, 0
		for k := 0; k < int(mean+10*math.Sqrt(mean)+10); k++ {
			if want := n * p.Prob(float64(k)); want >= 5 {
				chi += (float64(counts[k]) - want) * (float64(counts[k]) - want) / want
				cells++
			}
		}
		if limit := float64(cells) + 5*math.Sqrt(2*float64(cells)) + 5; chi > limit {
			t.Errorf("chi-square of Poisson(%v) is %.1f over %d values, expected at most %.1f", mean, chi, cells,
				limit)
		}
	}
}

// Is the poisson model Poisson: exponential gaps, Zipf shares, the durations
// asked for?
func TestPoissonModel(t *testing.T) {
	s := mustOpen(t, "synthetic,model=poisson,functions=20,rate=50/s,duration=2h,"+
		"zipf=1.1,median=300ms,between=0,within=0.8")
	all := readAll(t, s, 1, 4096)
	// Kolmogorov-Smirnov distance of the gaps from the exponential distribution.
	const cells = 1000
	counts := make([]float64, cells)
	fns := make([]float64, 20)
	below := 0.0
	for i, v := range all {
		fns[v.Function]++
		if v.Duration.Seconds() < 0.3 {
			below++
		}
		if i > 0 {
			u := 1 - math.Exp(-50*v.Arrival.Sub(all[i-1].Arrival).Seconds())
			counts[min(cells-1, int(u*cells))]++
		}
	}
	n, cum, distance := float64(len(all)-1), 0.0, 0.0
	for i, c := range counts {
		cum += c
		distance = max(distance, math.Abs(cum/n-float64(i+1)/cells))
	}
	if limit := 2 / math.Sqrt(n); distance > limit { // 1.95 is the 0.1% point
		t.Errorf("gaps are %.5f from exponential, expected at most %.5f", distance, limit)
	}
	total := 0.0
	for r := range fns {
		total += math.Pow(float64(r+1), -1.1)
	}
	for r, c := range fns {
		want := 50 * 7200 * math.Pow(float64(r+1), -1.1) / total
		if math.Abs(c-want) > 5*math.Sqrt(want) {
			t.Errorf("function %d has %v invocations, Zipf's law says %.0f", r, c, want)
		}
	}
	if p := below / float64(len(all)); math.Abs(p-0.5) > 0.005 {
		t.Errorf("%.3f of the durations are below the median of 300ms", p)
	}
}

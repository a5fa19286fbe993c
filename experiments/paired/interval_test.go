package paired

import (
	"math"
	"testing"

	"thaw/sim"
)

var (
	skewed = []float64{2.1, -0.3, 1.7, 0.4, 5.9, 0.2, -0.9, 1.1, 3.3, 0.7, 0.1, 8.2}
	after  = []float64{8.1, 7.9, 8.4, 9.0, 7.2, 8.8, 8.0, 7.7, 9.4, 8.3, 7.5, 8.6}
	before = []float64{10.2, 9.8, 10.6, 11.9, 9.1, 11.0, 9.7, 10.4, 12.2, 10.1, 9.9, 11.3}
)

// spatial is a statistic that Efron & Tibshirani work through: the variance
// (divisor n) of the 26 spatial test scores A of their table 14.1.
type spatial struct{ x []float64 }

var spatialA = spatial{[]float64{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41,
	24, 26, 30, 41}}

func (s spatial) size() int { return len(s.x) }
func (s spatial) value() float64 {
	return Variance(s.x) * float64(len(s.x)-1) / float64(len(s.x))
}
func (s spatial) resampled(draw, _ sim.Stream, b uint64) float64 {
	y := make([]float64, len(s.x))
	for i := range y {
		y[i] = s.x[draw.IntN(b, uint64(i), len(s.x))]
	}
	return spatial{y}.value()
}
func (s spatial) jackknife() []float64 {
	return influences(len(s.x), func(i int) float64 {
		y := append(append([]float64{}, s.x[:i]...), s.x[i+1:]...)
		return spatial{y}.value()
	})
}

// Efron & Tibshirani 1993, section 14.3 and table 14.2, from 2,000 resamples:
// variance 171.5, a 0.061, z0 0.146, percentile interval (100.8, 233.9) and BCa
// interval (115.8, 259.6), both of 90%.
func TestSpatialTestDataOfEfronAndTibshirani(t *testing.T) {
	near(t, "variance", spatialA.value(), 171.5, 0.05)
	near(t, "a", acceleration(spatialA.jackknife()), 0.061, 0.0005)
	// 2,000 resamples tell z0 to ±0.03, and the ends to ±3: one standard error each
	near(t, "z0", bias(replicates(spatialA), spatialA.value()), 0.146, 0.06)
	p := percentile(spatialA, 0.90)
	near(t, "low end of the percentile interval", p.Low, 100.8, 5)
	near(t, "high end of the percentile interval", p.High, 233.9, 5)
	e := bcaAt(spatialA, sim.NormalQuantile(0.95))
	near(t, "low end of BCa", e.Low, 115.8, 6)
	near(t, "high end of BCa", e.High, 259.6, 6)
}

// SciPy 1.17.1, scipy.stats.bootstrap(method="BCa", n_resamples=200000).
func TestBootstrapAgainstSciPy(t *testing.T) {
	z := sim.NormalQuantile(0.975)
	for _, c := range []struct {
		name      string
		s         statistic
		low, high float64
	}{
		{"mean", meanOf{skewed}, 0.7333333333333333, 3.866666666666666},
		{"paired ratio", ratioOf{after, before}, -0.23088638853746285, -0.2018121911037889},
		{"independent ratio", unpairedRatioOf{after, before}, -0.26571030077832425, -0.16652926628194564},
		{"independent difference", unpairedDifferenceOf{skewed, before}, -9.883333333333335, -6.658333333333333},
	} {
		e := bcaAt(c.s, z)
		width := c.high - c.low
		// about four standard errors of 9,999 resamples, z0's included: over seeds,
		// SciPy's own high end of the mean has one of 0.01 of the width
		near(t, c.name+", low end", e.Low, c.low, 0.04*width)
		near(t, c.name+", high end", e.High, c.high, 0.04*width)
	}
}

// Fieller's interval ends where Student's test of x − R·base changes its mind.
func TestFiellerInvertsStudentsTest(t *testing.T) {
	for _, n := range []int{3, 5, 9} {
		e, ok := Ratio(after[:n], before[:n], 0.95)
		if !ok || e.Method != T {
			t.Fatalf("%d pairs: %+v, %v", n, e, ok)
		}
		for _, end := range []float64{e.Low, e.High} {
			d := make([]float64, n)
			for i := range d {
				d[i] = after[i] - (1+end)*before[i]
			}
			s, _ := Student(d)
			near(t, "p at an end", s.P, 0.05, 1e-6)
		}
	}
}

// SciPy 1.17.1, ttest_ind(equal_var=False).
func TestWelchAgainstSciPy(t *testing.T) {
	e := UnpairedDifference([]float64{12.1, 14.3, 11.8, 15.9, 13.3, 12.7}, []float64{10.2, 13.9, 9.9, 11.2}, 0.95)
	if e.Method != Welch {
		t.Errorf("method %s", e.Method)
	}
	near(t, "low end", e.Low, -0.6834957482930752, 1e-7)
	near(t, "high end", e.High, 4.783495748293077, 1e-7)
}

// What is said when samples are too small, alike, or the base is nothing?
func TestSamplesThatTellLittle(t *testing.T) {
	for _, c := range []struct {
		name  string
		got   Estimate
		want  Method
		value float64
	}{
		{"one pair", Difference([]float64{3}, []float64{1}, 0.95), None, 2},
		{"same difference", Difference([]float64{3, 4}, []float64{1, 2}, 0.95), Constant, 2},
		{"one of each", UnpairedDifference([]float64{3}, []float64{1}, 0.95), None, 2},
		{"no variation", UnpairedDifference([]float64{3, 3}, []float64{1, 1, 1}, 0.95), Constant, 2},
		{"many", Difference(after, before, 0.95), BCa, Mean(after) - Mean(before)},
	} {
		if c.got.Method != c.want || math.Abs(c.got.Value-c.value) > 1e-12 {
			t.Errorf("%s: %+v, expected %s, %v", c.name, c.got, c.want, c.value)
		}
	}
	ratios := map[string]struct{ x, base []float64 }{
		"base is zero":                    {[]float64{1, 2}, []float64{0, 0}},
		"base is not told from zero":      {[]float64{1, 2, 3}, []float64{0, 0, 9}},
		"long base not told from zero":    {after, []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
		"base of both signs, mean nearly": {[]float64{1, 2, 3}, []float64{-1, 1.5, 0}},
	}
	for name, c := range ratios {
		if e, ok := Ratio(c.x, c.base, 0.95); ok {
			t.Errorf("%s: paired ratio %+v", name, e)
		}
		if e, ok := UnpairedRatio(c.x, c.base, 0.95); ok {
			t.Errorf("%s: independent ratio %+v", name, e)
		}
	}
	if e, ok := Ratio([]float64{0.9, 1.8}, []float64{1, 2}, 0.95); !ok || e.Method != Constant ||
		math.Abs(e.Value+0.1) > 1e-12 {
		t.Errorf("same ratio: %+v, %v", e, ok)
	}
}

// Are intervals those of the data, whatever their scale and order of seeds?
func TestIntervalsFollowTheirData(t *testing.T) {
	scaled := func(x []float64, f float64) []float64 {
		out := make([]float64, len(x))
		for i, v := range x {
			out[i] = f * v
		}
		return out
	}
	a, _ := Ratio(after, before, 0.95)
	b, _ := Ratio(scaled(after, 1024), scaled(before, 1024), 0.95)
	if a != b {
		t.Errorf("in other units: %+v, expected %+v", b, a)
	}
	d, e := Difference(after, before, 0.95), Difference(before, after, 0.95)
	near(t, "mirrored low end", e.Low, -d.High, 0.03*(d.High-d.Low))
	if wide := Difference(after, before, 0.99); wide.Low >= d.Low || wide.High <= d.High {
		t.Errorf("99%%: %+v is not wider than 95%%: %+v", wide, d)
	}
	if again := Difference(after, before, 0.95); again != d {
		t.Errorf("a second time: %+v, first %+v", again, d)
	}
}

package bayes

import (
	"math"
	"strings"
	"testing"

	"thaw/sim"
)

// correlation is Matérn 5/2 as its paper has it, written down a second time.
func correlation(r float64) float64 {
	return (1 + math.Sqrt(5)*r + 5*r*r/3) * math.Exp(-math.Sqrt(5)*r)
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v within %v", what, got, want, within)
	}
}

// Are mean and variance those of the closed form, with two measurements whose 2×2 covariance is
// inverted by hand?
func TestTwoMeasurements(t *testing.T) {
	h := Hyper{Lengths: []float64{0.4, 2}, Signal: 1.7, Noise: 0.3}
	x := [][]float64{{0.1, 0.2}, {0.6, 0.9}}
	y := []float64{10, 14}
	g, err := New(x, y, h)
	if err != nil {
		t.Fatal(err)
	}
	r := func(a, b []float64) float64 {
		return math.Hypot((a[0]-b[0])/0.4, (a[1]-b[1])/2)
	}
	scale := 4 / math.Sqrt2 // of 10 and 14
	at := []float64{0.3, 0.8}
	a, b := 1.7+0.3, 1.7*correlation(r(x[0], x[1]))
	det := a*a - b*b
	k0, k1 := 1.7*correlation(r(at, x[0])), 1.7*correlation(r(at, x[1]))
	w0, w1 := (a*k0-b*k1)/det, (a*k1-b*k0)/det // of the inverse times k
	s0, s1 := (10-12)/scale, (14-12)/scale
	mean, variance := g.At(at)
	near(t, "mean", mean, 12+scale*(w0*s0+w1*s1), 1e-9)
	near(t, "variance", variance, scale*scale*(1.7-w0*k0-w1*k1), 1e-9)
	near(t, "noise", noiseVariance(g), 0.3*scale*scale, 1e-9)
}

// noiseVariance is that of a measurement around the function.
func noiseVariance(g *GP) float64 { return g.Noise * g.scale * g.scale }

// Does a process without noise go through its measurements, and know nothing far away?
func TestInterpolates(t *testing.T) {
	var x [][]float64
	var y []float64
	for i := range 12 {
		v := float64(i) / 11
		x, y = append(x, []float64{v}), append(y, math.Sin(6*v))
	}
	g, err := New(x, y, Hyper{Lengths: []float64{0.3}, Signal: 1, Noise: 1e-10})
	if err != nil {
		t.Fatal(err)
	}
	for i := range x {
		mean, variance := g.At(x[i])
		near(t, "mean at a measurement", mean, y[i], 1e-6)
		near(t, "variance at a measurement", variance, 0, 1e-6)
	}
	between, _ := g.At([]float64{0.5})
	near(t, "between measurements", between, math.Sin(3), 0.005)
	_, scale := moments(y)
	if _, far := g.At([]float64{40}); math.Abs(far-scale*scale) > 1e-6 {
		t.Errorf("variance far away %v, want that of the prior, %v", far, scale*scale)
	}
}

// Is the slope of the likelihood that of finite differences, with priors and without, and behind
// a wall?
func TestSlopeOfTheLikelihood(t *testing.T) {
	s := sim.NewStream(3, "test")
	x := Hypercube(s, 1, 15, 3)
	y := make([]float64, len(x))
	for i := range y {
		y[i] = math.Sin(5*x[i][0]) + x[i][1] + 0.2*sim.NormalQuantile(s.Float(9, uint64(i)))
	}
	for _, o := range []Options{{Noise: true}, {Noise: true, Priors: true}, {Priors: true}} {
		l := newLikelihood(x, y, o)
		for _, h := range []Hyper{{Lengths: []float64{0.4, 1.1, 3}, Signal: 1.3, Noise: 0.07},
			{Lengths: []float64{300, 0.2, 0.001}, Signal: 2000, Noise: 20}} {
			at := l.pack(h)
			l.evaluate(at)
			slope := append([]float64(nil), l.slope...)
			for d := range at {
				const step = 1e-5
				save := at[d]
				at[d] = save + step
				l.evaluate(at)
				up := l.value
				at[d] = save - step
				l.evaluate(at)
				at[d] = save
				near(t, "slope", slope[d], (up-l.value)/(2*step), 1e-4*(1+math.Abs(slope[d])))
			}
		}
	}
}

// Is the likelihood that of a normal distribution, where there is one measurement of variance 1.5?
func TestLikelihoodOfOneMeasurement(t *testing.T) {
	l := newLikelihood([][]float64{{0.5}}, []float64{3}, Options{Noise: true})
	l.evaluate(l.pack(Hyper{Lengths: []float64{1}, Signal: 1.2, Noise: 0.3}))
	near(t, "negative logarithm", l.value, 0.5*math.Log(2*math.Pi*1.5), 1e-12) // y is 0 when standardised
}

// Are the knobs found that do nothing, and the noise?
func TestIrrelevantKnobsGetLongLengths(t *testing.T) {
	s := sim.NewStream(5, "test")
	x := Hypercube(s, 1, 60, 3)
	y := make([]float64, len(x))
	for i := range y {
		y[i] = 3*math.Sin(4*x[i][1]) + 0.3*sim.NormalQuantile(s.Float(9, uint64(i)))
	}
	g, err := Fit(x, y, Options{Starts: 3, Steps: 80, Noise: true})
	if err != nil {
		t.Fatal(err)
	}
	if l := g.Lengths; l[0] < 5*l[1] || l[2] < 5*l[1] {
		t.Errorf("lengths %v, expected that of the second to be the shortest by far", l)
	}
	if v := noiseVariance(g); v < 0.09/2 || v > 0.09*2 {
		t.Errorf("noise %v, expected about 0.09", v)
	}
	same, err := Fit(x, y, Options{Starts: 3, Steps: 80, Noise: true})
	if err != nil || same.Lengths[0] != g.Lengths[0] || same.Noise != g.Noise {
		t.Errorf("another fit of the same measurements: %v, %v, then %v", err, g.Hyper, same.Hyper)
	}
	warm, err := Fit(x, y, Options{Warm: &g.Hyper, Steps: 5, Noise: true})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "noise from a warm start", warm.Noise, g.Noise, 0.02*g.Noise)
	exact, err := Fit(x, y, Options{Starts: 1, Steps: 20})
	if err != nil || exact.Noise != exactNoise {
		t.Errorf("measurements taken as exact: noise %v, %v", exact.Noise, err)
	}
}

// Is leaving one out the same as a process that has never seen it?
func TestLeaveOneOut(t *testing.T) {
	s := sim.NewStream(8, "test")
	x := Hypercube(s, 1, 9, 2)
	y := make([]float64, len(x))
	for i := range y {
		y[i] = x[i][0]*x[i][1] + 0.1*sim.NormalQuantile(s.Float(9, uint64(i)))
	}
	h := Hyper{Lengths: []float64{0.5, 0.7}, Signal: 1.1, Noise: 0.2}
	g, err := New(x, y, h)
	if err != nil {
		t.Fatal(err)
	}
	means, variances := g.LeaveOneOut()
	for out := range x {
		var xs [][]float64
		var ys []float64
		for i := range x {
			if i != out {
				xs, ys = append(xs, x[i]), append(ys, y[i])
			}
		}
		o, err := New(xs, ys, h)
		if err != nil {
			t.Fatal(err)
		}
		// in the scale of all measurements, not in its own
		k := make([]float64, len(xs))
		for i := range xs {
			k[i], _ = o.kernel.at(x[out], xs[i])
		}
		mean, variance := 0.0, h.Signal+h.Noise
		values := standardised(ys, g.mean, g.scale)
		for i, w := range o.solve(k) {
			mean += w * values[i]
			variance -= w * k[i]
		}
		near(t, "mean", means[out], g.mean+g.scale*mean, 1e-9)
		near(t, "variance", variances[out], g.scale*g.scale*variance, 1e-9)
	}
}

// Is a measurement that is wrong outside of what the others let one expect?
func TestAnOutlierIsFound(t *testing.T) {
	var x [][]float64
	var y []float64
	for i := range 20 {
		v := float64(i) / 19
		x, y = append(x, []float64{v}), append(y, v)
	}
	y[7] *= 4
	g, err := Fit(x, y, Options{Starts: 2, Steps: 50, Noise: true})
	if err != nil {
		t.Fatal(err)
	}
	means, variances := g.LeaveOneOut()
	worst, at := 0.0, -1
	for i := range y {
		if z := math.Abs(y[i]-means[i]) / math.Sqrt(variances[i]); z > worst {
			worst, at = z, i
		}
	}
	if at != 7 || worst < 1.96 {
		t.Errorf("the most unexpected measurement is %d at %v deviations, want 7", at, worst)
	}
}

// Are measurements refused that no process can see?
func TestMistakes(t *testing.T) {
	h := Hyper{Lengths: []float64{1}, Signal: 1, Noise: 1}
	for want, of := range map[string]struct {
		x [][]float64
		y []float64
	}{
		"expected as many": {[][]float64{{1}}, nil},
		"2 knobs":          {[][]float64{{1, 2}}, []float64{1}},
		"finite":           {[][]float64{{math.NaN()}}, []float64{1}},
		"value +Inf":       {[][]float64{{1}}, []float64{math.Inf(1)}},
	} {
		if _, err := New(of.x, of.y, h); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := Fit(nil, nil, Options{}); err == nil {
		t.Error("no measurements make no process")
	}
	if _, err := Fit([][]float64{{1}}, []float64{1}, Options{}); err == nil {
		t.Error("a search that starts nowhere finds nothing")
	}
	if g, err := Fit([][]float64{{1}, {1}, {1}}, []float64{2, 2, 2}, Options{Starts: 1, Steps: 9}); err != nil {
		t.Errorf("equal measurements: %v", err)
	} else if m, v := g.At([]float64{1}); math.Abs(m-2) > 1e-9 || math.IsNaN(v) {
		t.Errorf("equal measurements: mean %v, variance %v", m, v)
	}
}

package forecast

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"thaw/sim"
)

// small is a recurrent predictor that trains in a test.
func small() Recurrent {
	r := DefaultRecurrent()
	r.Window, r.Outputs, r.Units, r.DecoderUnits, r.Epochs, r.Batch, r.Windows, r.Passes = 8, 3, 6, 4, 10, 16, 64, 32
	r.Rate, r.HeadRate = 1e-2, 1e-2
	return r
}

// Is the gradient of the whole of encoder, decoder and dropout the one by differences,
// and that of the prediction network?
func TestNetworkGradients(t *testing.T) {
	r := small()
	n := newNetworks(r)
	p := n.newPass()
	draw := func(x []float64, purpose string) {
		s := sim.NewStream(4, purpose)
		for i := range x {
			x[i] = s.Float(0, uint64(i)) - 0.4
		}
	}
	weights, head := make([]float64, n.size), make([]float64, n.headSize)
	draw(weights, "weights")
	draw(head, "head")
	draw(p.input, "input")
	for l := range p.masks {
		for i := range p.masks[l] {
			p.masks[l][i] = float64((i+1)%3) * 0.8 // some are dropped
		}
	}
	draw(p.dOut, "gradient")
	dOut := slices.Clone(p.dOut)
	loss := func() (sum float64) {
		for k, y := range p.reconstruct(n, weights) {
			sum += y * dOut[k]
		}
		return sum
	}
	loss()
	grad := make([]float64, n.size)
	p.backReconstruct(n, weights, grad)
	differences(t, "encoder and decoder", weights, grad, loss)

	feature := make([]float64, r.Window+external)
	draw(feature, "features")
	n.maskHead(p.mask, 0.2, sim.NewStream(1, "mask"), 0)
	loss = func() float64 {
		n.in.Forward(head, feature, p.first)
		return 3 * p.rest(n, head, p.mask)
	}
	loss()
	grad = make([]float64, n.headSize)
	p.backHead(n, head, grad, feature, 3)
	differences(t, "prediction network", head, grad, loss)
}

func differences(t *testing.T, what string, x, grad []float64, loss func() float64) {
	t.Helper()
	const step = 1e-5
	some := false
	for i := range x {
		was := x[i]
		x[i] = was + step
		above := loss()
		x[i] = was - step
		below := loss()
		x[i] = was
		want := (above - below) / (2 * step)
		some = some || math.Abs(want) > 1e-3
		if math.Abs(grad[i]-want) > 1e-6*(1+math.Abs(want)) {
			t.Fatalf("%s, weight %d: gradient %v, by differences %v", what, i, grad[i], want)
		}
	}
	if !some {
		t.Errorf("%s: every gradient is 0", what)
	}
}

// square is a rhythm of six minutes: three with 20 invocations and three without. No minute
// is like the first of a window of eight before it, which the networks start from.
func square(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		if i%6 < 3 {
			x[i] = 20
		}
	}
	return x
}

// Does the recurrent predictor learn a rhythm that the mean does not know?
func TestRecurrentLearnsARhythm(t *testing.T) {
	r := small()
	r.Epochs, r.Windows, r.HeadDropout, r.Dropout, r.Units = 40, 128, 0, 0, 8
	x := square(1000)
	f := follow(t, train(t, r, Training{Series: [][]float64{x[:900]}, Seed: 1}))
	away := 0.0
	for _, v := range x[900:] {
		away += math.Abs(next(f).Mean-v) / 100
		f.Observe(v)
	}
	if away > 2 { // the mean of the counts is 10 away, the last count 6.7
		t.Errorf("forecasts are %v away", away)
	}
}

// Is a recurrent forecast the same whatever was asked before, on any number of cores, and
// with another future; and another one under another seed?
func TestRecurrentIsDeterministic(t *testing.T) {
	series := [][]float64{noisy(1, 1), noisy(1, 2)}
	run := func(jobs int, seed uint64, calls int) (out []float64) {
		m := train(t, small(), Training{Series: series, Jobs: jobs, Seed: seed})
		for fn := range series {
			f, err := m.Forecaster(fn)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 20 {
				var got Forecast
				for range calls {
					f.Forecast(&got)
				}
				out = append(out, got.Mean, got.StdDev, got.Quantile(0.9))
				f.Observe(float64(i))
			}
		}
		return out
	}
	want := run(1, 1, 1)
	if got := run(3, 1, 2); !slices.Equal(got, want) {
		t.Errorf("three jobs: %v, one: %v", got[:3], want[:3])
	}
	if got := run(1, 2, 1); slices.Equal(got, want) {
		t.Error("another seed gives the same forecasts")
	}
	if slices.ContainsFunc(want, math.IsNaN) {
		t.Errorf("not a number: %v", want)
	}
	series[0] = slices.Clone(series[0])
	for i := 1300; i < len(series[0]); i++ { // behind eight ninths
		series[0][i] = 500
	}
	m := train(t, small(), Training{Series: series, Seed: 1})
	if f, err := m.Forecaster(1); err != nil || next(f).Mean != want[3*20] {
		t.Errorf("what lies behind the part that is learned from changes the networks: %v", err)
	}
}

// Does the noise of the counts widen the band, and dropout alone not?
func TestRecurrentNoise(t *testing.T) {
	r := small()
	series := [][]float64{noisy(1, 1), make([]float64, MinutesADay)}
	plain := train(t, r, Training{Series: series, Seed: 1})
	r.Noise = true
	wide := train(t, r, Training{Series: series, Seed: 1})
	a, b := next(follow(t, plain)), next(follow(t, wide))
	if a.Mean != b.Mean || !(b.StdDev > a.StdDev) || a.StdDev <= 0 {
		t.Errorf("without %+v, with %+v", a, b)
	}
	// with dropout the standard deviation is that of the passes, by hand
	m := plain.(*recurrentModel)
	f := follow(t, plain).(*recurrentForecaster)
	next(f)
	var y []float64
	for i := range m.Passes {
		y = append(y, f.pass.rest(m.net, m.head, m.masks[i*m.net.headMasks():(i+1)*m.net.headMasks()]))
	}
	mean, stddev := momentsOf(y)
	near(t, "spread of the passes", a.StdDev, stddev*m.scales[0].stddev, 1e-9*a.StdDev)
	near(t, "mean of the passes", a.Mean, m.scales[0].mean+m.scales[0].stddev*(mean+f.pass.input[0]), 1e-9)
	if f, err := plain.Forecaster(1); err != nil || math.IsNaN(next(f).Mean) || next(f).Mean > 1 {
		t.Errorf("a function without invocations: %+v, %v", next(f), err)
	}
}

// Is a recurrent training that cannot be refused with what was expected, and does a
// missing count not spoil it?
func TestRecurrentMistakes(t *testing.T) {
	x := noisy(1, 1)
	for want, p := range map[string]Recurrent{
		"expected at least 99: nine times": func() Recurrent { r := small(); r.Window = 8; return r }(),
		"passes of a recurrent predictor":  {Window: 8, Outputs: 1, Units: 1, DecoderUnits: 1, Epochs: 1, Batch: 1, Windows: 1},
		"expected a share below 1":         func() Recurrent { r := small(); r.Dropout = 1; return r }(),
		"expected at most as many":         func() Recurrent { r := small(); r.Outputs = 9; return r }(),
	} {
		if _, err := p.Train(context.Background(), Training{Series: [][]float64{x[:98]}}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%v, expected %q", err, want)
		}
	}
	if _, err := small().Train(context.Background(), Training{}); err == nil {
		t.Error("an empty training was accepted")
	}
	m := train(t, small(), Training{Series: [][]float64{append([]float64{math.NaN(), 4}, x...)}})
	f := follow(t, m)
	f.Observe(math.NaN())
	if got := next(f); m.Imputed(0) != 1 || math.IsNaN(got.Mean) || math.IsNaN(got.StdDev) {
		t.Errorf("%d imputed, %+v", m.Imputed(0), got)
	}
	for _, fn := range []int{-1, 1} {
		if _, err := m.Forecaster(fn); err == nil {
			t.Errorf("function %d was accepted", fn)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := small().Train(ctx, Training{Series: [][]float64{x}}); err == nil {
		t.Error("a cancelled training was completed")
	}
}

// How long does the training of a hundred functions over seven days take, with the
// default parameters? Aquatope's shape is kept; docs/forecast.md has the time.
func BenchmarkTrainHundredFunctions(b *testing.B) {
	var series [][]float64
	for fn := range 100 {
		series = append(series, noisy(7, uint64(fn)))
	}
	for b.Loop() {
		if _, err := DefaultRecurrent().Train(context.Background(), Training{Series: series, Jobs: 2}); err != nil {
			b.Fatal(err)
		}
	}
}

// How long does one forecast take?
func BenchmarkRecurrentForecast(b *testing.B) {
	r := DefaultRecurrent()
	r.Epochs, r.Windows = 1, 1
	m, err := r.Train(context.Background(), Training{Series: [][]float64{noisy(2, 1)}})
	if err != nil {
		b.Fatal(err)
	}
	f, _ := m.Forecaster(0)
	var out Forecast
	for b.Loop() {
		f.Forecast(&out)
		f.Observe(3)
	}
}

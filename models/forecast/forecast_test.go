package forecast

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"thaw/sim"
)

// train trains a predictor on one series or fails the test.
func train(t *testing.T, p Predictor, tr Training) Model {
	t.Helper()
	m, err := p.Train(context.Background(), tr)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// follow returns a forecaster of the first function.
func follow(t *testing.T, m Model) Forecaster {
	t.Helper()
	f, err := m.Forecaster(0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// next returns the forecast.
func next(f Forecaster) Forecast {
	var out Forecast
	f.Forecast(&out)
	return out
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

// everyPredictor are small predictors of each kind.
func everyPredictor() map[string]Predictor {
	return map[string]Predictor{
		"seasonal":  Seasonal{Season: MinutesADay},
		"fourier":   Fourier{Window: 60, Harmonics: 10, Detrend: true},
		"ar":        AR{MaxOrder: 5},
		"histogram": Histogram{Bin: 60},
		"recent":    Histogram{Recent: 30},
	}
}

// noisy returns days of counts with a daily rhythm.
func noisy(days int, seed uint64) []float64 {
	x := make([]float64, days*MinutesADay)
	s := sim.NewStream(seed, "forecast test: counts")
	for i := range x {
		rate := 10 + 8*math.Sin(2*math.Pi*float64(i)/MinutesADay)
		x[i] = math.Floor(rate * 2 * s.Float(0, uint64(i)))
	}
	return x
}

// Is seasonal-naive exact where every day is the same, however far ahead it looks?
func TestSeasonalIsExactOnPeriodicData(t *testing.T) {
	for _, ahead := range []int{1, 3} {
		day := []float64{3, 1, 4, 1, 5, 9, 2, 6}
		x := slices.Repeat(day, 4)
		f := follow(t, train(t, Seasonal{Season: len(day)}, Training{Series: [][]float64{x}, Ahead: ahead}))
		for i := range 20 {
			got := next(f)
			want := day[(i+ahead-1)%len(day)]
			if got.Mean != want || got.StdDev != 0 || got.Quantile(0.1) != want || got.Quantile(0.9) != want {
				t.Errorf("%d ahead, minute %d: %+v, expected exactly %v", ahead, i, got, want)
			}
			f.Observe(day[i%len(day)])
		}
	}
}

// Are the quantiles of a forecast those of the errors in training, by hand?
func TestBandOfSeasonalByHand(t *testing.T) {
	// with a season of 2 the errors are 2, 1, 0, 0, 1: sorted 0 0 1 1 2
	x := []float64{0, 0, 2, 1, 2, 1, 3}
	f := follow(t, train(t, Seasonal{Season: 2}, Training{Series: [][]float64{x}}))
	got := next(f)
	near(t, "mean", got.Mean, 1, 0) // two minutes before the next
	near(t, "root mean square", got.StdDev, math.Sqrt(6.0/5), 1e-12)
	for p, want := range map[float64]float64{0: 1, 0.25: 1, 0.5: 2, 0.625: 2, 0.875: 2.5, 1: 3} {
		near(t, "quantile", got.Quantile(p), want, 1e-9)
	}
}

// Does Fourier extrapolation predict a sum of sines of the window exactly?
func TestFourierPredictsSines(t *testing.T) {
	const n = 60
	x := make([]float64, 400)
	for i := range x {
		at := 2 * math.Pi * float64(i) / n
		x[i] = 20 + 5*math.Sin(at) + 3*math.Sin(3*at+1) + math.Cos(10*at)
	}
	for _, ahead := range []int{1, 7} {
		f := follow(t, train(t, Fourier{Window: n, Harmonics: 10},
			Training{Series: [][]float64{x[:200]}, Ahead: ahead}))
		for i := 200; i < 390; i++ {
			got := next(f)
			near(t, "the sine", got.Mean, x[i+ahead-1], 1e-9)
			near(t, "its error", got.StdDev, 0, 1e-9)
			f.Observe(x[i])
		}
	}
}

// Is the published form what it is said to be: a line is continued only as far as its
// trend, from the first count of the window?
func TestFourierOfALine(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		x[i] = 7 + 2*float64(i)
	}
	f := follow(t, train(t, Fourier{Window: 10, Harmonics: 10, Detrend: true}, Training{Series: [][]float64{x}}))
	near(t, "the line", next(f).Mean, 7+2*100, 1e-9)
	// without detrending the window is one period, and the first count comes again
	f = follow(t, train(t, Fourier{Window: 10, Harmonics: 10}, Training{Series: [][]float64{x}}))
	near(t, "the period", next(f).Mean, 7+2*90, 1e-9)
}

// Do the weights of a window give what a transform written out by its definition does?
func TestFourierAgainstDefinition(t *testing.T) {
	x := noisy(1, 3)[:61]
	const n, harmonics, ahead = 60, 10, 4
	slope := slopeOf(x[1:])
	want := slope * (n - 1 + ahead)
	for k := -harmonics; k <= harmonics; k++ {
		re, im := 0.0, 0.0
		for j := range n {
			a := -2 * math.Pi * float64(k*j) / n
			re += (x[1+j] - slope*float64(j)) * math.Cos(a)
			im += (x[1+j] - slope*float64(j)) * math.Sin(a)
		}
		a := 2 * math.Pi * float64(k*(n-1+ahead)) / n
		want += (re*math.Cos(a) - im*math.Sin(a)) / n
	}
	l := linear{weights: Fourier{Window: n, Harmonics: harmonics, Detrend: true}.weights(ahead)}
	near(t, "the extrapolation", l.at(x[1:]), want, 1e-9)
}

// autoregressive draws a series of an AR(2).
func autoregressive(n int, a, b float64) []float64 {
	s := sim.NewStream(1, "forecast test: autoregression")
	x := make([]float64, n)
	for i := range x {
		x[i] = sim.NormalQuantile(s.Float(0, uint64(i)))
		if i >= 1 {
			x[i] += a * x[i-1]
		}
		if i >= 2 {
			x[i] += b * x[i-2]
		}
	}
	for i := range x {
		x[i] += 50
	}
	return x
}

// Are the weights of an autoregression recovered, and its order?
func TestAutoregressionIsRecovered(t *testing.T) {
	x := autoregressive(20_000, 0.7, 0)
	r, err := FitAR(x, 1, 0)
	if err != nil || len(r.Weights) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	near(t, "weight", r.Weights[0], 0.7, 0.02) // standard error √((1 − 0.49) / 20,000) = 0.005
	near(t, "mean", r.Mean, 50, 0.15)
	near(t, "error", r.StdDev, 1, 0.02)
	near(t, "forecast", r.Next([]float64{9, 60}), r.Mean+r.Weights[0]*(60-r.Mean), 1e-12)

	r, err = FitAR(autoregressive(20_000, 0.5, 0.3), 0, 10)
	if err != nil || len(r.Weights) < 2 || len(r.Weights) > 5 {
		t.Fatalf("chosen by AIC: %+v, %v", r, err)
	}
	near(t, "first weight", r.Weights[0], 0.5, 0.03)
	near(t, "second weight", r.Weights[1], 0.3, 0.03)
}

// Do the weights solve the Yule-Walker equations?
func TestYuleWalker(t *testing.T) {
	x := noisy(1, 9)
	r, err := FitAR(x, 4, 0)
	if err != nil {
		t.Fatal(err)
	}
	cov := covariances(x, r.Mean, 4)
	for lag := 1; lag <= 4; lag++ {
		sum := 0.0
		for i, w := range r.Weights {
			sum += w * cov[max(lag-1-i, i+1-lag)]
		}
		near(t, "covariance", sum, cov[lag], 1e-9*cov[0])
	}
}

// Is a forecast of several steps the recursion of single steps?
func TestAutoregressionAhead(t *testing.T) {
	x := autoregressive(500, 0.5, 0.3)
	r, err := FitAR(x, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	for ahead := 1; ahead <= 6; ahead++ {
		past := slices.Clone(x)
		for range ahead {
			past = append(past, r.Next(past))
		}
		l := r.linear(ahead)
		near(t, "steps", l.at(x[len(x)-3:]), past[len(past)-1], 1e-9)
	}
}

// Can idle times be forecast where there are few, or all are alike?
func TestAutoregressionOfIdleTimes(t *testing.T) {
	r, err := FitAR([]float64{30, 30, 30}, 0, 10)
	if err != nil || r.Next([]float64{30}) != 30 || r.StdDev != 0 {
		t.Errorf("constant: %+v, %v", r, err)
	}
	if r, err = FitAR([]float64{250}, 0, 10); err != nil || r.Next(nil) != 250 {
		t.Errorf("one: %+v, %v", r, err)
	}
	if r, err = FitAR([]float64{10, 50, 10, 50, 10, 50, 10, 50, 10, 50}, 1, 0); err != nil ||
		r.Next([]float64{50}) > 20 || r.Next([]float64{10}) < 40 {
		t.Errorf("alternating: %+v, %v", r, err)
	}
	for _, bad := range [][]float64{nil, {1, math.NaN()}, {math.Inf(1)}} {
		if _, err := FitAR(bad, 0, 10); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
}

// Does the histogram give the distribution of the same hour, or of the latest minutes?
func TestHistogramByHand(t *testing.T) {
	x := make([]float64, 2*MinutesADay) // the first hour: 60 times 4 and 60 times 8, else 0
	for i := range 60 {
		x[i], x[MinutesADay+i] = 4, 8
	}
	f := follow(t, train(t, Histogram{Bin: 60}, Training{Series: [][]float64{x}}))
	for minute := range MinutesADay {
		got := next(f)
		if in := minute < 60; in && (got.Mean != 6 || got.StdDev != 2 || got.Quantile(0.1) != 4 ||
			got.Quantile(0.9) != 8) || !in && got.Mean != 0 {
			t.Fatalf("minute %d: %+v", minute, got)
		}
		f.Observe(100)
	}
	f = follow(t, train(t, Histogram{Recent: 3}, Training{Series: [][]float64{{9, 1, 2, 6}}}))
	for _, c := range []struct{ observe, mean, median, most float64 }{
		{5, 3, 2, 6}, {1, 13. / 3, 5, 6}, {5, 4, 5, 6}, {5, 11. / 3, 5, 5}, {0, 11. / 3, 5, 5}, {7, 10. / 3, 5, 5},
	} {
		got := next(f)
		near(t, "mean", got.Mean, c.mean, 1e-12)
		near(t, "median", got.Quantile(0.5), c.median, 0)
		near(t, "most", got.Quantile(1), c.most, 0)
		f.Observe(c.observe)
	}
}

// Does a training see what comes later? The same forecasts come out of a window, and of
// the same window with another future behind it.
func TestTrainingSeesTheTrainingWindowAlone(t *testing.T) {
	x := noisy(4, 1)
	for name, p := range everyPredictor() {
		var runs [2][]float64
		for run := range runs {
			future := slices.Clone(x)
			for i := 2*MinutesADay + 100; run == 1 && i < len(future); i++ {
				future[i] = 1000
			}
			m := train(t, p, Training{Series: [][]float64{future[:2*MinutesADay]}})
			f := follow(t, m)
			for i := 2 * MinutesADay; i <= 2*MinutesADay+100; i++ {
				got := next(f)
				runs[run] = append(runs[run], got.Mean, got.StdDev, got.Quantile(0.1), got.Quantile(0.9))
				f.Observe(future[i])
			}
		}
		if !slices.Equal(runs[0], runs[1]) {
			t.Errorf("%s: another future changes the forecasts", name)
		}
	}
}

// Is a forecast the same on one core and on several, and after a copy of the training
// data was changed?
func TestForecastsDoNotDependOnJobs(t *testing.T) {
	series := [][]float64{noisy(3, 1), noisy(3, 2), noisy(3, 3)}
	for name, p := range everyPredictor() {
		var runs [2][]float64
		for run, jobs := range []int{1, 3} {
			var own [][]float64
			for _, s := range series {
				own = append(own, slices.Clone(s))
			}
			m := train(t, p, Training{Series: own, Jobs: jobs, Seed: 5})
			for fn := range own {
				for i := range own[fn] {
					own[fn][i] = -1
				}
				f, err := m.Forecaster(fn)
				if err != nil {
					t.Fatal(err)
				}
				for range 50 {
					got := next(f)
					runs[run] = append(runs[run], got.Mean, got.Quantile(0.9))
					f.Observe(3)
				}
			}
		}
		if !slices.Equal(runs[0], runs[1]) {
			t.Errorf("%s: differs", name)
		}
	}
}

// What becomes of missing counts? They are filled in with the count before, and counted.
func TestMissingCounts(t *testing.T) {
	x := noisy(3, 1)
	gaps, same := slices.Clone(x), slices.Clone(x)
	gaps[0], same[0] = math.NaN(), 0
	for _, i := range []int{1000, 1001, len(x) - 1} {
		gaps[i], same[i] = math.NaN(), same[i-1]
	}
	for name, p := range everyPredictor() {
		a, b := train(t, p, Training{Series: [][]float64{gaps}}), train(t, p, Training{Series: [][]float64{same}})
		if a.Imputed(0) != 4 || b.Imputed(0) != 0 {
			t.Errorf("%s: %d and %d imputed, expected 4 and 0", name, a.Imputed(0), b.Imputed(0))
		}
		f, g := follow(t, a), follow(t, b)
		f.Observe(math.NaN())
		g.Observe(same[len(same)-1])
		f.Observe(math.Inf(1))
		g.Observe(same[len(same)-1])
		if u, v := next(f), next(g); u.Mean != v.Mean || u.Quantile(0.9) != v.Quantile(0.9) || math.IsNaN(u.Mean) {
			t.Errorf("%s: %+v after missing counts, %+v after the ones that stand in", name, u, v)
		}
	}
}

// Is a training that cannot be refused with what was expected, and nothing panics?
func TestTrainingMistakes(t *testing.T) {
	for name, p := range everyPredictor() {
		for _, c := range []struct {
			tr   Training
			want string
		}{
			{Training{}, "has no function"},
			{Training{Series: [][]float64{{}}}, "is empty"},
			{Training{Series: [][]float64{{1, 2, 3}}}, "expected at least"},
			{Training{Series: [][]float64{{1, 2}, {1}}}, "of one length"},
			{Training{Series: [][]float64{{1, -2}}}, "value 1: -2"},
			{Training{Series: [][]float64{{1}}, Ahead: -1, First: -1}, "-1 minutes ahead"},
		} {
			if _, err := p.Train(context.Background(), c.tr); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, expected %q", name, err, c.want)
			}
		}
		m := train(t, p, Training{Series: [][]float64{noisy(2, 1)}})
		for _, fn := range []int{-1, 1} {
			if _, err := m.Forecaster(fn); err == nil || !strings.Contains(err.Error(), "was not in the training") {
				t.Errorf("%s: function %d: %v", name, fn, err)
			}
		}
		quiet := next(follow(t, train(t, p, Training{Series: [][]float64{make([]float64, 2*MinutesADay)}})))
		if quiet.Mean != 0 || quiet.StdDev != 0 || quiet.Quantile(0.99) != 0 {
			t.Errorf("%s: a function without invocations: %+v", name, quiet)
		}
	}
	if _, err := (AR{Order: 1, MaxOrder: 30}).Train(context.Background(),
		Training{Series: [][]float64{{1, 2, 3}}}); err != nil {
		t.Errorf("order 1 of three values: %v", err)
	}
	for _, p := range []Predictor{Seasonal{}, Fourier{}, AR{}, Histogram{Bin: 7}, Histogram{Recent: -1}} {
		if _, err := p.Train(context.Background(), Training{Series: [][]float64{noisy(2, 1)}}); err == nil {
			t.Errorf("%+v was accepted", p)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (AR{MaxOrder: 3}).Train(ctx, Training{Series: [][]float64{noisy(2, 1)}}); err == nil {
		t.Error("a cancelled training was completed")
	}
}

// Does a forecast in a replay allocate?
func TestForecastsDoNotAllocate(t *testing.T) {
	for name, p := range everyPredictor() {
		f := follow(t, train(t, p, Training{Series: [][]float64{noisy(2, 1)}}))
		var out Forecast
		if n := testing.AllocsPerRun(500, func() {
			f.Forecast(&out)
			f.Observe(out.Quantile(0.9))
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// Is a normal forecast cut at zero, with the quantiles of the distribution?
func TestNormalForecast(t *testing.T) {
	var f Forecast
	f.setNormal(10, 2)
	near(t, "quantile", f.Quantile(0.9), 10+2*1.2815515655446004, 1e-12)
	near(t, "median", f.Quantile(0.5), 10, 0)
	f.setNormal(-1, 2)
	if f.Mean != 0 || f.Quantile(0.1) != 0 || f.Quantile(0.5) != 0 {
		t.Errorf("%+v", f)
	}
	near(t, "quantile", f.Quantile(0.9), -1+2*1.2815515655446004, 1e-12)
}

package forecast

import (
	"context"
	"math"
	"slices"
)

// linear is a forecast that is a weighted sum of the latest values:
//
//	intercept + Σ weights[i] · window[i]
//
// over a window of len(weights) values, of which the last lies skip values before the
// latest.
type linear struct {
	intercept float64
	weights   []float64
	skip      int
}

func (l *linear) length() int { return len(l.weights) + l.skip }

// at returns the forecast from the last length() values.
func (l *linear) at(window []float64) float64 {
	sum := l.intercept
	for i, w := range l.weights {
		sum += w * window[i]
	}
	return sum
}

// bandLevels is the number of quantiles that are kept of the errors in training: one a
// thousandth.
const bandLevels = 1001

// fitted is a linear forecast of one function with the errors that it had in training.
type fitted struct {
	linear
	tail    []float64 // the last values of the training window
	band    []float64 // quantiles of count − forecast
	stddev  float64   // root of the mean squared error
	imputed int
}

// fit rolls a linear forecast through the training window of a function.
func fit(l linear, x []float64, ahead int) fitted {
	n := l.length()
	errs := make([]float64, 0, len(x)-n-ahead+1)
	squares := 0.0
	for end := n; end+ahead <= len(x); end++ {
		e := x[end+ahead-1] - max(0, l.at(x[end-n:end]))
		errs = append(errs, e)
		squares += e * e
	}
	slices.Sort(errs)
	return fitted{linear: l, tail: slices.Clone(x[len(x)-n:]), band: bandOf(errs),
		stddev: math.Sqrt(squares / float64(len(errs)))}
}

// bandOf returns bandLevels quantiles of sorted values.
func bandOf(sorted []float64) []float64 {
	band := make([]float64, bandLevels)
	for i := range band {
		band[i] = quantileOf(sorted, float64(i)/(bandLevels-1))
	}
	return band
}

// linearModel is the Model of the linear methods.
type linearModel []fitted

// trainLinear fits a linear forecast to each function. least is the number of values
// that build needs.
func trainLinear(
	ctx context.Context, t Training, least int, why string, build func(x []float64) (linear, error),
) (Model, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	if err := t.needs(least, why); err != nil {
		return nil, err
	}
	m := make(linearModel, len(t.Series))
	err := t.each(ctx, func(fn int) error {
		x, imputed := filled(t.Series[fn])
		l, err := build(x)
		if err != nil {
			return err
		}
		m[fn] = fit(l, x, t.ahead())
		m[fn].imputed = imputed
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Forecaster implements Model.
func (m linearModel) Forecaster(fn int) (Forecaster, error) {
	if fn < 0 || fn >= len(m) {
		return nil, unseen(fn, len(m))
	}
	f := &linearForecaster{fitted: &m[fn], past: newHistory(m[fn].length())}
	for _, x := range m[fn].tail {
		f.past.push(x)
	}
	return f, nil
}

// Imputed implements Model.
func (m linearModel) Imputed(fn int) int { return m[fn].imputed }

// linearForecaster follows one function.
type linearForecaster struct {
	*fitted
	past history
}

// Observe implements Forecaster.
func (f *linearForecaster) Observe(count float64) { f.past.push(count) }

// Forecast implements Forecaster.
func (f *linearForecaster) Forecast(out *Forecast) {
	mean := max(0, f.at(f.past.last()))
	*out = Forecast{Mean: mean, StdDev: f.stddev, base: mean, table: f.band}
}

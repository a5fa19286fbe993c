package forecast

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// AR forecasts by an autoregression: the deviation of a count from the mean is a
// weighted sum of the latest deviations (Box & Jenkins; fitted by the Yule-Walker
// equations). It stands in for the ARIMA that the hybrid histogram falls back to
// (Shahrad et al. 2020, section 4.2).
type AR struct {
	Order    int // number of weights; 0: chosen by Akaike's information criterion
	MaxOrder int // largest that is chosen
}

// Train implements Predictor. It needs as many minutes as the weights, Ahead and one
// more.
func (a AR) Train(ctx context.Context, t Training) (Model, error) {
	most := a.MaxOrder
	if a.Order > 0 {
		most = a.Order
	}
	if a.Order < 0 || most < 1 {
		return nil, fmt.Errorf("an autoregression of order %d, at most %d: expected at least 1", a.Order, a.MaxOrder)
	}
	return trainLinear(ctx, t, most+t.ahead()+1, fmt.Sprintf("an autoregression of up to %d", most),
		func(x []float64) (linear, error) {
			r, err := FitAR(x, a.Order, a.MaxOrder)
			return r.linear(t.ahead()), err
		})
}

// Autoregression is a fitted autoregression of a series.
type Autoregression struct {
	Mean    float64
	Weights []float64 // of the latest deviations from Mean, the latest first
	StdDev  float64   // of the error of one step
}

// FitAR fits an autoregression of the given order to a series, or, where order is 0,
// of the order up to maxOrder with the least value of Akaike's criterion. A series
// without variation has no weights. It fails on an empty series and on values that
// are not finite. Orders are cut to the length of the series less one.
func FitAR(x []float64, order, maxOrder int) (Autoregression, error) {
	if len(x) == 0 {
		return Autoregression{}, errors.New("a series without values: expected at least one")
	}
	mean := 0.0
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return Autoregression{}, fmt.Errorf("value %d of the series is %v, expected a number", i, v)
		}
		mean += v
	}
	mean /= float64(len(x))
	least, most := 0, min(maxOrder, len(x)-1)
	if order > 0 {
		most = min(order, len(x)-1)
		least = most
	}
	cov := covariances(x, mean, most)
	best := Autoregression{Mean: mean, StdDev: math.Sqrt(cov[0])}
	if cov[0] <= 1e-12*mean*mean || cov[0] == 0 {
		best.StdDev = 0
		return best, nil
	}
	criterion := math.Inf(1)
	if least == 0 {
		criterion = float64(len(x)) * math.Log(cov[0])
	}
	levinson(cov, func(weights []float64, variance float64) {
		if c := float64(len(x))*math.Log(max(variance, 1e-300)) + 2*float64(len(weights)); len(weights) >= least &&
			c < criterion {
			criterion = c
			best.Weights, best.StdDev = append(best.Weights[:0], weights...), math.Sqrt(max(variance, 0))
		}
	})
	return best, nil
}

// covariances returns the autocovariances up to a lag, divided by the length, which
// makes the autoregression stable.
func covariances(x []float64, mean float64, most int) []float64 {
	out := make([]float64, most+1)
	for lag := range out {
		for i := lag; i < len(x); i++ {
			out[lag] += (x[i] - mean) * (x[i-lag] - mean)
		}
		out[lag] /= float64(len(x))
	}
	return out
}

// levinson solves the Yule-Walker equations for every order (Levinson 1947, Durbin
// 1960) and passes the weights, which are valid during the call, with the variance of
// the error.
func levinson(cov []float64, each func(weights []float64, variance float64)) {
	variance := cov[0]
	weights, before := make([]float64, 0, len(cov)), make([]float64, len(cov))
	for order := 1; order < len(cov) && variance > 0; order++ {
		reflection := cov[order]
		for i, w := range weights {
			reflection -= w * cov[order-1-i]
		}
		reflection /= variance
		copy(before, weights)
		for i := range weights {
			weights[i] -= reflection * before[order-2-i]
		}
		weights = append(weights, reflection)
		variance *= 1 - reflection*reflection
		each(weights, variance)
	}
}

// Next returns the forecast of the value after a series, the latest last. A series
// shorter than the weights is continued backwards by the mean.
func (a *Autoregression) Next(past []float64) float64 {
	sum := a.Mean
	for i, w := range a.Weights[:min(len(a.Weights), len(past))] {
		sum += w * (past[len(past)-1-i] - a.Mean)
	}
	return sum
}

// linear returns the forecast of ahead steps as a weighted sum: the recursion is
// unrolled. Without weights it has one of zero, so that there is a window.
func (a *Autoregression) linear(ahead int) linear {
	n := max(len(a.Weights), 1)
	step := make([]float64, n) // weight of the value i steps before the latest
	copy(step, a.Weights)
	first := append([]float64(nil), step...)
	for range ahead - 1 {
		latest := step[0]
		copy(step, step[1:])
		step[n-1] = 0
		for i, w := range first {
			step[i] += latest * w
		}
	}
	l := linear{intercept: a.Mean, weights: make([]float64, n)}
	for i, w := range step {
		l.weights[n-1-i] = w
		l.intercept -= w * a.Mean
	}
	return l
}

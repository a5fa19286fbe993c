package forecast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"thaw/sim"
)

// MinutesADay is the season of counts a minute.
const MinutesADay = 24 * 60

// Predictor is a forecasting method with its parameters.
type Predictor interface {
	// Train fits the method to a window. It fails where Training.Check does, and where
	// the series are shorter than the method needs.
	Train(ctx context.Context, t Training) (Model, error)
}

// Model is a trained method. It does not change.
type Model interface {
	// Forecaster returns a forecaster of a function, by the index of its series in the
	// training. It has observed the training window. A function that was not in the
	// training is an error.
	Forecaster(fn int) (Forecaster, error)

	// Imputed returns the number of missing counts of a function's training that were
	// filled in.
	Imputed(fn int) int
}

// Forecaster forecasts one series, step by step.
type Forecaster interface {
	// Observe takes the count of the minute that ended. A count that is not finite or is
	// below zero is missing: the forecaster takes the count before it again.
	Observe(count float64)

	// Forecast writes the forecast of the minute Training.Ahead minutes after the last
	// observed one. out is valid until the next call of Observe.
	Forecast(out *Forecast)
}

// Training is a window of history and how to learn from it.
type Training struct {
	Series [][]float64 // invocations a minute, one series a function, all of one length
	First  int         // minute of the first value, counted from the midnight before day 0
	Ahead  int         // forecast this many minutes after the last observed; 0 is 1
	Seed   uint64      // of methods that draw
	Jobs   int         // functions at a time; the result does not depend on it; 0 is 1
}

// Check returns all mistakes in the training window.
func (t *Training) Check() error {
	var all []error
	if len(t.Series) == 0 {
		all = append(all, errors.New("the training window has no function, expected at least one series"))
	} else if len(t.Series[0]) == 0 {
		all = append(all, errors.New("the training window is empty, expected at least one minute"))
	}
	for i, s := range t.Series {
		if len(s) != len(t.Series[0]) {
			all = append(all, fmt.Errorf("series %d has %d values and series 0 has %d: expected series of one length",
				i, len(s), len(t.Series[0])))
		}
		for k, x := range s {
			if x < 0 || math.IsInf(x, 0) {
				all = append(all, fmt.Errorf("series %d, value %d: %v: expected a count of at least 0, or NaN for a "+
					"missing one", i, k, x))
				break
			}
		}
	}
	if t.First < 0 {
		all = append(all, fmt.Errorf("the first minute is %d, expected at least 0", t.First))
	}
	if t.Ahead < 0 {
		all = append(all, fmt.Errorf("%d minutes ahead, expected at least 1", t.Ahead))
	}
	return errors.Join(all...)
}

// ahead returns the distance of the forecast minute.
func (t *Training) ahead() int { return max(t.Ahead, 1) }

// needs returns an error where the series have fewer values than a method needs.
func (t *Training) needs(n int, why string) error {
	if have := len(t.Series[0]); have < n {
		return fmt.Errorf("the training window has %d minutes, expected at least %d: %s", have, n, why)
	}
	return nil
}

// each calls do for every function, Jobs at a time, and returns the error of the first.
func (t *Training) each(ctx context.Context, do func(fn int) error) error {
	errs := make([]error, len(t.Series))
	next := make(chan int)
	var group sync.WaitGroup
	for range min(max(t.Jobs, 1), len(t.Series)) {
		group.Go(func() {
			for fn := range next {
				errs[fn] = do(fn)
			}
		})
	}
	for fn := range t.Series {
		if ctx.Err() != nil {
			break
		}
		next <- fn
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Forecast is the distribution of a count.
type Forecast struct {
	Mean   float64 // the point forecast of the method, at least 0
	StdDev float64 // of the count about it

	base  float64
	table []float64 // ascending quantiles about base, evenly spaced from 0 to 1; nil: a normal distribution
}

// Quantile returns the value that the count does not exceed with probability p, for p
// between 0 and 1. It is at least 0.
func (f *Forecast) Quantile(p float64) float64 {
	if f.table == nil {
		return max(0, f.base+sim.NormalQuantile(p)*f.StdDev)
	}
	return max(0, f.base+quantileOf(f.table, p))
}

// setNormal makes the forecast a normal distribution.
func (f *Forecast) setNormal(mean, stddev float64) {
	*f = Forecast{Mean: max(0, mean), StdDev: stddev, base: mean}
}

// quantileOf interpolates in ascending values, of which the first is the quantile 0
// and the last the quantile 1.
func quantileOf(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	if whole := math.Round(at); math.Abs(at-whole) < 1e-9 { // 0.9 of 1,000 is the 900th, whatever 0.9 is in binary
		at = whole
	}
	i := min(max(int(at), 0), len(sorted)-1)
	if i == len(sorted)-1 {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// missing reports whether a count has to be filled in.
func missing(x float64) bool { return !(x >= 0) || math.IsInf(x, 1) }

// filled returns a series without missing values, and their number: each takes the
// value before it, and 0 where there is none.
func filled(x []float64) (out []float64, imputed int) {
	last := 0.0
	for i, v := range x {
		if !missing(v) {
			last = v
			continue
		}
		if imputed == 0 {
			out = append([]float64(nil), x...)
		}
		out[i] = last
		imputed++
	}
	if imputed == 0 {
		return x, 0
	}
	return out, imputed
}

// unseen is the error of a function that was not trained on.
func unseen(fn, trained int) error {
	return fmt.Errorf("function %d was not in the training, which had %d: expected 0 to %d", fn, trained, trained-1)
}

// history holds the last values of a series as one piece: it writes into the second
// half of a buffer and moves the values down when that is full.
type history struct {
	buffer []float64
	length int
	end    int
}

func newHistory(length int) history {
	return history{buffer: make([]float64, 2*length), length: length, end: length}
}

func (h *history) push(x float64) {
	if missing(x) {
		x = h.buffer[h.end-1]
	}
	if h.end == len(h.buffer) {
		copy(h.buffer, h.buffer[h.end-h.length:])
		h.end = h.length
	}
	h.buffer[h.end] = x
	h.end++
}

// last returns the values, the latest last.
func (h *history) last() []float64 { return h.buffer[h.end-h.length : h.end] }

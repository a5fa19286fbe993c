package forecasts

import (
	"context"
	"fmt"
	"sync"

	"thaw/experiments/watch"
	"thaw/models/forecast"
	"thaw/policies"
)

// Levels are the quantiles of which the pinball loss is the mean.
var Levels = [...]float64{0.1, 0.5, 0.9}

// Nominal are the central bands whose coverage is measured. The verdict is about the
// one at Judged.
var Nominal = [...]float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}

// Judged is the index of the band of 80 %, between the quantiles 0.1 and 0.9.
const Judged = 7

// Score is how well a predictor forecast one function.
type Score struct {
	Predictor string
	Function  string
	Trained   int64   // invocations in the training window
	Forecasts int     // minutes that were forecast
	Pinball   float64 // mean over Levels and minutes
	Scaled    float64 // Pinball by the mean count a minute of the training window
	MeanError float64 // mean forecast − count
	Covered   [len(Nominal)]float64
	Imputed   int // counts that were missing and filled in
}

// Sample is a stretch of forecasts, for figures.
type Sample struct {
	Predictor, Function  string
	Minute               []int // of the trace, from its start
	Count                []float64
	Mean, Low, Mid, High []float64
	stretch              int // minutes to keep
}

// Plan is what is to be judged.
type Plan struct {
	Counts     *Counts
	Predictors []policies.Instance[forecast.Predictor]
	Seed       uint64
	Ahead      int // minutes ahead
	Every      int // every so many minutes a forecast is judged
	Jobs       int
	Shown      []int // functions of which a stretch is kept, by index
	Stretch    int   // minutes of it, from the start of what is held out
	Progress   func(watch.Progress)
}

// Judge trains every predictor and judges it: scores by predictor and function, and a
// stretch by predictor and shown function.
func (p *Plan) Judge(ctx context.Context) ([]Score, []Sample, error) {
	n := len(p.Counts.Names)
	scores := make([]Score, len(p.Predictors)*n)
	samples := make([]Sample, len(p.Predictors)*len(p.Shown))
	seen := watch.New(len(p.Predictors), 0, p.Progress)
	training := forecast.Training{First: p.Counts.First, Ahead: p.Ahead, Seed: p.Seed, Jobs: p.Jobs}
	for _, s := range p.Counts.Series {
		training.Series = append(training.Series, s[:p.Counts.Train:p.Counts.Train])
	}
	for i, predictor := range p.Predictors {
		run := seen.Begin(predictor.Name, int64(p.Seed))
		model, err := predictor.Policy.Train(ctx, training)
		if err != nil {
			if ctx.Err() != nil {
				return nil, nil, err
			}
			return nil, nil, fmt.Errorf("predictor %s: %w", predictor.Name, err)
		}
		err = p.each(ctx, n, func(fn int) error {
			sample := &Sample{}
			for k, shown := range p.Shown {
				if shown == fn {
					sample = &samples[i*len(p.Shown)+k]
					sample.stretch = p.Stretch
				}
			}
			f, err := model.Forecaster(fn)
			if err != nil {
				return err
			}
			sample.Predictor, sample.Function = predictor.Name, p.Counts.Names[fn]
			scores[i*n+fn] = p.score(f, fn, sample)
			scores[i*n+fn].Predictor, scores[i*n+fn].Imputed = predictor.Name, model.Imputed(fn)
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		seen.End(run, 0)
	}
	return scores, samples, nil
}

// each calls do for 0 to n−1, Jobs at a time.
func (p *Plan) each(ctx context.Context, n int, do func(k int) error) error {
	errs := make([]error, n)
	var group sync.WaitGroup
	jobs := min(max(p.Jobs, 1), n)
	for j := range jobs {
		group.Go(func() {
			for k := j; k < n && ctx.Err() == nil; k += jobs {
				errs[k] = do(k)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// score follows a forecaster through what is held out.
func (p *Plan) score(f forecast.Forecaster, fn int, keep *Sample) Score {
	x, train := p.Counts.Series[fn], p.Counts.Train
	ahead, every := max(p.Ahead, 1), max(p.Every, 1)
	s := Score{Function: p.Counts.Names[fn], Trained: p.Counts.Trained[fn]}
	var next forecast.Forecast
	for at := train; at+ahead-1 < len(x); at++ {
		if (at-train)%every == 0 {
			f.Forecast(&next)
			s.add(&next, x[at+ahead-1])
			keep.add(&next, at+ahead-1, at-train, x[at+ahead-1])
		}
		f.Observe(x[at])
	}
	k := float64(s.Forecasts)
	s.Pinball /= k
	s.MeanError /= k
	for i := range s.Covered {
		s.Covered[i] /= k
	}
	s.Scaled = s.Pinball * float64(train) / float64(s.Trained)
	return s
}

// add judges one forecast.
func (s *Score) add(f *forecast.Forecast, count float64) {
	s.Forecasts++
	for _, level := range Levels {
		s.Pinball += pinball(f.Quantile(level), count, level) / float64(len(Levels))
	}
	s.MeanError += f.Mean - count
	for i, share := range Nominal {
		if f.Quantile(0.5-share/2) <= count && count <= f.Quantile(0.5+share/2) {
			s.Covered[i]++
		}
	}
}

// pinball is the loss of a forecast quantile (Koenker & Bassett 1978).
func pinball(quantile, count, level float64) float64 {
	if count >= quantile {
		return level * (count - quantile)
	}
	return (1 - level) * (quantile - count)
}

// add keeps a forecast of the stretch.
func (s *Sample) add(f *forecast.Forecast, minute, since int, count float64) {
	if since >= s.stretch {
		return
	}
	s.Minute, s.Count = append(s.Minute, minute), append(s.Count, count)
	s.Mean, s.Mid = append(s.Mean, f.Mean), append(s.Mid, f.Quantile(0.5))
	s.Low, s.High = append(s.Low, f.Quantile(0.1)), append(s.High, f.Quantile(0.9))
}

package forecast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"thaw/sim"
)

// Recurrent is the Bayesian predictor of Aquatope (Zhou et al. 2023): an encoder and a
// decoder of LSTM layers learn to continue a window of counts; then a prediction
// network learns the next count from what the encoder makes of the window. Dropout
// stays on in forecasts of the prediction network (Gal & Ghahramani 2016), and the mean
// and variance of repeated passes are the forecast.
//
// Counts are standardised by function. One pair of networks is trained for all
// functions of a training, on windows drawn from all of them: a training of one series
// is Aquatope's, which trains a pair a function. The first eight ninths of the training
// window are learned from, the rest are for Noise (Aquatope: 80 % and 10 %).
type Recurrent struct {
	Window       int     // minutes that the encoder sees
	Outputs      int     // minutes that the decoder learns to continue
	Units        int     // of the encoder's first layer
	DecoderUnits int     // of the decoder's first layer
	Dropout      float64 // of the outputs of LSTM layers, one mask for all minutes
	HeadDropout  float64 // of the prediction network
	Epochs       int
	Batch        int
	Windows      int     // windows an epoch, drawn anew each time
	Rate         float64 // of learning, of encoder and decoder
	HeadRate     float64 // of learning, of the prediction network
	Passes       int     // with dropout, a forecast
	Noise        bool    // add the variance of errors on the rest of the training window (Zhu & Laptev 2017)
}

// DefaultRecurrent returns the parameters of Aquatope's released code. Windows an epoch
// is thaw's: all windows of a hundred functions would take days.
func DefaultRecurrent() Recurrent {
	return Recurrent{Window: 48, Outputs: 12, Units: 64, DecoderUnits: 16, Dropout: 0.25, HeadDropout: 0.2,
		Epochs: 128, Batch: 128, Windows: 512, Rate: 1e-4, HeadRate: 1e-3, Passes: 128}
}

// check returns all mistakes in the parameters.
func (r *Recurrent) check() error {
	var all []error
	for _, p := range []struct {
		name  string
		value int
	}{
		{"window", r.Window}, {"outputs", r.Outputs}, {"units", r.Units}, {"decoder units", r.DecoderUnits},
		{"epochs", r.Epochs}, {"batch", r.Batch}, {"windows", r.Windows}, {"passes", r.Passes},
	} {
		if p.value < 1 {
			all = append(all, fmt.Errorf("%s of a recurrent predictor: %d, expected at least 1", p.name, p.value))
		}
	}
	for _, p := range []float64{r.Dropout, r.HeadDropout} {
		if !(p >= 0 && p < 1) {
			all = append(all, fmt.Errorf("dropout of a recurrent predictor: %v, expected a share below 1", p))
		}
	}
	if r.Outputs > r.Window {
		all = append(all, fmt.Errorf("%d outputs of a recurrent predictor after a window of %d: expected "+
			"at most as many", r.Outputs, r.Window))
	}
	return errors.Join(all...)
}

// external is the number of features of a minute beside its count: sine and cosine of
// the hour of the day and of the day of the week.
const external = 4

// clockOf returns them for each hour of a week.
func clockOf() [7 * 24][external]float64 {
	var out [7 * 24][external]float64
	for h := range out {
		hour, day := 2*math.Pi*float64(h%24)/24, 2*math.Pi*float64(h/24+1)/7
		out[h] = [external]float64{math.Sin(hour), math.Cos(hour), math.Sin(day), math.Cos(day)}
	}
	return out
}

// scale standardises the counts of a function.
type scale struct{ mean, stddev float64 }

func scaleOf(x []float64) scale {
	mean, stddev := momentsOf(x)
	if stddev == 0 {
		stddev = 1
	}
	return scale{mean, stddev}
}

// recurrentModel is a trained pair of networks.
type recurrentModel struct {
	Recurrent
	net     *networks
	clock   [7 * 24][external]float64
	ahead   int
	next    int // the minute after the training window
	weights []float64
	head    []float64
	masks   []float64 // of the passes, headMasks each

	scales  []scale
	noise   []float64 // variance of errors, standardised, by function
	tails   [][]float64
	imputed []int
}

// Train implements Predictor. It needs a training window of nine times Window, Outputs
// and Ahead minutes.
func (r Recurrent) Train(ctx context.Context, t Training) (Model, error) {
	if err := errors.Join(t.Check(), r.check()); err != nil {
		return nil, err
	}
	span := r.Window + max(r.Outputs, t.ahead())
	if err := t.needs(9*span, fmt.Sprintf("nine times a window of %d and what follows it", r.Window)); err != nil {
		return nil, err
	}
	n := len(t.Series)
	m := &recurrentModel{Recurrent: r, net: newNetworks(r), clock: clockOf(), ahead: t.ahead(),
		next: t.First + len(t.Series[0]), scales: make([]scale, n), noise: make([]float64, n),
		tails: make([][]float64, n), imputed: make([]int, n)}
	c := &course{recurrentModel: m, first: t.First, learn: len(t.Series[0]) * 8 / 9, series: make([][]float64, n),
		jobs: max(t.Jobs, 1), seed: t.Seed}
	for fn, s := range t.Series {
		x, imputed := filled(s)
		m.scales[fn], m.imputed[fn] = scaleOf(x[:c.learn]), imputed
		m.tails[fn] = slices.Clone(x[len(x)-r.Window:])
		c.series[fn] = make([]float64, len(x))
		for i, v := range x {
			c.series[fn][i] = (v - m.scales[fn].mean) / m.scales[fn].stddev
		}
	}
	if err := c.trainEncoder(ctx); err != nil {
		return nil, err
	}
	if err := c.trainHead(ctx); err != nil {
		return nil, err
	}
	m.masks = make([]float64, r.Passes*m.net.headMasks())
	s := sim.NewStream(t.Seed, "forecast: dropout of forecasts")
	for p := range r.Passes {
		m.net.maskHead(m.masks[p*m.net.headMasks():(p+1)*m.net.headMasks()], r.HeadDropout, s, uint64(p))
	}
	if r.Noise {
		return m, c.measureNoise(ctx)
	}
	return m, nil
}

// Forecaster implements Model.
func (m *recurrentModel) Forecaster(fn int) (Forecaster, error) {
	if fn < 0 || fn >= len(m.scales) {
		return nil, unseen(fn, len(m.scales))
	}
	f := &recurrentForecaster{recurrentModel: m, fn: fn, minute: m.next, past: newHistory(m.Window),
		pass: m.net.newPass()}
	for _, x := range m.tails[fn] {
		f.past.push(x)
	}
	return f, nil
}

// Imputed implements Model.
func (m *recurrentModel) Imputed(fn int) int { return m.imputed[fn] }

// hour returns the features of a minute beside its count.
func (m *recurrentModel) hour(minute int) []float64 { return m.clock[minute/60%(7*24)][:] }

// recurrentForecaster follows one function.
type recurrentForecaster struct {
	*recurrentModel
	fn, minute int // minute: the one after the last observed
	past       history
	pass       *pass
}

// Observe implements Forecaster.
func (f *recurrentForecaster) Observe(count float64) {
	f.past.push(count)
	f.minute++
}

// Forecast implements Forecaster.
func (f *recurrentForecaster) Forecast(out *Forecast) {
	s := f.scales[f.fn]
	for i, x := range f.past.last() {
		f.pass.input[i*(1+external)] = (x - s.mean) / s.stddev
		copy(f.pass.input[i*(1+external)+1:(i+1)*(1+external)], f.hour(f.minute-f.Window+i))
	}
	mean, variance := f.forecast(f.pass, f.hour(f.minute+f.ahead-1))
	out.setNormal(s.mean+s.stddev*mean, s.stddev*math.Sqrt(variance+f.noise[f.fn]))
}

// forecast returns mean and variance over the passes with dropout, of the input that a
// pass holds, standardised.
func (m *recurrentModel) forecast(p *pass, clock []float64) (mean, variance float64) {
	features := p.features(m.net, m.weights, clock)
	n := m.net.headMasks()
	m.net.in.Forward(m.head, features, p.first)
	sum, squares := 0.0, 0.0
	for i := range m.Passes {
		y := p.rest(m.net, m.head, m.masks[i*n:(i+1)*n])
		sum += y
		squares += y * y
	}
	k := float64(m.Passes)
	mean = sum / k
	return mean + p.input[0], max(0, squares/k-mean*mean) // the target is relative to the first count of the window
}

package prewarm

import (
	"context"
	"time"

	"thaw/models/cluster"
	"thaw/models/forecast"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// IceBreaker warms what the lowest harmonics of the last hour foretell.
var IceBreaker = keepalive.Define("icebreaker",
	"every minute the containers that a function needs at once in the next one are forecast from the last window of "+
		"minutes, by its trend and lowest harmonics: what is missing is loaded, what is too much goes if it is idle",
	"roy2022icebreaker, Fourier predictor; femux, its copy of the predictor (10 harmonics, trend); "+
		"assumed: the choice "+
		"between high-end and low-end invokers is left to the scheduler",
	iceParams{Window: time.Hour, Harmonics: 10}, newIceBreaker)

type iceParams struct {
	Window    time.Duration `param:"window" min:"2m" max:"24h" help:"what the forecast is made from"`
	Harmonics int           `param:"harmonics" min:"0" max:"720" help:"of the window that count, lowest first"`
}

type iceBreaker struct {
	forecasting
	model  forecast.Model
	follow []forecast.Forecaster // by unit; nil: nothing happened yet
}

func newIceBreaker(p iceParams, v *cluster.View) cluster.KeepAlive {
	minutes := int(p.Window / time.Minute)
	silence := [][]float64{make([]float64, minutes+1)} // before the run, of every function
	model, err := forecast.Fourier{Window: minutes, Harmonics: p.Harmonics, Detrend: true}.Train(context.Background(),
		forecast.Training{Series: silence})
	sim.Check(err == nil, "a Fourier predictor of %d minutes: %v", minutes, err)
	return &iceBreaker{forecasting: newForecasting(v), model: model, follow: make([]forecast.Forecaster, v.Units())}
}

// Idle keeps c until a forecast lets it go.
func (p *iceBreaker) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.leave(c)
	p.rest(c)
	return cluster.Lease{Keep: cluster.Forever}
}

// Tick forecasts the minute that begins, of all functions that were invoked.
func (p *iceBreaker) Tick(sim.Time) {
	for u := range p.follow {
		peak := p.ended(u)
		if p.follow[u] == nil && peak > 0 {
			f, err := p.model.Forecaster(0)
			sim.Check(err == nil, "a forecaster of function 0 of one: %v", err)
			p.follow[u] = f
		}
		if p.follow[u] != nil {
			p.forecasting.follow(p.follow[u], u, peak, 0)
		}
	}
}

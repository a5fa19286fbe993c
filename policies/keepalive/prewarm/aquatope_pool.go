package prewarm

import (
	"context"
	"errors"
	"time"

	"thaw/models/cluster"
	"thaw/models/forecast"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// AquatopePool sizes the pool of each function by a forecast that knows its uncertainty.
var AquatopePool = keepalive.Define("aquatope-pool",
	"the first days of the run train a Bayesian recurrent predictor, under a fixed keep-alive; then "+
		"every minute each "+
		"function has as many containers as the forecast of those it needs at once, mean + z standard "+
		"deviations: what is "+
		"missing is loaded, what is too much goes if it is idle",
	"zhou2023aquatope, code of the predictor and of the pool; assumed: z (the released pool takes the mean), one "+
		"predictor for all functions, and that functions not seen in training keep the fixed keep-alive",
	aquaParams{Z: 1, Train: 7 * 24 * time.Hour, Keep: 10 * time.Minute, Epochs: 128, Passes: 128}, newAquatope)

type aquaParams struct {
	Z      float64       `param:"z" min:"0" max:"100" help:"standard deviations above the mean"`
	Train  time.Duration `param:"train" min:"10h" max:"8760h" help:"the first part of the run, which trains"`
	Keep   time.Duration `param:"keep" min:"0s" help:"how long an idle container stays meanwhile"`
	Epochs int           `param:"epochs" min:"1" max:"10000" help:"rounds of training"`
	Passes int           `param:"passes" min:"2" max:"10000" help:"passes with dropout, a forecast"`
}

// Validate checks that training ends with a minute.
func (p aquaParams) Validate() error {
	if p.Train%time.Minute != 0 {
		return errors.New("train: whole minutes were expected")
	}
	return nil
}

type aquatope struct {
	aquaParams
	forecasting
	series [][]float64           // by unit: the minutes of the training, from the first with a container
	follow []forecast.Forecaster // by unit; nil: fixed keep-alive
}

func newAquatope(p aquaParams, v *cluster.View) cluster.KeepAlive {
	return &aquatope{aquaParams: p, forecasting: newForecasting(v), series: make([][]float64, v.Units()),
		follow: make([]forecast.Forecaster, v.Units())}
}

// Idle keeps c for a fixed time, or until a forecast lets it go.
func (p *aquatope) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.leave(c)
	p.rest(c)
	if p.follow[p.view.UnitOf(c)] != nil {
		return cluster.Lease{Keep: cluster.Forever}
	}
	return cluster.Lease{Keep: p.Keep}
}

// Tick collects the minute that ended, trains when the time has come, and forecasts from then on.
func (p *aquatope) Tick(now sim.Time) {
	for u := range p.follow {
		peak := p.ended(u)
		switch {
		case p.follow[u] != nil:
			p.forecasting.follow(p.follow[u], u, peak, p.Z)
		case now <= sim.Time(p.Train) && (peak > 0 || p.series[u] != nil):
			p.series[u] = append(p.series[u], float64(peak))
		}
	}
	if now == sim.Time(p.Train) {
		p.train(now)
	}
}

// train learns from the functions that had a container. It sees nothing that comes later.
func (p *aquatope) train(now sim.Time) {
	minutes := int(now.Seconds() / 60)
	var units []int
	var series [][]float64
	for u, s := range p.series {
		if s != nil {
			units = append(units, u)
			series = append(series, append(make([]float64, minutes-len(s), minutes), s...))
		}
	}
	p.series = make([][]float64, len(p.series))
	if units == nil {
		return
	}
	r := forecast.DefaultRecurrent()
	r.Epochs, r.Passes = p.Epochs, p.Passes
	seed := p.view.Stream("aquatope-pool")
	model, err := r.Train(context.Background(), forecast.Training{Series: series, Seed: seed.At(0, 0)})
	sim.Check(err == nil, "training of the recurrent predictor: %v", err)
	for k, u := range units {
		f, err := model.Forecaster(k)
		sim.Check(err == nil, "a forecaster of function %d: %v", k, err)
		p.follow[u] = f
	}
}

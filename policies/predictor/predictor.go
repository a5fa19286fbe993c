// Package predictor holds the methods that forecast invocations, as thaw forecast takes
// them.
//
//	"fourier,harmonics=5" ──policies.Parse──▶ forecast.Predictor ──▶ thaw forecast
//
// models/forecast does the forecasting. Lengths of time are in minutes, because counts
// are.
package predictor

import (
	"thaw/models/forecast"
	"thaw/policies"
)

// Yardstick is the name of the method that the others are compared with.
const Yardstick = "seasonal"

// All returns the predictors in alphabetical order.
func All() []policies.Entry[forecast.Predictor] {
	return []policies.Entry[forecast.Predictor]{ar, fourier, histogram, recurrent, seasonal}
}

var ar = policies.Define("ar",
	"a weighted sum of the latest counts, fitted to the training window by the Yule-Walker equations",
	"shahrad2020, section 4.2 (time series); thaw: an autoregression in place of ARIMA",
	arParams{MaxOrder: 30},
	func(p arParams) forecast.Predictor { return forecast.AR{Order: p.Order, MaxOrder: p.MaxOrder} })

type arParams struct {
	Order    int `param:"order" min:"0" max:"1440" help:"number of weights; 0: the one with the least value of Akaike's criterion"`
	MaxOrder int `param:"max-order" min:"1" max:"1440" help:"the most weights, where order is 0"`
}

var fourier = policies.Define("fourier",
	"the latest counts without their linear trend, continued by the lowest harmonics of their Fourier transform",
	"roy2022icebreaker, predictor of invocations; femux, its copy: 10 harmonics",
	fourierParams{Window: 60, Harmonics: 10, Detrend: true},
	func(p fourierParams) forecast.Predictor {
		return forecast.Fourier{Window: p.Window, Harmonics: p.Harmonics, Detrend: p.Detrend}
	})

type fourierParams struct {
	Window    int  `param:"window" min:"2" max:"10080" help:"minutes that are transformed"`
	Harmonics int  `param:"harmonics" min:"0" max:"5040" help:"harmonics that are kept, lowest first"`
	Detrend   bool `param:"detrend" help:"remove the linear trend before the transform, and add it after"`
}

var histogram = policies.Define("histogram",
	"the distribution of the training window's counts at the same time of day, or of the latest counts",
	"hyndman2021, section 5.2 (mean method); thaw: the whole distribution",
	histogramParams{Bin: 60},
	func(p histogramParams) forecast.Predictor { return forecast.Histogram{Recent: p.Recent, Bin: p.Bin} })

type histogramParams struct {
	Bin    int `param:"bin" min:"1" max:"1440" help:"minutes of a part of the day, a divisor of 1440"`
	Recent int `param:"recent" min:"0" max:"10080" help:"the distribution of so many latest minutes; 0: by time of day"`
}

var recurrent = policies.Define("recurrent",
	"an encoder and decoder of LSTM layers and a prediction network, with the mean and variance of repeated passes "+
		"with dropout",
	"zhou2023aquatope, section on the pre-warmed container pool; aquatope, src/container_pool_scheduler",
	recurrentDefaults(),
	func(p recurrentParams) forecast.Predictor {
		r := forecast.DefaultRecurrent()
		r.Window, r.Units, r.Epochs, r.Windows, r.Passes = p.Window, p.Units, p.Epochs, p.Windows, p.Passes
		r.Outputs = min(r.Outputs, r.Window)
		r.Dropout, r.HeadDropout, r.Noise = p.Dropout, p.HeadDropout, p.Noise
		return r
	})

type recurrentParams struct {
	Window      int     `param:"window" min:"2" max:"1440" help:"minutes that the encoder sees"`
	Units       int     `param:"units" min:"1" max:"1024" help:"units of the encoder's first layer"`
	Epochs      int     `param:"epochs" min:"1" max:"100000" help:"epochs of both trainings"`
	Windows     int     `param:"windows" min:"1" max:"1000000" help:"windows an epoch, drawn from all functions; Aquatope takes every window of one function"`
	Passes      int     `param:"passes" min:"1" max:"10000" help:"passes with dropout, a forecast"`
	Dropout     float64 `param:"dropout" min:"0" max:"0.9" help:"share of the LSTM layers' outputs that are dropped in training"`
	HeadDropout float64 `param:"head-dropout" min:"0" max:"0.9" help:"share of the prediction network's units that are dropped"`
	Noise       bool    `param:"noise" help:"add the variance of errors on the last ninth of the training window (zhu2017), which Aquatope does not"`
}

func recurrentDefaults() recurrentParams {
	r := forecast.DefaultRecurrent()
	return recurrentParams{Window: r.Window, Units: r.Units, Epochs: r.Epochs, Windows: r.Windows, Passes: r.Passes,
		Dropout: r.Dropout, HeadDropout: r.HeadDropout}
}

var seasonal = policies.Define(Yardstick,
	"the count of the same minute one season ago; the band has the quantiles of its errors in training",
	"hyndman2021, sections 5.2 (seasonal naive method) and 5.5 (bootstrapped residuals)",
	seasonalParams{Season: forecast.MinutesADay},
	func(p seasonalParams) forecast.Predictor { return forecast.Seasonal{Season: p.Season} })

type seasonalParams struct {
	Season int `param:"season" min:"1" max:"20160" help:"minutes"`
}

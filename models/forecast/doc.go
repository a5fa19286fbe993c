// Package forecast predicts how often a function is invoked in a coming minute, with
// a distribution and not only a number.
//
//	Training (counts a minute, one series a function) ──Train──▶ Model
//	                                                              │ Forecaster(function)
//	count of a minute ──Observe──▶ Forecaster ──Forecast──▶ Forecast{Mean, StdDev, Quantile(p)}
//
// A Predictor is a method with its parameters. It is trained on a window of earlier
// minutes and never sees later ones. A Model is what it learned; models do not
// change, and goroutines may share one. A Forecaster follows one function: it begins
// right behind the training window, takes the count of each minute that ends, and
// forecasts the count of the minute Training.Ahead minutes after the last.
//
//	model, err := forecast.Fourier{Window: 60, Harmonics: 10, Detrend: true}.Train(ctx, forecast.Training{
//		Series: counts, // counts[f][m]: invocations of function f in minute m
//	})
//	f, err := model.Forecaster(0)
//	var next forecast.Forecast
//	for _, count := range replayed {
//		f.Forecast(&next)             // of the minute that begins
//		warm := next.Mean + 2*next.StdDev // or next.Quantile(0.9)
//		f.Observe(count)              // at its end
//	}
//
// Observe and Forecast do not allocate. Series may be of anything that comes in a
// row: an autoregression of idle times is FitAR.
package forecast

// Package forecasts trains predictors on the first days of a trace and judges them on
// the rest.
//
//	trace ──▶ counts a minute ──┬─ training window ──▶ Predictor.Train ──▶ Model
//	                            └─ held out ──▶ forecast, count, forecast, count ... ──▶ Score
//	Score (a predictor and function) ──▶ Summary: losses paired over functions, coverage ──▶ verdict
//
// A predictor is judged by its pinball loss, which is least for the true quantiles, and
// by the share of counts within its band of 80 %. A forecast of a minute is made before
// the count of that minute is shown to the forecaster.
package forecasts

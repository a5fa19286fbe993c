package forecasts

import (
	"fmt"
	"slices"

	"thaw/experiments/paired"
	"thaw/plots"
	"thaw/plots/figures"
)

// Figures draws what was judged: forecasts of the shown functions, a figure a function;
// losses and coverage by predictor; and calibration.
func Figures(samples []Sample, summaries []Summary, yardstick string) []plots.Figure {
	out := []plots.Figure{lossFigure(summaries, yardstick), calibration(summaries)}
	var done []string
	for i := range samples {
		if name := samples[i].Function; !slices.Contains(done, name) {
			done = append(done, name)
			out = append(out, bands(samples, name, len(done)))
		}
	}
	return out
}

// bands has a panel a predictor: the counts of a function, the forecast and its band of
// 80 %.
func bands(samples []Sample, function string, number int) plots.Panels {
	f := plots.Panels{Columns: 2, Notes: []string{fmt.Sprintf("Function %s.", function)}}
	f.File, f.Width = fmt.Sprintf("forecast-%d", number), plots.Page
	for i := range samples {
		s := &samples[i]
		if s.Function != function || len(s.Minute) == 0 {
			continue
		}
		at := make([]float64, len(s.Minute))
		for k, minute := range s.Minute {
			at[k] = float64(minute-s.Minute[0]) * 60
		}
		f.Tiles = append(f.Tiles, plots.Tile{Title: s.Predictor, Figure: figures.Lines{
			XLabel: "time of the held-out window", XUnit: plots.Seconds, YLabel: "invocations a minute",
			Series: []figures.Line{
				{Name: "counted", Look: plots.Look{Hue: plots.Grey()}, X: at, Y: s.Count},
				{Name: "median and band of 80%", Look: plots.Look{Hue: plots.Blue()}, X: at, Y: s.Mid, Low: s.Low,
					High: s.High},
			},
		}})
	}
	return f
}

// lossFigure compares losses with the yardstick's. How bands cover is in calibration: more
// is no better there.
func lossFigure(list []Summary, yardstick string) figures.PolicyComparison {
	f := figures.PolicyComparison{InOrder: true, Baseline: yardstick, Metrics: []figures.Metric{
		{Name: "scaled pinball loss"}, {Name: "less the yardstick's"},
	}}
	f.File, f.Width = "forecast-losses", plots.Page
	f.Whiskers = "95% interval over functions"
	for i := range list {
		f.Policies = append(f.Policies, list[i].Predictor)
		f.Looks = append(f.Looks, plots.DefaultLook(i))
		for k, e := range []paired.Estimate{list[i].Loss, list[i].Difference} {
			x := plots.Interval{Value: e.Value, Low: e.Low, High: e.High}
			if !e.HasInterval() {
				x = plots.Exact(e.Value)
			}
			f.Metrics[k].Estimates = append(f.Metrics[k].Estimates, x)
		}
	}
	return f
}

// calibration draws observed over nominal coverage of central bands.
func calibration(list []Summary) figures.Lines {
	f := figures.Lines{XLabel: "nominal share of the band", XUnit: plots.Share, YLabel: "share of counts in the band",
		YUnit: plots.Share, Dots: true}
	f.File = "forecast-calibration"
	f.Series = append(f.Series, figures.Line{Name: "calibrated",
		Look: plots.Look{Hue: plots.Black(), Dash: plots.Dotted}, X: Nominal[:], Y: Nominal[:]})
	for i := range list {
		f.Series = append(f.Series, figures.Line{Name: list[i].Predictor, Look: plots.DefaultLook(i),
			X: Nominal[:], Y: list[i].Covered[:]})
	}
	return f
}

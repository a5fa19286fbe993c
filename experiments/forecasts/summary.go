package forecasts

import (
	"fmt"
	"math"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// Confidence is that of all intervals, over functions.
const Confidence = 0.95

// The coverage of the band of 80 % that passes.
const (
	LeastCoverage = 0.75
	MostCoverage  = 0.85
)

// Summary is the judgement of one predictor.
type Summary struct {
	Predictor  string
	Functions  int
	Forecasts  int // of all functions
	Imputed    int
	Loss       paired.Estimate // mean over functions of the scaled loss
	Difference paired.Estimate // of scaled losses from those of the yardstick, paired over functions
	Ratio      paired.Estimate // the same as a share of the yardstick's
	RatioKnown bool
	MeanError  float64 // mean over functions, in invocations a minute
	Covered    [len(Nominal)]float64
	Coverage   paired.Estimate // of the band of 80 %, over functions
	Better     bool            // than the yardstick: the interval of Difference lies wholly below 0
	Covers     bool            // the mean coverage lies in the accepted range
	Yardstick  bool
}

// Summarise judges predictors by their scores, as Judge returns them: in the order of
// the predictors, functions in one order. yardstick is the name of the one that the
// others are compared with.
func Summarise(scores []Score, functions int, yardstick string) []Summary {
	var base []float64
	for i := range scores {
		if scores[i].Predictor == yardstick {
			base = append(base, scores[i].Scaled)
		}
	}
	var out []Summary
	for begin := 0; begin < len(scores); begin += functions {
		of := scores[begin : begin+functions]
		s := Summary{Predictor: of[0].Predictor, Functions: functions, Yardstick: of[0].Predictor == yardstick}
		var losses, coverage []float64
		for i := range of {
			losses, coverage = append(losses, of[i].Scaled), append(coverage, of[i].Covered[Judged])
			s.Forecasts += of[i].Forecasts
			s.Imputed += of[i].Imputed
			s.MeanError += of[i].MeanError / float64(functions)
			for k, c := range of[i].Covered {
				s.Covered[k] += c / float64(functions)
			}
		}
		s.Loss = paired.Difference(losses, make([]float64, functions), Confidence)
		s.Difference = paired.Difference(losses, base, Confidence)
		s.Ratio, s.RatioKnown = paired.Ratio(losses, base, Confidence)
		s.Coverage = paired.Difference(coverage, make([]float64, functions), Confidence)
		s.Better = !s.Yardstick && s.Difference.HasInterval() && s.Difference.High < 0
		s.Covers = s.Coverage.Value >= LeastCoverage && s.Coverage.Value <= MostCoverage
		out = append(out, s)
	}
	return out
}

// Verdict says what the predictor reaches, and every failure.
func (s *Summary) Verdict() string {
	var passed, failed []string
	say := func(ok bool, yes, no string) {
		if ok {
			passed = append(passed, yes)
		} else {
			failed = append(failed, no)
		}
	}
	if !s.Yardstick {
		worse := "not shown to be better than the yardstick"
		switch {
		case !s.Difference.HasInterval():
			worse = "too few functions to tell it from the yardstick"
		case s.Difference.Low > 0:
			worse = "worse than the yardstick"
		}
		say(s.Better, "better than the yardstick", worse)
	}
	say(s.Covers, "band covers", fmt.Sprintf("band of 80%% covers %.1f%%", 100*s.Coverage.Value))
	if len(failed) == 0 {
		return "passes: " + strings.Join(passed, ", ")
	}
	text := "FAILS: " + strings.Join(failed, ", ")
	if len(passed) > 0 {
		text += "; " + strings.Join(passed, ", ")
	}
	return text
}

// ScoreColumns are the columns of the table of scores.
func ScoreColumns() []results.RowColumn[Score] {
	whole := func(name string, of func(*Score) int64) results.RowColumn[Score] {
		return results.RowColumn[Score]{Name: name, Whole: true,
			Value: func(s *Score) float64 { return float64(of(s)) }}
	}
	out := []results.RowColumn[Score]{
		{Name: "predictor", Text: func(s *Score) string { return s.Predictor }},
		{Name: "function", Text: func(s *Score) string { return s.Function }},
		whole("trained_invocations", func(s *Score) int64 { return s.Trained }),
		whole("forecasts", func(s *Score) int64 { return int64(s.Forecasts) }),
		{Name: "pinball_loss", Value: func(s *Score) float64 { return s.Pinball }},
		{Name: "scaled_pinball_loss", Value: func(s *Score) float64 { return s.Scaled }},
		{Name: "mean_error", Value: func(s *Score) float64 { return s.MeanError }},
	}
	for i, share := range Nominal {
		out = append(out, results.RowColumn[Score]{Name: coverageColumn(share),
			Value: func(s *Score) float64 { return s.Covered[i] }})
	}
	return append(out, whole("imputed_counts", func(s *Score) int64 { return int64(s.Imputed) }))
}

func coverageColumn(share float64) string { return fmt.Sprintf("coverage_%.0f", 100*share) }

// SummaryColumns are the columns of the table of summaries.
func SummaryColumns() []results.RowColumn[Summary] {
	number := func(name string, of func(*Summary) float64) results.RowColumn[Summary] {
		return results.RowColumn[Summary]{Name: name, Value: of}
	}
	whole := func(name string, of func(*Summary) int) results.RowColumn[Summary] {
		c := number(name, func(s *Summary) float64 { return float64(of(s)) })
		c.Whole = true
		return c
	}
	ratio := func(of func(*Summary) float64) func(*Summary) float64 {
		return func(s *Summary) float64 {
			if !s.RatioKnown {
				return math.NaN()
			}
			return of(s)
		}
	}
	out := []results.RowColumn[Summary]{
		{Name: "predictor", Text: func(s *Summary) string { return s.Predictor }},
		whole("functions", func(s *Summary) int { return s.Functions }),
		whole("forecasts", func(s *Summary) int { return s.Forecasts }),
		number("scaled_pinball_loss", func(s *Summary) float64 { return s.Loss.Value }),
		number("scaled_pinball_loss_low", func(s *Summary) float64 { return s.Loss.Low }),
		number("scaled_pinball_loss_high", func(s *Summary) float64 { return s.Loss.High }),
		number("loss_difference", func(s *Summary) float64 { return s.Difference.Value }),
		number("loss_difference_low", func(s *Summary) float64 { return s.Difference.Low }),
		number("loss_difference_high", func(s *Summary) float64 { return s.Difference.High }),
		number("loss_ratio", ratio(func(s *Summary) float64 { return s.Ratio.Value })),
		number("loss_ratio_low", ratio(func(s *Summary) float64 { return s.Ratio.Low })),
		number("loss_ratio_high", ratio(func(s *Summary) float64 { return s.Ratio.High })),
		number("mean_error", func(s *Summary) float64 { return s.MeanError }),
		number("coverage_80_low", func(s *Summary) float64 { return s.Coverage.Low }),
		number("coverage_80_high", func(s *Summary) float64 { return s.Coverage.High }),
	}
	for i, share := range Nominal {
		out = append(out, number(coverageColumn(share), func(s *Summary) float64 { return s.Covered[i] }))
	}
	return append(out, whole("imputed_counts", func(s *Summary) int { return s.Imputed }),
		results.RowColumn[Summary]{Name: "verdict", Text: (*Summary).Verdict})
}

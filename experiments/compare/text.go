package compare

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// Sentence writes a row in words, such as "sophon-ma-mc: cold starts
// −41% [−44, −38] against sticky-random, 20 seeds".
func (r *Row) Sentence() string {
	head := r.Label + ": " + r.Metric.Name
	if r.Verdict == NoData {
		return fmt.Sprintf("%s not compared with %s: %s", head, r.BaselineLabel, r.whyNoData())
	}
	if r.Verdict == Identical {
		return fmt.Sprintf("%s the same as %s's under every seed, %s", head, r.BaselineLabel, r.seedsText())
	}
	s := fmt.Sprintf("%s %s against %s, %s", head, r.Change(), r.BaselineLabel, r.seedsText())
	switch {
	case r.Noiseless:
		return s + ", which change neither"
	case r.Verdict == Untested:
		s += "; too few for a test"
		if r.HasInterval() {
			s += " (the interval takes differences to be normal)"
		}
		return s + fmt.Sprintf(": %d are needed for the tests of this table", r.SeedsNeeded)
	case r.Verdict == NotShown:
		s += ": no difference shown"
		if r.SeedsNeeded > 0 {
			s += fmt.Sprintf("; about %s seeds would settle one of this size", aboutText(r.SeedsNeeded))
		} else {
			s += fmt.Sprintf("; %d seeds would not settle one of this size", paired.MaxSeeds)
		}
	}
	if r.SeedsSmallest > 0 {
		s += fmt.Sprintf("; about %s would settle the smallest of interest", aboutText(r.SeedsSmallest))
	}
	return s
}

// whyNoData says which side has no sample of the metric.
func (r *Row) whyNoData() string {
	here, there := !math.IsNaN(r.Mean), !math.IsNaN(r.BaselineMean)
	switch {
	case here && there:
		return "no seed has a sample of both"
	case here:
		return r.BaselineLabel + " has no sample"
	case there:
		return r.Label + " has no sample"
	}
	return "neither has a sample"
}

// HasInterval reports whether the change has an interval.
func (r *Row) HasInterval() bool { return r.shown().HasInterval() }

// Change writes the difference with its interval, as a ratio if there is one:
// "−41% [−44, −38]".
func (r *Row) Change() string {
	if r.Verdict == NoData {
		return "–"
	}
	e, unit := r.shown(), "%"
	if r.HasRatio {
		e.Value, e.Low, e.High = 100*e.Value, 100*e.Low, 100*e.High
	} else if unit = unitText(r.Metric.Unit); r.Metric.Unit == results.Share {
		e.Value, e.Low, e.High = 100*e.Value, 100*e.Low, 100*e.High
	}
	decimals := decimalsFor(e)
	s := signed(e.Value, decimals) + unit
	if e.HasInterval() && e.Method != paired.Constant {
		s += fmt.Sprintf(" [%s, %s]", signed(e.Low, decimals), signed(e.High, decimals))
	}
	return s
}

func unitText(u results.Unit) string {
	switch u {
	case results.Plain:
		return ""
	case results.Share:
		return " percentage points"
	}
	return " " + string(u)
}

// decimalsFor returns the number of decimals of a value, at most six. The width of
// its interval gets one or two digits; a value without an interval gets three.
func decimalsFor(e paired.Estimate) int {
	digits, size := 2, math.Abs(e.Value)
	if width := e.High - e.Low; width > 0 {
		digits, size = 0, width/4
	}
	whole := digits > 0 && math.Abs(size-math.Round(size)) < 1e-9*size
	if size == 0 || whole || math.IsInf(size, 0) || math.IsNaN(size) {
		return 0
	}
	return min(6, max(0, digits-int(math.Floor(math.Log10(size)))))
}

// signed writes a number with its sign, and without one if it rounds to zero.
func signed(x float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	switch {
	case strings.Trim(text, "0.") == "":
		return text
	case x < 0:
		return "−" + text
	}
	return "+" + text
}

// PText writes a p-value, and a dash for none.
func PText(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.001:
		return "<0.001"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// aboutText writes a number of seeds with two digits, rounded up: it is an
// estimate.
func aboutText(n int) string {
	unit := 1
	for n > 100*unit {
		unit *= 10
	}
	return strconv.Itoa((n + unit - 1) / unit * unit)
}

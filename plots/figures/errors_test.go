package figures

import (
	"math"
	"strings"
	"testing"

	"thaw/plots"
)

// Which mistakes are reported, and how?
func TestMistakes(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := []plots.Interval{plots.Exact(1)}
	for _, c := range []struct {
		f    plots.Figure
		want []string // all of them in one report
	}{
		{LatencyCDF{}, []string{"figure latency-cdf: no series"}},
		{LatencyCDF{Series: []Distribution{{Name: "a"}, {Name: "a", ValuesMS: []float64{1}}}},
			[]string{`series "a" has no values`, `series 0 and 1 have the same name "a"`}},
		{LatencyCDF{Series: []Distribution{{Name: " ", ValuesMS: []float64{0, -1, nan, inf}}}},
			[]string{"series 0 has no name", "value 0 is 0, expected more than zero", "value 1 is -1",
				"value 2 is NaN", "value 3 is +Inf", "ascending"}},
		{LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: []float64{1, 2}, Fractions: []float64{}}}},
			[]string{"fractions has 0 values, expected 2, as many as values"}},
		{LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: []float64{1, 2},
			Fractions: []float64{0.5, 1.5}}}}, []string{"fraction 1 is 1.5"}},
		{LatencyCDF{Series: []Distribution{{Name: "a\nb", ValuesMS: []float64{1}}}, Guides: []float64{99},
			FloorMS: -1, Frame: plots.Frame{Width: 7}},
			[]string{"cannot be printed", "guide 99", "floor is -1 ms", "width 7 mm: expected column"}},
		{StartKinds{Policies: []PolicyStarts{{"ttl", plots.Exact(20), plots.Exact(80), plots.Exact(0),
			plots.Exact(0)}}}, []string{`policy "ttl": share of cold starts is 20, expected 0 to 1`}},
		{StartKinds{}, []string{"no category"}},
		{Bars{Categories: []string{"x", "y"}, Series: []BarSeries{{Name: "a", Estimates: one}}},
			[]string{`series "a" has 1 values, expected 2, as many as categories`}},
		{Bars{Categories: []string{"x"},
			Series: []BarSeries{{Name: "a",
				Estimates: []plots.Interval{{Value: 5, Low: 1,
					High: 1}}}}}, []string{"interval [1, 1] does not hold the value 5"}},
		{Bars{Log: true, Categories: []string{"x"},
			Series: []BarSeries{{Name: "a",
				Estimates: []plots.Interval{{Value: 5, Low: 0,
					High: 9}}}}}, []string{"low end: value 0 is 0, expected more than zero"}},
		{Bars{Unit: "lightyears", Categories: []string{"x"},
			Series: []BarSeries{{Name: "a", Estimates: one}}}, []string{`unit "lightyears" is unknown`}},
		{StackedBars{Categories: []string{"x"}, Parts: []Part{{Name: "p", Values: []float64{-1}}}},
			[]string{"none below zero"}},
		{StackedBars{Categories: []string{"x"},
			Parts: []Part{{Name: "p", Values: []float64{1}},
				{Name: "q", Values: []float64{2}}},
			Totals: []plots.Interval{plots.Exact(4)}}, []string{`total of "x" is 4, but its parts add up to 3`}},
		{Lines{Series: []Line{{Name: "a", X: []float64{2, 1}, Y: []float64{1}}}},
			[]string{"ascending", "y has 1 values, expected 2"}},
		{Lines{XLog: true, Series: []Line{{Name: "a", X: []float64{0}, Y: []float64{1}}}},
			[]string{"x: value 0 is 0, expected more than zero"}},
		{Lines{Series: []Line{{Name: "a", X: []float64{1}, Y: []float64{1}, Low: []float64{1}}}},
			[]string{"high has 0 values, expected 1"}},
		{Lines{Series: []Line{{Name: "a"}}}, []string{"no points"}},
		{TradeOff{Series: []Trade{{Name: "a"}, {Name: "b", Points: []TradePoint{{Name: "x", X: -1, Y: 1}}}}},
			[]string{`"a" has no points`, `"b" has a value below zero`}},
		{FourPanel{}, []string{"no rows"}},
		{FourPanel{TimeS: []float64{1, 1}, InvocationsPerS: []float64{1, -2}, ColdStartsPerS: []float64{0},
			MeanLatencyMS: []float64{1, inf}, Memory: []float64{1, nan}},
			[]string{"does not come after", "invocations: value 1 is -2, expected none below zero",
				"cold starts has 1 values, expected 2", "mean latency: value 1 is +Inf", "memory: value 1 is NaN"}},
		{PolicyComparison{Policies: []string{"ttl"}, Baseline: "lru",
			Metrics: []Metric{{Name: "m", Estimates: []plots.Interval{{Value: nan, Low: 0, High: 0}}}}},
			[]string{`baseline "lru" is not among the policies ["ttl"]`, `metric "m" has no value`}},
		{PolicyComparison{Policies: []string{"ttl"}}, []string{"no metric"}},
	} {
		_, err := c.f.Compose(0)
		if err == nil {
			t.Errorf("%s: %+v composed without an error", c.f.Name(), c.f)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in the report\n%v", c.f.Name(), w, err)
			}
		}
	}
}

// Is a kind found by its name, and does its empty figure say so instead of panicking?
func TestKinds(t *testing.T) {
	last := ""
	for _, k := range Kinds() {
		if k.Name <= last {
			t.Errorf("%s is not in alphabetical order", k.Name)
		}
		last = k.Name
		if got := k.New().Name(); got != k.Name {
			t.Errorf("kind %s makes a figure named %s", k.Name, got)
		}
		if _, err := k.New().Compose(0); err == nil {
			t.Errorf("%s: an empty figure composed without an error", k.Name)
		}
	}
}

// Does a column of a million mistakes make a report of readable length?
func TestReportIsShort(t *testing.T) {
	v := make([]float64, 1_000_000)
	_, err := LatencyCDF{Series: []Distribution{{Name: "a", ValuesMS: v}}}.Compose(0)
	if n := strings.Count(err.Error(), "\n"); n > 30 || !strings.Contains(err.Error(), "more mistakes follow") {
		t.Errorf("%d lines", n)
	}
}

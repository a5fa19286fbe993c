package verdict

import (
	"math"
	"strings"
	"testing"
)

// statement makes a statement of what files write.
func statement(t *testing.T, m Measure, metric, published, tolerance string) *Statement {
	t.Helper()
	s := &Statement{Measure: m, Metric: metric, Effect: MinimumEffect}
	if err := s.Published.UnmarshalText([]byte(published)); err != nil {
		t.Fatal(err)
	}
	if err := s.Tolerance.UnmarshalText([]byte(tolerance)); err != nil {
		t.Fatal(err)
	}
	return s
}

// Would a row that claims an effect accept a model without one, and a row that claims
// none accept a large one? Such bands are refused: the first column is what stood in the
// papers' files once.
func TestBandsSayNothing(t *testing.T) {
	for _, c := range []struct {
		measure              Measure
		metric               string
		published, tolerance string
		want                 string // a part of the error; empty: the band is sound
	}{
		{MeanRatio, "total_ms", "+16%", "absolute 23%", "includes no effect (0)"},
		{MeanRatio, "total_ms", "+16%", "absolute 8%", ""},
		{Ratio, "total_ms", "+4%", "absolute 26%", "includes no effect"},
		{Difference, "latency_ms_mean", "-200", "relative 50%", ""},
		{Difference, "latency_ms_mean", "-200", "relative 100%", "includes no effect"},
		{Ratio, "total_ms", "+4%", "absolute 4%", "includes no effect"}, // at the end of the band
		{Value, "slowdown_p99_geomean", "1.1", "relative 20%", "includes no effect (1)"},
		{Value, "slowdown_p99_geomean", "1.1", "absolute 0.05", ""},
		{Value, "total_ms", "1.1", "relative 20%", ""}, // a time has no value of no effect
		{Value, "slowdown", "at least 2", "absolute 0", ""},
		{Value, "slowdown", "at least 2", "absolute 1", "includes no effect"},
		{Value, "latency_growth", "at least 0%", "absolute 0%", ""}, // from the minimum effect on
		{Value, "latency_growth", "at least 0%", "absolute 3%", "includes no effect"},
		{Ratio, "invocation_ms", "0%", "absolute 35%", "is wide"},
		{Ratio, "invocation_ms", "0%", "absolute 25%", ""},
	} {
		err := statement(t, c.measure, c.metric, c.published, c.tolerance).CheckBand()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v of %s: %s, %s: %v, expected %q", c.measure, c.metric, c.published, c.tolerance, err, c.want)
		}
	}
}

// Does "it rises" need a rise that is worth the name? A bound at no effect is moved by
// the minimum effect, to the side of what is stated.
func TestBoundAtNoEffect(t *testing.T) {
	low, high := statement(t, Value, "latency_growth", "at least 0%", "absolute 0%").Band()
	if low != MinimumEffect || !math.IsInf(high, 1) {
		t.Errorf("at least 0%%: [%v, %v]", low, high)
	}
	low, high = statement(t, Value, "later_startup_ratio", "at most 100%", "absolute 0%").Band()
	if high != 1-MinimumEffect || !math.IsInf(low, -1) {
		t.Errorf("at most 100%%: [%v, %v]", low, high)
	}
	if low, _ = statement(t, Value, "cold_start_ratio", "at least 0%", "absolute 0%").Band(); low != 0 {
		t.Errorf("a share has no value of no effect: from %v", low)
	}
}

// Does a difference of less than the minimum effect make an order? Judged on the
// interval: 2.5% above by the mean is not enough where chance is as large.
func TestOrderNeedsAnEffect(t *testing.T) {
	base := []float64{100, 100, 100, 100}
	for _, c := range []struct {
		name string
		more []float64
		want Verdict
	}{
		{"1% above, surely", []float64{101, 101.01, 100.99, 101}, ShapeOnly},
		{"2.5% above, surely", []float64{102.5, 102.51, 102.49, 102.5}, Reproduced},
		{"2.5% above, by chance", []float64{99, 106, 100, 105}, ShapeOnly},
		{"below", []float64{99, 99.01, 98.99, 99}, NotReproduced},
	} {
		s := Statement{Measure: Order, Order: [][]string{{"base"}, {"more"}}, Effect: MinimumEffect}
		got := s.Ordered([]Set{{Values: map[string][]float64{"base": base, "more": c.more}}})
		if got.Verdict != c.want {
			t.Errorf("%s: %s (%s), expected %s", c.name, got.Verdict, got.Note, c.want)
		}
	}
	none := []float64{0, 0, 0, 0}
	s := Statement{Measure: Order, Order: [][]string{{"none"}, {"some"}}, Effect: MinimumEffect}
	if got := s.Ordered([]Set{{Values: map[string][]float64{"none": none, "some": {3, 4, 3, 4}}}}); got.Verdict !=
		Reproduced {
		t.Errorf("some against none: %s (%s)", got.Verdict, got.Note)
	}
}

package verdict

import (
	"strings"
	"testing"
)

// Is a load search refused that is too coarse for what a row is to show? The limits are a
// third of the minimum effect, or of the tolerance, worked out by hand.
func TestSearchesTooCoarse(t *testing.T) {
	for _, c := range []struct {
		measure              Measure
		published, tolerance string
		atMost               float64 // precision
		want                 string  // of the error beyond
	}{
		{Value, "1700", "relative 25%", 0.25 / 3, "expected 8.33% or less, a third of the tolerance, relative 25% of 1700"},
		{Value, "3828", "absolute 191.4", 0.05 / 3, "expected 1.66% or less, a third of the tolerance, absolute 191.4"},
		{Value, "500 to 700", "absolute 21", 0.01, "expected 1.00% or less"},
		{Ratio, "0%", "absolute 5%", 0.05 / 3, "expected 1.66% or less, a third of the tolerance, absolute 5% of 0%"},
		{Ratio, "+76%", "absolute 15%", 0.15 / 1.76 / 3, "expected 2.84% or less"}, // 1.76 times as much
		{Ratio, "-40%", "absolute 9%", 0.05, "expected 5.00% or less"},             // 0.6 times
		{Difference, "-200", "relative 50%", 0.5 / 3, "expected 16.66% or less"},
		{Value, "at most 200", "absolute 0", 1, ""}, // a bound does not hang on a search
		{Difference, "0", "absolute 5", 1, ""},      // of rates that are not stated
	} {
		s := statement(t, c.measure, "sustained_per_s", c.published, c.tolerance)
		checkPrecision(t, s, c.atMost, c.want)
	}
	order := &Statement{Measure: Order, Order: [][]string{{"a"}, {"b"}}, Effect: MinimumEffect}
	checkPrecision(t, order, 0.02/3, "a precision of 0.68%: expected 0.66% or less, a third of the smallest effect "+
		"that counts, 2%")
	order.Effect = 0.06
	checkPrecision(t, order, 0.02, "expected 2.00% or less, a third of the smallest effect that counts, 6%")
	rises := statement(t, Value, "latency_growth", "at least 0%", "absolute 0%")
	checkPrecision(t, rises, 0.02/3, "expected 0.66% or less")
}

// checkPrecision expects that a search of a precision is accepted, and one that is a
// fiftieth coarser refused; an empty text: accepted, too.
func checkPrecision(t *testing.T, s *Statement, atMost float64, want string) {
	t.Helper()
	if err := s.CheckPrecision(atMost); err != nil {
		t.Errorf("%v of %s, %s: %v", s.Measure, s.Published.Text, s.Tolerance.Text, err)
	}
	err := s.CheckPrecision(1.02 * atMost)
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("%v of %s, %s: %v, expected %q", s.Measure, s.Published.Text, s.Tolerance.Text, err, want)
	}
}

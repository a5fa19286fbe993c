package stated

import (
	"math"
	"testing"
)

// Are published values and tolerances read and written as people write them?
func TestValues(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		text, tolerance      string
		low, high            float64
		acceptLow, acceptMax float64
	}{
		{"868", "relative 25%", 868, 868, 651, 1085},
		{"-40%", "absolute 10%", -0.4, -0.4, -0.5, -0.3},
		{"-40%", "relative 10%", -0.4, -0.4, -0.44, -0.36},
		{"+74% to +78%", "absolute 15%", 0.74, 0.78, 0.59, 0.93},
		{"at least 100%", "absolute 0%", 1, inf, 1, inf},
		{"at most 2", "relative 50%", -inf, 2, -inf, 3},
		{"500 to 700", "absolute 50", 500, 700, 450, 750},
	} {
		var p Value
		var tol Tolerance
		if err := p.UnmarshalText([]byte(c.text)); err != nil {
			t.Error(err)
		}
		if err := tol.UnmarshalText([]byte(c.tolerance)); err != nil {
			t.Error(err)
		}
		low, high := tol.Accepts(p)
		if p.Low != c.low || p.High != c.high || !near(low, c.acceptLow) || !near(high, c.acceptMax) {
			t.Errorf("%s ± %s: %v to %v, accepts %v to %v", c.text, c.tolerance, p.Low, p.High, low, high)
		}
	}
	for _, text := range []string{"", "many", "5 to 3", "at least 1 to 2", "at least at most 3", "NaN", "1e999"} {
		if err := new(Value).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("published %q is taken", text)
		}
	}
	for _, text := range []string{"", "absolute", "relative 5", "absolute -1", "about 5%"} {
		if err := new(Tolerance).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("tolerance %q is taken", text)
		}
	}
}

func near(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-9 }

// Is a minimum effect a percentage above nothing, written as it was read?
func TestShares(t *testing.T) {
	for text, want := range map[string]string{"5%": "5%", "2.5%": "2.5%", "100%": "100%", "0%": "", "-3%": "", "101%": "",
		"0.05": "", "": ""} {
		var s Share
		err := s.UnmarshalText([]byte(text))
		if (err == nil) != (want != "") || err == nil && s.String() != want {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

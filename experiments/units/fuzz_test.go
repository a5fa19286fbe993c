package units

import (
	"math"
	"testing"
)

// Durations, rates, shares and numbers: an error, or a value within what is documented.
func FuzzUnits(f *testing.F) {
	for _, text := range []string{"10m", "-1h", "1e308/s", "1e-320/h", "5%", "1e400%", "9223372036854775807", "0x1p9",
		"1_000", "NaN", "Inf/s", "-0", "2562047h47m16.854775807s", "1/s/s", " 1/s", "１/s"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDuration(text); err == nil && d < 0 {
			t.Errorf("duration %v", d)
		}
		if r, err := ParseRate(text); err == nil && !(r >= leastRate && r <= mostRate) {
			t.Errorf("rate %v", r)
		}
		if p, err := ParsePercent(text); err == nil && (math.IsNaN(p) || math.IsInf(p, 0)) {
			t.Errorf("share %v", p)
		}
		if x, err := ParseNumber(text); err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Errorf("number %v", x)
		}
		if n, err := ParseInteger(text, -5, 5); err == nil && (n < -5 || n > 5) {
			t.Errorf("integer %d", n)
		}
	})
}

package table

import "testing"

func TestGrouped(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {999, 0, "999"}, {1000, 0, "1,000"}, {1234567.891, 2, "1,234,567.89"},
		{-1234, 0, "-1,234"}, {-12, 1, "-12.0"}, {999.999, 1, "1,000.0"},
	} {
		if got := Grouped(c.x, c.decimals); got != c.want {
			t.Errorf("Grouped(%v, %d) = %q, want %q", c.x, c.decimals, got, c.want)
		}
	}
}

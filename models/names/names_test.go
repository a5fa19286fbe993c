package names

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"first-fit", "least-loaded", "sticky-random", "sticky-max-available", "ttl",
		"percentile_Average_99"}
	for _, c := range []struct{ typed, want string }{
		{"stcky-random", "sticky-random"},
		{"sticky-radnom", "sticky-random"},
		{"Least-Loaded", "least-loaded"},
		{"sticky-max", "sticky-max-available"},
		{"tll", "ttl"},
		{"round", ""},
		{"", ""},
		{"percentile_Average99", "percentile_Average_99"},
		{"hashowner", ""},
		{string(make([]byte, 1000)), ""},
	} {
		if got := Nearest(c.typed, known); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "ab", 1}, {"abc", "xbc", 1}, {"kitten", "sitting",
		3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if distance(c.a, c.b) != distance(c.b, c.a) {
			t.Errorf("distance(%q, %q) is not symmetric", c.a, c.b)
		}
	}
}

package results

import "testing"

// Does a warning come above 1% of restores beyond the table and not at 1%, also where one
// seed of many has them all, and never where nothing is restored?
func TestExtrapolated(t *testing.T) {
	row := func(seed, restores, beyond int64) *Row {
		r := &Row{Seed: seed}
		r.RestoreStarts, r.RestoresClamped = restores, beyond
		return r
	}
	const where = " restores were outside of the table of restores (inputs of a quarter to four times the recorded " +
		"one, 1 to 64 restores at once on an invoker)"
	for _, c := range []struct {
		name string
		rows []*Row
		want string
	}{
		{"none restored", []*Row{row(1, 0, 0), nil}, ""},
		{"within", []*Row{row(1, 1000, 0)}, ""},
		{"one percent", []*Row{row(1, 1000, 10)}, ""},
		{"above", []*Row{row(1, 1000, 11)},
			"extrapolated: 1.1% of 1000" + where + ": they took the time of its nearest point"},
		{"one seed of two", []*Row{row(1, 1000, 0), row(2, 1000, 15)},
			"extrapolated: 0.75% of 2000" + where + ", 1.5% under seed 2: they took the time of its nearest point"},
	} {
		if got := Extrapolated(c.rows); got != c.want {
			t.Errorf("%s: %q, expected %q", c.name, got, c.want)
		}
	}
}

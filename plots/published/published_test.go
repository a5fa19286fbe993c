package published

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
)

// Where do the marks of a statement lie? A number and a range at their values, with the tolerance around
// them; a bound at its finite end, whose arrow shows the rest, so that its tolerance ends there; both values of
// a contradiction; and beside a bar that shows the number, the tolerance alone.
func TestPlacesOfMarks(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	hue := plots.Blue()
	up := func(v float64) plots.XY { return plots.XY{X: 1, Y: v} }
	tolerance := func(low, high float64) plots.Mark {
		return plots.Tolerance{From: up(low), To: up(high), Hue: plots.Darker(hue)}
	}
	other := &Reference{Stated: true, From: 9, To: 9, Low: nan, High: nan, Derived: "from published numbers"}
	for what, c := range map[string]struct {
		ref  Reference
		bar  bool
		want []plots.Mark
	}{
		"number": {Reference{Stated: true, From: 4, To: 4, Low: 3, High: 5}, false,
			[]plots.Mark{tolerance(3, 5), plots.Stated{From: up(4), To: up(4), Hue: hue}}},
		"bar": {Reference{Stated: true, From: 4, To: 4, Low: 3, High: 5}, true, []plots.Mark{tolerance(3, 5)}},
		"input": {Reference{Stated: true, From: 4, To: 4, Low: nan, High: nan, Input: true}, false,
			[]plots.Mark{plots.Stated{From: up(4), To: up(4), Input: true, Hue: hue}}},
		"range": {Reference{Stated: true, From: 4, To: 6, Low: nan, High: nan}, false,
			[]plots.Mark{plots.Stated{From: up(4), To: up(6), Hue: hue}}},
		"at least": {Reference{Stated: true, From: 4, To: inf, Low: 3, High: inf}, false,
			[]plots.Mark{tolerance(3, 4), plots.Stated{From: up(4), To: up(4), Open: plots.AtLeast, Hue: hue}}},
		"exactly at most": {Reference{Stated: true, From: -inf, To: 4, Low: -inf, High: 4, Derived: "ratio"}, false,
			[]plots.Mark{plots.Stated{From: up(4), To: up(4), Open: plots.AtMost, Derived: true, Hue: hue}}},
		"contradiction": {Reference{Stated: true, From: 4, To: 4, Low: nan, High: nan, Other: other}, true,
			[]plots.Mark{plots.Stated{From: up(9), To: up(9), Derived: true, Hue: hue, Shift: vg.Point{X: -besideOther}}}},
		"two bands": {Reference{Stated: true, From: 4, To: 4, Low: 3, High: 5, Other: &Reference{Stated: true, From: 9, To: 9,
			Low: 8, High: 10}}, false, []plots.Mark{tolerance(3, 5), plots.Stated{From: up(4), To: up(4), Hue: hue},
			plots.Tolerance{From: up(8), To: up(10), Hue: plots.Darker(hue), Shift: vg.Point{X: -besideOther}},
			plots.Stated{From: up(9), To: up(9), Hue: hue, Shift: vg.Point{X: -besideOther}}}},
		"remembered": {Reference{Stated: true, From: 4, To: 4, Low: nan, High: nan, Ground: plots.Recalled}, false,
			[]plots.Mark{plots.Stated{From: up(4), To: up(4), Ground: plots.Recalled, Hue: hue}}},
		"nothing": {Reference{}, false, nil},
	} {
		if got := c.ref.Draw(up, hue, false, c.bar); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, expected %+v", what, got, c.want)
		}
	}
}

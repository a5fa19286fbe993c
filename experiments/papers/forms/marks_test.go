package forms

import (
	"math"
	"slices"
	"testing"

	"thaw/plots"
	kinds "thaw/plots/figures"
)

// statedClaims are claims of every kind about the cell "one".
func statedClaims() []Claim {
	inf, nan := math.Inf(1), math.NaN()
	return []Claim{
		{Index: 0, Metric: "wait", Of: "one/a", Kind: Number, From: 4, Upto: 4, Low: 3, High: 5, Simulated: 5},
		{Index: 1, Metric: "wait", Of: "one/b", Kind: Number, From: 2, Upto: inf, Low: 2, High: inf, Simulated: 3},
		{Index: 2, Metric: "wait", Of: "one/b", To: "one/a", Kind: Compared, From: 0.5, Upto: 0.5, Low: 0.3, High: 0.7,
			Simulated: 0.6},
		{Index: 3, Metric: "other", Of: "one/a", Kind: Number, From: 10, Upto: 20, Low: 9, High: 21, Simulated: 30},
		{Index: 4, Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, Low: 1.02, High: inf,
			Pairs: []plots.Interval{{Value: 1.5, Low: 1.2, High: 1.8}}},
		{Index: 5, Metric: "wait", Of: "one/a", Kind: Number, From: 7, Upto: 7, Low: 7, High: 7, Simulated: nan},
		{Index: 6, Metric: "wait", Of: "one/b", To: "one/a", Kind: Subtracted, From: 0, Upto: 0, Low: -1, High: 1, Simulated: 2},
	}
}

// marksOf draws the cell with the claims in a form, and returns the published marks beside bars or
// points, and the rows of the strip.
func marksOf(t *testing.T, form string, claims []Claim) (beside []kinds.Reference, strip []kinds.ClaimRow) {
	t.Helper()
	f, err := Find(form)
	if err != nil {
		t.Fatal(err)
	}
	cell := measuredCell{"one", 1, map[string][]float64{"a": {4, 6}, "b": {8, 8}}}
	in := Input{Claims: claims, Find: func(name string) []Cell {
		if name == "one" {
			return []Cell{cell}
		}
		return nil
	}}
	fig := &Figure{Name: "1", Metrics: []string{"wait"}, Across: "rate"}
	figures, err := f.Draw(fig, in, []Cell{cell})
	if err != nil || len(figures) != 1 {
		t.Fatalf("%s: %d figures, %v", form, len(figures), err)
	}
	beside, strip = marksIn(t, figures)
	fig.Strip = "apart"
	if figures, err = f.Draw(fig, in, []Cell{cell}); err != nil {
		t.Fatalf("%s: %v", form, err)
	}
	if a, b := marksIn(t, figures); len(a) != len(beside) || len(b) != len(strip) || figures[0].(plots.Panels).Strip != nil &&
		form != "claims" {
		t.Errorf("%s: %d and %d marks, with claims apart %d and %d", form, len(beside), len(strip), len(a), len(b))
	}
	return beside, strip
}

// marksIn returns the published marks of figures beside bars or points, and the rows of their strips.
func marksIn(t *testing.T, figures []plots.Figure) (beside []kinds.Reference, strip []kinds.ClaimRow) {
	t.Helper()
	for _, fig := range figures {
		panels := fig.(plots.Panels)
		for _, tile := range panels.Tiles {
			switch fig := tile.Figure.(type) {
			case kinds.Bars:
				for _, s := range fig.Series {
					beside = append(beside, s.References...)
				}
			case kinds.Lines:
				for _, s := range fig.Series {
					for _, q := range s.Published {
						beside = append(beside, q.Reference)
					}
				}
			}
		}
		if _, err := plots.Save(t.TempDir(), panels, plots.Output{}); err != nil {
			t.Errorf("%s: %v", panels.Name(), err)
		}
		if panels.Strip != nil {
			strip = append(strip, panels.Strip.(kinds.Claims)...)
		}
	}
	return slices.DeleteFunc(beside, func(r kinds.Reference) bool { return !r.Stated }), strip
}

// Is everything that is published about a figure drawn in it, and once? A claim without a mark, or
// with two, would mislead whoever lays the figure beside the original.
func TestEveryClaimHasOneMark(t *testing.T) {
	claims := statedClaims()
	for form, wantBeside := range map[string]int{"bars": 2, "grouped-bars": 2, "profile": 2, "lines": 2, "claims": 0} {
		beside, strip := marksOf(t, form, claims)
		if len(beside) != wantBeside || len(beside)+len(strip) != len(claims) {
			t.Errorf("%s: %d marks in panels and %d in the strip, expected %d and %d", form, len(beside), len(strip),
				wantBeside, len(claims)-wantBeside)
		}
	}
	if beside, strip := marksOf(t, "bars", nil); len(beside)+len(strip) > 0 {
		t.Errorf("without claims: %d and %d marks", len(beside), len(strip))
	}
}

// Where does a value that only a published ratio gives lie? At the simulated base times the ratio,
// with the tolerance of the ratio, and it says that it is derived.
func TestDerivedMarks(t *testing.T) {
	beside, _ := marksOf(t, "bars", statedClaims()[2:3])
	want := kinds.Reference{Stated: true, Derived: true, From: 7.5, To: 7.5, Low: 6.5, High: 8.5} // base 5
	if len(beside) != 1 || beside[0] != want {
		t.Errorf("marks %+v, expected %+v", beside, want)
	}
	beside, _ = marksOf(t, "bars", statedClaims()[6:7])
	want = kinds.Reference{Stated: true, Derived: true, From: 5, To: 5, Low: 4, High: 6} // a difference of 0 ± 1
	if len(beside) != 1 || beside[0] != want {
		t.Errorf("a difference: marks %+v, expected %+v", beside, want)
	}
	none := statedClaims()[2:3]
	none[0].To = "two/a" // a cell that the panel does not show
	if beside, strip := marksOf(t, "bars", none); len(beside) != 0 || len(strip) != 1 {
		t.Errorf("a base that is not drawn: %d marks in the panel, %d in the strip", len(beside), len(strip))
	}
}

// Do rows of the strip lie where they belong: a number at simulated ÷ published, a ratio with what
// it is a ratio to, an order at the greater ÷ the smaller, and nothing where nothing was measured or
// nothing is published to divide by?
func TestPlacesInTheStrip(t *testing.T) {
	_, strip := marksOf(t, "claims", statedClaims())
	inf := math.Inf(1)
	for i, want := range []struct {
		low, high float64
		values    []float64
	}{
		{0.75, 1.25, []float64{1.25}},                // 5 of a published 4
		{1, inf, []float64{1.5}},                     // 3 where at least 2 is published
		{1.3 / 1.5, 1.7 / 1.5, []float64{1.6 / 1.5}}, // +60% of +50%
		{0.9, 2.1, []float64{3}},                     // 30 of 10 to 20
		{1.02, inf, []float64{1.5}},                  // a pair
		{1, 1, nil},                                  // nothing was measured
		{0.8, 1.2, []float64{1.4}},                   // a difference of 2 from a simulated 5, published: none
	} {
		r := strip[i]
		var values []float64
		for _, e := range r.Simulated {
			values = append(values, e.Value)
		}
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12 }
		if !same(r.Low, want.low) || !same(r.High, want.high) || !slices.EqualFunc(values, want.values, same) {
			t.Errorf("row %d, %q: accepted %v to %v, simulated %v; expected %+v", i, r.Label, r.Low, r.High, values, want)
		}
	}
	for _, want := range []string{"a < b", "b ÷ a", "b − a"} {
		if !slices.ContainsFunc(strip, func(r kinds.ClaimRow) bool { return r.Label == want }) {
			t.Errorf("no row is labelled %q", want)
		}
	}
}

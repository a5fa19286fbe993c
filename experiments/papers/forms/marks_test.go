package forms

import (
	"math"
	"slices"
	"strings"
	"testing"

	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/plots/published"
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
func marksOf(t *testing.T, form string, claims []Claim) (beside []published.Reference, strip []kinds.ClaimRow) {
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
func marksIn(t *testing.T, figures []plots.Figure) (beside []published.Reference, strip []kinds.ClaimRow) {
	t.Helper()
	for _, fig := range figures {
		panels := fig.(plots.Panels)
		for _, tile := range panels.Tiles {
			switch fig := tile.Figure.(type) {
			case kinds.Bars:
				for _, s := range fig.Series {
					beside = append(beside, s.References...)
				}
			case kinds.StackedBars:
				beside = append(beside, fig.References...)
				for _, p := range fig.Parts {
					beside = append(beside, p.Published...)
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
	return slices.DeleteFunc(beside, func(r published.Reference) bool { return !r.Stated }), strip
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
	want := published.Reference{Stated: true, Derived: "published ratio × simulated a", From: 7.5, To: 7.5, Low: 6.5, High: 8.5} // base 5
	if len(beside) != 1 || beside[0] != want {
		t.Errorf("marks %+v, expected %+v", beside, want)
	}
	beside, _ = marksOf(t, "bars", statedClaims()[6:7])
	want = published.Reference{Stated: true, Derived: "simulated a + published difference", From: 5, To: 5, Low: 4, High: 6} // a difference of 0 ± 1
	if len(beside) != 1 || beside[0] != want {
		t.Errorf("a difference: marks %+v, expected %+v", beside, want)
	}
	none := statedClaims()[2:3]
	none[0].To = "two/a" // a cell that the panel does not show
	if beside, strip := marksOf(t, "bars", none); len(beside) != 0 || len(strip) != 1 {
		t.Errorf("a base that is not drawn: %d marks in the panel, %d in the strip", len(beside), len(strip))
	}
}

// Is a value that the publication does not state, but that follows from its numbers, drawn as derived? Is
// an input marked, and does a contradiction show both of its values?
func TestKindsOfPublishedValues(t *testing.T) {
	claims := statedClaims()[:1]
	claims[0].Computed, claims[0].Input = "2 times 2", true
	claims[0].Other = &Other{From: 9, Upto: 9}
	beside, _ := marksOf(t, "bars", claims)
	if len(beside) != 1 || beside[0].Derived != "from published numbers" || !beside[0].Input || beside[0].Other == nil ||
		beside[0].Other.From != 9 || beside[0].Other.Derived != "" {
		t.Errorf("marks %+v", beside)
	}
	claims[0].Other.Computed = true
	_, strip := marksOf(t, "claims", claims)
	if p := strip[0].Published; p.Derived == "" || !p.Input || p.Other == nil || p.Other.From != 2.25 || p.Other.Derived == "" {
		t.Errorf("in the strip %+v", p)
	}
	if want := "4\u00a0ms or 9\u00a0ms → 5\u00a0ms"; strip[0].Remark != want {
		t.Errorf("%q, expected %q", strip[0].Remark, want)
	}
	beside, strip = marksOf(t, "stacked-bars", claims) // a part is no place for a diamond
	if len(beside) != 0 || len(strip) != 1 {
		t.Errorf("stacked bars: %d marks and %d rows", len(beside), len(strip))
	}
}

// Do rows of the strip lie where they belong: a number at simulated ÷ published, a range by its middle, a
// change as a factor, an order at the greater ÷ the smaller, and nothing where nothing was measured or
// nothing is published to divide by? Where is what is published?
func TestPlacesInTheStrip(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	claims := append(statedClaims(),
		Claim{Index: 7, Metric: "wait", Of: "one/b", To: "one/a", Kind: Subtracted, From: -2, Upto: -2, Low: -3, High: -1,
			Simulated: -2.5, Interval: [2]float64{-2.6, -2.4}},
		Claim{Index: 8, Metric: "saving_share", Of: "one/b", From: 0.2, Upto: 0.2, Low: 0.1, High: 0.3, Simulated: -0.1,
			Interval: [2]float64{nan, nan}},
		Claim{Index: 9, Metric: "latency_growth", Of: "one/b", From: 0.25, Upto: inf, Low: 0.25, High: inf, Simulated: 0.5,
			Interval: [2]float64{nan, nan}},
		Claim{Index: 10, Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, Low: 1.02, High: inf})
	_, strip := marksOf(t, "claims", claims)
	for i, want := range []struct {
		low, high  float64
		from, upto float64
		values     []float64
		changed    bool
	}{
		{0.75, 1.25, 1, 1, []float64{1.25}, false},               // 5 of a published 4
		{1, inf, 1, inf, []float64{1.5}, false},                  // 3 where at least 2 is published
		{1.3 / 1.5, 1.7 / 1.5, 1, 1, []float64{1.6 / 1.5}, true}, // +60% of +50%
		{0.6, 1.4, 10.0 / 15, 20.0 / 15, []float64{2}, false},    // 30 of 10 to 20
		{1.02, inf, nan, nan, []float64{1.5}, false},             // a pair
		{1, 1, 1, 1, nil, false},                                 // nothing was measured
		{nan, nan, nan, nan, nil, false},                         // a difference of nothing
		{0.5, 1.5, 1, 1, []float64{1.25}, false},                 // a decrease of 2.5 of a published 2
		{0.5, 1.5, 1, 1, []float64{-0.5}, false},                 // it saves nothing, which is beyond the axis
		{1, inf, 1, inf, []float64{1.5 / 1.25}, true},            // it grows by 50%, at least by 25%
		{nan, nan, nan, nan, nil, false},                         // no pair was measured: nothing is accepted
	} {
		r := strip[i]
		var values []float64
		for _, e := range r.Simulated {
			values = append(values, e.Value)
		}
		from, upto := nan, nan
		if r.Published.Stated {
			from, upto = r.Published.From, r.Published.To
		}
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12 }
		if !same(r.Low, want.low) || !same(r.High, want.high) || !slices.EqualFunc(values, want.values, same) ||
			!same(from, want.from) || !same(upto, want.upto) || r.Changed != want.changed {
			t.Errorf("row %d, %q: accepted %v to %v, published %v to %v, simulated %v, a change %v; expected %+v", i, r.Label,
				r.Low, r.High, from, upto, values, r.Changed, want)
		}
	}
	if e := strip[7].Simulated[0]; math.Abs(e.Low-1.2) > 1e-12 || math.Abs(e.High-1.3) > 1e-12 {
		t.Errorf("the interval of a decrease is %v to %v, expected 1.2 to 1.3", e.Low, e.High)
	}
	for _, want := range []string{"a < b", "b ÷ a", "b − a"} {
		if !slices.ContainsFunc(strip, func(r kinds.ClaimRow) bool { return r.Label == want }) {
			t.Errorf("no row is labelled %q", want)
		}
	}
}

// Can a number that was only remembered, or that is our own expectation, have the mark of a published one in any
// form? Neither a bar, nor a part of one, nor a circle, diamond, box or line.
func TestGroundsInEveryForm(t *testing.T) {
	for _, ground := range []plots.Ground{plots.Recalled, plots.Expected} {
		claims := statedClaims()
		for i := range claims {
			claims[i].Ground = ground
			claims[i].Computed = "it is computed"
		}
		for _, form := range []string{"bars", "grouped-bars", "profile", "lines", "stacked-bars", "claims"} {
			beside, strip := marksOf(t, form, claims)
			for _, r := range strip {
				if r.Published.Stated {
					beside = append(beside, r.Published)
				} else if r.Order {
					t.Errorf("%s: the order %q has no mark", form, r.Label)
				}
			}
			if len(beside) == 0 {
				t.Errorf("%s draws nothing", form)
			}
			for _, ref := range beside {
				if ref.Ground != ground || ref.IsBar() || strings.Contains(ref.Derived, "published") {
					t.Errorf("%s: %+v looks published", form, ref)
				}
				for _, m := range ref.Draw(func(v float64) plots.XY { return plots.XY{X: v} }, plots.Grey(), true, false) {
					if s, ok := m.(plots.Stated); ok && s.Ground != ground {
						t.Errorf("%s: the mark %+v looks published", form, s)
					}
				}
			}
		}
	}
}

// Does an order with several pairs say what its dots are, by what differs among them?
func TestNamesOfPairs(t *testing.T) {
	d := &drawing{Figure: &Figure{}, Input: Input{Find: func(string) []Cell { return nil }}, marked: map[int]bool{}}
	for _, c := range []struct {
		pairs []Pair
		want  []string
	}{
		{nil, nil}, {[]Pair{{"one/a", "one/b", ""}}, []string{"b ÷ a"}}, // the other pair has no ratio
		{[]Pair{{"one/a", "one/b", ""}, {"one/a", "one/c", ""}}, []string{"b", "c"}},
		{[]Pair{{"one/b", "one/a", ""}, {"one/c", "one/a", ""}}, []string{"b", "c"}},
		{[]Pair{{"one/a", "one/b", ""}, {"one/b", "one/c", ""}}, []string{"b", "c"}},
		{[]Pair{{"one/a", "one/b", ""}, {"one/a", "one/c", ""}, {"one/d", "one/b", ""}, {"one/d", "one/c", ""}},
			[]string{"b ÷ a", "c ÷ a", "b ÷ d", "c ÷ d"}},
		{[]Pair{{"one/a", "one/b", "x"}, {"one/a", "one/b", "y"}}, []string{"x", "y"}},
		{[]Pair{{"one/a", "one/b", "x"}, {"one/a", "one/c", "x"}}, []string{"b x", "c x"}},
	} {
		k := Claim{Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b", "one/c"}}, PairsOf: c.pairs}
		if got := d.row(k).Dots; !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, expected %q", c.pairs, got, c.want)
		}
	}
	one := Claim{Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, PairsOf: []Pair{{"one/a", "one/b", ""}}}
	if got := d.row(one).Dots; got != nil {
		t.Errorf("the only pair of an order is named %q", got)
	}
}

// Does the row of two orders that contradict each other show both, each with the side that it accepts?
func TestTwoOrders(t *testing.T) {
	d := &drawing{Figure: &Figure{}, Input: Input{Find: func(string) []Cell { return nil }}, marked: map[int]bool{}}
	k := Claim{Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, Low: 1.25, High: math.Inf(1),
		OtherOrder: [][]string{{"one/b"}, {"one/a"}}, Pairs: []plots.Interval{plots.Exact(2)}, PairsOf: []Pair{{"one/a", "one/b", ""}}}
	r := d.row(k)
	if r.Label != "a < b; or b < a" || r.Second == nil || *r.Second != [2]float64{0, 0.8} {
		t.Errorf("%q accepts %v by the second order, expected up to 0.8", r.Label, r.Second)
	}
	k.OtherOrder = [][]string{{"one/a"}, {"one/b"}, {"one/c"}}
	if r = d.row(k); r.Second != nil {
		t.Errorf("an order that says the same accepts %v", *r.Second)
	}
}

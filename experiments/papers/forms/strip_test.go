package forms

import (
	"math"
	"testing"

	"thaw/plots"
)

// itemCell is a cell of a study with three items.
type itemCell struct{ measuredCell }

func (c itemCell) Items() []string { return []string{"x", "y", "z"} }
func (c itemCell) Unit(metric string) plots.Unit {
	if metric == "share" {
		return plots.Share
	}
	return plots.Milliseconds
}

// Does a row say what it is about, with the items that it covers, and what came out, published and
// simulated in one form and with their unit? A row that says "100% of pairs" of an order with too small
// an effect reads as if it held.
func TestWordsOfRows(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	cell := itemCell{measuredCell{"one", 1, map[string][]float64{"a": {0.5}, "b": {0.25}}}}
	in := Input{Find: func(string) []Cell { return []Cell{cell} }}
	for _, c := range []struct {
		claim               Claim
		group, label, words string
	}{
		{Claim{Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, Each: true, Items: []string{"x"},
			Verdict: "shape only"}, "wait, x", "a < b", ""},
		{Claim{Metric: "wait", Kind: Ordered, Order: [][]string{{"one/a"}, {"one/b"}}, Each: true, Items: []string{"x", "z"},
			Verdict: "in line"}, "wait, each of all but y", "a < b", ""},
		{Claim{Metric: "wait", Kind: Compared, Of: "one/a", To: "one/b", Each: true, From: 1, Upto: inf, Simulated: 0.013},
			"wait, mean ratio of all 3", "a ÷ b", "≥ +100% → +1.3%"},
		{Claim{Metric: "wait", Of: "one/a", From: 2000, Upto: 3000, Simulated: 900}, "wait, mean of all 3", "a",
			"2\u00a0s – 3\u00a0s → 900\u00a0ms"},
		{Claim{Metric: "wait", Of: "one/a/x", From: -inf, Upto: 4, Simulated: nan, Verdict: "not comparable"}, "wait", "a x",
			"≤ 4\u00a0ms → none"},
		{Claim{Metric: "wait", Kind: Compared, Of: "one/a/x", To: "two/a/x", From: 1, Upto: 1, Simulated: 1, Counted: true},
			"wait, a x", "one ÷ two", "+100% → +100%"},
		{Claim{Metric: "saving_share", Of: "one/a/x", From: 0.2, Upto: 0.2, Simulated: 0.3}, "saving_share", "a x",
			"200\u00a0µs → 300\u00a0µs"},
		{Claim{Metric: "share", Kind: Subtracted, Of: "one/a", To: "one/b", Low: -0.01, High: 0.01, Simulated: -2.4e-7},
			"share, mean of all 3", "a − b", "0\u00a0points ± 1\u00a0points → 0\u00a0points"},
	} {
		d := &drawing{Figure: &Figure{}, Input: in, marked: map[int]bool{}}
		r := d.row(c.claim)
		if r.Group != c.group || r.Label != c.label || r.Remark != c.words || r.Verdict != c.claim.Verdict ||
			r.Counted != c.claim.Counted {
			t.Errorf("%q, %q, %q, %q; expected %q, %q, %q", r.Group, r.Label, r.Remark, r.Verdict, c.group, c.label, c.words)
		}
	}
}

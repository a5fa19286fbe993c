package forms

import (
	"math"
	"slices"
	"strings"

	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/plots/published"
)

// strip are the claims that have no mark in a panel; none where they stand in a figure of their own.
func (d *drawing) strip() kinds.Claims {
	var out kinds.Claims
	for _, k := range d.Claims {
		if !d.marked[k.Index] {
			out = append(out, d.row(k))
		}
	}
	if d.Strip == "apart" {
		d.apart, out = out, nil
	}
	return out
}

// row places a claim on the axis of the strip. Numbers and differences are divided by what is published,
// a range by its middle. Changes count as factors, +25% as 1.25: ratios less 1 and growths.
func (d *drawing) row(k Claim) kinds.ClaimRow {
	nan := math.NaN()
	r := kinds.ClaimRow{Low: nan, High: nan, Remark: d.remark(k), Verdict: k.Verdict, Counted: k.Counted}
	r.Group, r.Label = d.claimLabel(k)
	if k.Kind == Ordered {
		if r.Order, r.Simulated = true, k.Pairs; len(k.Pairs) > 0 { // nothing is accepted of nothing
			r.Low, r.High = k.Low, k.High
			if d.reversed(k) {
				r.Second = &[2]float64{0, 1 / k.Low}
			}
		}
		if r.Dots = d.pairNames(k); k.Ground != plots.Printed {
			r.Published = published.Reference{Stated: true, From: 1, To: math.Inf(1), Low: nan, High: nan,
				Ground: k.Ground, Order: true}
		}
		return r
	}
	shift := 0.0
	if r.Changed = k.isChange(); r.Changed {
		shift = 1
	}
	by := k.middle() + shift
	if by == 0 || shift != 0 && by < 0 || math.IsNaN(by) {
		r.Changed = false
		return r // no ratio to nothing; the remark says both
	}
	at := func(v float64) float64 { return (v + shift) / by }
	if by < 0 { // a published decrease: the greater one is the lesser number
		k = k.turned()
	}
	if r.Low, r.High = at(k.Low), at(k.High); math.IsNaN(r.Low) {
		r.Low, r.High = at(k.From), at(k.Upto)
	}
	k.Low, k.High = nan, nan // the shading shows what is accepted
	if o := k.Other; o != nil {
		r.Second = &[2]float64{at(o.Low), at(o.High)}
		k.Other = &Other{From: o.From, Upto: o.Upto, Low: nan, High: nan, Computed: o.Computed}
	}
	r.Published = k.reference(at)
	if !math.IsNaN(k.Simulated) {
		e := plots.Exact(at(k.Simulated))
		if low, high := at(k.Interval[0]), at(k.Interval[1]); low <= e.Value && e.Value <= high {
			e.Low, e.High = low, high
		}
		r.Simulated = []plots.Interval{e}
	}
	return r
}

// isChange reports whether a claim states by how much something changes, which is 0 where nothing does.
func (k *Claim) isChange() bool {
	return k.Kind == Compared || k.Kind == Number && strings.HasSuffix(k.Metric, "_growth")
}

// middle is that of what is published; of a bound the bound.
func (k *Claim) middle() float64 {
	switch {
	case math.IsInf(k.Upto, 1):
		return k.From
	case math.IsInf(k.From, -1):
		return k.Upto
	}
	return (k.From + k.Upto) / 2
}

// turned has the ends of all ranges in the opposite order.
func (k Claim) turned() Claim {
	k.From, k.Upto, k.Low, k.High = k.Upto, k.From, k.High, k.Low
	k.Interval[0], k.Interval[1] = k.Interval[1], k.Interval[0]
	if k.Other != nil {
		o := k.Other
		k.Other = &Other{From: o.Upto, Upto: o.From, Low: o.High, High: o.Low, Computed: o.Computed}
	}
	return k
}

// meaning says for the caption what the rows of a strip show.
func meaning(rows kinds.Claims) string {
	var number, order, uncounted, bare bool
	for _, r := range rows {
		number, order, uncounted = number || !r.Order, order || r.Order, uncounted || !r.Counted
		bare = bare || len(r.Simulated) == 0
	}
	text := ""
	if number {
		text = "Rows of numbers lie at simulated ÷ " + statedWord(rows)
		var by []string
		if slices.ContainsFunc(rows, func(r kinds.ClaimRow) bool { return r.Changed }) {
			by = append(by, "a change of +25% counts as 1.25")
		}
		if slices.ContainsFunc(rows, func(r kinds.ClaimRow) bool { return r.Published.From < r.Published.To }) {
			by = append(by, "a range is divided by its middle, a bound by itself")
		}
		if len(by) > 0 {
			text += ", where " + strings.Join(by, " and ")
		}
		text += ". "
	}
	if order {
		text += "Rows of orders lie at the stated greater ÷ the stated smaller value of each pair. "
	}
	if slices.ContainsFunc(rows, func(r kinds.ClaimRow) bool { return len(r.Dots) > 1 }) {
		text += "\"dots\" names those of a row from left to right, by the greater of each pair or by what else " +
			"tells them apart; of many the first and the last. "
	}
	if slices.ContainsFunc(rows, func(r kinds.ClaimRow) bool { return r.Second != nil }) {
		text += "Where the publication contradicts itself, the upper half of a row has its first value or order and " +
			"what that accepts, the lower half the second. "
	}
	text += groundNote(rows)
	if uncounted {
		text += "Grey marks are of rows that are no predictions, such as inputs of the model. "
	}
	if bare {
		text += "Rows without a mark have no place on the axis, or nothing that can be compared; " +
			"claims.csv says which. "
	}
	return strings.TrimSpace(text)
}

// statedWord is by what numbers are divided.
func statedWord(rows kinds.Claims) string {
	other := func(r kinds.ClaimRow) bool { return !r.Order && r.Published.Ground != plots.Printed }
	if slices.ContainsFunc(rows, other) {
		return "what is stated"
	}
	return "published"
}

// groundNote says what marks mean that do not stand in the publication.
func groundNote(rows kinds.Claims) (text string) {
	has := func(g plots.Ground) bool {
		return slices.ContainsFunc(rows, func(r kinds.ClaimRow) bool { return r.Published.Ground == g })
	}
	if has(plots.Recalled) {
		text += "Marks that are struck through are remembered or told by others, and could not be looked up. "
	}
	if has(plots.Expected) {
		text += "Triangles are our own expectation, which nobody has published. "
	}
	return text
}

// remark is what is published and what was simulated, in one form and with the unit of the figure;
// nothing of an order.
func (d *drawing) remark(k Claim) string {
	if k.Kind == Ordered {
		return ""
	}
	written := d.text(k)
	text := func(v float64) string { // no line ends before a unit
		return strings.ReplaceAll(written(v), " ", "\u00a0")
	}
	published := spoken(k.From, k.Upto, text)
	if k.Kind == Subtracted && k.From == k.Upto && k.Low < k.High && !math.IsInf(k.High-k.Low, 0) {
		published += " ± " + strings.TrimPrefix(text((k.High-k.Low)/2), "+")
	}
	if k.Other != nil {
		published += " or " + spoken(k.Other.From, k.Other.Upto, text)
	}
	switch {
	case k.Words != "":
		return published
	case math.IsNaN(k.Simulated):
		return published + " → none"
	}
	return published + " → " + text(k.Simulated)
}

// spoken writes a number, a range or a bound.
func spoken(from, upto float64, text func(v float64) string) string {
	switch {
	case math.IsInf(upto, 1):
		return "≥ " + text(from)
	case math.IsInf(from, -1):
		return "≤ " + text(upto)
	case from != upto:
		return text(from) + " – " + text(upto)
	}
	return text(from)
}

// text returns how values of a claim are written.
func (d *drawing) text(k Claim) func(v float64) string {
	unit, scale := plots.Plain, 1.0
	cell, _, _ := strings.Cut(k.Of, "/")
	if cells := d.Find(cell); len(cells) > 0 && k.Kind != Counted {
		_, unit, scale = d.axis(cells[0], k.Metric)
	}
	switch {
	case k.isChange():
		return func(v float64) string { return plus(v) + plots.Share.Text(v) }
	case k.Kind == Shared, k.Percent && k.Kind == Number && unit == plots.Plain:
		return plots.Share.Text
	case k.Kind == Subtracted && unit == plots.Share:
		return func(v float64) string {
			v = math.Round(v*1e4) / 1e4 // hundredths of a point
			return plus(v) + plots.Number(100*v) + " points"
		}
	case k.Kind == Subtracted:
		return func(v float64) string { return plus(v) + unit.Text(v*scale) }
	}
	return func(v float64) string { return unit.Text(v * scale) }
}

// plus is the sign of a change upwards.
func plus(v float64) string {
	if v > 0 {
		return "+"
	}
	return ""
}

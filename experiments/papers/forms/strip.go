package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/plots"
	kinds "thaw/plots/figures"
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
		k.Other = &Other{From: k.Other.Upto, Upto: k.Other.From, Computed: k.Other.Computed}
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
		text = "Rows of numbers lie at simulated ÷ published"
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
	if uncounted {
		text += "Grey marks are of rows that are no predictions, such as inputs of the model. "
	}
	if bare {
		text += "Rows without a mark have no place on the axis, or nothing that can be compared; " +
			"claims.csv says which. "
	}
	return strings.TrimSpace(text)
}

// remark is what is published and what was simulated, in one form and with the unit of the figure;
// nothing of an order.
func (d *drawing) remark(k Claim) string {
	if k.Kind == Ordered {
		return ""
	}
	text := d.text(k)
	published := spoken(k.From, k.Upto, text)
	if k.Kind == Subtracted && k.From == k.Upto && k.Low < k.High && !math.IsInf(k.High-k.Low, 0) {
		published += " ± " + strings.TrimPrefix(text((k.High-k.Low)/2), "+")
	}
	if k.Other != nil {
		published += " or " + spoken(k.Other.From, k.Other.Upto, text)
	}
	if math.IsNaN(k.Simulated) {
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
	case k.Kind == Shared:
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

// claimLabel says what a claim is about and what it compares, in the names of the figure.
func (d *drawing) claimLabel(k Claim) (about, what string) {
	all := append(slices.Concat(k.Order...), k.Of, k.To)
	all = slices.DeleteFunc(all, func(text string) bool { return text == "" })
	first := cellOf(all[0])
	about = k.Metric
	if cells := d.Find(first); len(cells) > 0 {
		about, _, _ = d.axis(cells[0], k.Metric)
	}
	if k.Within != "" {
		about += " ≤ " + k.Within
	}
	one := !slices.ContainsFunc(all, func(text string) bool { return cellOf(text) != first })
	if one && d.severalCells() {
		about = d.cellName(first) + ", " + about
	}
	if text := d.covered(k, all); text != "" {
		about += ", " + text
	}
	show := func(text string) string { return d.showReference(text, one) }
	other := func(text string) bool { return restOf(text) != restOf(all[0]) }
	if !one && !slices.ContainsFunc(all, other) {
		about += ", " + d.showReference(all[0], true) // the same in several cells
		show = func(text string) string { return d.cellName(cellOf(text)) }
	}
	switch {
	case len(k.Order) > 0:
		var tiers []string
		for _, tier := range k.Order {
			var of []string
			for _, text := range tier {
				of = append(of, show(text))
			}
			tiers = append(tiers, strings.Join(of, ", "))
		}
		return about, strings.Join(tiers, " < ")
	case k.Kind == Subtracted:
		return about, show(k.Of) + " − " + show(k.To)
	case k.Kind == Counted:
		return about, "items with " + show(k.Of) + " < " + show(k.To)
	case k.To != "":
		return about, show(k.Of) + " ÷ " + show(k.To)
	}
	return about, show(k.Of)
}

// covered says which items a claim is about: nothing where its cell has one, or its references name
// theirs.
func (d *drawing) covered(k Claim, references []string) string {
	cells := d.Find(cellOf(references[0]))
	if len(cells) == 0 || slices.ContainsFunc(references, func(r string) bool { return strings.Count(r, "/") > 1 }) {
		return ""
	}
	all := cells[0].Items()
	if len(all) < 2 || k.Kind == Counted && len(k.Items) == 0 {
		return ""
	}
	name := func(items []string) string {
		shown := make([]string, len(items))
		for i, item := range items {
			shown[i] = d.itemName(item)
		}
		return strings.Join(shown, ", ")
	}
	text := name(k.Items)
	switch {
	case len(k.Items) == 0:
		text = fmt.Sprintf("all %d", len(all))
	case 2*len(k.Items) > len(all):
		text = "all but " + name(slices.DeleteFunc(slices.Clone(all), func(item string) bool {
			return slices.Contains(k.Items, item)
		}))
	}
	switch {
	case len(k.Items) == 1 || k.Kind == Counted:
		return text
	case k.Each && k.Kind == Ordered:
		return "each of " + text
	case k.Each:
		return "mean ratio of " + text
	}
	return "mean of " + text
}

// Tiers writes an order in the names of files: without cells where all are the same.
func Tiers(order [][]string) string {
	all := slices.Concat(order...)
	several := slices.ContainsFunc(all, func(text string) bool { return cellOf(text) != cellOf(all[0]) })
	tiers := make([]string, len(order))
	for i, tier := range order {
		of := slices.Clone(tier)
		for k, text := range tier {
			if !several {
				_, of[k], _ = strings.Cut(text, "/")
			}
		}
		tiers[i] = strings.Join(of, ", ")
	}
	return strings.Join(tiers, " < ")
}

// severalCells reports whether the claims of the figure are about more than one cell.
func (d *drawing) severalCells() bool {
	cells := map[string]bool{}
	for _, k := range d.Claims {
		for _, text := range append(slices.Concat(k.Order...), k.Of, k.To) {
			if text != "" {
				cells[cellOf(text)] = true
			}
		}
	}
	return len(cells) > 1
}

// cellOf is the cell of CELL/POLICY.
func cellOf(text string) string {
	cell, _, _ := strings.Cut(text, "/")
	return cell
}

// restOf is the policy, with its item, of CELL/POLICY/ITEM.
func restOf(text string) string {
	_, rest, _ := strings.Cut(text, "/")
	return rest
}

// showReference writes CELL/POLICY/ITEM as figures name it; without the cell where all are of one.
func (d *drawing) showReference(text string, oneCell bool) string {
	cell, rest, _ := strings.Cut(text, "/")
	policy, item, _ := strings.Cut(rest, "/")
	out, _ := d.show(policy)
	if item != "" {
		out += " " + d.itemName(item)
	}
	if !oneCell {
		out += " (" + d.cellName(cell) + ")"
	}
	return out
}

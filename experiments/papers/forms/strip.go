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
		if d.marked[k.Index] {
			continue
		}
		d.marked[k.Index] = true
		out = append(out, d.row(k))
	}
	if d.Strip == "apart" {
		d.apart, out = out, nil
	}
	return out
}

// row places a claim on the axis of the strip. Ratios less 1 are raised by it; numbers are divided
// by what is published, and differences are added to the simulated value that they are relative to.
func (d *drawing) row(k Claim) kinds.ClaimRow {
	nan := math.NaN()
	r := kinds.ClaimRow{Low: nan, High: nan, Published: nan, Remark: d.remark(k)}
	r.Group, r.Label = d.claimLabel(k)
	if k.Kind == Ordered {
		r.Order, r.Low, r.High, r.Simulated = true, k.Low, k.High, k.Pairs
		return r
	}
	shift, by := 0.0, k.From
	if math.IsInf(by, 0) {
		by = k.Upto
	}
	switch {
	case k.Kind == Compared || signed(k.Metric):
		shift = 1
	case k.Kind == Subtracted:
		shift = d.base(k)
	}
	if by += shift; by <= 0 || math.IsNaN(by) {
		return r // no ratio to nothing; the remark says both
	}
	at := func(v float64) float64 { return (v + shift) / by }
	if k.From == k.Upto {
		r.Published = 1
	}
	if r.Low, r.High = at(k.Low), at(k.High); math.IsNaN(r.Low) {
		r.Low, r.High = at(k.From), at(k.Upto)
	}
	if !math.IsNaN(k.Simulated) {
		e := plots.Exact(at(k.Simulated))
		if low, high := at(k.Interval[0]), at(k.Interval[1]); low <= e.Value && e.Value <= high {
			e.Low, e.High = low, high
		}
		if e.Value > 0 {
			e.Low = max(e.Low, 0)
			r.Simulated = []plots.Interval{e}
		}
	}
	return r
}

// signed reports whether a metric is a change, which is 0 where nothing changes.
func signed(metric string) bool {
	return strings.HasSuffix(metric, "_growth") || strings.HasPrefix(metric, "saving")
}

// base is the simulated value that a difference is relative to; NaN: there is none.
func (d *drawing) base(k Claim) float64 {
	cell, reference, _ := strings.Cut(k.To, "/")
	for _, c := range d.Find(cell) {
		if x, err := c.Values(k.Metric, reference); err == nil {
			return estimateOf(x).Value
		}
	}
	return math.NaN()
}

// remark is what is published and what was simulated, in one form and with the unit of the figure;
// of an order its verdict.
func (d *drawing) remark(k Claim) string {
	if k.Kind == Ordered {
		return k.Verdict
	}
	text := d.text(k)
	published := text(k.From)
	switch {
	case math.IsInf(k.Upto, 1):
		published = "≥ " + text(k.From)
	case math.IsInf(k.From, -1):
		published = "≤ " + text(k.Upto)
	case k.From != k.Upto:
		published += " – " + text(k.Upto)
	case k.Kind == Subtracted && k.Low < k.High && !math.IsInf(k.High-k.Low, 0):
		published += " ± " + strings.TrimPrefix(text((k.High-k.Low)/2), "+")
	}
	if math.IsNaN(k.Simulated) {
		return published + " → " + k.Verdict
	}
	return published + " → " + text(k.Simulated)
}

// text returns how values of a claim are written.
func (d *drawing) text(k Claim) func(v float64) string {
	unit, scale := plots.Plain, 1.0
	cell, _, _ := strings.Cut(k.Of, "/")
	if cells := d.Find(cell); len(cells) > 0 && k.Kind != Counted {
		_, unit, scale = d.axis(cells[0], k.Metric)
	}
	switch {
	case k.Kind == Compared || k.Kind == Number && signed(k.Metric):
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

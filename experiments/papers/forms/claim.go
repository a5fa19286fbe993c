package forms

import (
	"math"
	"slices"
	"strings"

	"thaw/plots"
	kinds "thaw/plots/figures"
)

// Claim is a claim of a figure with its verdict, as forms draw it.
type Claim struct {
	Index      int // among the claims of the paper
	Metric     string
	Of, To     string // CELL/POLICY or CELL/POLICY/ITEM; To only where it compares
	Order      [][]string
	Within     string     // of a share: the bound
	Kind       ClaimKind  //
	From, Upto float64    // published: equal for a number, infinite on the open side of a bound
	Low, High  float64    // accepted, of an order for each pair; NaN where nothing is compared
	Simulated  float64    // NaN: nothing was
	Interval   [2]float64 // of what was simulated; NaN where there is none
	Pairs      []plots.Interval
	// as in the table
	PublishedText, SimulatedText string
}

// ClaimKind is the form of a claim, as far as drawing depends on it.
type ClaimKind int

// The kinds.
const (
	Number     ClaimKind = iota // a value of a metric
	Compared                    // a ratio, less 1
	Subtracted                  // a difference
	Ordered                     // an order: Pairs are the greater ÷ the smaller
	Shared                      // the share of a distribution
	Counted                     // the number of items
)

// reference is the mark of a value that is drawn: that of the claim which states it, with the
// policy or variant and item that reference names. It is a number, or a range or bound. The claim is
// then marked.
func (d *drawing) reference(c Cell, metric, reference string, scale float64, number bool) kinds.Reference {
	for _, k := range d.Claims {
		if k.Kind != Number || number != (k.From == k.Upto) || k.Metric != metric || d.marked[k.Index] ||
			!isOf(k.Of, c, reference) {
			continue
		}
		d.marked[k.Index] = true
		return kinds.Reference{Stated: true, From: k.From * scale, To: k.Upto * scale, Low: k.Low * scale,
			High: k.High * scale}
	}
	return kinds.Reference{}
}

// isOf reports whether a claim's CELL/POLICY is a reference of a cell. Of a cell with one item, the
// reference with it and the one without are the same.
func isOf(of string, c Cell, reference string) bool {
	item := ""
	if items := c.Items(); len(items) == 1 {
		item = "/" + items[0]
	}
	return strings.TrimSuffix(of, item) == c.Name()+"/"+strings.TrimSuffix(reference, item)
}

// derived is the mark of a value that a published ratio gives: the simulated value of what it is
// relative to, times the ratio. drawn tells which references the panel shows.
func (d *drawing) derived(c Cell, metric, reference string, scale float64, drawn []string) (kinds.Reference, error) {
	for _, k := range d.Claims {
		_, to, _ := strings.Cut(k.To, "/")
		if items := c.Items(); len(items) == 1 && items[0] != "" && !strings.HasSuffix(to, "/"+items[0]) &&
			!slices.Contains(drawn, to) {
			to += "/" + items[0]
		}
		if k.Kind != Compared || k.Metric != metric || d.marked[k.Index] || !isOf(k.Of, c, reference) ||
			!isOf(k.To, c, to) || !slices.Contains(drawn, to) {
			continue
		}
		x, err := c.Values(metric, to)
		if err != nil {
			return kinds.Reference{}, err
		}
		base := estimateOf(x).Value * scale
		if math.IsNaN(base) {
			continue
		}
		d.marked[k.Index] = true
		return kinds.Reference{Stated: true, Derived: true, From: base * (1 + k.From), To: base * (1 + k.Upto),
			Low: base * (1 + k.Low), High: base * (1 + k.High)}, nil
	}
	return kinds.Reference{}, nil
}

// rows are the claims that have no mark in a panel.
func (d *drawing) rows() []plots.ClaimRow {
	var out []plots.ClaimRow
	for _, k := range d.Claims {
		if d.marked[k.Index] {
			continue
		}
		d.marked[k.Index] = true
		out = append(out, d.row(k))
	}
	return out
}

// row places a claim on the axis of the strip. Ratios less 1 are raised by it; numbers are divided
// by what is published.
func (d *drawing) row(k Claim) plots.ClaimRow {
	nan := math.NaN()
	r := plots.ClaimRow{Label: d.claimLabel(k), Low: nan, High: nan, Published: nan,
		Remark: signs.Replace(k.PublishedText) + " → " + k.SimulatedText}
	if k.Kind == Ordered {
		r.Low, r.High, r.Simulated = k.Low, k.High, k.Pairs
		r.Remark = k.SimulatedText
		return r
	}
	shift, by := 0.0, k.From
	if math.IsInf(by, 0) {
		by = k.Upto
	}
	if k.Kind == Compared || strings.HasSuffix(k.Metric, "_growth") || strings.HasPrefix(k.Metric, "saving") {
		shift, by = 1, 1+by
	}
	if by <= 0 || math.IsNaN(by) {
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

// signs shortens what is published.
var signs = strings.NewReplacer("at least ", "≥ ", "at most ", "≤ ", " to ", " – ")

// claimLabel says what a claim compares, in the names of the figure.
func (d *drawing) claimLabel(k Claim) string {
	var all []string
	for _, tier := range k.Order {
		all = append(all, tier...)
	}
	all = append(all, k.Of, k.To)
	all = slices.DeleteFunc(all, func(text string) bool { return text == "" })
	label := k.Metric
	if cells := d.Find(cellOf(all[0])); len(cells) > 0 {
		label, _, _ = d.axis(cells[0], k.Metric)
	}
	if k.Within != "" {
		label += " ≤ " + k.Within
	}
	one := !slices.ContainsFunc(all, func(text string) bool { return cellOf(text) != cellOf(all[0]) })
	show := func(text string) string { return d.showReference(text, one) }
	if one && d.severalCells() {
		label = d.cellName(cellOf(all[0])) + ", " + label
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
		return label + ": " + strings.Join(tiers, " < ")
	case k.Kind == Subtracted:
		return label + ": " + show(k.Of) + " − " + show(k.To)
	case k.Kind == Counted:
		return label + ": items with " + show(k.Of) + " < " + show(k.To)
	case k.To != "":
		return label + ": " + show(k.Of) + " ÷ " + show(k.To)
	}
	return label + ": " + show(k.Of)
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

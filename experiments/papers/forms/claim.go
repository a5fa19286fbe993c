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
	Items      []string   // the claim covers only these; none: all of its cell
	Each       bool       // one item at a time, in place of their mean
	Within     string     // of a share: the bound
	Kind       ClaimKind  //
	From, Upto float64    // published: equal for a number, infinite on the open side of a bound
	Low, High  float64    // accepted, of an order for each pair; NaN where nothing is compared
	Simulated  float64    // NaN: nothing was
	Interval   [2]float64 // of what was simulated; NaN where there is none
	Pairs      []plots.Interval
	Verdict    string // as in the table
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

// derived is the mark of a value that a published ratio or difference gives: the simulated value of
// what it is relative to, times the ratio or plus the difference. drawn tells which references the
// panel shows.
func (d *drawing) derived(c Cell, metric, reference string, scale float64, drawn []string) (kinds.Reference, error) {
	for _, k := range d.Claims {
		_, to, _ := strings.Cut(k.To, "/")
		if items := c.Items(); len(items) == 1 && items[0] != "" && !strings.HasSuffix(to, "/"+items[0]) &&
			!slices.Contains(drawn, to) {
			to += "/" + items[0]
		}
		if k.Kind != Compared && k.Kind != Subtracted || k.Metric != metric || d.marked[k.Index] ||
			!isOf(k.Of, c, reference) || !isOf(k.To, c, to) || !slices.Contains(drawn, to) {
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
		from := func(v float64) float64 { return base * (1 + v) }
		if k.Kind == Subtracted {
			from = func(v float64) float64 { return base + v*scale }
		}
		return kinds.Reference{Stated: true, Derived: true, From: from(k.From), To: from(k.Upto), Low: from(k.Low),
			High: from(k.High)}, nil
	}
	return kinds.Reference{}, nil
}

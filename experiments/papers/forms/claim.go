package forms

import (
	"math"
	"slices"
	"strings"

	"thaw/experiments/papers/stated"
	"thaw/plots"
	"thaw/plots/published"
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
	PairsOf    []Pair       // what they are of
	Words      string       // in place of metric and references: those of a claim that no simulation decides
	Ground     plots.Ground // what the claim rests on
	Percent    bool         // the number is written as a percentage
	Verdict    string       // as in the table
	Computed   string       // from which published numbers; empty: it is published as it stands
	Input      bool         // the model was set by it
	Counted    bool         // it is a prediction
	Other      *Other       // where a publication contradicts itself
	OtherOrder [][]string
}

// Other is the other value of a contradiction.
type Other struct {
	From, Upto float64
	Low, High  float64 // accepted
	Computed   bool    // it follows from published numbers
}

// Pair is a pair of an order, of which the ratio More ÷ Less is drawn.
type Pair struct {
	Less, More string // CELL/POLICY
	Item       string // one of a study; empty: all
}

// GroundMark is the mark of what a statement rests on.
func GroundMark(g stated.Ground) plots.Ground {
	return map[stated.Ground]plots.Ground{stated.Recalled: plots.Recalled, stated.Expected: plots.Expected}[g]
}

// groundWord is what stands in place of "published".
func groundWord(g plots.Ground) string { return [...]string{"published", "remembered", "expected"}[g] }

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
// policy or variant and item that reference names, of those that the form draws. The claim is then marked.
func (d *drawing) reference(c Cell, metric, reference string, scale float64,
	draws func(*Claim) bool) published.Reference {
	for i := range d.Claims {
		k := &d.Claims[i]
		if k.Kind != Number || !draws(k) || k.Metric != metric || d.marked[k.Index] || !isOf(k.Of, c, reference) {
			continue
		}
		d.marked[k.Index] = true
		return k.reference(func(v float64) float64 { return v * scale })
	}
	return published.Reference{}
}

// The claims that a bar or a point, and a part of a bar can show.
func isNumber(k *Claim) bool   { return k.From == k.Upto }
func isNoNumber(k *Claim) bool { return k.From != k.Upto }
func isPartNumber(k *Claim) bool {
	return isNumber(k) && k.Computed == "" && k.Other == nil && k.Ground == plots.Printed
}

// fromNumbers is what the legend says of a value that follows from published numbers.
func fromNumbers(g plots.Ground) string { return "from " + groundWord(g) + " numbers" }

// reference is the mark of a claim whose values lie at places of an axis. Its tolerance is k.Low to k.High.
func (k *Claim) reference(at func(v float64) float64) published.Reference {
	r := published.Reference{Stated: true, From: at(k.From), To: at(k.Upto), Low: at(k.Low), High: at(k.High),
		Input: k.Input, Ground: k.Ground, Verdict: k.Verdict}
	if k.Computed != "" {
		r.Derived = fromNumbers(k.Ground)
	}
	if o := k.Other; o != nil {
		r.Other = &published.Reference{Stated: true, From: at(o.From), To: at(o.Upto), Low: at(o.Low), High: at(o.High)}
		if o.Computed {
			r.Other.Derived = fromNumbers(plots.Printed)
		}
	}
	return r
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
func (d *drawing) derived(c Cell, metric, reference string, scale float64, drawn []string) (published.Reference,
	error) {
	for i := range d.Claims {
		k := &d.Claims[i]
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
			return published.Reference{}, err
		}
		base := estimateOf(x).Value * scale
		if math.IsNaN(base) {
			continue
		}
		d.marked[k.Index] = true
		policy, _, _ := strings.Cut(to, "/")
		name, _ := d.show(policy)
		r := k.reference(func(v float64) float64 { return base * (1 + v) })
		r.Derived = groundWord(k.Ground) + " ratio × simulated " + name
		if k.Kind == Subtracted {
			r = k.reference(func(v float64) float64 { return base + v*scale })
			r.Derived = "simulated " + name + " + " + groundWord(k.Ground) + " difference"
		}
		return r, nil
	}
	return published.Reference{}, nil
}

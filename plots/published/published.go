// Package published has what publications state about the values of figures, as marks beside what was
// simulated, and what legends say of them.
//
//	Reference ──Draw──▶ plots.Stated, plots.Tolerance
//	Kinds ──Legend──▶ one entry for each kind of mark that occurs
package published

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"thaw/plots"
)

// Reference is what a publication states about a value of a figure. Its mark is hollow and has the hue
// of the series that it is about; plots.Stated has the shapes. The zero Reference states nothing.
//
//	From = To      a number: a bar, or a circle where there are no bars
//	From < To      a range
//	infinite       a bound
//	Derived        it follows from published numbers: a diamond
//	Ground         it does not stand in a publication: a shape of its own, and never a bar
type Reference struct {
	From, To  float64
	Low, High float64 // of what is accepted, with the tolerance; both NaN: no tolerance is stated
	Derived   string  // from what it follows, such as "published ratio × simulated REAP"; empty: it stands there
	Input     bool    // the model was set by it: no prediction
	Ground    plots.Ground
	Verdict   string     // in words, how the simulated value came out beside it
	Order     bool       // an order is stated, which the mark shows as a bound
	Other     *Reference // the other value, where a publication contradicts itself
	Stated    bool       // there is a reference
}

// IsNumber reports whether a number is stated, neither a range nor a bound.
func (r Reference) IsNumber() bool { return r.From == r.To }

// IsRange reports whether a range is stated, with two ends.
func (r Reference) IsRange() bool {
	_, side := r.bound()
	return r.Stated && side == plots.Closed && !r.IsNumber()
}

// bound is the finite end of a bound, and its open side; of what is no bound the side is closed.
func (r Reference) bound() (v float64, side plots.Side) {
	switch {
	case math.IsInf(r.To, 1):
		return r.From, plots.AtLeast
	case math.IsInf(r.From, -1):
		return r.To, plots.AtMost
	}
	return 0, plots.Closed
}

// accepted is the range of the tolerance; false where it is no longer than a point. That of a bound
// ends at the bound: its arrow shows the rest.
func (r Reference) accepted() (low, high float64, ok bool) {
	low, high = r.Low, r.High
	switch v, side := r.bound(); side {
	case plots.AtLeast:
		high = v
	case plots.AtMost:
		low = v
	}
	return low, high, low < high
}

// each is what is stated, and the other value of a contradiction.
func (r Reference) each() []Reference {
	switch {
	case !r.Stated:
		return nil
	case r.Other != nil:
		return []Reference{r, *r.Other}
	}
	return []Reference{r}
}

// Ends are the finite values that an axis has to show: on a logarithmic one those above zero, to which a
// tolerance may reach.
func (r Reference) Ends(log bool) []float64 {
	var out []float64
	for _, q := range r.each() {
		for _, v := range []float64{q.From, q.To, q.Low, q.High} {
			if !math.IsNaN(v) && !math.IsInf(v, 0) && (v > 0 || !log) {
				out = append(out, v)
			}
		}
	}
	return out
}

// Check adds the mistakes of a reference to a report.
func (r Reference) Check(p *plots.Problems, what string, i int, log bool) {
	for _, q := range r.each() {
		if math.IsNaN(q.From) || math.IsNaN(q.To) || q.From > q.To || math.IsInf(q.From, 0) && math.IsInf(q.To, 0) {
			p.Addf("%s: published value %d is from %v to %v, expected a number, a range or a bound", what, i, q.From,
				q.To)
			continue
		}
		p.Number(what+", published", i, q.Ends(false)[0], log)
	}
}

// Cells are the columns of a reference in the CSV.
func (r Reference) Cells() []string {
	if !r.Stated {
		return []string{"", "", "", "", "", "", "", ""}
	}
	kind, other := [...]string{"published", "remembered", "expected"}[r.Ground], ""
	if r.Derived != "" && r.Ground == plots.Printed {
		kind = "derived"
	}
	if r.Input {
		kind += ", input"
	}
	if r.Other != nil {
		other = plots.Finite(r.Other.From)
	}
	return []string{kind, r.Derived, plots.Finite(r.From), plots.Finite(r.To), plots.Finite(r.Low),
		plots.Finite(r.High), other, r.Verdict}
}

// Columns names them.
func Columns(u plots.Unit) []string {
	return []string{"published_kind", "derived_from", u.Column("published_from"), u.Column("published_to"),
		u.Column("accepted_low"), u.Column("accepted_high"), u.Column("published_other"), "verdict"}
}

// IsBar reports whether a hollow bar shows it, where bars begin at zero: a number that stands in a publication.
func (r Reference) IsBar() bool { return r.IsNumber() && r.Derived == "" && r.Ground == plots.Printed }

// How far the mark of the other value of a contradiction stands beside the first on paper, or below it.
const (
	besideOther = vg.Length(5)
	belowOther  = vg.Length(3)
)

// Draw returns the marks of a reference at the places of its values: the tolerance, and over it what is
// stated. Where a bar shows the number itself, bar is set. The other value of a contradiction stands beside
// the first, with its own tolerance.
func (r Reference) Draw(place func(v float64) plots.XY, hue plots.Hue, lying, bar bool) (out []plots.Mark) {
	for i, q := range r.each() {
		var shift vg.Point
		switch {
		case i > 0 && lying:
			shift.Y = -belowOther
		case i > 0:
			shift.X = -besideOther
		}
		if low, high, ok := q.accepted(); ok {
			out = append(out, plots.Tolerance{From: place(low), To: place(high), Hue: plots.Darker(hue), Shift: shift})
		}
		if bar && i == 0 {
			continue
		}
		m := plots.Stated{From: place(q.From), To: place(q.To), Lying: lying, Derived: q.Derived != "", Input: q.Input,
			Ground: q.Ground, Hue: hue, Shift: shift}
		if v, side := q.bound(); side != plots.Closed {
			m.From, m.To, m.Open = place(v), place(v), side
		}
		out = append(out, m)
	}
	return out
}

// Kinds are the kinds of references of a figure.
type Kinds struct {
	kinds     []statedKind
	tolerance bool
}

// statedKind is what an entry of the legend explains: a shape.
type statedKind struct {
	side    plots.Side
	ranged  bool
	derived bool
	input   bool
	ground  plots.Ground
	order   bool
	from    string // what it is derived from; fromSeveral where that differs
}

// fromSeveral is what one shape is derived from that occurs for several reasons. The column derived_from of
// the CSV has each.
const fromSeveral = "follows from what is published"

// Note adds the kinds of some references. Each shape is one, whatever its values are derived from.
func (m *Kinds) Note(list ...Reference) {
	for _, r := range list {
		for _, q := range r.each() {
			_, side := q.bound()
			k := statedKind{side, q.IsRange(), q.Derived != "", q.Input, q.Ground, q.Order, q.Derived}
			at := slices.IndexFunc(m.kinds, func(o statedKind) bool { o.from = k.from; return o == k })
			if at < 0 {
				m.kinds = append(m.kinds, k)
			} else if m.kinds[at].from != k.from {
				m.kinds[at].from = fromSeveral
			}
		}
	}
}

// Accept notes whether a tolerance can be seen on an axis.
func (m *Kinds) Accept(axis plots.Axis, list ...Reference) {
	for _, r := range list {
		for _, q := range r.each() {
			if low, high, ok := q.accepted(); ok && high > axis.Min {
				length := axis.Place(min(high, axis.Max)) - axis.Place(max(low, axis.Min))
				m.tolerance = m.tolerance || length > leastTolerance
			}
		}
	}
}

// leastTolerance is the share of an axis that a tolerance takes which can be seen.
const leastTolerance = 0.015

// Some reports whether anything is published.
func (m Kinds) Some() bool { return len(m.kinds) > 0 }

// explained is what has a legend.
type explained interface {
	AddLegend(name string, sample plots.Sample)
}

// Legend adds the entries that explain hollow marks: numbers first, then ranges, then bounds.
func (m Kinds) Legend(s explained, bars, lying bool) {
	place := func(k statedKind) int {
		switch {
		case k.ground != plots.Printed:
			return 6 + int(k.ground)
		case k.side == plots.AtLeast:
			return 4
		case k.side == plots.AtMost:
			return 5
		case k.ranged:
			return 3
		case k.derived:
			return 2
		case k.input:
			return 1
		}
		return 0
	}
	kinds := slices.Clone(m.kinds)
	slices.SortStableFunc(kinds, func(a, b statedKind) int { return place(a) - place(b) })
	for _, k := range kinds {
		mark := plots.Stated{Open: k.side, Lying: lying, Derived: k.derived, Input: k.input, Ground: k.ground,
			Hue: plots.Grey()}
		if k.ranged {
			mark.To = plots.XY{X: 1}
		}
		sample := plots.StatedSample(mark)
		if place(k) < 2 && bars {
			sample = plots.BarSample(plots.Look{Hue: plots.Grey()}.HollowBar(k.input))
		}
		s.AddLegend(k.name(), sample)
	}
	if m.tolerance {
		s.AddLegend("accepted", plots.ToleranceSample(lying))
	}
}

// name is what the legend calls the kind.
func (k statedKind) name() string {
	of := [...]string{"published", "remembered or second-hand", "our expectation"}[k.ground]
	if k.derived {
		of = k.from
	}
	switch {
	case k.order:
		of += ": order"
	case k.side == plots.AtLeast:
		of += ": at least"
	case k.side == plots.AtMost:
		of += ": at most"
	case k.ranged:
		of += ": range"
	}
	if k.input {
		of += ", model input"
	}
	return of
}

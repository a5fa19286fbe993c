package figures

import (
	"math"

	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
)

// Reference is what a publication states about a value of a figure. It is hollow and has the hue of
// the series that it is about. The zero Reference states nothing.
//
//	From = To      a number: a hollow bar or point
//	From < To      a range: a hollow box from one to the other
//	infinite       a bound: a hollow triangle that points to where the value may lie
//	Derived        computed from a published ratio and a simulated value: a hollow diamond
type Reference struct {
	From, To  float64
	Low, High float64 // of what is accepted, with the tolerance; both NaN: no tolerance is stated
	Derived   bool
	Stated    bool // there is a reference
}

// isNumber reports whether a number is stated, neither a range nor a bound.
func (r Reference) isNumber() bool { return r.From == r.To }

// bound is the finite end of a bound, and the shape that points to its open side.
func (r Reference) bound() (v float64, shape plots.Marker, ok bool) {
	switch {
	case math.IsInf(r.To, 1):
		return r.From, plots.Pyramid, true
	case math.IsInf(r.From, -1):
		return r.To, plots.Funnel, true
	}
	return 0, 0, false
}

// ends are the finite values that an axis has to show.
func (r Reference) ends() []float64 {
	var out []float64
	if !r.Stated {
		return nil
	}
	for _, v := range []float64{r.From, r.To, r.Low, r.High} {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			out = append(out, v)
		}
	}
	return out
}

// check adds the mistakes of a reference to a report.
func (r Reference) check(p *plots.Problems, what string, i int, log bool) {
	if !r.Stated {
		return
	}
	if math.IsNaN(r.From) || math.IsNaN(r.To) || r.From > r.To || math.IsInf(r.From, 0) && math.IsInf(r.To, 0) {
		p.Addf("%s: published value %d is from %v to %v, expected a number, a range or a bound", what, i, r.From, r.To)
		return
	}
	for _, v := range r.ends()[:1] {
		p.Number(what+", published", i, v, log)
	}
}

// cells are the columns of a reference in the CSV.
func (r Reference) cells() []string {
	if !r.Stated {
		return []string{"", "", "", "", ""}
	}
	kind := "published"
	if r.Derived {
		kind = "derived"
	}
	return []string{kind, plots.Finite(r.From), plots.Finite(r.To), plots.Finite(r.Low), plots.Finite(r.High)}
}

// referenceColumns names them.
func referenceColumns(u plots.Unit) []string {
	return []string{"published_kind", u.Column("published_from"), u.Column("published_to"), u.Column("accepted_low"),
		u.Column("accepted_high")}
}

// marks are the kinds of references of a figure.
type marks struct{ direct, derived, atLeast, atMost bool }

// note adds the kinds of some references.
func (m *marks) note(list ...Reference) {
	for _, r := range list {
		if !r.Stated {
			continue
		}
		switch _, pointer, ok := r.bound(); {
		case !ok:
			m.direct, m.derived = m.direct || !r.Derived, m.derived || r.Derived
		case pointer == plots.Pyramid:
			m.atLeast = true
		default:
			m.atMost = true
		}
	}
}

// some reports whether anything is published.
func (m marks) some() bool { return m.direct || m.derived || m.atLeast || m.atMost }

// legend adds the entries that explain hollow marks.
func (m marks) legend(s *plots.Sheet, bars, lying bool) {
	grey := plots.Look{Hue: plots.Grey()}
	if m.direct {
		if bars {
			s.AddLegend("published", plots.BarSample(grey.HollowBar()))
		} else {
			s.AddLegend("published", plots.DotSample(grey.Hollow()))
		}
	}
	if m.derived {
		s.AddLegend("by a published comparison", plots.DotSample(derivedDot(plots.Grey())))
	}
	least, most := plots.Pyramid, plots.Funnel
	if lying {
		least, most = sideways[least], sideways[most]
	}
	if m.atLeast {
		s.AddLegend("published: at least", plots.DotSample(grey.HollowAs(least)))
	}
	if m.atMost {
		s.AddLegend("published: at most", plots.DotSample(grey.HollowAs(most)))
	}
}

// derivedDot is the mark of a value that is derived from a published ratio.
func derivedDot(h plots.Hue) draw.GlyphStyle {
	return plots.Look{Hue: h, Marker: plots.Diamond}.Hollow()
}

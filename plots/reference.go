package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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

// Published is a number that a publication states, without a tolerance.
func Published(v float64) Reference {
	return Reference{From: v, To: v, Low: math.NaN(), High: math.NaN(), Stated: true}
}

// isNumber reports whether a number is stated, neither a range nor a bound.
func (r Reference) isNumber() bool { return r.From == r.To }

// bound is the finite end of a bound, and the shape that points to its open side.
func (r Reference) bound() (v float64, shape Marker, ok bool) {
	switch {
	case math.IsInf(r.To, 1):
		return r.From, Pyramid, true
	case math.IsInf(r.From, -1):
		return r.To, Funnel, true
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
func (r Reference) check(p *Problems, what string, i int, log bool) {
	if !r.Stated {
		return
	}
	if math.IsNaN(r.From) || math.IsNaN(r.To) || r.From > r.To || math.IsInf(r.From, 0) && math.IsInf(r.To, 0) {
		p.Addf("%s: published value %d is from %v to %v, expected a number, a range or a bound", what, i, r.From, r.To)
		return
	}
	for _, v := range r.ends()[:1] {
		p.number(what+", published", i, v, log)
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
	return []string{kind, finite(r.From), finite(r.To), finite(r.Low), finite(r.High)}
}

// referenceColumns names them.
func referenceColumns(u Unit) []string {
	return []string{"published_kind", u.column("published_from"), u.column("published_to"), u.column("accepted_low"),
		u.column("accepted_high")}
}

// finite writes a number, and nothing where there is none.
func finite(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return Cell(v)
}

// stated reports whether any of the references states something, and whether one is derived.
func stated(all ...[]Reference) (some, derived bool) {
	for _, list := range all {
		for _, r := range list {
			some, derived = some || r.Stated, derived || r.Stated && r.Derived
		}
	}
	return some, derived
}

// legendReferences adds the entries that explain hollow marks.
func (s *Sheet) legendReferences(some, derived, bars bool) {
	grey := Look{Hue: Grey()}
	if some {
		if bars {
			s.AddLegend("published", barSample(grey.HollowBar()))
		} else {
			s.AddLegend("published", DotSample(grey.Hollow()))
		}
	}
	if derived {
		s.AddLegend("from a published ratio, with tolerance", DotSample(derivedDot(Grey())))
	}
}

// derivedDot is the mark of a value that is derived from a published ratio.
func derivedDot(h Hue) draw.GlyphStyle {
	return draw.GlyphStyle{Color: h, Radius: hollowRadius, Shape: shape{Diamond, true}}
}

// tolerance is a whisker of what is accepted around a published value: dotted, in its hue.
type tolerance struct {
	from, to XY
	hue      Hue
}

func (m tolerance) draw(b *brush, p *Panel) {
	style := Solid(m.hue, whiskerWidth)
	style.Dashes = []vg.Length{1, 1}
	from, to := p.inside(m.from), p.inside(m.to)
	b.StrokeLines(style, []vg.Point{from, to})
}

// inside maps a value to the sheet and keeps it within the panel.
func (p *Panel) inside(v XY) vg.Point {
	at := p.at(v)
	at.X = min(max(at.X, p.area.Min.X), p.area.Max.X)
	at.Y = min(max(at.Y, p.area.Min.Y), p.area.Max.Y)
	return at
}

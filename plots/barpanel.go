package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// barPanel is a panel of vertical or horizontal bars. It hides the direction from its callers.
type barPanel struct {
	value      Axis
	names      []string  // wrapped
	sizes      []float64 // of the categories: points if horizontal, shares of the width otherwise
	thickness  float64   // of one bar, in the same measure
	perGroup   int       // bars in a group
	horizontal bool
	marks      []Mark
	guides     []Guide
}

const (
	groupShare     = 0.8             // of a category that its bars take
	valueBar       = 8.0             // thickness of a horizontal bar with its value
	plainBar       = 5.0             // thickness of a horizontal bar without
	groupGap       = 3.5             // between horizontal groups
	verticalHeight = vg.Length(97)   // height of a panel of vertical bars
	namesShare     = vg.Length(0.36) // of the sheet, for names beside rows
	axisRoom       = vg.Length(40)   // rough width of the y axis beside vertical bars
	valueRoom      = vg.Length(30)   // of the panel's width, for a value behind a horizontal bar
	minBarWidth    = vg.Length(3)    // thinner vertical bars become horizontal
	minValueWidth  = vg.Length(24)   // a narrower vertical bar has no room for its value
)

// newRack decides how the bars stand. If written is set, values stand behind the bars.
func newBarPanel(s *Sheet, names []string, value Axis, per int, lying, written bool) *barPanel {
	r := &barPanel{value: value, perGroup: per, horizontal: lying}
	slot := (s.panelRoom() - axisRoom) / vg.Length(len(names))
	upright := slot * groupShare / vg.Length(per)
	if upright < minBarWidth || written && upright < minValueWidth {
		r.horizontal = true
	}
	for _, n := range names {
		wrapped := s.faces.wrap(n, textSize, slot-3)
		r.names = append(r.names, wrapped)
		r.horizontal = r.horizontal || !s.faces.fits(wrapped, slot-3, 2)
	}
	if r.horizontal {
		r.layHorizontal(s, names, written)
	} else {
		r.thickness = groupShare / float64(per)
		for range names {
			r.sizes = append(r.sizes, 1)
		}
	}
	switch {
	case written && r.horizontal:
		var widest vg.Length
		for _, n := range r.names {
			widest = max(widest, s.faces.widest(textSize, n))
		}
		text := s.faces.width(value.Unit.Text(value.Max*0.888), textSize) + 2*textGap + 4
		area := max(s.panelRoom()-widest-8*textGap, 2*text)
		r.value.widen(max(0.17, float64(text/(area-text))))
	case written:
		r.value.widen(0.1)
	}
	return r
}

// layHorizontal gives every group the height of its bars or of its name, whichever is more.
func (r *barPanel) layHorizontal(s *Sheet, names []string, written bool) {
	r.thickness = plainBar
	if written {
		r.thickness = valueBar
	}
	for i, n := range names {
		r.names[i] = s.faces.wrap(n, textSize, s.panelRoom()*namesShare)
		bars := r.thickness * float64(r.perGroup)
		r.sizes = append(r.sizes, groupGap+math.Max(bars, s.faces.linesHeight(r.names[i]).Points()))
	}
}

// span returns the edges of bar i of category c, across the value axis.
func (r *barPanel) span(c, i int) (from, to float64) {
	total, start := 0.0, 0.0
	for k, size := range r.sizes {
		if k < c {
			start += size
		}
		total += size
	}
	from = start + (r.sizes[c]-r.thickness*float64(r.perGroup))/2 + r.thickness*float64(i)
	to = from + r.thickness
	if r.horizontal { // the first on top
		from, to = total-to, total-from
	}
	return from, to
}

// point puts a place across the bars and a value in the order of the axes.
func (r *barPanel) point(across, value float64) XY {
	if r.horizontal {
		return XY{value, across}
	}
	return XY{across, value}
}

func (r *barPanel) bar(c, i int, from, to float64, look BarLook) {
	a, b := r.span(c, i)
	low, high := r.point(a, math.Min(from, to)), r.point(b, math.Max(from, to))
	r.marks = append(r.marks, Bar{low.X, high.X, low.Y, high.Y, look})
}

// dot marks the value of a bar on an axis without a zero.
func (r *barPanel) dot(c, i int, value float64, style draw.GlyphStyle) {
	a, b := r.span(c, i)
	r.marks = append(r.marks, Dot{r.point((a+b)/2, value), style})
}

func (r *barPanel) whisker(c, i int, e Interval) {
	a, b := r.span(c, i)
	mid := (a + b) / 2
	r.marks = append(r.marks, Whisker{r.point(mid, e.Low), r.point(mid, e.High), Black()})
}

// note writes text behind the end of a bar.
func (r *barPanel) note(c, i int, end float64, text string) {
	a, b := r.span(c, i)
	n := note{at: r.point((a+b)/2, math.Max(end, r.value.base())), text: text, colour: Black()}
	if r.horizontal {
		n.shift, n.h, n.v = vg.Point{X: textGap + 1}, left, middle
	} else {
		n.shift, n.h, n.v = vg.Point{Y: textGap}, middle, bottom
	}
	r.marks = append(r.marks, n)
}

// reference draws what is published at the place of bar i of category c.
func (r *barPanel) reference(c, i int, ref Reference, look Look, written bool, unit Unit) {
	if !ref.Stated {
		return
	}
	a, b := r.span(c, i)
	mid := (a + b) / 2
	end := math.Max(ref.From, ref.To)
	switch v, pointer, isBound := ref.bound(); {
	case isBound:
		style := look.Hollow()
		style.Shape = shape{pointer, true}
		r.marks = append(r.marks, Dot{r.point(mid, v), style})
		end = v
	case ref.Derived:
		r.tolerance(mid, ref, look)
		if !ref.isNumber() {
			r.bar(c, i, ref.From, ref.To, look.HollowBar())
		}
		r.marks = append(r.marks, Dot{r.point(mid, (ref.From+ref.To)/2), derivedDot(look.Hue)})
		end = math.Max(end, ref.High)
	case ref.isNumber() && r.value.Log: // which has no zero for a bar to begin at
		r.tolerance(mid, ref, look)
		r.marks = append(r.marks, Dot{r.point(mid, ref.From), look.Hollow()})
		if !math.IsNaN(ref.High) {
			end = math.Max(end, ref.High)
		}
	case ref.isNumber():
		r.bar(c, i, r.value.base(), ref.From, look.HollowBar())
		r.tolerance(mid, ref, look)
		if !math.IsNaN(ref.High) {
			end = math.Max(end, ref.High)
		}
	default:
		r.bar(c, i, ref.From, ref.To, look.HollowBar())
	}
	if written && ref.isNumber() {
		r.note(c, i, end, unit.Text(ref.From))
	}
}

// tolerance draws the range that is accepted.
func (r *barPanel) tolerance(mid float64, ref Reference, look Look) {
	if ref.Low < ref.High {
		low := math.Max(ref.Low, r.value.Min)
		r.marks = append(r.marks, tolerance{r.point(mid, low), r.point(mid, ref.High), Darker(look.Hue)})
	}
}

// guide draws a line at a value, across all bars.
func (r *barPanel) guide(g Guide) {
	total := 0.0
	for _, size := range r.sizes {
		total += size
	}
	line := []XY{r.point(0, g.Value), r.point(total, g.Value)}
	r.marks = append(r.marks, Curve{line, GuideStyle()})
	r.guides = append(r.guides, g)
}

func (r *barPanel) panel() *Panel {
	p := &Panel{Height: verticalHeight, marks: r.marks}
	if !r.horizontal {
		p.X, p.Y = categories(r.names, r.sizes), r.value
		for _, g := range r.guides {
			p.LabelRight(g.Value, g.Label)
		}
		return p
	}
	for _, g := range r.guides { // the label stands at the axis
		r.value.Extra = append(r.value.Extra, g.Value)
	}
	p.X, p.Y = r.value, RowAxis(r.names, r.sizes)
	p.Height = vg.Length(p.Y.Max)
	return p
}

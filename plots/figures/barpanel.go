package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
	"thaw/plots/published"
)

// barPanel is a panel of vertical or horizontal bars. It hides the direction from its callers.
type barPanel struct {
	value      plots.Axis
	names      []string  // wrapped
	sizes      []float64 // of the categories: points if horizontal, shares of the width otherwise
	thickness  float64   // of one bar, in the same measure
	slots      []int     // bars in the group of each category
	horizontal bool
	marks      []plots.Mark
	notes      []plots.Mark // over all marks: no guide runs through them
	guides     []Guide
}

const (
	groupShare     = 0.8           // of a category that its bars take
	valueBar       = 8.0           // thickness of a horizontal bar with its value
	plainBar       = 5.0           // thickness of a horizontal bar without
	groupGap       = 3.5           // between horizontal groups, at least
	gapShare       = 0.2           // of the bars of a group that the gap has, at least
	verticalHeight = vg.Length(97) // height of a panel of vertical bars
	axisRoom       = vg.Length(40) // rough width of the y axis beside vertical bars
	minBarWidth    = vg.Length(3)  // thinner vertical bars become horizontal
	minValueWidth  = vg.Length(24) // a narrower vertical bar has no room for its value
)

// newBarPanel decides how the bars stand: so many in each group. If written is set, values
// stand behind the bars, or texts, for which there is room, too.
func newBarPanel(s *plots.Sheet, names []string, value plots.Axis, slots []int, lying, written bool,
	texts ...string) *barPanel {
	r := &barPanel{value: value, slots: slots, horizontal: lying}
	per := slices.Max(slots)
	slot := (s.Room() - axisRoom) / vg.Length(len(names))
	upright := slot * groupShare / vg.Length(per)
	if upright < minBarWidth || written && upright < minValueWidth {
		r.horizontal = true
	}
	for _, n := range names {
		wrapped := s.Wrap(n, slot-3)
		r.names = append(r.names, wrapped)
		r.horizontal = r.horizontal || !s.Fits(wrapped, slot-3, 2)
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
			widest = max(widest, s.Widest(n))
		}
		text := s.Widest(append(texts, value.Unit.Text(value.Max*0.888))...) + 2*plots.TextGap + 4
		area := max(s.Room()-widest-8*plots.TextGap, 2*text)
		r.value.Widen(max(0.17, float64(text/(area-text))))
	case written:
		r.value.Widen(0.1)
	}
	return r
}

// layHorizontal gives every group the height of its bars or of its name, whichever is more.
func (r *barPanel) layHorizontal(s *plots.Sheet, names []string, written bool) {
	r.thickness = plainBar
	if written {
		r.thickness = valueBar
	}
	for i, n := range names {
		r.names[i] = s.Wrap(n, s.Room()*plots.NamesShare)
		bars := r.thickness * float64(r.slots[i])
		gap := math.Max(groupGap, bars*gapShare)
		r.sizes = append(r.sizes, gap+math.Max(bars, s.LinesHeight(r.names[i]).Points()))
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
	from = start + (r.sizes[c]-r.thickness*float64(r.slots[c]))/2 + r.thickness*float64(i)
	to = from + r.thickness
	if r.horizontal { // the first on top
		from, to = total-to, total-from
	}
	return from, to
}

// point puts a place across the bars and a value in the order of the axes.
func (r *barPanel) point(across, value float64) plots.XY {
	if r.horizontal {
		return plots.XY{X: value, Y: across}
	}
	return plots.XY{X: across, Y: value}
}

func (r *barPanel) bar(c, i int, from, to float64, look plots.BarLook) {
	a, b := r.span(c, i)
	low, high := r.point(a, math.Min(from, to)), r.point(b, math.Max(from, to))
	r.marks = append(r.marks, plots.Bar{X0: low.X, X1: high.X, Y0: low.Y, Y1: high.Y, Look: look})
}

// dot marks the value of a bar on an axis without a zero.
func (r *barPanel) dot(c, i int, value float64, style draw.GlyphStyle) {
	a, b := r.span(c, i)
	r.marks = append(r.marks, plots.Dot{At: r.point((a+b)/2, value), Style: style})
}

func (r *barPanel) whisker(c, i int, e plots.Interval) {
	a, b := r.span(c, i)
	mid := (a + b) / 2
	r.marks = append(r.marks, plots.Whisker{From: r.point(mid, e.Low), To: r.point(mid, e.High), Colour: plots.Black()})
}

// note writes text behind the end of a bar.
func (r *barPanel) note(c, i int, end float64, text string) {
	a, b := r.span(c, i)
	at := r.point((a+b)/2, math.Max(end, r.value.Base()))
	if r.horizontal {
		r.notes = append(r.notes, plots.NoteBeside(at, text))
	} else {
		r.notes = append(r.notes, plots.NoteAbove(at, text))
	}
}

// reference draws what is published at the place of bar i of category c. A number is a hollow bar, unless
// the axis has no zero for one to begin at, the number is derived, or it stands in no publication.
func (r *barPanel) reference(c, i int, ref published.Reference, look plots.Look, written bool, unit plots.Unit) {
	if !ref.Stated {
		return
	}
	a, b := r.span(c, i)
	place := func(v float64) plots.XY { return r.point((a+b)/2, math.Max(v, r.value.Min)) }
	bar := ref.IsBar() && !r.value.Log
	if bar {
		r.bar(c, i, r.value.Base(), ref.From, look.HollowBar(ref.Input))
	}
	r.marks = append(r.marks, ref.Draw(place, look.Hue, r.horizontal, bar)...)
	if written && ref.IsNumber() {
		r.note(c, i, slices.Max(ref.Ends(r.value.Log)), unit.Text(ref.From))
	}
}

// guide draws a line at a value, across all bars. Beside lying bars there is no room for its label,
// which the legend has.
func (r *barPanel) guide(s *plots.Sheet, g Guide) {
	if r.horizontal {
		s.AddLegend(g.Label, plots.LineSample(plots.GuideStyle()))
	}
	total := 0.0
	for _, size := range r.sizes {
		total += size
	}
	line := []plots.XY{r.point(0, g.Value), r.point(total, g.Value)}
	r.marks = append(r.marks, plots.Curve{Points: line, Style: plots.GuideStyle()})
	r.guides = append(r.guides, g)
}

func (r *barPanel) panel() *plots.Panel {
	p := &plots.Panel{Height: verticalHeight}
	p.Add(r.marks...)
	p.Add(r.notes...)
	if !r.horizontal {
		p.X, p.Y = plots.CategoryAxis(r.names, r.sizes), r.value
		for _, g := range r.guides {
			p.LabelRight(g.Value, g.Label)
		}
		return p
	}
	p.X, p.Y = r.value, plots.RowAxis(r.names, r.sizes)
	p.Height = vg.Length(p.Y.Max)
	return p
}

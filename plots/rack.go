package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// rack is a panel of bars, upright or lying: it alone knows which.
type rack struct {
	value Axis
	names []string  // wrapped
	sizes []float64 // of the categories: in points where they lie, shares of the width otherwise
	thick float64   // of one bar, in the same measure
	per   int       // bars in a group
	lying bool
	marks []Mark
}

const (
	groupShare  = 0.8             // of a category that its bars take
	writtenBar  = 8.0             // thickness of a lying bar with room for its value
	plainBar    = 5.0             // thickness of a lying bar without
	groupGap    = 3.5             // between lying groups
	uprightTall = vg.Length(97)   // height of a panel of upright bars
	namesShare  = vg.Length(0.36) // of the sheet that names beside rows may take
	furniture   = vg.Length(40)   // about what stands left of upright bars
	leastBar    = vg.Length(3)    // an upright bar thinner than this is lain
	leastValue  = vg.Length(24)   // an upright bar narrower than this has no room for its value
)

// newRack decides how the bars stand. Written bars have their values behind them.
func newRack(s *Sheet, names []string, value Axis, per int, lying, written bool) *rack {
	r := &rack{value: value, per: per, lying: lying}
	slot := (s.width - furniture) / vg.Length(len(names))
	upright := slot * groupShare / vg.Length(per)
	if upright < leastBar || written && upright < leastValue {
		r.lying = true
	}
	for _, n := range names {
		wrapped := s.faces.wrap(n, textSize, slot-3)
		r.names = append(r.names, wrapped)
		r.lying = r.lying || !s.faces.fits(wrapped, slot-3, 2)
	}
	if r.lying {
		r.lie(s, names, written)
	} else {
		r.thick = groupShare / float64(per)
		for range names {
			r.sizes = append(r.sizes, 1)
		}
	}
	switch {
	case written && r.lying:
		r.value.widen(0.17)
	case written:
		r.value.widen(0.1)
	}
	return r
}

// lie gives every group the height of its bars or of its name, whichever is more.
func (r *rack) lie(s *Sheet, names []string, written bool) {
	r.thick = plainBar
	if written {
		r.thick = writtenBar
	}
	for i, n := range names {
		r.names[i] = s.faces.wrap(n, textSize, s.width*namesShare)
		bars := r.thick * float64(r.per)
		r.sizes = append(r.sizes, groupGap+math.Max(bars, s.faces.linesHeight(r.names[i]).Points()))
	}
}

// span is where bar i of category c lies across the value axis.
func (r *rack) span(c, i int) (from, to float64) {
	total, start := 0.0, 0.0
	for k, size := range r.sizes {
		if k < c {
			start += size
		}
		total += size
	}
	from = start + (r.sizes[c]-r.thick*float64(r.per))/2 + r.thick*float64(i)
	to = from + r.thick
	if r.lying { // the first on top
		from, to = total-to, total-from
	}
	return from, to
}

// point puts a place across and a value into the order of the axes.
func (r *rack) point(across, value float64) XY {
	if r.lying {
		return XY{value, across}
	}
	return XY{across, value}
}

func (r *rack) bar(c, i int, from, to float64, look BarLook) {
	a, b := r.span(c, i)
	low, high := r.point(a, math.Min(from, to)), r.point(b, math.Max(from, to))
	r.marks = append(r.marks, Bar{low.X, high.X, low.Y, high.Y, look})
}

func (r *rack) whisker(c, i int, e Interval) {
	a, b := r.span(c, i)
	mid := (a + b) / 2
	r.marks = append(r.marks, Whisker{r.point(mid, e.Low), r.point(mid, e.High), Black()})
}

// note writes a text behind the end of a bar.
func (r *rack) note(c, i int, end float64, text string) {
	a, b := r.span(c, i)
	n := note{at: r.point((a+b)/2, math.Max(end, r.value.base())), text: text, colour: Black()}
	if r.lying {
		n.shift, n.h, n.v = vg.Point{X: textGap + 1}, left, middle
	} else {
		n.shift, n.h, n.v = vg.Point{Y: textGap}, middle, bottom
	}
	r.marks = append(r.marks, n)
}

func (r *rack) panel() *Panel {
	p := &Panel{Height: uprightTall, marks: r.marks}
	if !r.lying {
		p.X, p.Y = categories(r.names, r.sizes), r.value
		return p
	}
	p.X, p.Y = r.value, RowAxis(r.names, r.sizes)
	p.Height = vg.Length(p.Y.Max)
	return p
}

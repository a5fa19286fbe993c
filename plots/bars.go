package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
)

// Bars draws groups of bars, one group a category, one bar of each group a series. Bars stand
// upright where the names of the categories fit below them, and lie otherwise.
type Bars struct {
	Frame
	Label      string // of the value axis
	Unit       Unit
	Log        bool // a logarithmic value axis: bars begin at its start
	Values     bool // write each value behind its bar
	Lying      bool // lie in any case
	Categories []string
	Series     []BarSeries
}

// BarSeries is one bar of every group.
type BarSeries struct {
	Name      string
	Estimates []Estimate // one a category
}

func (f Bars) Name() string { return f.name("bars") }

func (f Bars) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	f.Unit.check(p, "value axis")
	p.names("category", f.Categories)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.names("series", names)
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if p.sameLength(what, len(s.Estimates), "categories", len(f.Categories)) {
			p.estimates(what, s.Estimates, f.Log, false)
		}
	}
	return p.err()
}

func (f Bars) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	var columns [][]float64
	for _, b := range f.Series {
		for _, e := range b.Estimates {
			columns = append(columns, []float64{e.Low, e.High})
		}
	}
	lo, hi, _ := spanOf(columns...)
	value := fit(f.Label, f.Unit, f.Log, lo, hi)
	if !f.Log {
		value = fit(f.Label, f.Unit, false, math.Min(lo, 0), math.Max(hi, 0))
	}
	rack := newRack(s, f.Categories, value, len(f.Series), f.Lying, f.Values)
	s.table = [][]string{{"category", "series", f.Unit.column("value"), f.Unit.column("low"), f.Unit.column("high")}}
	for c, name := range f.Categories {
		for i, b := range f.Series {
			e := b.Estimates[c]
			rack.bar(c, i, rack.value.base(), e.Value, barLookOf(i))
			end := e.Value
			if e.hasInterval() {
				rack.whisker(c, i, e)
				end = e.High
			}
			if f.Values {
				rack.note(c, i, end, f.Unit.write(e.Value))
			}
			s.table = append(s.table, []string{name, b.Name, cell(e.Value), cell(e.Low), cell(e.High)})
		}
	}
	for i, b := range f.Series {
		s.legend.entries = append(s.legend.entries, legendEntry{b.Name, barSample(barLookOf(i))})
	}
	if len(f.Series) == 1 {
		s.legend.entries = nil
	}
	s.rows = [][]*panel{{rack.panel()}}
	return s.layOut(), nil
}

// base is where bars begin.
func (a *axis) base() float64 {
	if a.log {
		return a.min
	}
	return math.Max(a.min, math.Min(a.max, 0))
}

// rack is a panel of bars, upright or lying: it alone knows which.
type rack struct {
	value  axis
	names  []string // wrapped
	per    int      // bars in a group
	lying  bool
	height vg.Length
	marks  []mark
}

const (
	groupShare  = 0.8             // of a category that its bars take
	thinBar     = vg.Length(8)    // a lying bar with room for its value
	mostWritten = vg.Length(0.17) // of the axis kept free for values behind bars
	uprightTall = 1.35 * 72       // height of a panel of upright bars, in points
	namesShare  = vg.Length(0.34) // of the sheet that names beside lying bars may take
	furniture   = vg.Length(40)   // about what stands left of upright bars
)

func newRack(s *Sheet, names []string, value axis, per int, lying, written bool) *rack {
	r := &rack{value: value, per: per, lying: lying, height: uprightTall}
	slot := (s.width - furniture) / vg.Length(len(names))
	r.names = make([]string, len(names))
	for i, n := range names {
		r.names[i] = s.faces.wrap(n, textSize, slot-3)
		if s.faces.widest(textSize, n) > slot-3 && !fits(s.faces, r.names[i], n, slot-3) {
			r.lying = true
		}
	}
	if per > 0 && slot*groupShare/vg.Length(per) < 3 || written && slot*groupShare/vg.Length(per) < 22 {
		r.lying = true
	}
	if r.lying {
		bar := vg.Length(5)
		if written {
			bar = thinBar
		}
		group := max(bar*vg.Length(per)/groupShare, 0)
		var lines vg.Length
		for i, n := range names {
			r.names[i] = s.faces.wrap(n, textSize, s.width*namesShare)
			lines = max(lines, s.faces.linesHeight(r.names[i]))
		}
		group = max(group, lines+2.5)
		r.height = group * vg.Length(len(names))
	}
	if written {
		if r.lying {
			r.value.widen(0.17)
		} else {
			r.value.widen(0.1)
		}
	}
	return r
}

// span is where bar i of category c lies across the value axis.
func (r *rack) span(c, i int) (from, to float64) {
	n := len(r.names)
	width := groupShare / float64(r.per)
	from = float64(c) + (1-groupShare)/2 + width*float64(i)
	to = from + width
	if r.lying { // the first on top
		from, to = float64(n)-to, float64(n)-from
	}
	return from, to
}

// point puts a place across and a value into the order of the axes.
func (r *rack) point(across, value float64) xy {
	if r.lying {
		return xy{value, across}
	}
	return xy{across, value}
}

func (r *rack) bar(c, i int, from, to float64, look barLook) {
	a, b := r.span(c, i)
	low, high := r.point(a, math.Min(from, to)), r.point(b, math.Max(from, to))
	r.marks = append(r.marks, bar{low.x, high.x, low.y, high.y, look})
}

func (r *rack) whisker(c, i int, e Estimate) {
	a, b := r.span(c, i)
	mid := (a + b) / 2
	r.marks = append(r.marks, whisker{r.point(mid, e.Low), r.point(mid, e.High), black()})
}

// note writes a text behind the end of a bar.
func (r *rack) note(c, i int, end float64, text string) {
	a, b := r.span(c, i)
	n := note{at: r.point((a+b)/2, math.Max(end, r.value.base())), text: text, colour: black()}
	if r.lying {
		n.shift, n.h, n.v = vg.Point{X: textGap}, left, middle
	} else {
		n.shift, n.h, n.v = vg.Point{Y: textGap}, middle, bottom
	}
	r.marks = append(r.marks, n)
}

func (r *rack) panel() *panel {
	p := &panel{height: r.height, marks: r.marks}
	if !r.lying {
		p.x, p.y = categories(r.names), r.value
		return p
	}
	reversed := make([]string, len(r.names))
	for i, n := range r.names {
		reversed[len(r.names)-1-i] = n
	}
	p.x, p.y = r.value, categories(reversed)
	return p
}

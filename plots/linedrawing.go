package plots

import (
	"math"
	"slices"
)

// lineDrawing is the state while curves are composed.
type lineDrawing struct {
	f             Lines
	s             *Sheet
	p             *Panel
	g             grid
	looks         []Look
	dotted        bool // points are marked
	banded        bool // a curve has a band
	some, derived bool // something is published, or derived from what is

	bands, curves, dots, published []Mark
}

// mostTicks is the greatest number of measured places that are ticks of the x axis.
const mostTicks = 12

func newLineDrawing(f Lines, s *Sheet, title string) *lineDrawing {
	d := &lineDrawing{f: f, s: s}
	var xs, ys [][]float64
	var given []Look
	longest := 0
	for _, l := range f.Series {
		xs, ys = append(xs, l.X), append(ys, l.Y, l.Low, l.High)
		longest, d.banded = max(longest, len(l.X)), d.banded || l.Low != nil
		for _, q := range l.Published {
			xs, ys = append(xs, []float64{q.X}), append(ys, q.ends())
			d.some, d.derived = d.some || q.Stated, d.derived || q.Derived
		}
		given = append(given, l.Look)
	}
	d.looks, d.dotted = Looks(given), f.Dots && longest <= 40
	for _, g := range f.Guides {
		ys = append(ys, []float64{g.Value})
	}
	columns := []string{"series", f.XUnit.column("x"), f.YUnit.column("y"), f.YUnit.column("low"),
		f.YUnit.column("high")}
	if d.some {
		columns = append(columns, referenceColumns(f.YUnit)...)
	}
	s.Section(title, columns...)
	x0, x1, _ := SpanOf(xs...)
	y0, y1, _ := SpanOf(ys...)
	d.p = &Panel{X: ExactAxis(f.XLabel, f.XUnit, x0, x1), Y: FitAxis(f.YLabel, f.YUnit, f.YLog, y0, y1),
		Height: s.Tall()}
	if f.XLog {
		d.p.X = FitAxis(f.XLabel, f.XUnit, true, x0, x1)
		if x0 < x1 {
			d.p.X.Min, d.p.X.Max = x0, x1
		}
	}
	if at := places(xs); len(at) <= mostTicks && len(at) > 1 {
		d.p.X.Exactly, d.p.X.Fractions = at, f.Fractions
	}
	d.p.Y.remark(d.p.Y.StartRemark())
	d.g = gridOf(&d.p.X, &d.p.Y, s.width, d.p.Height)
	return d
}

// places are the distinct values of columns, ascending.
func places(columns [][]float64) []float64 {
	at := slices.Concat(columns...)
	slices.Sort(at)
	return slices.Compact(at)
}

// line draws curve i with its band, its points and what is published about it.
func (d *lineDrawing) line(i int, l Line) {
	l, dense := l.thin(d.g)
	look := d.looks[i]
	st := look.Line()
	if dense { // noise would hide the dashes
		st.Dashes, st.Width = nil, curveWidth/2
	}
	pts := l.points()
	if l.Low != nil {
		d.bands = append(d.bands, Band{l.X, l.Low, l.High, faded(look.Hue)})
	}
	sample := LineSample(st)
	switch {
	case len(pts) == 0 || l.Points:
	case d.f.Steps:
		d.curves = append(d.curves, Staircase{Points: pts, From: pts[0], To: pts[len(pts)-1], Style: st})
	default:
		d.curves = append(d.curves, Curve{pts, st})
	}
	if d.dotted || l.Points || len(pts) == 1 {
		for _, q := range pts {
			d.dots = append(d.dots, Dot{q, look.Dot()})
		}
		sample = Overlay(sample, DotSample(look.Dot()))
	}
	if l.Points {
		sample = DotSample(look.Dot())
	}
	for _, q := range l.Published {
		d.publish(q, look)
	}
	for _, row := range l.rows(d.some) {
		d.s.Record(row...)
	}
	if l.Low != nil {
		sample = Overlay(BandSample(faded(look.Hue), st), sample)
	}
	if len(d.f.Series) > 1 || d.banded || d.s.room > 0 {
		d.s.AddLegend(l.Name, sample)
	}
}

// publish draws a published point: a hollow marker with its tolerance, a range as a bar, or a bound.
func (d *lineDrawing) publish(q PublishedPoint, look Look) {
	if !q.Stated {
		return
	}
	within := func(v float64) float64 { return math.Min(math.Max(v, d.p.Y.Min), d.p.Y.Max) }
	style := look.Hollow()
	at := (q.From + q.To) / 2
	if v, pointer, ok := q.bound(); ok {
		style.Shape, at = shape{pointer, true}, v
	} else if !q.isNumber() {
		d.published = append(d.published, Whisker{XY{q.X, within(q.From)}, XY{q.X, within(q.To)}, look.Hue})
	}
	if q.Derived {
		style = derivedDot(look.Hue)
	}
	if q.Low < q.High {
		d.published = append(d.published, tolerance{XY{q.X, within(q.Low)}, XY{q.X, within(q.High)}, look.Hue})
	}
	d.published = append(d.published, Dot{XY{q.X, at}, style})
}

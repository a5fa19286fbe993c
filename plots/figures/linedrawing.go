package figures

import (
	"math"

	"thaw/plots"
	"thaw/plots/published"
)

// lineDrawing is the state while curves are composed.
type lineDrawing struct {
	f      Lines
	s      *plots.Sheet
	p      *plots.Panel
	g      plots.Grid
	looks  []plots.Look
	dotted bool            // points are marked
	banded bool            // a curve has a band
	hues   []plots.Hue     // of the bands
	seen   bool            // a band is wider than its curve
	said   published.Kinds // what is published

	bands, curves, dots, published []plots.Mark
}

// mostTicks is the greatest number of measured places that are ticks of the x axis.
const mostTicks = 12

func newLineDrawing(f Lines, s *plots.Sheet, title string) *lineDrawing {
	d := &lineDrawing{f: f, s: s}
	var xs, ys [][]float64
	var given []plots.Look
	longest := 0
	for _, l := range f.Series {
		xs, ys = append(xs, l.X), append(ys, l.Y, l.Low, l.High)
		longest, d.banded = max(longest, len(l.X)), d.banded || l.Low != nil
		for _, q := range l.Published {
			xs, ys = append(xs, []float64{q.X}), append(ys, q.Ends(f.YLog))
			d.said.Note(q.Reference)
		}
		given = append(given, l.Look)
	}
	d.looks, d.dotted = plots.Looks(given), f.Dots && longest <= 40
	for _, g := range f.Guides {
		ys = append(ys, []float64{g.Value})
	}
	columns := []string{"series", f.XUnit.Column("x"), f.YUnit.Column("y"), f.YUnit.Column("low"),
		f.YUnit.Column("high")}
	if d.said.Some() {
		columns = append(columns, published.Columns(f.YUnit)...)
	}
	s.Section(title, columns...)
	x0, x1, _ := plots.SpanOf(xs...)
	y0, y1, _ := plots.SpanOf(ys...)
	d.p = &plots.Panel{X: plots.ExactAxis(f.XLabel, f.XUnit, x0, x1),
		Y: plots.FitAxis(f.YLabel, f.YUnit, f.YLog, y0, y1), Height: s.Tall()}
	if f.XLog {
		d.p.X = plots.FitAxis(f.XLabel, f.XUnit, true, x0, x1)
		if x0 < x1 {
			d.p.X.Min, d.p.X.Max = x0, x1
		}
	}
	if at := plots.Distinct(xs); len(at) <= mostTicks && len(at) > 1 {
		d.p.X.Exactly, d.p.X.Fractions = at, f.Fractions
	}
	for _, l := range f.Series {
		for _, q := range l.Published {
			d.said.Accept(d.p.Y, q.Reference)
		}
	}
	d.p.Y.AddRemark(d.p.Y.StartRemark())
	d.g = s.Grid(d.p)
	return d
}

// line draws curve i with its band, its points and what is published about it.
func (d *lineDrawing) line(i int, l Line) {
	l, dense := l.thin(d.g)
	look := d.looks[i]
	st := look.Line()
	if dense { // noise would hide the dashes
		st.Dashes, st.Width = nil, plots.CurveWidth/2
	}
	pts := l.points()
	if l.Low != nil {
		d.bands = append(d.bands, plots.Band{Xs: l.X, Low: l.Low, High: l.High, Fill: plots.Faded(look.Hue)})
		d.hues = append(d.hues, plots.Faded(look.Hue))
	}
	sample := plots.LineSample(st)
	if len(pts) > 0 {
		d.curves = append(d.curves, plots.Curve{Points: pts, Style: st})
	}
	if d.dotted || len(pts) == 1 {
		for _, q := range pts {
			d.dots = append(d.dots, plots.Dot{At: q, Style: look.Dot()})
		}
		sample = plots.Overlay(sample, plots.DotSample(look.Dot()))
	}
	for _, q := range l.Published {
		d.publish(q, look)
	}
	for _, row := range l.rows(d.said.Some()) {
		d.s.Record(row...)
	}
	if l.Low != nil {
		for k := range l.X {
			high, low := d.p.Y.Place(l.High[k]), d.p.Y.Place(l.Low[k])
			d.seen = d.seen || (high-low)*d.p.Height.Points() > 2*plots.CurveWidth.Points()
		}
		sample = plots.Overlay(plots.BandSample(plots.Faded(look.Hue), st), sample)
	}
	switch {
	case len(d.f.Series) == 1 && d.said.Some():
		d.s.AddLegend(simulated(l.Name), sample)
	case len(d.f.Series) > 1 || d.banded || d.f.Named || d.s.Shared():
		d.s.AddLegend(l.Name, sample)
	}
}

// publish draws what is published at a place, below the points of the curve.
func (d *lineDrawing) publish(q PublishedPoint, look plots.Look) {
	place := func(v float64) plots.XY { return plots.XY{X: q.X, Y: math.Min(math.Max(v, d.p.Y.Min), d.p.Y.Max)} }
	d.published = append(d.published, q.Draw(place, look.Hue, false, false)...)
}

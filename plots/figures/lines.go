package figures

import (
	"fmt"
	"math"

	"thaw/plots"
	"thaw/plots/published"
)

// Lines draws curves, such as the results of a sweep. A curve may have a band around it.
type Lines struct {
	plots.Frame
	XLabel, YLabel string
	XUnit, YUnit   plots.Unit
	XLog, YLog     bool
	Named          bool // the legend names a single curve, too
	Dots           bool // mark points if no curve has more than 40
	Fractions      bool // ticks of x between 0 and 1 are written as 1/4
	Series         []Line
	Guides         []Guide // at values of y
}

// Line is one curve. X ascends. Low and High are the absolute ends of its band; both nil: no band.
type Line struct {
	Name      string
	Look      plots.Look
	X, Y      []float64
	Low, High []float64
	Published []PublishedPoint
}

// PublishedPoint is what is published about a curve at a place of the x axis.
type PublishedPoint struct {
	X float64
	published.Reference
}

// Name is the base name of the files.
func (f Lines) Name() string { return f.NameOr("lines") }

func (f Lines) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("x axis", f.XUnit)
	p.Unit("y axis", f.YUnit)
	p.Label("x axis", f.XLabel)
	p.Label("y axis", f.YLabel)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.Names("series", names)
	for i, g := range f.Guides {
		p.Number("guide", i, g.Value, f.YLog)
	}
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if len(s.X)+len(s.Published) == 0 {
			p.Addf("%s has no points, expected at least one", what)
			continue
		}
		for i, q := range s.Published {
			q.Check(p, what, i, f.YLog)
		}
		if len(s.X) == 0 && len(s.Published) > 0 {
			continue
		}
		p.Finite(what+", x", s.X, f.XLog)
		p.Ascending(what+", x", s.X)
		p.Finite(what+", y", s.Y, f.YLog)
		p.SameLength(what+", y", len(s.Y), "x", len(s.X))
		if s.Low == nil && s.High == nil {
			continue
		}
		if p.SameLength(what+", low", len(s.Low), "x", len(s.X)) &&
			p.SameLength(what+", high", len(s.High), "x", len(s.X)) {
			p.Intervals(what, s.intervals(), f.YLog, false)
		}
	}
	return p.Err()
}

func (s Line) intervals() []plots.Interval {
	out := make([]plots.Interval, min(len(s.Y), len(s.Low), len(s.High)))
	for i := range out {
		out[i] = plots.Interval{Value: s.Y[i], Low: s.Low[i], High: s.High[i]}
	}
	return out
}

// Compose checks the input and lays it out.
func (f Lines) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Panel implements Panelled.
func (f Lines) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	d := newLineDrawing(f, s, title)
	for i, l := range f.Series {
		d.line(i, l)
	}
	if d.banded {
		s.AddBand(f.Whiskers, d.seen, d.hues)
	}
	d.p.Add(d.bands...)
	d.p.Add(d.curves...)
	d.p.Add(d.published...)
	d.p.Add(d.dots...)
	d.said.Legend(s, false, false)
	for _, g := range f.Guides {
		d.p.AddUnder(plots.Curve{Points: []plots.XY{{X: d.p.X.Min, Y: g.Value}, {X: d.p.X.Max, Y: g.Value}},
			Style: plots.GuideStyle()})
		d.p.LabelRight(g.Value, g.Label)
	}
	return d.p, nil
}

func (s Line) points() []plots.XY {
	out := make([]plots.XY, len(s.X))
	for i := range out {
		out[i] = plots.XY{X: s.X[i], Y: s.Y[i]}
	}
	return out
}

// rows are the curve as drawn and what is published about it, with empty columns for the latter
// where the figure has them.
func (s Line) rows(withPublished bool) [][]string {
	var out [][]string
	var none []string
	if withPublished {
		none = published.Reference{}.Cells()
	}
	for i := range s.X {
		row := []string{s.Name, plots.Cell(s.X[i]), plots.Cell(s.Y[i]), "", ""}
		if s.Low != nil {
			row[3], row[4] = plots.Cell(s.Low[i]), plots.Cell(s.High[i])
		}
		out = append(out, append(row, none...))
	}
	for _, q := range s.Published {
		out = append(out, append([]string{s.Name, plots.Cell(q.X), "", "", ""}, q.Cells()...))
	}
	return out
}

// thin leaves out points of the curve. Around a kept point the band takes the widest reach of its
// neighbours that are left out, so that it never understates the interval.
func (s Line) thin(g plots.Grid) (out Line, dense bool) {
	if len(s.X) == 0 {
		return s, false
	}
	keep, dense := g.Thin(s.points())
	if len(keep) == len(s.X) {
		return s, dense
	}
	out = s
	out.X, out.Y, out.Low, out.High = pick(s.X, keep), pick(s.Y, keep), nil, nil
	if s.Low == nil {
		return out, dense
	}
	for k, i := range keep {
		from, to := i, i
		if k > 0 {
			from = (keep[k-1] + i + 1) / 2
		}
		if k+1 < len(keep) {
			to = (i + keep[k+1]) / 2
		}
		low, high := s.Low[i], s.High[i]
		for j := from; j <= to; j++ {
			low, high = math.Min(low, s.Low[j]), math.Max(high, s.High[j])
		}
		out.Low, out.High = append(out.Low, low), append(out.High, high)
	}
	return out, dense
}

func pick[T any](values []T, keep []int) []T {
	out := make([]T, len(keep))
	for i, k := range keep {
		out[i] = values[k]
	}
	return out
}

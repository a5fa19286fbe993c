package figures

import (
	"fmt"
	"slices"

	"thaw/plots"
)

// ShareCDF draws cumulative distributions of a share on a linear axis from 0 to all: a point is the
// part of the things whose share is at most this. What lies at the ends is seen as a step there.
type ShareCDF struct {
	plots.Frame
	Label   string // of the axis of the share
	Things  string // what is counted, such as "apps"
	Series  []Shares
	Guides  []float64 // quantiles marked at the right edge, such as 0.75
	LeftOut int       // further series that are not drawn; the legend counts them
}

// Shares is a set of shares, one a thing, in ascending order.
type Shares struct {
	Name   string
	Look   plots.Look
	Values []float64
}

// Name is the base name of the files.
func (f ShareCDF) Name() string { return f.NameOr("share-cdf") }

func (f ShareCDF) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Label("axis", f.Label)
	p.Label("things", f.Things)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
		what := fmt.Sprintf("series %q", s.Name)
		if len(s.Values) == 0 {
			p.Addf("%s has no values, expected at least one", what)
			continue
		}
		p.Finite(what, s.Values, false)
		p.Ascending(what, s.Values)
		if least, most := slices.Min(s.Values), slices.Max(s.Values); least < 0 || most > 1 {
			p.Addf("%s has values from %v to %v, expected shares between 0 and 1", what, least, most)
		}
	}
	p.Names("series", names)
	for _, g := range f.Guides {
		if !(g > 0 && g < 1) {
			p.Addf("guide %v, expected a quantile between 0 and 1, such as 0.75", g)
		}
	}
	return p.Err()
}

// Compose checks the input and lays it out: a staircase for each distribution.
func (f ShareCDF) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Panel implements plots.Panelled.
func (f ShareCDF) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	p := &plots.Panel{X: plots.ExactAxis(f.Label, plots.Share, 0, 1), Height: s.Tall()}
	p.Y = plots.ExactAxis("share of "+f.Things, plots.Share, 0, 1)
	s.Section(title, "series", plots.Share.Column("value"), "fraction")
	var given []plots.Look
	for _, d := range f.Series {
		given = append(given, d.Look)
	}
	for i, look := range plots.Looks(given) {
		d := &f.Series[i]
		points := s.ThinSteps(p, d.points(), plots.MostPoints)
		last := points[len(points)-1]
		p.Add(plots.Staircase{Style: look.Line(), From: plots.XY{X: points[0].X, Y: 0}, Points: points,
			To: plots.XY{X: 1, Y: last.Y}})
		sample := plots.LineSample(look.Line())
		if len(f.Series) > 1 {
			p.Add(markersAlong(points, look, float64(i)/float64(len(f.Series)))...)
			sample = plots.Overlay(sample, plots.DotSample(look.Dot()))
			s.AddLegend(d.Name, sample)
		}
		for _, q := range points {
			s.Record(d.Name, plots.Cell(q.X), plots.Cell(q.Y))
		}
	}
	if f.LeftOut > 0 {
		s.AddNote(fmt.Sprintf("%d more not shown", f.LeftOut))
	}
	for _, q := range slices.Sorted(slices.Values(f.Guides)) {
		p.AddUnder(plots.Curve{Points: []plots.XY{{X: 0, Y: q}, {X: 1, Y: q}}, Style: plots.GuideStyle()})
		p.LabelRight(q, "p"+plots.Number(q*100))
	}
	return p, nil
}

// points returns the staircase: each share once, with the part of the things up to it.
func (d *Shares) points() []plots.XY {
	var out []plots.XY
	for i, v := range d.Values {
		part := float64(i+1) / float64(len(d.Values))
		if n := len(out); n > 0 && out[n-1].X == v {
			out[n-1].Y = part
			continue
		}
		out = append(out, plots.XY{X: v, Y: part})
	}
	return out
}

// markersAlong puts points of a look on a staircase, evenly along the axis, so that curves that lie
// over each other can be told apart. They begin at a share of the distance between two of them.
func markersAlong(points []plots.XY, look plots.Look, share float64) (out []plots.Mark) {
	for k := range curveMarkers {
		x, y := (float64(k)+share)/curveMarkers, 0.
		for _, q := range points {
			if q.X <= x {
				y = q.Y
			}
		}
		if x > points[0].X {
			out = append(out, plots.Dot{At: plots.XY{X: x, Y: y}, Style: look.Dot()})
		}
	}
	return out
}

package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"
)

// Lines draws curves, with bands where they have them, such as the outcomes of a sweep.
type Lines struct {
	Frame
	XLabel, YLabel string
	XUnit, YUnit   Unit
	XLog, YLog     bool
	Dots           bool // mark each point, where no curve has more than 40
	Series         []Line
}

// Line is one curve. X ascends. Low and High, absolute, are the band around it; both nil: no band.
type Line struct {
	Name      string
	X, Y      []float64
	Low, High []float64
}

func (f Lines) Name() string { return f.name("lines") }

func (f Lines) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	f.XUnit.check(p, "x axis")
	f.YUnit.check(p, "y axis")
	p.label("x axis", f.XLabel)
	p.label("y axis", f.YLabel)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.names("series", names)
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if len(s.X) == 0 {
			p.addf("%s has no points, expected at least one", what)
			continue
		}
		p.finite(what+", x", s.X, f.XLog)
		p.ascending(what+", x", s.X)
		p.finite(what+", y", s.Y, f.YLog)
		p.sameLength(what+", y", len(s.Y), "x", len(s.X))
		if s.Low == nil && s.High == nil {
			continue
		}
		if p.sameLength(what+", low", len(s.Low), "x", len(s.X)) && p.sameLength(what+", high", len(s.High), "x", len(s.X)) {
			p.intervals(what, s.intervals(), f.YLog, false)
		}
	}
	return p.err()
}

func (s Line) intervals() []Interval {
	out := make([]Interval, min(len(s.Y), len(s.Low), len(s.High)))
	for i := range out {
		out[i] = Interval{s.Y[i], s.Low[i], s.High[i]}
	}
	return out
}

func (f Lines) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	var xs, ys [][]float64
	longest, banded := 0, false
	for _, l := range f.Series {
		xs, ys = append(xs, l.X), append(ys, l.Y, l.Low, l.High)
		longest, banded = max(longest, len(l.X)), banded || l.Low != nil
	}
	x0, x1, _ := spanOf(xs...)
	y0, y1, _ := spanOf(ys...)
	p := &panel{x: exactly(f.XLabel, f.XUnit, x0, x1), y: fit(f.YLabel, f.YUnit, f.YLog, y0, y1), height: f.Width.tall()}
	if f.XLog {
		p.x = fit(f.XLabel, f.XUnit, true, x0, x1)
		if x0 < x1 {
			p.x.min, p.x.max = x0, x1
		}
	}
	g := gridOf(&p.x, &p.y, s.width, p.height)
	s.table = [][]string{{"series", f.XUnit.column("x"), f.YUnit.column("y"), f.YUnit.column("low"), f.YUnit.column("high")}}
	var bands, curves, dots []mark
	for i, l := range f.Series {
		l, dense := l.thin(g)
		st := curveStyle(i)
		if dense { // dashes would be lost in the ups and downs
			st.Dashes, st.Width = nil, curveWidth/2
		}
		pts := l.points()
		if l.Low != nil {
			bands = append(bands, band{l.X, l.Low, l.High, faded(curveColour(i))})
		}
		curves = append(curves, curve{pts, st})
		if f.Dots && longest <= 40 || len(pts) == 1 {
			for _, q := range pts {
				dots = append(dots, dot{q, draw.GlyphStyle{Color: curveColour(i), Radius: 1.7, Shape: draw.CircleGlyph{}}})
			}
		}
		s.table = append(s.table, l.rows()...)
		sample := lineSample(st)
		if l.Low != nil {
			sample = bandSample(faded(curveColour(i)), st)
		}
		s.legend.entries = append(s.legend.entries, legendEntry{l.Name, sample})
	}
	if len(f.Series) == 1 && !banded {
		s.legend.entries = nil
	}
	p.add(bands...)
	p.add(curves...)
	p.add(dots...)
	s.rows = [][]*panel{{p}}
	return s.layOut(), nil
}

func (s Line) points() []xy {
	out := make([]xy, len(s.X))
	for i := range out {
		out[i] = xy{s.X[i], s.Y[i]}
	}
	return out
}

func (s Line) rows() [][]string {
	var out [][]string
	for i := range s.X {
		row := []string{s.Name, cell(s.X[i]), cell(s.Y[i]), "", ""}
		if s.Low != nil {
			row[3], row[4] = cell(s.Low[i]), cell(s.High[i])
		}
		out = append(out, row)
	}
	return out
}

// thin leaves out points of the curve. Over a slice between kept points the band keeps its
// widest reach, so that it never shows less than there is.
func (s Line) thin(g grid) (out Line, dense bool) {
	keep, dense := thinCurve(g, s.points())
	if len(keep) == len(s.X) {
		return s, dense
	}
	out = Line{Name: s.Name, X: pick(s.X, keep), Y: pick(s.Y, keep)}
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

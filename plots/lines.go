package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"
)

// Lines draws curves, such as the results of a sweep. A curve may have a band around it.
type Lines struct {
	Frame
	XLabel, YLabel string
	XUnit, YUnit   Unit
	XLog, YLog     bool
	Dots           bool // mark points if no curve has more than 40
	Series         []Line
}

// Line is one curve. X ascends. Low and High are the absolute ends of its band; both nil: no band.
type Line struct {
	Name      string
	X, Y      []float64
	Low, High []float64
}

func (f Lines) Name() string { return f.NameOr("lines") }

func (f Lines) check() error {
	p := NewProblems(f.Name())
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
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if len(s.X) == 0 {
			p.Addf("%s has no points, expected at least one", what)
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

func (s Line) intervals() []Interval {
	out := make([]Interval, min(len(s.Y), len(s.Low), len(s.High)))
	for i := range out {
		out[i] = Interval{s.Y[i], s.Low[i], s.High[i]}
	}
	return out
}

func (f Lines) Compose(at Width) (*Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := NewSheet(f.Width, "series", f.XUnit.column("x"), f.YUnit.column("y"), f.YUnit.column("low"),
		f.YUnit.column("high"))
	var xs, ys [][]float64
	longest, banded := 0, false
	for _, l := range f.Series {
		xs, ys = append(xs, l.X), append(ys, l.Y, l.Low, l.High)
		longest, banded = max(longest, len(l.X)), banded || l.Low != nil
	}
	x0, x1, _ := SpanOf(xs...)
	y0, y1, _ := SpanOf(ys...)
	p := &Panel{X: ExactAxis(f.XLabel, f.XUnit, x0, x1), Y: FitAxis(f.YLabel, f.YUnit, f.YLog, y0, y1),
		Height: f.Width.Tall()}
	if f.XLog {
		p.X = FitAxis(f.XLabel, f.XUnit, true, x0, x1)
		if x0 < x1 {
			p.X.Min, p.X.Max = x0, x1
		}
	}
	p.X.At = few(xs)
	p.Y.remark(p.Y.StartRemark())
	g := gridOf(&p.X, &p.Y, s.width, p.Height)
	var bands, curves, dots []Mark
	for i, l := range f.Series {
		l, dense := l.thin(g)
		st := CurveStyle(i)
		if dense { // noise would hide the dashes
			st.Dashes, st.Width = nil, curveWidth/2
		}
		pts := l.points()
		if l.Low != nil {
			bands = append(bands, Band{l.X, l.Low, l.High, faded(CurveColour(i))})
		}
		curves = append(curves, Curve{pts, st})
		if f.Dots && longest <= 40 || len(pts) == 1 {
			for _, q := range pts {
				dots = append(dots, Dot{q,
					draw.GlyphStyle{Color: CurveColour(i), Radius: 1.7, Shape: draw.CircleGlyph{}}})
			}
		}
		for _, row := range l.rows() {
			s.Record(row...)
		}
		sample := LineSample(st)
		if l.Low != nil {
			sample = BandSample(faded(CurveColour(i)), st)
		}
		if len(f.Series) > 1 || banded {
			s.AddLegend(l.Name, sample)
		}
	}
	p.Add(bands...)
	p.Add(curves...)
	p.Add(dots...)
	s.AddRow(p)
	return s.LayOut(), nil
}

// mostMeasured is how many values of x get a tick each.
const mostMeasured = 8

// few returns the values of the columns in ascending order, or none where they are many.
func few(columns [][]float64) []float64 {
	var all []float64
	for _, c := range columns {
		all = append(all, c...)
		slices.Sort(all)
		if all = slices.Compact(all); len(all) > mostMeasured {
			return nil
		}
	}
	return all
}

func (s Line) points() []XY {
	out := make([]XY, len(s.X))
	for i := range out {
		out[i] = XY{s.X[i], s.Y[i]}
	}
	return out
}

func (s Line) rows() [][]string {
	var out [][]string
	for i := range s.X {
		row := []string{s.Name, Cell(s.X[i]), Cell(s.Y[i]), "", ""}
		if s.Low != nil {
			row[3], row[4] = Cell(s.Low[i]), Cell(s.High[i])
		}
		out = append(out, row)
	}
	return out
}

// thin leaves out points of the curve. Around a kept point the band takes the widest reach of its
// neighbours that are left out, so that it never understates the interval.
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

package figures

import (
	"cmp"
	"fmt"
	"slices"

	"thaw/plots"
)

// TradeOff draws what policies pay on one axis for what they get on the other, less being better on
// both: a curve a policy over its settings, or a point. Points that no other one beats on both are the
// Pareto front: they have a ring, and a step line joins them.
type TradeOff struct {
	plots.Frame
	XLabel, YLabel string
	XUnit, YUnit   plots.Unit
	Series         []Trade
}

// Trade is a policy: its points, which the curve joins in order of x.
type Trade struct {
	Name   string
	Look   plots.Look
	Points []TradePoint
	Bound  bool // of an oracle, which no policy can be: it is not on the front
}

// TradePoint is what a setting of a policy comes to.
type TradePoint struct {
	Name string // of the setting, in the table and where they are few in the legend
	X, Y float64
	Look plots.Look // that other figures give to the setting; the zero Look: that of the policy
}

// mostSettings is the greatest number of points that the legend names, each with its own look.
const mostSettings = 9

// Name is the base name of the files.
func (f TradeOff) Name() string { return f.NameOr("trade-off") }

// Compose checks the input and lays it out.
func (f TradeOff) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

func (f TradeOff) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("x axis", f.XUnit)
	p.Unit("y axis", f.YUnit)
	p.Label("x axis", f.XLabel)
	p.Label("y axis", f.YLabel)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
		if len(s.Points) == 0 {
			p.Addf("series %q has no points, expected at least one", s.Name)
		}
		xs, ys := s.columns()
		p.Finite(fmt.Sprintf("series %q, x", s.Name), xs, false)
		p.Finite(fmt.Sprintf("series %q, y", s.Name), ys, false)
		if slices.ContainsFunc(append(xs, ys...), func(v float64) bool { return v < 0 }) {
			p.Addf("series %q has a value below zero, expected none", s.Name)
		}
	}
	p.Names("series", names)
	return p.Err()
}

func (s Trade) columns() (xs, ys []float64) {
	for _, q := range s.Points {
		xs, ys = append(xs, q.X), append(ys, q.Y)
	}
	return xs, ys
}

// Front returns the points of policies that no other one beats: none is less on one axis and no more on the
// other. They are in order of x; of equal points the first stands for all.
func (f TradeOff) Front() []TradePoint {
	var all []TradePoint
	for _, s := range f.Series {
		if !s.Bound {
			all = append(all, s.Points...)
		}
	}
	slices.SortStableFunc(all, func(a, b TradePoint) int {
		switch {
		case a.X < b.X || a.X == b.X && a.Y < b.Y:
			return -1
		case a.X == b.X && a.Y == b.Y:
			return 0
		}
		return 1
	})
	var front []TradePoint
	for _, q := range all {
		if len(front) == 0 || q.Y < front[len(front)-1].Y {
			front = append(front, q)
		}
	}
	return front
}

// Panel implements Panelled.
func (f TradeOff) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s.Section(title, "series", "setting", f.XUnit.Column("x"), f.YUnit.Column("y"), "on_front")
	var columns [2][][]float64
	var given []plots.Look
	for _, t := range f.Series {
		xs, ys := t.columns()
		columns[0], columns[1] = append(columns[0], xs), append(columns[1], ys)
		given = append(given, t.Look)
	}
	_, most, _ := plots.SpanOf(columns[0]...)
	low, high, _ := plots.SpanOf(columns[1]...)
	p := &plots.Panel{X: plots.FitAxis(f.XLabel, f.XUnit, false, 0, most), Height: s.Tall()}
	p.Y = plots.FitAxis(f.YLabel, f.YUnit, low > 0, low, high) // logarithmic, where there is no zero
	if low <= 0 {
		p.Y = plots.FitAxis(f.YLabel, f.YUnit, false, 0, high)
	}
	p.Y.AddRemark(p.Y.StartRemark())
	front := f.Front()
	f.step(p, front)
	named := f.named()
	for i, look := range plots.Looks(given) {
		t := f.Series[i]
		slices.SortStableFunc(t.Points, func(a, b TradePoint) int { return cmp.Compare(a.X, b.X) })
		var points []plots.XY
		for _, q := range t.Points {
			own := f.lookOf(q, look)
			points = append(points, plots.XY{X: q.X, Y: q.Y})
			p.Add(plots.Dot{At: plots.XY{X: q.X, Y: q.Y}, Style: own.Dot()})
			sample, of := plots.DotSample(own.Dot()), t.Name
			if len(t.Points) > 1 {
				sample = plots.Overlay(plots.LineSample(look.Line()), sample)
			}
			if named {
				of = q.Name
			}
			s.AddLegend(of, sample)
			same := func(o TradePoint) bool { return o.X == q.X && o.Y == q.Y }
			s.Record(t.Name, q.Name, plots.Cell(q.X), plots.Cell(q.Y),
				fmt.Sprint(!t.Bound && slices.ContainsFunc(front, same)))
		}
		if len(points) > 1 {
			p.AddUnder(plots.Curve{Points: points, Style: look.Line()})
		}
	}
	ring := plots.Look{Hue: plots.Black(), Marker: plots.Disc}.Ring()
	ring.Radius *= 1.7
	for _, q := range front {
		p.AddUnder(plots.Dot{At: plots.XY{X: q.X, Y: q.Y}, Style: ring})
	}
	s.AddLegend("Pareto front", plots.Overlay(plots.LineSample(plots.GuideStyle()), plots.DotSample(ring)))
	return p, nil
}

// lookOf is the look of a setting, or that of its policy.
func (f TradeOff) lookOf(q TradePoint, policy plots.Look) plots.Look {
	if f.named() && q.Look.IsSet() {
		return q.Look
	}
	return policy
}

// named reports whether the legend names the settings, not the policies: they have names, and are few.
func (f TradeOff) named() bool {
	n := 0
	for _, t := range f.Series {
		for _, q := range t.Points {
			if n++; q.Name == "" {
				return false
			}
		}
	}
	return n <= mostSettings
}

// step draws the border of what the front reaches.
func (f TradeOff) step(p *plots.Panel, front []TradePoint) {
	var steps []plots.XY
	for i, q := range front {
		if i == 0 {
			steps = append(steps, plots.XY{X: q.X, Y: p.Y.Max})
		} else {
			steps = append(steps, plots.XY{X: q.X, Y: front[i-1].Y})
		}
		steps = append(steps, plots.XY{X: q.X, Y: q.Y})
	}
	if len(front) > 0 {
		steps = append(steps, plots.XY{X: p.X.Max, Y: front[len(front)-1].Y})
		p.AddUnder(plots.Curve{Points: steps, Style: plots.GuideStyle()})
	}
}

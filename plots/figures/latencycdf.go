package figures

import (
	"fmt"
	"math"
	"slices"

	"thaw/plots"
	"thaw/plots/published"
)

// LatencyCDF draws cumulative distributions of latency on a logarithmic axis. A point is the share of
// starts with at most this latency. A tail shows the share with more, on two logarithmic axes.
type LatencyCDF struct {
	plots.Frame
	Label  string // of the latency axis; empty: "start latency"
	Series []Distribution
	// FloorMS is the least latency on the axis; smaller ones, such as 0, are drawn at it.
	// Without a floor a latency of 0 is an error: it has no place on the axis.
	FloorMS float64
	Tail    bool
	Guides  []float64 // quantiles marked at the right edge, such as 0.5, 0.9, 0.99
	// FromShare is where the axis of shares begins, which leaves out what is below: 0.8 zooms into
	// the slowest fifth. 0: the whole distribution.
	FromShare float64
	Things    string // what is counted; empty: "starts"
	LeftOut   int    // further series that are not drawn; the legend counts them
}

// Distribution is a set of latencies.
type Distribution struct {
	Name string
	Look plots.Look
	// ValuesMS are the latencies in ascending order.
	ValuesMS []float64
	// Fractions are the shares of latencies up to each value. They ascend and end at 1 or
	// below. Nil: every value is one observation.
	Fractions []float64
	// Published are points of the distribution that a publication states.
	Published []Quantile
}

// Quantile is a point of a distribution: the share of latencies up to a value. One of the two is
// what is published, with a tolerance; the other is where.
type Quantile struct {
	ValueMS, Share    float64
	LowMS, HighMS     float64 // accepted; both NaN: the share is what is published
	LowShare, HiShare float64 // likewise
	Input             bool    // the model was set by it
}

// Name is the base name of the files.
func (f LatencyCDF) Name() string {
	if f.Tail && f.File == "" {
		return "latency-tail"
	}
	return f.NameOr("latency-cdf")
}

func (f LatencyCDF) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.Names("series", names)
	p.Label("latency axis", f.Label)
	if f.FloorMS != 0 && !(f.FloorMS >= plots.Smallest && f.FloorMS <= plots.Largest) {
		p.Addf("floor is %v ms, expected a positive latency, or 0 for none", f.FloorMS)
	}
	for _, s := range f.Series {
		s.check(p, f.FloorMS)
	}
	for _, g := range f.Guides {
		if !(g > 0 && g < 1) {
			p.Addf("guide %v, expected a quantile between 0 and 1, such as 0.99", g)
		}
	}
	return p.Err()
}

func (s Distribution) check(p *plots.Problems, floor float64) {
	what := fmt.Sprintf("series %q", s.Name)
	if len(s.ValuesMS) == 0 {
		p.Addf("%s has no values, expected at least one", what)
		return
	}
	p.Finite(what, s.ValuesMS, floor == 0)
	p.Ascending(what, s.ValuesMS)
	if s.Fractions == nil {
		return
	}
	p.SameLength(what+", fractions", len(s.Fractions), "values", len(s.ValuesMS))
	p.Finite(what+", fractions", s.Fractions, false)
	p.Ascending(what+", fractions", s.Fractions)
	for i, v := range s.Fractions {
		if v < 0 || v > 1 {
			p.Addf("%s: fraction %d is %v, expected a share between 0 and 1", what, i, v)
			break
		}
	}
}

// points returns the staircase of the distribution: each latency once, with the share up to it.
func (s Distribution) points(floor float64) []plots.XY {
	var out []plots.XY
	for i, v := range s.ValuesMS {
		share := float64(i+1) / float64(len(s.ValuesMS))
		if s.Fractions != nil {
			share = s.Fractions[i]
		}
		v = math.Max(v, floor)
		if n := len(out); n > 0 && out[n-1].X == v {
			out[n-1].Y = share
			continue
		}
		out = append(out, plots.XY{X: v, Y: share})
	}
	return out
}

// leastTail is the smallest share that a tail shows.
const leastTail = 1e-7

// Compose checks the input and lays it out: a staircase for each distribution.
func (f LatencyCDF) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	return plots.Alone(f, f.Width)
}

// Panel implements plots.Panelled.
func (f LatencyCDF) Panel(s *plots.Sheet, title string) (*plots.Panel, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	pts := make([][]plots.XY, len(f.Series))
	lo, hi, least := math.Inf(1), math.Inf(-1), 1.0
	var given []plots.Look
	for i, d := range f.Series {
		given = append(given, d.Look)
		pts[i] = d.points(f.FloorMS)
		first := pts[i][0].X
		for _, q := range pts[i] {
			if q.Y < f.FromShare {
				first = q.X
			}
		}
		lo, hi = math.Min(lo, first), math.Max(hi, pts[i][len(pts[i])-1].X)
		for _, q := range d.Published {
			lo, hi = math.Min(lo, q.ValueMS), math.Max(hi, q.ValueMS)
		}
		if f.Tail {
			pts[i] = complement(pts[i])
			least = math.Min(least, leastPositive(pts[i]))
		}
	}
	things := f.Things
	if things == "" {
		things = "starts"
	}
	p := &plots.Panel{X: plots.FitAxis(f.label(), plots.Milliseconds, true, lo, hi), Height: s.Tall()}
	p.Y = plots.ExactAxis("share of "+things, plots.Share, f.FromShare, 1)
	p.Y.Min = f.FromShare
	fraction := "fraction"
	if f.Tail {
		p.Y = plots.Axis{Label: "share of " + things + " above", Unit: plots.Share, Log: true, Grid: true,
			Min: plots.Pow10(int(math.Floor(math.Log10(math.Min(least, 0.1)) + 1e-9))), Max: 1}
		fraction = "fraction_above"
	}
	s.Section(title, "series", "latency_ms", fraction)
	looks := plots.Looks(given)
	for i := range pts {
		thinned := f.thin(s, p, pts[i])
		p.Add(f.steps(p, thinned, looks[i]))
		sample := plots.LineSample(looks[i].Line())
		if len(f.Series) > 1 {
			p.Add(f.markers(p, thinned, looks[i], float64(i)/float64(len(f.Series)))...)
			sample = plots.Overlay(sample, plots.DotSample(looks[i].Dot()))
		}
		for _, q := range thinned {
			s.Record(f.Series[i].Name, plots.Cell(q.X), plots.Cell(q.Y))
		}
		if len(f.Series) > 1 {
			s.AddLegend(f.Series[i].Name, sample)
		}
	}
	f.publish(s, p, looks)
	if f.LeftOut > 0 {
		s.AddNote(fmt.Sprintf("%d more not shown", f.LeftOut))
	}
	f.guide(p)
	return p, nil
}

// publish draws the published points, hollow, with what is accepted as whiskers.
func (f LatencyCDF) publish(s *plots.Sheet, p *plots.Panel, looks []plots.Look) {
	var said published.Kinds
	for i, d := range f.Series {
		for _, q := range d.Published {
			latency := published.Reference{Stated: true, From: q.ValueMS, To: q.ValueMS, Low: q.LowMS, High: q.HighMS,
				Input: q.Input}
			share := published.Reference{Stated: true, From: q.Share, To: q.Share, Low: q.LowShare, High: q.HiShare,
				Input: q.Input}
			said.Note(latency, share)
			said.Accept(p.X, latency)
			said.Accept(p.Y, share)
			across := func(v float64) plots.XY { return plots.XY{X: v, Y: q.Share} }
			up := func(v float64) plots.XY { return plots.XY{X: q.ValueMS, Y: v} }
			p.Add(share.Draw(up, looks[i].Hue, false, true)...) // its tolerance alone
			p.Add(latency.Draw(across, looks[i].Hue, true, false)...)
			s.Record(d.Name+", published", plots.Cell(q.ValueMS), plots.Cell(q.Share))
		}
	}
	said.Legend(s, false, true)
}

func (f LatencyCDF) label() string {
	if f.Label == "" {
		return "start latency"
	}
	return f.Label
}

// thin leaves out points that cannot be seen. The last step of a tail falls to zero, which has
// no place on a logarithmic axis. Thinning leaves room for it, and it is put back afterwards.
func (f LatencyCDF) thin(s *plots.Sheet, p *plots.Panel, pts []plots.XY) []plots.XY {
	n := len(pts)
	for f.Tail && n > 0 && pts[n-1].Y < p.Y.Min*(1-1e-9) { // 1 - 0.9999 is a little less than 0.0001
		n--
	}
	if n == len(pts) {
		return s.ThinSteps(p, pts, plots.MostPoints)
	}
	return append(s.ThinSteps(p, pts[:n], plots.MostPoints-1), pts[n])
}

// steps draws the distribution from the left edge of the panel to the right one.
func (f LatencyCDF) steps(p *plots.Panel, pts []plots.XY, look plots.Look) plots.Mark {
	if f.FromShare > 0 { // the curve enters at the lower edge
		i := 0
		for i < len(pts)-1 && pts[i].Y < f.FromShare {
			i++
		}
		pts = pts[i:]
	}
	first, last := pts[0], pts[len(pts)-1]
	m := plots.Staircase{Style: look.Line(), From: plots.XY{X: first.X, Y: p.Y.Min},
		To: plots.XY{X: p.X.Max, Y: last.Y}}
	if f.Tail {
		m.From = plots.XY{X: p.X.Min, Y: 1}
		pts = slices.Clone(pts)
		if last := &pts[len(pts)-1]; last.Y < p.Y.Min {
			last.Y = p.Y.Min // down to the floor, and no further
		}
		m.To = pts[len(pts)-1]
	}
	m.Points = pts
	return m
}

// markers puts points of a look on a distribution, evenly along the axis of latency: curves that lie
// over each other can be told apart. Each begins at a share of the distance between two points.
func (f LatencyCDF) markers(p *plots.Panel, pts []plots.XY, look plots.Look, share float64) (out []plots.Mark) {
	for k := range curveMarkers {
		place := (float64(k) + share) / curveMarkers
		x := p.X.Min * math.Pow(p.X.Max/p.X.Min, place)
		i := -1
		for i+1 < len(pts) && pts[i+1].X <= x {
			i++
		}
		if i < 0 || i == len(pts)-1 || pts[i].Y < p.Y.Min || pts[i].Y > p.Y.Max {
			continue // before the first latency, behind the last, or outside of the panel
		}
		out = append(out, plots.Dot{At: plots.XY{X: x, Y: pts[i].Y}, Style: look.Dot()})
	}
	return out
}

// curveMarkers is the number of points along the whole axis.
const curveMarkers = 8

func (f LatencyCDF) guide(p *plots.Panel) {
	for _, q := range slices.Sorted(slices.Values(f.Guides)) {
		at := q
		if f.Tail {
			at = 1 - q
		}
		if p.Y.Place(at) < 0 {
			continue
		}
		line := []plots.XY{{X: p.X.Min, Y: at}, {X: p.X.Max, Y: at}}
		p.AddUnder(plots.Curve{Points: line, Style: plots.GuideStyle()})
		p.LabelRight(at, "p"+plots.Number(q*100))
	}
}

func complement(pts []plots.XY) []plots.XY {
	for i := range pts {
		pts[i].Y = 1 - pts[i].Y
	}
	return pts
}

// leastPositive returns the smallest share above zero, but at least leastTail.
func leastPositive(pts []plots.XY) float64 {
	least := 1.0
	for _, q := range pts {
		if q.Y > 1e-12 {
			least = math.Min(least, q.Y)
		}
	}
	return math.Max(least, leastTail)
}

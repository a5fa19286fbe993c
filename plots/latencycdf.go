package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// LatencyCDF draws the share of starts that had at most a latency, over that latency on a
// logarithmic axis; with Tail, the share that had more, on two logarithmic axes.
type LatencyCDF struct {
	Frame
	Label  string // of the latency axis; empty: "start latency"
	Series []Distribution
	// FloorMS is the least latency drawn: a smaller one, such as 0, counts at it.
	// Without a floor a latency of 0 is an error, for it has no place on the axis.
	FloorMS float64
	Tail    bool
	Guides  []float64 // quantiles marked at the right edge, such as 0.5, 0.9, 0.99
}

// Distribution is a set of latencies.
type Distribution struct {
	Name string
	// ValuesMS are the latencies in ascending order.
	ValuesMS []float64
	// Fractions tells for each value which share of all latencies is at most as large; it
	// ascends and ends at 1 or below. Nil: the values are single observations, of equal weight.
	Fractions []float64
}

func (f LatencyCDF) Name() string {
	if f.Tail && f.File == "" {
		return "latency-tail"
	}
	return f.name("latency-cdf")
}

func (f LatencyCDF) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.names("series", names)
	p.label("latency axis", f.Label)
	if f.FloorMS != 0 && !(f.FloorMS >= smallest && f.FloorMS <= largest) {
		p.addf("floor is %v ms, expected a positive latency, or 0 for none", f.FloorMS)
	}
	for _, s := range f.Series {
		s.check(p, f.FloorMS)
	}
	for _, g := range f.Guides {
		if !(g > 0 && g < 1) {
			p.addf("guide %v, expected a quantile between 0 and 1, such as 0.99", g)
		}
	}
	return p.err()
}

func (s Distribution) check(p *problems, floor float64) {
	what := fmt.Sprintf("series %q", s.Name)
	if len(s.ValuesMS) == 0 {
		p.addf("%s has no values, expected at least one", what)
		return
	}
	p.finite(what, s.ValuesMS, floor == 0)
	p.ascending(what, s.ValuesMS)
	if s.Fractions == nil {
		return
	}
	p.sameLength(what+", fractions", len(s.Fractions), "values", len(s.ValuesMS))
	p.finite(what+", fractions", s.Fractions, false)
	p.ascending(what+", fractions", s.Fractions)
	for i, v := range s.Fractions {
		if v < 0 || v > 1 {
			p.addf("%s: fraction %d is %v, expected a share between 0 and 1", what, i, v)
			break
		}
	}
}

// points is the staircase of the distribution: each latency once, with the share at or below it.
func (s Distribution) points(floor float64) []xy {
	var out []xy
	for i, v := range s.ValuesMS {
		share := float64(i+1) / float64(len(s.ValuesMS))
		if s.Fractions != nil {
			share = s.Fractions[i]
		}
		v = math.Max(v, floor)
		if n := len(out); n > 0 && out[n-1].x == v {
			out[n-1].y = share
			continue
		}
		out = append(out, xy{v, share})
	}
	return out
}

// leastTail is the smallest share that the tail view shows.
const leastTail = 1e-7

func (f LatencyCDF) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	pts := make([][]xy, len(f.Series))
	lo, hi, least := math.Inf(1), math.Inf(-1), 1.0
	for i, d := range f.Series {
		pts[i] = d.points(f.FloorMS)
		lo, hi = math.Min(lo, pts[i][0].x), math.Max(hi, pts[i][len(pts[i])-1].x)
		if f.Tail {
			pts[i] = complement(pts[i])
			least = math.Min(least, leastPositive(pts[i]))
		}
	}
	p := &panel{x: fit(f.label(), Milliseconds, true, lo, hi), height: f.Width.tall()}
	p.y = exactly("share of starts", Share, 0, 1)
	columns := []string{"series", "latency_ms", "fraction"}
	if f.Tail {
		p.y = axis{label: "share of starts above", unit: Share, log: true, grid: true,
			min: pow10(int(math.Floor(math.Log10(math.Min(least, 0.1)) + 1e-9))), max: 1}
		columns[2] = "fraction_above"
	}
	s.table = [][]string{columns}
	g := gridOf(&p.x, &p.y, s.width, p.height)
	for i := range pts {
		thinned := f.thin(g, pts[i])
		p.add(f.steps(p, thinned, i))
		for _, q := range thinned {
			s.table = append(s.table, []string{f.Series[i].Name, cell(q.x), cell(q.y)})
		}
		s.legend.entries = append(s.legend.entries, legendEntry{f.Series[i].Name, lineSample(curveStyle(i))})
	}
	if len(f.Series) == 1 {
		s.legend.entries = nil // nothing to tell apart
	}
	f.guide(p)
	s.rows = append(s.rows, []*panel{p})
	return s.layOut(), nil
}

func (f LatencyCDF) label() string {
	if f.Label == "" {
		return "start latency"
	}
	return f.Label
}

// thin leaves out what cannot be seen. In the tail view the last step falls to zero, which has
// no place on the axis and is put back afterwards.
func (f LatencyCDF) thin(g grid, pts []xy) []xy {
	n := len(pts)
	for f.Tail && n > 0 && pts[n-1].y < g.y.min {
		n--
	}
	keep, _ := thinSteps(g, pts[:n])
	out := pick(pts, keep)
	if n < len(pts) && len(out) >= mostPoints {
		out = out[:mostPoints-1]
	}
	if n < len(pts) {
		out = append(out, pts[n])
	}
	return out
}

// steps draws the distribution from the left edge of the panel to the right one.
func (f LatencyCDF) steps(p *panel, pts []xy, i int) mark {
	first, last := pts[0], pts[len(pts)-1]
	m := staircase{style: curveStyle(i), from: xy{first.x, p.y.min}, to: xy{p.x.max, last.y}}
	if f.Tail {
		m.from = xy{p.x.min, 1}
		pts = slices.Clone(pts)
		if last := &pts[len(pts)-1]; last.y < p.y.min {
			last.y = p.y.min // down to the floor, and no further
		}
		m.to = pts[len(pts)-1]
	}
	m.pts = pts
	return m
}

func (f LatencyCDF) guide(p *panel) {
	for _, q := range slices.Sorted(slices.Values(f.Guides)) {
		at := q
		if f.Tail {
			at = 1 - q
		}
		if p.y.place(at) < 0 {
			continue
		}
		style := solid(grey(), gridWidth)
		style.Dashes = []vg.Length{1.5, 1.5}
		p.marks = append([]mark{curve{[]xy{{p.x.min, at}, {p.x.max, at}}, style}}, p.marks...)
		p.right = append(p.right, tick{at: at, label: "p" + number(q*100)})
	}
}

func complement(pts []xy) []xy {
	for i := range pts {
		pts[i].y = 1 - pts[i].y
	}
	return pts
}

// leastPositive is the smallest share above zero, not below what the tail view shows.
func leastPositive(pts []xy) float64 {
	least := 1.0
	for _, q := range pts {
		if q.y > 1e-12 {
			least = math.Min(least, q.y)
		}
	}
	return math.Max(least, leastTail)
}

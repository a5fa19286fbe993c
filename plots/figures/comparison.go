package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"thaw/plots"
)

// PolicyComparison draws metrics of policies: a panel for each metric, a row for each policy, and in it
// a dot with its interval, in the look of its policy. It sorts policies by the first metric, the best
// on top. The baseline has its name in bold, a larger dot with a black rim, and a dashed line through
// every panel.
type PolicyComparison struct {
	plots.Frame
	Policies []string
	Looks    []plots.Look // one a policy; none: all but the baseline look alike
	Baseline string       // one of the policies; empty: none is marked
	Metrics  []Metric
	Others   string // what the legend calls the rows that look alike; empty: other policies
	InOrder  bool   // keep the order of the policies, the first on top
}

// Metric is one measure of all policies.
type Metric struct {
	Name         string
	Unit         plots.Unit
	Log          bool
	HigherBetter bool
	Estimates    []plots.Interval // one a policy; a Value of NaN is missing
}

// Name is the base name of the files.
func (f PolicyComparison) Name() string { return f.NameOr("policy-comparison") }

func (f PolicyComparison) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Names("policy", f.Policies)
	var names []string
	for _, m := range f.Metrics {
		names = append(names, m.Name)
	}
	p.Names("metric", names)
	if f.Looks != nil {
		p.SameLength("looks", len(f.Looks), "policies", len(f.Policies))
	}
	if f.Baseline != "" && !slices.Contains(f.Policies, f.Baseline) {
		p.Addf("baseline %q is not among the policies %q", f.Baseline, f.Policies)
	}
	for _, m := range f.Metrics {
		what := fmt.Sprintf("metric %q", m.Name)
		p.Unit(what, m.Unit)
		if !p.SameLength(what, len(m.Estimates), "policies", len(f.Policies)) {
			continue
		}
		p.Intervals(what, m.Estimates, m.Log, true)
		if _, _, ok := m.span(); !ok {
			p.Addf("%s has no value, expected one of at least one policy", what)
		}
	}
	return p.Err()
}

func (m Metric) span() (lo, hi float64, ok bool) {
	var columns [][]float64
	for _, e := range m.Estimates {
		if !math.IsNaN(e.Value) {
			columns = append(columns, []float64{e.Low, e.High})
		}
	}
	return plots.SpanOf(columns...)
}

// order sorts the policies by the first metric, the best first. Those without a value come last.
func (f PolicyComparison) order() []int {
	order := make([]int, len(f.Policies))
	for i := range order {
		order[i] = i
	}
	if f.InOrder {
		return order
	}
	m := f.Metrics[0]
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := m.Estimates[a].Value, m.Estimates[b].Value
		switch {
		case math.IsNaN(x) || math.IsNaN(y):
			return compareBool(math.IsNaN(x), math.IsNaN(y))
		case x == y:
			return 0
		case (x < y) != m.HigherBetter:
			return -1
		}
		return 1
	})
	return order
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// leastPanel is the least width of a panel with readable ticks.
const leastPanel = vg.Length(62)

// rowGap is the height of a row above that of its name, in points.
const rowGap = 5.0

// Compose checks the input and lays it out: panels side by side as far as they fit.
func (f PolicyComparison) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := plots.NewSheet(f.Width, "metric", "unit", "rank", "policy", "baseline", "value", "low", "high")
	order := f.order()
	r := f.rows(s, order)
	cols := s.Columns(len(f.Metrics), r.widest, leastPanel)
	var row []*plots.Panel
	for k, m := range f.Metrics {
		lo, hi, _ := m.span()
		p := &plots.Panel{X: plots.FitAxis(m.Name, m.Unit, m.Log, lo, hi), Y: r.axis}
		p.Height, p.Y.Hidden = vg.Length(r.axis.Max), k%cols > 0
		if p.X.Remark = m.better(); p.X.StartRemark() != "" {
			p.X.Remark += ", " + p.X.StartRemark()
		}
		f.fill(s, p, m, order)
		row = append(row, p)
		if len(row) == cols || k == len(f.Metrics)-1 {
			s.AddRow(row...)
			row = nil
		}
	}
	if f.Baseline != "" {
		if f.Looks == nil {
			s.AddLegend(cmp.Or(f.Others, "other policy"), plots.DotSample(policyDot()))
		}
		dots := f.dots(slices.Index(f.Policies, f.Baseline))
		sample := []plots.Sample{plots.LineSample(f.baselineStyle())}
		for _, d := range dots {
			sample = append(sample, plots.DotSample(d))
		}
		name := "baseline: " + f.Baseline
		if f.Others != "" { // nothing is compared with another row
			name = f.Baseline
		}
		s.AddLegend(name, plots.Overlay(sample...))
	}
	if f.hasWhiskers() {
		s.AddWhiskers(f.Whiskers)
	}
	return s.LayOut(), nil
}

func (f PolicyComparison) hasWhiskers() bool {
	return slices.ContainsFunc(f.Metrics, func(m Metric) bool {
		return slices.ContainsFunc(m.Estimates, plots.Interval.HasWidth)
	})
}

// comparisonRows is the axis of policies.
type comparisonRows struct {
	axis   plots.Axis
	widest vg.Length // of the names
}

func (f PolicyComparison) rows(s *plots.Sheet, order []int) comparisonRows {
	var r comparisonRows
	var names []string
	var sizes []float64
	for _, i := range order {
		name, width, height := s.RowName(f.Policies[i], f.Policies[i] == f.Baseline)
		names = append(names, name)
		sizes = append(sizes, rowGap+height.Points())
		r.widest = max(r.widest, width)
	}
	r.axis = plots.RowAxis(names, sizes)
	r.axis.Grid = true
	for rank, i := range order {
		if f.Policies[i] == f.Baseline {
			r.axis.Emphasise(rank)
		}
	}
	return r
}

func (m Metric) better() string {
	if m.HigherBetter {
		return "better\u00a0→"
	}
	return "←\u00a0better"
}

func (f PolicyComparison) fill(s *plots.Sheet, p *plots.Panel, m Metric, order []int) {
	for rank, i := range order {
		e, policy := m.Estimates[i], f.Policies[i]
		base := policy == f.Baseline
		if math.IsNaN(e.Value) {
			s.Record(m.Name, string(m.Unit), fmt.Sprint(rank+1), policy, fmt.Sprint(base), "", "", "")
			continue
		}
		y := p.Y.RowMiddle(rank)
		if base {
			line := []plots.XY{{X: e.Value, Y: p.Y.Min}, {X: e.Value, Y: p.Y.Max}}
			p.AddUnder(plots.Curve{Points: line, Style: f.baselineStyle()})
		}
		dots := f.dots(i)
		if e.HasWidth() {
			p.Add(plots.Whisker{From: plots.XY{X: e.Low, Y: y}, To: plots.XY{X: e.High, Y: y},
				Colour: dots[len(dots)-1].Color})
		}
		for _, d := range dots {
			p.Add(plots.Dot{At: plots.XY{X: e.Value, Y: y}, Style: d})
		}
		s.Record(m.Name, string(m.Unit), fmt.Sprint(rank+1), policy, fmt.Sprint(base), plots.Cell(e.Value),
			plots.Cell(e.Low), plots.Cell(e.High))
	}
}

// dots are the dot of a policy, from below: that of the baseline has a rim.
func (f PolicyComparison) dots(policy int) []draw.GlyphStyle {
	base := f.Policies[policy] == f.Baseline
	switch {
	case f.Looks == nil && base:
		return []draw.GlyphStyle{{Color: plots.CurveColour(1), Radius: 2.3, Shape: draw.BoxGlyph{}}}
	case f.Looks == nil:
		return []draw.GlyphStyle{policyDot()}
	}
	dot := f.Looks[policy].Dot()
	if dot.Radius = 2.1; !base {
		return []draw.GlyphStyle{dot}
	}
	rim := dot
	rim.Color, rim.Radius, dot.Radius = plots.Black(), 3.1, 2.3
	return []draw.GlyphStyle{rim, dot}
}

func policyDot() draw.GlyphStyle {
	return draw.GlyphStyle{Color: plots.CurveColour(0), Radius: 2.1, Shape: draw.CircleGlyph{}}
}

func (f PolicyComparison) baselineStyle() draw.LineStyle {
	hue := plots.CurveColour(1)
	if f.Looks != nil {
		hue = f.Looks[slices.Index(f.Policies, f.Baseline)].Hue
	}
	return draw.LineStyle{Color: hue, Width: 0.7, Dashes: []vg.Length{2, 1.5}}
}

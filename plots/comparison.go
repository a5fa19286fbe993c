package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// PolicyComparison draws several metrics of several policies: a panel a metric, a row a policy, a
// dot with its interval. The policies are sorted by the first metric, the best on top; the baseline's value
// is a dashed line through every panel.
type PolicyComparison struct {
	Frame
	Policies []string
	Baseline string // one of the policies; empty: none is marked
	Metrics  []Metric
	InOrder  bool // the policies stay as they are given, the first on top
}

// Metric is one measure of all policies.
type Metric struct {
	Name         string
	Unit         Unit
	Log          bool
	HigherBetter bool
	Estimates    []Interval // one a policy; a Value of NaN is missing
}

func (f PolicyComparison) Name() string { return f.name("policy-comparison") }

func (f PolicyComparison) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	p.names("policy", f.Policies)
	var names []string
	for _, m := range f.Metrics {
		names = append(names, m.Name)
	}
	p.names("metric", names)
	if f.Baseline != "" && !slices.Contains(f.Policies, f.Baseline) {
		p.addf("baseline %q is not among the policies %q", f.Baseline, f.Policies)
	}
	for _, m := range f.Metrics {
		what := fmt.Sprintf("metric %q", m.Name)
		m.Unit.check(p, what)
		if !p.sameLength(what, len(m.Estimates), "policies", len(f.Policies)) {
			continue
		}
		p.intervals(what, m.Estimates, m.Log, true)
		if _, _, ok := m.span(); !ok {
			p.addf("%s has no value, expected one of at least one policy", what)
		}
	}
	return p.err()
}

func (m Metric) span() (lo, hi float64, ok bool) {
	var columns [][]float64
	for _, e := range m.Estimates {
		if !math.IsNaN(e.Value) {
			columns = append(columns, []float64{e.Low, e.High})
		}
	}
	return spanOf(columns...)
}

// order gives the policies from best to worst by the first metric; those without a value come last.
func (f PolicyComparison) order() []int {
	order := all(len(f.Policies))
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

// leastPanel is the least width in which a panel's ticks can be read.
const leastPanel = vg.Length(62)

// rowGap is what a row is higher than its name, in points.
const rowGap = 5.0

func (f PolicyComparison) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	order := f.order()
	r := f.rows(s, order)
	free := s.width - r.widest - 2*edge - textGap
	cols := min(len(f.Metrics), max(1, int((free+panelGap)/(leastPanel+panelGap))))
	area := (free - panelGap*vg.Length(cols-1)) / vg.Length(cols)
	s.table = [][]string{{"metric", "unit", "rank", "policy", "baseline", "value", "low", "high"}}
	for k, m := range f.Metrics {
		lo, hi, _ := m.span()
		p := &panel{x: fit(m.better(), m.Unit, m.Log, lo, hi), y: r.axis}
		p.height, p.y.hidden = vg.Length(r.axis.max), k%cols > 0
		p.title = s.faces.wrap(m.Name, textSize, area)
		f.fill(s, p, m, order)
		if k%cols == 0 {
			s.rows = append(s.rows, nil)
		}
		last := len(s.rows) - 1
		s.rows[last] = append(s.rows[last], p)
	}
	if f.Baseline != "" {
		s.legend.entries = []legendEntry{
			{"value with interval", dotSample(policyDot())},
			{"baseline: " + f.Baseline, baselineSample},
		}
	}
	return s.layOut(), nil
}

// comparisonRows is the axis of policies.
type comparisonRows struct {
	axis   axis
	widest vg.Length // of the names
}

func (f PolicyComparison) rows(s *Sheet, order []int) comparisonRows {
	var r comparisonRows
	var names []string
	var sizes []float64
	bold := 0
	for rank, i := range order {
		faces := s.faces
		if f.Policies[i] == f.Baseline {
			bold = len(order) - rank
			faces = faces.emphasised()
		}
		name := faces.wrap(f.Policies[i], textSize, s.width*namesShare)
		names = append(names, name)
		sizes = append(sizes, rowGap+faces.linesHeight(name).Points())
		r.widest = max(r.widest, faces.widest(textSize, name))
	}
	r.axis = categories(reversed(names, sizes))
	r.axis.bold, r.axis.grid = bold, true
	return r
}

func (m Metric) better() string {
	if m.HigherBetter {
		return "better →"
	}
	return "← better"
}

func (f PolicyComparison) fill(s *Sheet, p *panel, m Metric, order []int) {
	for rank, i := range order {
		e, policy := m.Estimates[i], f.Policies[i]
		base := policy == f.Baseline
		if math.IsNaN(e.Value) {
			s.table = append(s.table, []string{m.Name, string(m.Unit), fmt.Sprint(rank + 1), policy, fmt.Sprint(base), "", "", ""})
			continue
		}
		y := p.y.middles[len(order)-1-rank]
		if base {
			p.marks = append([]mark{curve{[]xy{{e.Value, p.y.min}, {e.Value, p.y.max}}, baselineStyle()}}, p.marks...)
		}
		st := policyDot()
		if base {
			st = baselineDot()
		}
		if e.hasWidth() {
			p.add(whisker{xy{e.Low, y}, xy{e.High, y}, st.Color})
		}
		p.add(dot{xy{e.Value, y}, st})
		s.table = append(s.table, []string{m.Name, string(m.Unit), fmt.Sprint(rank + 1), policy, fmt.Sprint(base), cell(e.Value), cell(e.Low), cell(e.High)})
	}
}

func policyDot() draw.GlyphStyle {
	return draw.GlyphStyle{Color: curveColour(0), Radius: 2.1, Shape: draw.CircleGlyph{}}
}

func baselineDot() draw.GlyphStyle {
	return draw.GlyphStyle{Color: curveColour(1), Radius: 2.3, Shape: draw.BoxGlyph{}}
}

func baselineStyle() draw.LineStyle {
	return draw.LineStyle{Color: curveColour(1), Width: 0.7, Dashes: []vg.Length{2, 1.5}}
}

func baselineSample(b *brush, box vg.Rectangle) {
	lineSample(baselineStyle())(b, box)
	dotSample(baselineDot())(b, box)
}

package plots

import (
	"fmt"
	"math"
)

// Bars draws groups of bars, one group a category, one bar of each group a series. Bars stand
// upright where the names of the categories fit below them, and lie otherwise.
type Bars struct {
	Frame
	Label      string // of the value axis
	Unit       Unit
	Log        bool // a logarithmic value axis: bars begin at its start
	Values     bool // write each value behind its bar
	Lying      bool // lie in any case
	Categories []string
	Series     []BarSeries
}

// BarSeries is one bar of every group.
type BarSeries struct {
	Name      string
	Estimates []Interval // one a category; a Value of NaN has no bar
}

func (f Bars) Name() string { return f.name("bars") }

func (f Bars) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	f.Unit.check(p, "value axis")
	p.label("value axis", f.Label)
	p.names("category", f.Categories)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.names("series", names)
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if p.sameLength(what, len(s.Estimates), "categories", len(f.Categories)) {
			p.intervals(what, s.Estimates, f.Log, true)
		}
	}
	return p.err()
}

func (f Bars) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
	var columns [][]float64
	for _, b := range f.Series {
		for _, e := range b.Estimates {
			columns = append(columns, []float64{e.Low, e.High})
		}
	}
	lo, hi, _ := spanOf(columns...)
	value := fit(f.Label, f.Unit, f.Log, lo, hi)
	if !f.Log {
		value = fit(f.Label, f.Unit, false, math.Min(lo, 0), math.Max(hi, 0))
	}
	rack := newRack(s, f.Categories, value, len(f.Series), f.Lying, f.Values)
	s.table = [][]string{{"category", "series", f.Unit.column("value"), f.Unit.column("low"), f.Unit.column("high")}}
	for c, name := range f.Categories {
		for i, b := range f.Series {
			e := b.Estimates[c]
			if math.IsNaN(e.Value) {
				s.table = append(s.table, []string{name, b.Name, "", "", ""})
				continue
			}
			rack.bar(c, i, rack.value.base(), e.Value, barLookOf(i))
			end := e.Value
			if e.hasWidth() {
				rack.whisker(c, i, e)
				end = e.High
			}
			if f.Values {
				rack.note(c, i, end, f.Unit.write(e.Value))
			}
			s.table = append(s.table, []string{name, b.Name, cell(e.Value), cell(e.Low), cell(e.High)})
		}
	}
	for i, b := range f.Series {
		s.legend.entries = append(s.legend.entries, legendEntry{b.Name, barSample(barLookOf(i))})
	}
	if len(f.Series) == 1 {
		s.legend.entries = nil
	}
	s.rows = [][]*panel{{rack.panel()}}
	return s.layOut(), nil
}

// base is where bars begin.
func (a *axis) base() float64 {
	if a.log {
		return a.min
	}
	return math.Max(a.min, math.Min(a.max, 0))
}

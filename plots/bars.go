package plots

import (
	"fmt"
	"math"
)

// Bars draws groups of bars: a group for each category, and in it a bar for each series. Bars are
// vertical where the names of the categories fit below them, and horizontal otherwise.
type Bars struct {
	Frame
	Label      string // of the value axis
	Unit       Unit
	Log        bool // logarithmic value axis, with dots in place of bars: it has no zero for them to begin at
	Values     bool // write each value behind its bar
	Horizontal bool // horizontal in any case
	Categories []string
	Series     []BarSeries
}

// BarSeries is one bar in every group.
type BarSeries struct {
	Name      string
	Estimates []Interval // one a category; a Value of NaN has no bar
}

func (f Bars) Name() string { return f.NameOr("bars") }

func (f Bars) check() error {
	p := NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("value axis", f.Unit)
	p.Label("value axis", f.Label)
	p.Names("category", f.Categories)
	var names []string
	for _, s := range f.Series {
		names = append(names, s.Name)
	}
	p.Names("series", names)
	for _, s := range f.Series {
		what := fmt.Sprintf("series %q", s.Name)
		if p.SameLength(what, len(s.Estimates), "categories", len(f.Categories)) {
			p.Intervals(what, s.Estimates, f.Log, true)
		}
	}
	return p.Err()
}

func (f Bars) Compose(at Width) (*Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := NewSheet(f.Width, "category", "series", f.Unit.column("value"), f.Unit.column("low"), f.Unit.column("high"))
	var columns [][]float64
	for _, b := range f.Series {
		for _, e := range b.Estimates {
			columns = append(columns, []float64{e.Low, e.High})
		}
	}
	lo, hi, _ := SpanOf(columns...)
	value := FitAxis(f.Label, f.Unit, f.Log, lo, hi)
	if !f.Log {
		value = FitAxis(f.Label, f.Unit, false, math.Min(lo, 0), math.Max(hi, 0))
	}
	bars := newBarPanel(s, f.Categories, value, len(f.Series), f.Horizontal, f.Values)
	whiskers := "" // named where one is drawn
	for c, name := range f.Categories {
		for i, b := range f.Series {
			e := b.Estimates[c]
			if math.IsNaN(e.Value) {
				s.Record(name, b.Name, "", "", "")
				continue
			}
			if f.Log {
				bars.dot(c, i, e.Value, BarLookOf(i))
			} else {
				bars.bar(c, i, bars.value.base(), e.Value, BarLookOf(i))
			}
			end := e.Value
			if e.HasWidth() {
				bars.whisker(c, i, e)
				end, whiskers = e.High, f.Whiskers
			}
			if f.Values {
				bars.note(c, i, end, f.Unit.Text(e.Value))
			}
			s.Record(name, b.Name, Cell(e.Value), Cell(e.Low), Cell(e.High))
		}
	}
	for i, b := range f.Series {
		if len(f.Series) > 1 {
			sample := barSample(BarLookOf(i))
			if f.Log {
				sample = DotSample(barDot(BarLookOf(i)))
			}
			s.AddLegend(b.Name, sample)
		}
	}
	s.AddWhiskers(whiskers)
	s.AddRow(bars.panel())
	return s.LayOut(), nil
}

// base is where bars begin.
func (a *Axis) base() float64 {
	if a.Log {
		return a.Min
	}
	return math.Max(a.Min, math.Min(a.Max, 0))
}

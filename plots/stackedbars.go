package plots

import (
	"fmt"
	"math"
)

// StackedBars draws one bar for each category. The bar is made of parts, such as the stages of a
// cold start.
type StackedBars struct {
	Frame
	Label      string // of the value axis
	Unit       Unit
	Values     bool     // write each total behind its bar
	Notes      []string // texts right of horizontal bars, one a category; nil: none
	Horizontal bool     // horizontal in any case
	Categories []string
	Parts      []Part // the first is nearest to zero
	// Totals are intervals of whole bars; nil draws none. Each Value must be the sum of the parts.
	Totals []Interval
	// First are intervals of the first part, the only one that begins at zero; nil draws none.
	First []Interval
	// Looks are the indices of the looks of the parts; nil: 0, 1, 2 and so on. A part keeps its look
	// among figures that leave out other parts.
	Looks []int
}

// look returns the look of part i.
func (f StackedBars) look(i int) BarLook {
	if f.Looks != nil {
		i = f.Looks[i]
	}
	return BarLookOf(i)
}

// Part is one layer of every bar.
type Part struct {
	Name   string
	Values []float64 // one a category, none negative
}

func (f StackedBars) Name() string { return f.NameOr("stacked-bars") }

func (f StackedBars) check() error {
	p := NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Unit("value axis", f.Unit)
	p.Label("value axis", f.Label)
	p.Names("category", f.Categories)
	var names []string
	for _, q := range f.Parts {
		names = append(names, q.Name)
	}
	p.Names("part", names)
	if f.First != nil && p.SameLength("first intervals", len(f.First), "categories", len(f.Categories)) {
		p.Intervals("first part", f.First, false, false)
	}
	if f.Notes != nil {
		p.SameLength("notes", len(f.Notes), "categories", len(f.Categories))
	}
	sums := make([]float64, len(f.Categories))
	for _, q := range f.Parts {
		what := fmt.Sprintf("part %q", q.Name)
		if !p.SameLength(what, len(q.Values), "categories", len(f.Categories)) {
			return p.Err()
		}
		p.Finite(what, q.Values, false)
		for i, v := range q.Values {
			sums[i] += v
			if v < 0 {
				p.Addf("%s: value %d is %v, expected none below zero: parts are stacked", what, i, v)
			}
		}
	}
	if f.Totals != nil && p.SameLength("totals", len(f.Totals), "categories", len(f.Categories)) {
		p.Intervals("totals", f.Totals, false, false)
		for i, e := range f.Totals {
			if math.Abs(e.Value-sums[i]) > 1e-6*math.Max(1, math.Abs(sums[i])) {
				p.Addf("total of %q is %v, but its parts add up to %v", f.Categories[i], e.Value, sums[i])
			}
		}
	}
	return p.Err()
}

func (f StackedBars) Compose(at Width) (*Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := NewSheet(f.Width, "category", "part", f.Unit.column("value"), f.Unit.column("low"), f.Unit.column("high"))
	sums := make([]float64, len(f.Categories))
	ends := make([]float64, len(f.Categories))
	for i := range sums {
		for _, q := range f.Parts {
			sums[i] += q.Values[i]
		}
		ends[i] = sums[i]
		if f.Totals != nil {
			ends[i] = math.Max(ends[i], f.Totals[i].High)
		}
	}
	_, hi, _ := SpanOf(ends)
	bars := newBarPanel(s, f.Categories, FitAxis(f.Label, f.Unit, false, 0, hi), 1, f.Horizontal, f.Values)
	whiskers := "" // named where one is drawn
	whisker := func(c int, e Interval) {
		if e.HasWidth() {
			bars.whisker(c, 0, e)
			whiskers = f.Whiskers
		}
	}
	for c, name := range f.Categories {
		from := 0.0
		for i, q := range f.Parts {
			bars.bar(c, 0, from, from+q.Values[c], f.look(i))
			from += q.Values[c]
			low, high := "", ""
			if i == 0 && f.First != nil {
				low, high = Cell(f.First[c].Low), Cell(f.First[c].High)
			}
			s.Record(name, q.Name, Cell(q.Values[c]), low, high)
		}
		if f.First != nil {
			whisker(c, f.First[c])
		}
		if f.Totals != nil {
			e := f.Totals[c]
			whisker(c, e)
			s.Record(name, "total", Cell(e.Value), Cell(e.Low), Cell(e.High))
		}
		if f.Values {
			bars.note(c, 0, ends[c], f.Unit.Text(sums[c]))
		}
	}
	for i, q := range f.Parts {
		s.AddLegend(q.Name, barSample(f.look(i)))
	}
	s.AddWhiskers(whiskers)
	p := bars.panel()
	for c, text := range f.Notes {
		a, b := bars.span(c, 0)
		p.LabelRight((a+b)/2, text)
	}
	s.AddRow(p)
	return s.LayOut(), nil
}

package plots

import (
	"fmt"
	"math"
)

// StackedBars draws one bar a category made of parts, such as the stages of a cold start.
type StackedBars struct {
	Frame
	Label      string // of the value axis
	Unit       Unit
	Values     bool // write each total behind its bar
	Lying      bool // lie in any case
	Categories []string
	Parts      []Part // the first is nearest to zero
	// Totals gives the whole bars intervals; nil: none are drawn. Its values must be the sums of the parts.
	Totals []Interval
	looks  []int // of the parts; nil: by their places
}

// look returns the look of part i.
func (f StackedBars) look(i int) barLook {
	if f.looks != nil {
		i = f.looks[i]
	}
	return barLookOf(i)
}

// Part is one layer of every bar.
type Part struct {
	Name   string
	Values []float64 // one a category, none negative
}

func (f StackedBars) Name() string { return f.name("stacked-bars") }

func (f StackedBars) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	f.Unit.check(p, "value axis")
	p.label("value axis", f.Label)
	p.names("category", f.Categories)
	var names []string
	for _, q := range f.Parts {
		names = append(names, q.Name)
	}
	p.names("part", names)
	sums := make([]float64, len(f.Categories))
	for _, q := range f.Parts {
		what := fmt.Sprintf("part %q", q.Name)
		if !p.sameLength(what, len(q.Values), "categories", len(f.Categories)) {
			return p.err()
		}
		p.finite(what, q.Values, false)
		for i, v := range q.Values {
			sums[i] += v
			if v < 0 {
				p.addf("%s: value %d is %v, expected none below zero: parts are stacked", what, i, v)
			}
		}
	}
	if f.Totals != nil && p.sameLength("totals", len(f.Totals), "categories", len(f.Categories)) {
		p.intervals("totals", f.Totals, false, false)
		for i, e := range f.Totals {
			if math.Abs(e.Value-sums[i]) > 1e-6*math.Max(1, math.Abs(sums[i])) {
				p.addf("total of %q is %v, but its parts add up to %v", f.Categories[i], e.Value, sums[i])
			}
		}
	}
	return p.err()
}

func (f StackedBars) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
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
	_, hi, _ := spanOf(ends)
	rack := newRack(s, f.Categories, fit(f.Label, f.Unit, false, 0, hi), 1, f.Lying, f.Values)
	s.table = [][]string{{"category", "part", f.Unit.column("value"), f.Unit.column("low"), f.Unit.column("high")}}
	for c, name := range f.Categories {
		from := 0.0
		for i, q := range f.Parts {
			rack.bar(c, 0, from, from+q.Values[c], f.look(i))
			from += q.Values[c]
			s.table = append(s.table, []string{name, q.Name, cell(q.Values[c]), "", ""})
		}
		if f.Totals != nil {
			e := f.Totals[c]
			if e.hasWidth() {
				rack.whisker(c, 0, e)
			}
			s.table = append(s.table, []string{name, "total", cell(e.Value), cell(e.Low), cell(e.High)})
		}
		if f.Values {
			rack.note(c, 0, ends[c], f.Unit.write(sums[c]))
		}
	}
	for i, q := range f.Parts {
		s.legend.entries = append(s.legend.entries, legendEntry{q.Name, barSample(f.look(i))})
	}
	s.rows = [][]*panel{{rack.panel()}}
	return s.layOut(), nil
}

package figures

import (
	"fmt"
	"math"

	"thaw/plots"
)

// FaultHistogram draws the number of page faults over their duration, on two logarithmic axes. A stroke
// as wide as the bin is its number: a bar would have a length that says nothing where there is no
// zero. It has one panel for each strategy of restoring, one below the other.
type FaultHistogram struct {
	plots.Frame
	EdgesMS []float64 // of the bins, ascending; one more than bins
	Panels  []FaultCounts
	Claims  Claims // in a strip below
}

// FaultCounts are the faults of one restore by bin.
type FaultCounts struct {
	Name   string
	Look   plots.Look
	Counts []float64
}

// Name is the base name of the files.
func (f FaultHistogram) Name() string { return f.NameOr("fault-histogram") }

func (f FaultHistogram) check() error {
	p := plots.NewProblems(f.Name())
	p.Frame(f.Frame)
	p.Finite("edges", f.EdgesMS, true)
	p.Ascending("edges", f.EdgesMS)
	if len(f.EdgesMS) < 2 {
		p.Addf("%d edges of bins, expected at least two", len(f.EdgesMS))
	}
	var names []string
	for _, c := range f.Panels {
		names = append(names, c.Name)
		what := fmt.Sprintf("panel %q", c.Name)
		p.Finite(what, c.Counts, false)
		p.SameLength(what, len(c.Counts)+1, "edges", len(f.EdgesMS))
		for i, v := range c.Counts {
			if v < 0 {
				p.Addf("%s: bin %d counts %v, expected 0 or more", what, i, v)
				break
			}
		}
	}
	p.Names("panel", names)
	return p.Err()
}

// Compose checks the input and lays it out: a panel for each restore, a stroke for each bin.
func (f FaultHistogram) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	if err := f.check(); err != nil {
		return nil, err
	}
	s := plots.NewSheet(f.Width, "panel", "from_ms", "to_ms", "faults")
	most := 1.0
	first, last := len(f.EdgesMS)-1, 0 // the bins that any panel has faults in
	for _, c := range f.Panels {
		for i, v := range c.Counts {
			if v > 0 {
				most, first, last = math.Max(most, v), min(first, i), max(last, i)
			}
		}
	}
	if first > last {
		first, last = 0, len(f.EdgesMS)-2
	}
	var given []plots.Look
	for _, c := range f.Panels {
		given = append(given, c.Look)
	}
	looks := plots.Looks(given)
	for i, c := range f.Panels {
		p := &plots.Panel{Title: c.Name, Height: f.Width.Tall() * 0.55,
			X: plots.Axis{Label: "time of a fault", Unit: plots.Milliseconds, Log: true, Min: f.EdgesMS[first],
				Max: f.EdgesMS[last+1]},
			Y: plots.FitAxis("faults", plots.Plain, true, 1, math.Max(10, most))}
		p.X.Hidden = i < len(f.Panels)-1
		for k := first; k <= last; k++ {
			s.Record(c.Name, plots.Cell(f.EdgesMS[k]), plots.Cell(f.EdgesMS[k+1]), plots.Cell(c.Counts[k]))
			if c.Counts[k] > 0 {
				ends := []plots.XY{{X: f.EdgesMS[k], Y: c.Counts[k]}, {X: f.EdgesMS[k+1], Y: c.Counts[k]}}
				p.Add(plots.Curve{Points: ends, Style: plots.Solid(looks[i].Hue, 2)})
			}
		}
		s.AddRow(p)
	}
	f.Claims.AddTo(s)
	return s.LayOut(), nil
}

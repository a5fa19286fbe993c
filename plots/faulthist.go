package plots

import (
	"fmt"
	"math"
)

// FaultHistogram draws how many page faults took how long: on two logarithmic axes, bins that
// double, one panel for each way to restore below the other.
type FaultHistogram struct {
	Frame
	EdgesMS []float64 // of the bins, ascending; one more than bins
	Panels  []FaultCounts
}

// FaultCounts are the faults of one restore, in all and by bin.
type FaultCounts struct {
	Name   string
	Counts []float64
}

func (f FaultHistogram) Name() string { return f.name("fault-histogram") }

func (f FaultHistogram) check() error {
	p := &problems{figure: f.Name()}
	f.Frame.check(p)
	p.finite("edges", f.EdgesMS, true)
	p.ascending("edges", f.EdgesMS)
	if len(f.EdgesMS) < 2 {
		p.addf("%d edges of bins, expected at least two", len(f.EdgesMS))
	}
	var names []string
	for _, c := range f.Panels {
		names = append(names, c.Name)
		what := fmt.Sprintf("panel %q", c.Name)
		p.finite(what, c.Counts, false)
		p.sameLength(what, len(c.Counts)+1, "edges", len(f.EdgesMS))
		for i, v := range c.Counts {
			if v < 0 {
				p.addf("%s: bin %d counts %v, expected 0 or more", what, i, v)
				break
			}
		}
	}
	p.names("panel", names)
	return p.err()
}

func (f FaultHistogram) Compose() (*Sheet, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Width)
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
	s.table = [][]string{{"panel", "from_ms", "to_ms", "faults"}}
	for i, c := range f.Panels {
		p := &panel{title: c.Name, height: f.Width.tall() * 0.55,
			x: axis{label: "time of a fault", unit: Milliseconds, log: true, min: f.EdgesMS[first], max: f.EdgesMS[last+1]},
			y: fit("faults", Plain, true, 1, math.Max(10, most))}
		p.x.hidden = i < len(f.Panels)-1
		for k := first; k <= last; k++ {
			s.table = append(s.table, []string{c.Name, cell(f.EdgesMS[k]), cell(f.EdgesMS[k+1]), cell(c.Counts[k])})
			if c.Counts[k] > 0 {
				// so that a single fault is seen, too
				p.add(bar{f.EdgesMS[k], f.EdgesMS[k+1], p.y.min, math.Max(c.Counts[k], 1.15), barLookOf(i)})
			}
		}
		s.rows = append(s.rows, []*panel{p})
	}
	return s.layOut(), nil
}

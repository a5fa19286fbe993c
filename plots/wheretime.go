package plots

import "fmt"

// WhereTimeGoes draws, for each policy, the mean time of a start in a new container by its
// stages. A stage has the same look whichever of the others there are; one that no policy
// has is left out.
type WhereTimeGoes struct {
	Frame
	Policies []string
	Stages   []Part // milliseconds, in the order in which they run
	Totals   []Interval
}

func (f WhereTimeGoes) Name() string { return f.name("where-time-goes") }

func (f WhereTimeGoes) Compose() (*Sheet, error) {
	bars := StackedBars{Frame: f.Frame, Label: "cold start, mean", Unit: Milliseconds, Values: true, Lying: true,
		Categories: f.Policies, Totals: f.Totals}
	bars.File = f.Name()
	for i, q := range f.Stages {
		if len(q.Values) != len(f.Policies) {
			return nil, fmt.Errorf("%s: stage %q has %d values of %d policies", f.Name(), q.Name, len(q.Values), len(f.Policies))
		}
		if passes(q) {
			bars.Parts, bars.looks = append(bars.Parts, q), append(bars.looks, i)
		}
	}
	if len(bars.Parts) == 0 && len(f.Stages) > 0 {
		bars.Parts, bars.looks = f.Stages[:1], nil // every start takes no time at all: an empty bar says so
	}
	sheet, err := bars.Compose()
	if err == nil {
		sheet.table[0][0], sheet.table[0][1] = "policy", "stage"
	}
	return sheet, err
}

func passes(q Part) bool {
	for _, v := range q.Values {
		if v != 0 {
			return true
		}
	}
	return false
}

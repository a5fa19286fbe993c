package figures

import (
	"fmt"

	"thaw/plots"
)

// WhereTimeGoes draws the mean time of a start in a new container by stages, for each policy. It leaves
// out a stage that no policy has. The others keep their looks.
type WhereTimeGoes struct {
	plots.Frame
	Policies []string
	Stages   []Part // milliseconds, in the order in which they run
	Totals   []plots.Interval
}

// Name is the base name of the files.
func (f WhereTimeGoes) Name() string { return f.NameOr("where-time-goes") }

// Compose checks the input and lays it out: a horizontal bar for each policy.
func (f WhereTimeGoes) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	bars := StackedBars{Frame: f.Frame, Label: "cold start, mean", Unit: plots.Milliseconds, Values: true,
		Horizontal: true,
		Categories: f.Policies, Totals: f.Totals}
	bars.File = f.Name()
	for i, q := range f.Stages {
		if len(q.Values) != len(f.Policies) {
			return nil, fmt.Errorf("%s: stage %q has %d values of %d policies", f.Name(), q.Name, len(q.Values),
				len(f.Policies))
		}
		if passes(q) {
			q.Look = plots.DefaultLook(i)
			bars.Parts = append(bars.Parts, q)
		}
	}
	if len(bars.Parts) == 0 && len(f.Stages) > 0 {
		bars.Parts = f.Stages[:1] // no start takes any time: draw an empty bar
	}
	sheet, err := bars.Compose(0)
	if err == nil {
		sheet.RenameColumns("policy", "stage")
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

package figures

import (
	"math"

	"thaw/plots"
)

// StartKinds draws the shares of cold, warm, prewarm and restored starts of each policy. It leaves out a
// kind that no policy has, except for cold starts. It cuts intervals at 0 and 1, since intervals
// of a t-distribution may reach beyond.
type StartKinds struct {
	plots.Frame
	Policies []PolicyStarts
}

// PolicyStarts are the shares of the kinds of start, between 0 and 1, with intervals over seeds.
type PolicyStarts struct {
	Name                         string
	Cold, Warm, Prewarm, Restore plots.Interval
}

// Name is the base name of the files.
func (f StartKinds) Name() string { return f.NameOr("start-kinds") }

// Compose checks the input and lays it out: a horizontal bar for each policy, of a part for each kind
// of start. Whiskers are those of the share of cold starts, which is written behind the bar.
func (f StartKinds) Compose(at plots.Width) (*plots.Sheet, error) {
	f.Width = f.At(at)
	bars := StackedBars{Frame: f.Frame, Label: "share of starts", Unit: plots.Share, Horizontal: true}
	bars.File = f.Name()
	parts := []Part{{Name: "cold"}, {Name: "warm"}, {Name: "prewarm"}, {Name: "restore"}}
	p := plots.NewProblems(f.Name())
	for _, q := range f.Policies {
		bars.Categories = append(bars.Categories, q.Name)
		bars.Notes = append(bars.Notes, plots.Share.Text(q.Cold.Value)+" cold")
		for i, e := range []plots.Interval{q.Cold, q.Warm, q.Prewarm, q.Restore} {
			e.Low, e.High = math.Max(e.Low, math.Min(0, e.Value)), math.Min(e.High, math.Max(1, e.Value))
			parts[i].Values = append(parts[i].Values, e.Value)
			if i == 0 {
				bars.First = append(bars.First, e)
			}
			if e.Value < 0 || e.Value > 1 {
				p.Addf("policy %q: share of %s starts is %v, expected 0 to 1", q.Name, parts[i].Name, e.Value)
			}
		}
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	for i, q := range parts {
		if i == 0 || passes(q) {
			q.Look = plots.DefaultLook(i)
			bars.Parts = append(bars.Parts, q)
		}
	}
	sheet, err := bars.Compose(0)
	if err == nil {
		sheet.RenameColumns("policy", "start_kind", "share", "low_share", "high_share")
	}
	return sheet, err
}

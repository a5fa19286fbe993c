package figures

import (
	"errors"
	"io/fs"
	"path/filepath"

	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// members draws how many invokers take containers over time, where that changes.
func members(d *resultData) ([]plots.Figure, error) {
	fig := figures.Lines{Frame: plots.Frame{File: "members"}, XLabel: "time", XUnit: plots.Seconds,
		YLabel: "invokers in service", Named: true}
	changes := false
	for _, p := range d.policies[:min(len(d.policies), MostCurves)] {
		columns, err := platformColumns(filepath.Join(d.runFolder(p.Policy, d.m.Seeds[0]), results.TimelineName),
			[]string{"members"})
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil // the folder lacks the data
		}
		if err != nil {
			return nil, err
		}
		if len(columns[0]) == 0 {
			continue // the run takes no time
		}
		for _, n := range columns[0] {
			changes = changes || n != columns[0][0]
		}
		means, step := means(columns)
		line := figures.Line{Name: d.show(p).Name, Look: d.show(p).Look, Y: means[0]}
		for at := range line.Y {
			line.X = append(line.X, float64(int64(at)*step))
		}
		fig.Series = append(fig.Series, line)
	}
	if !changes {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}

// nobodyComesOrGoes is why there are no members to draw.
func nobodyComesOrGoes(d *resultData) string {
	if d.m.Detail() == "summary" {
		return ""
	}
	return "has nothing to show: the number of invokers in service is the same in every second of the first seed " +
		"(--autoscale and --invoker-event change it)"
}

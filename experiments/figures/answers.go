package figures

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// mostSteps bounds the points of a curve: of longer runs each is the mean of several seconds.
const mostSteps = 200

// counted are the panels of the figure of answers.
var counted = []struct{ column, title, label string }{
	{"completed", "answered", "invocations per s"},
	{"retries", "tried again", "attempts per s"},
}

// answers draws what clients got and what they sent again over time, where any of them gave an
// attempt up or tried again.
func answers(d *resultData) ([]plots.Figure, error) {
	fig := plots.Panels{Frame: plots.Frame{File: "answers"}}
	lines := make([]figures.Lines, len(counted))
	for k, c := range counted {
		lines[k] = figures.Lines{XLabel: "time", XUnit: plots.Seconds, YLabel: c.label}
	}
	some := false
	shown := d.policies[:min(len(d.policies), MostCurves)]
	for _, p := range shown {
		for i := range d.rows {
			r := &d.rows[i]
			some = some || r.Policy == p.Policy && r.Retries+r.Timeouts > 0
		}
		rates, step, err := ratesIn(filepath.Join(d.runFolder(p.Policy, d.m.Seeds[0]), results.TimelineName))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil // the folder lacks the data
		}
		if err != nil {
			return nil, err
		}
		for k := range counted {
			line := figures.Line{Name: d.show(p).Name, Look: d.show(p).Look, Y: rates[k]}
			for at := range line.Y {
				line.X = append(line.X, float64(int64(at)*step))
			}
			if len(line.X) > 0 {
				lines[k].Series = append(lines[k].Series, line)
			}
		}
	}
	if !some {
		return nil, nil
	}
	for k, c := range counted {
		fig.Tiles = append(fig.Tiles, plots.Tile{Title: c.title, Figure: lines[k]})
	}
	return []plots.Figure{fig}, nil
}

// nobodyTriesAgain is why there are no answers to draw.
func nobodyTriesAgain(d *resultData) string {
	if d.retried() {
		return ""
	}
	return "has nothing to show: no client gave an attempt up or tried again (--client)"
}

// ratesIn reads how often what is counted happens a second, in steps of so many seconds, up to the
// last one in which anything happens. The last step may be shorter.
func ratesIn(path string) (rates [][]float64, step int64, err error) {
	var columns []string
	for _, c := range counted {
		columns = append(columns, c.column)
	}
	perSecond, err := platformColumns(path, columns)
	if err != nil {
		return nil, 0, err
	}
	last := -1
	for _, counts := range perSecond {
		for second, n := range counts {
			if n > 0 {
				last = max(last, second)
			}
		}
	}
	for k := range perSecond {
		perSecond[k] = perSecond[k][:last+1]
	}
	rates, step = means(perSecond)
	return rates, step, nil
}

// platformColumns reads columns of a timeline, of the whole platform, second by second.
func platformColumns(path string, columns []string) ([][]int64, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	out := make([][]int64, len(columns))
	err := results.ScanTable(path, append([]string{"second", "invoker"}, columns...), func(t *results.Table) error {
		for i, second := range t.Ints("second") {
			if t.Ints("invoker")[i] >= 0 {
				continue
			}
			for k, column := range columns {
				for int64(len(out[k])) <= second {
					out[k] = append(out[k], 0)
				}
				out[k][second] = t.Ints(column)[i]
			}
		}
		return nil
	})
	return out, err
}

// means are those of columns of equal length over steps of so many seconds, mostSteps at most. The
// last step may be shorter.
func means(columns [][]int64) (out [][]float64, step int64) {
	n := int64(len(columns[0]))
	step = (n-1)/mostSteps + 1
	out = make([][]float64, len(columns))
	for k, column := range columns {
		for from := int64(0); from < n; from += step {
			sum, to := int64(0), min(from+step, n)
			for _, x := range column[from:to] {
				sum += x
			}
			out[k] = append(out[k], float64(sum)/float64(to-from))
		}
	}
	return out, step
}

package figures

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"thaw/experiments/results"
	"thaw/models/outcome"
	"thaw/plots"
	"thaw/plots/figures"
)

// startSpent is the mean time of starts in new containers in one run: of each
// part and in total, in milliseconds.
type startSpent struct {
	starts int64
	parts  [startParts]float64
	total  float64
}

// startParts is the number of the parts of a start in a new container: its stages, and
// the wait for a core where each execution has one for itself.
const startParts = outcome.NumStages + 1

// partColumn names a part and its column.
func partColumn(part int) (name, column string) {
	if part == int(outcome.NumStages) {
		return "core wait", results.CoreWaitColumn
	}
	return outcome.Stage(part).String(), outcome.Stage(part).Column()
}

// whereTimeGoes draws the mean cold start or restore by its stages, with the wait for a
// core. It leaves what comes before the start, the queue and the control plane, to other
// figures. A policy set without such starts has no bar.
func whereTimeGoes(d *resultData) ([]plots.Figure, error) {
	fig := figures.WhereTimeGoes{Frame: d.frame()}
	for k := range int(startParts) {
		name, _ := partColumn(k)
		fig.Stages = append(fig.Stages, figures.Part{Name: name})
	}
	for _, p := range d.policies {
		var totals []float64
		var parts [startParts]float64
		for _, seed := range d.m.Seeds {
			path := filepath.Join(d.runFolder(p.Policy, seed), results.InvocationsName)
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				return nil, nil // the folder lacks the data
			}
			x, err := spentIn(path)
			if err != nil {
				return nil, err
			}
			if x.starts == 0 {
				continue
			}
			totals = append(totals, x.total)
			for k, v := range x.parts {
				parts[k] += v
			}
		}
		if len(totals) == 0 {
			continue
		}
		fig.Policies = append(fig.Policies, d.show(p).Name)
		for k, sum := range parts {
			fig.Stages[k].Values = append(fig.Stages[k].Values, sum/float64(len(totals)))
		}
		fig.Totals = append(fig.Totals, overSeeds(totals))
	}
	if len(fig.Policies) == 0 {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}

// spentIn sums up the starts in new containers of an invocations file.
func spentIn(path string) (startSpent, error) {
	columns := []string{"start_kind", "start_ns"}
	for k := range int(startParts) {
		_, column := partColumn(k)
		columns = append(columns, column)
	}
	var x startSpent
	var sums [startParts]int64
	err := results.ScanTable(path, columns, func(t *results.Table) error {
		begun := t.Ints("start_ns")
		var parts [startParts][]int64
		for k := range parts {
			parts[k] = t.Ints(columns[len(columns)-len(parts)+k])
		}
		for i, kind := range t.Texts("start_kind") {
			if kind != outcome.Cold.String() && kind != outcome.Restored.String() || begun[i] < 0 {
				continue
			}
			x.starts++
			for k := range parts {
				sums[k] += parts[k][i]
			}
		}
		return nil
	})
	if err != nil || x.starts == 0 {
		return startSpent{}, err
	}
	for k, sum := range sums {
		x.parts[k] = float64(sum) / float64(x.starts) / 1e6
		x.total += x.parts[k]
	}
	return x, nil
}

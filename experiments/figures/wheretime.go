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
// stage and in total, in milliseconds.
type startSpent struct {
	starts int64
	stages [outcome.NumStages]float64
	total  float64
}

// whereTimeGoes draws the mean cold start or restore by its stages. It leaves the
// queue and the scheduler to other figures, because they depend on the load. A
// policy set without such starts has no bar.
func whereTimeGoes(d *resultData) ([]plots.Figure, error) {
	fig := figures.WhereTimeGoes{}
	for s := range outcome.NumStages {
		fig.Stages = append(fig.Stages, plots.Part{Name: s.String()})
	}
	for _, p := range d.m.Policies {
		var totals []float64
		var stages [outcome.NumStages]float64
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
			for s, v := range x.stages {
				stages[s] += v
			}
		}
		if len(totals) == 0 {
			continue
		}
		fig.Policies = append(fig.Policies, d.label(p))
		for s := range stages {
			fig.Stages[s].Values = append(fig.Stages[s].Values, stages[s]/float64(len(totals)))
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
	for s := range outcome.NumStages {
		columns = append(columns, s.Column())
	}
	var x startSpent
	var sums [outcome.NumStages]int64
	err := results.ScanTable(path, columns, func(t *results.Table) error {
		begun := t.Ints("start_ns")
		var stages [outcome.NumStages][]int64
		for s := range stages {
			stages[s] = t.Ints(outcome.Stage(s).Column())
		}
		for i, kind := range t.Texts("start_kind") {
			if kind != outcome.Cold.String() && kind != outcome.Restored.String() || begun[i] < 0 {
				continue
			}
			x.starts++
			for s := range stages {
				sums[s] += stages[s][i]
			}
		}
		return nil
	})
	if err != nil || x.starts == 0 {
		return startSpent{}, err
	}
	for s, sum := range sums {
		x.stages[s] = float64(sum) / float64(x.starts) / 1e6
		x.total += x.stages[s]
	}
	return x, nil
}

package papers

import (
	"context"
	"path/filepath"
	"testing"

	"thaw/experiments"
	"thaw/experiments/studies"
)

// Oracles recompute what rows of the papers show, by a closed form or a naive second
// simulator that has nothing in common with the model but its inputs. docs/oracles.md
// lists them. What they are compared with is what `thaw reproduce` computes: the cells of
// the paper, with its settings.

// openPaper opens a paper of the repository.
func openPaper(t *testing.T, name string) *Paper {
	t.Helper()
	p, err := Open(experiments.Thaw(), name, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// runCell runs the study of a cell, as a reproduction does.
func (p *Paper) runCell(t *testing.T, name string) *studies.Result {
	t.Helper()
	return p.runSome(t, name, func(studies.Run) bool { return true })
}

// runSome makes some of the runs of a cell.
func (p *Paper) runSome(t *testing.T, name string, wanted func(studies.Run) bool) *studies.Result {
	t.Helper()
	for i := range p.Cells {
		c := &p.Cells[i]
		if c.Name != name {
			continue
		}
		study, settings := c.model()
		plan := studies.Plan(p.program.Build, study, settings, c.Name, filepath.Join(t.TempDir(), name), c.seeds(), nil)
		plan.Keep(c.Series)
		for k, at := range plan.Runs {
			if !wanted(at) {
				continue
			}
			if err := plan.Run(context.Background(), k); err != nil {
				t.Fatal(err)
			}
		}
		return plan
	}
	t.Fatalf("%s has no cell %q", p.Name, name)
	return nil
}

// settingsOf are the settings of the study of a cell.
func (p *Paper) settingsOf(t *testing.T, name string) any {
	t.Helper()
	for i := range p.Cells {
		if p.Cells[i].Name == name {
			_, settings := p.Cells[i].model()
			return settings
		}
	}
	t.Fatalf("%s has no cell %q", p.Name, name)
	return nil
}

// valueOf is a metric of a variant, the mean over items and seeds.
func valueOf(t *testing.T, r *studies.Result, metric, variant string) float64 {
	t.Helper()
	x, err := r.Values(metric, variant)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

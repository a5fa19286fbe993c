package papers

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/papers/window"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/experiments/studies"
	"thaw/models/names"
	"thaw/plots"
)

// figures makes the figures of the paper whose cells were run.
func (r *Reproduction) figures(only string, byCell map[*Cell]*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for i := range r.Paper.Figures {
		f := &r.Paper.Figures[i]
		if f.Draws == "" || only != "" && f.Name != only {
			continue
		}
		form, err := forms.Find(f.Draws)
		if err != nil {
			return nil, err
		}
		var cells []forms.Cell
		for _, name := range f.Cells {
			cells = append(cells, byCell[r.Paper.cell(name)])
		}
		figures, err := form.Draw(&forms.Figure{Name: f.Name, Policies: f.Policies, Metrics: f.Metrics,
			Items: f.Items, Across: f.Across, Log: f.Log}, cells)
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", f.Name, err)
		}
		out = append(out, figures...)
	}
	return out, nil
}

// Name implements forms.Cell.
func (r *cellResult) Name() string { return r.cell.Name }

// Point implements forms.Cell.
func (r *cellResult) Point() (family string, x float64) { return r.cell.family, r.cell.at.X }

// Policies implements forms.Cell.
func (r *cellResult) Policies() []string { return r.cell.policies() }

// EachRun implements forms.Cell.
func (r *cellResult) EachRun(policy string, f func(forms.Run) error) error {
	return r.runsOf(policy, func(w *window.Window, run int) error { return f(w.Run(run)) })
}

// Label and Unit are those of a metric's axis.
func (r *cellResult) Label(metric string) string {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.About
		}
	}
	return saturate.Label(metric)
}

func (r *cellResult) Unit(metric string) plots.Unit {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.Unit
		}
	}
	return unitOf(metric)
}

// Items lists the items of the cell's study, or one empty item without a study.
func (r *cellResult) Items() []string {
	if study, settings := r.cell.model(); study != nil {
		return study.Items(settings)
	}
	return []string{""}
}

// Has reports whether the runs of a reference have the metric. A study leaves out
// metrics without meaning for a variant, or without a sample.
func (r *cellResult) Has(metric, reference string) bool {
	if r.study == nil {
		return slices.Contains(r.cell.policies(), reference)
	}
	list, err := r.study.ByItem(metric, reference, nil)
	return err == nil && slices.ContainsFunc(list, func(v studies.ItemValues) bool {
		return slices.ContainsFunc(v.Values, func(x float64) bool { return !results.IsMissing(x) })
	})
}

// Published returns the number that a claim of the paper states for a metric of a
// reference; false where no claim does.
func (r *cellResult) Published(metric, reference string) (float64, bool) {
	for i := range r.claims {
		c := &r.claims[i]
		if v, ok := c.Published.Number(); ok && c.Measure == verdict.Value && c.Metric == metric &&
			len(c.Items) == 0 && c.Of == r.cell.Name+"/"+reference {
			return v, true
		}
	}
	return 0, false
}

// unitOf is the unit of a metric's axis.
func unitOf(metric string) plots.Unit {
	if m, err := results.FindMetric(metric); err == nil {
		return plots.Unit(m.Unit)
	}
	if strings.Contains(metric, "_share") || strings.Contains(metric, "_ratio") ||
		strings.HasSuffix(metric, "_growth") {
		return plots.Share
	}
	if slices.Contains(timelineMetrics, metric) {
		return plots.Milliseconds
	}
	return plots.Plain
}

func (p *Paper) checkFigures(report complaint) {
	for i, f := range p.Figures {
		if strings.Contains(f.Name, "/") ||
			slices.ContainsFunc(p.Figures[:i], func(o Figure) bool { return o.Name == f.Name }) {
			report(f.Place, "figure %q: the name is taken, or has a slash", f.Name)
		}
		if f.Draws == "" {
			continue
		}
		if !slices.Contains([]string{"", "x", "y", "xy"}, f.Log) ||
			slices.Contains([]string{"lines", "profile"}, f.Draws) && f.Across == "" {
			report(f.Place, "figure %q: expected log to be x, y or xy, and lines and profile to say across what",
				f.Name)
		}
		form, err := forms.Find(f.Draws)
		if err != nil {
			report(f.Place, "figure %q: draws: %w", f.Name, err)
		} else if len(f.Cells) == 0 || form.Metrics != (len(f.Metrics) > 0) {
			report(f.Place, "figure %q: %s needs cells%s", f.Name, f.Draws,
				map[bool]string{true: " and metrics", false: " and takes no metrics"}[form.Metrics])
		}
		for _, text := range f.Metrics {
			if only, _ := forms.SplitMetric(text); only != "" && !slices.Contains(f.Cells, only) {
				report(f.Place, "figure %q: metric %q is of no cell of the figure%s", f.Name, text,
					names.Hint(only, f.Cells))
			}
		}
		for _, name := range f.Cells {
			c := p.cell(name)
			if c == nil {
				report(f.Place, "figure %q: unknown cell %q%s", f.Name, name, names.Hint(name, p.cellNames()))
				continue
			}
			for _, policy := range f.Policies {
				if known := c.policies(); known != nil && !slices.Contains(known, policy) {
					report(f.Place, "figure %q: cell %s has no policy %q%s", f.Name, name, policy,
						names.Hint(policy, known))
				}
			}
			if study, settings := c.model(); study != nil {
				for _, item := range f.Items {
					if known := study.Items(settings); !slices.Contains(known, item) {
						report(f.Place, "figure %q: cell %s has no item %q%s", f.Name, name, item,
							names.Hint(item, known))
					}
				}
			}
			for _, text := range f.Metrics {
				if only, metric := forms.SplitMetric(text); only == "" || only == name {
					if err := c.checkMetric(metric); err != nil {
						report(f.Place, "figure %q: %w", f.Name, err)
					}
				}
			}
		}
	}
}

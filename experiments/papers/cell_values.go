package papers

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"thaw/experiments"
	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/experiments/studies"
	"thaw/experiments/units"
	"thaw/models/names"
)

// cellResult holds the results of a cell on the windows of a reproduction.
type cellResult struct {
	cell    *Cell
	windows []windowResult
	study   *studies.Result               // of a study, in place of windows
	derived map[string]map[string]float64 // metrics computed from the files of a run, by its folder
}

// windowResult is one result folder of a cell.
type windowResult struct {
	folder   string
	plan     *experiments.Plan
	rows     []results.Row
	searches []saturate.Row // of a saturation cell, in place of rows
}

// runsOf calls f for every run of a policy, by window and seed.
func (r *cellResult) runsOf(policy string, f func(w *windowResult, run int) error) error {
	found := false
	for i := range r.windows {
		w := &r.windows[i]
		for k := range w.plan.Runs {
			run := &w.plan.Runs[k]
			if run.Schedule.Name != policy && run.Policy != policy {
				continue
			}
			found = true
			if err := f(w, k); err != nil {
				return err
			}
		}
	}
	if !found {
		return fmt.Errorf("cell %s has no run of policy %q", r.cell.Name, policy)
	}
	return nil
}

// Values returns a metric of a policy under every (window, seed), in the same order for
// every policy of every cell.
func (r *cellResult) Values(metric, policy string) ([]float64, error) {
	if r.study != nil {
		return r.study.Values(metric, policy)
	}
	var out []float64
	err := r.runsOf(policy, func(w *windowResult, run int) error {
		v, err := r.value(w, run, metric)
		out = append(out, v)
		return err
	})
	return out, err
}

// Windows returns the window of each value of a policy. It is nil for a study, which has
// none, and for a single window: an interval over its seeds is about that window alone.
func (r *cellResult) Windows(policy string) (out paired.Windows, err error) {
	if len(r.windows) < 2 {
		return nil, nil
	}
	err = r.runsOf(policy, func(w *windowResult, _ int) error {
		out = append(out, slices.IndexFunc(r.windows, func(o windowResult) bool { return o.folder == w.folder }))
		return nil
	})
	return out, err
}

func (r *cellResult) value(w *windowResult, run int, metric string) (float64, error) {
	for _, q := range saturate.Quantities {
		if q.Name == metric && w.searches != nil {
			return q.Of(&w.searches[run].Finding), nil
		}
	}
	row := &results.Row{}
	if w.searches != nil {
		row = &w.searches[run].Row
	} else {
		row = &w.rows[run]
	}
	for _, q := range capacityShares {
		if q.name == metric {
			v, err := row.Value(q.column)
			return v / float64(w.plan.Spec.Platform.MemoryMiB.Value), err
		}
	}
	if metric == staleShare {
		return float64(row.Summary.StaleDecisions) / float64(row.Summary.Invocations), nil // NaN without any
	}
	if slices.Contains(timelineMetrics, metric) {
		return r.ofTimeline(w, run, metric)
	}
	return row.Value(metric)
}

// capacityShares are columns of the summary as shares of an invoker's memory.
// Means over the platform are divided by the number of invokers, too.
var capacityShares = []struct{ name, column string }{
	{"active_share_stddev", "active_mib_stddev_invokers"},
}

// staleShare is the share of invocations that were placed on a stale state.
const staleShare = "stale_share"

// The metrics of a run's timeline, and those of claims of measure share.
var timelineMetrics, distributions = forms.TimelineMetrics, forms.Distributions

// checkMetric reports a metric that the cell's results do not have.
func (c *Cell) checkMetric(metric string) error {
	if c.Kind == StudyCell {
		if study, _ := c.model(); study != nil {
			_, err := study.Metric(metric)
			return err
		}
		return nil // its study could not be read
	}
	known := results.NumericColumns()
	if c.Kind == SaturationCell {
		for _, q := range saturate.Quantities {
			known = append(known, q.Name)
		}
	} else {
		for _, q := range capacityShares {
			known = append(known, q.name)
		}
		known = append(append(known, staleShare), timelineMetrics...)
	}
	if !slices.Contains(known, metric) {
		return fmt.Errorf("unknown metric %q of cell %s%s", metric, c.Name, names.Suggest(metric, known))
	}
	if c.spec != nil && slices.Contains(timelineMetrics, metric) {
		return c.needsTimeline(metric)
	}
	return nil
}

// needsTimeline reports a cell whose runs lack the data of a timeline metric.
func (c *Cell) needsTimeline(metric string) error {
	switch {
	case c.spec.Detail < experiments.DetailTimeline:
		return fmt.Errorf("metric %q of cell %s needs --detail timeline, which it does not write", metric, c.Name)
	case c.spec.Horizon == 0 || c.spec.Ramp >= c.spec.Horizon:
		return fmt.Errorf("metric %q of cell %s needs a horizon behind the ramp", metric, c.Name)
	}
	return nil
}

// distribution checks metric and bound of a claim of measure share and returns the
// bound: nanoseconds of latency, or a share of an invoker's memory.
func (c *Cell) distribution(metric, within string) (float64, error) {
	if c.Kind != ReplayCell {
		return 0, fmt.Errorf("cell %s of kind %s has no distributions", c.Name, c.Kind)
	}
	switch metric {
	case distributions[0]:
		d, err := units.ParseDuration(within)
		if err != nil {
			return 0, fmt.Errorf("within: %w", err)
		}
		return float64(d), nil
	case distributions[1]:
		x, err := units.ParsePercent(within)
		if err != nil {
			return 0, fmt.Errorf("within: %w", err)
		}
		if c.spec != nil {
			err = c.needsTimeline(metric)
		}
		return x, err
	}
	return 0, fmt.Errorf("unknown distribution %q%s", metric, names.Hint(metric, distributions))
}

// shares returns the share of a distribution that is within its bound, under
// every (window, seed).
func (r *cellResult) shares(metric, within, policy string) ([]float64, error) {
	bound, err := r.cell.distribution(metric, within)
	if err != nil {
		return nil, err
	}
	var out []float64
	err = r.runsOf(policy, func(w *windowResult, run int) error {
		at := w.runFolder(run)
		var v float64
		var err error
		if metric == distributions[0] {
			v, err = forms.LatencyShare(filepath.Join(at, results.LatencyName), bound)
		} else {
			v, err = forms.SpreadShare(filepath.Join(at, results.TimelineName), int64(w.plan.Spec.Ramp/time.Second),
				bound*float64(w.plan.Spec.Platform.MemoryMiB.Value))
		}
		out = append(out, v)
		return err
	})
	return out, err
}

func (w *windowResult) runFolder(run int) string {
	return filepath.Join(w.folder, filepath.FromSlash(w.plan.Runs[run].Folder))
}

// ofTimeline returns a metric of a run's timeline. The first call for a run computes
// all its timeline metrics.
func (r *cellResult) ofTimeline(w *windowResult, run int, metric string) (float64, error) {
	at := w.runFolder(run)
	if r.derived == nil {
		r.derived = map[string]map[string]float64{}
	}
	if r.derived[at] == nil {
		pf := w.plan.Spec.Platform
		d, err := forms.TimelineValues(filepath.Join(at, results.TimelineName), int64(w.plan.Spec.Ramp/time.Second),
			float64(pf.MemoryMiB.Value)*float64(pf.Invokers.Value))
		if err != nil {
			return 0, err
		}
		r.derived[at] = d
	}
	return r.derived[at][metric], nil
}

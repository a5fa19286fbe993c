package papers

import (
	"fmt"
	"slices"

	"thaw/experiments"
	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/window"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/experiments/studies"
	"thaw/experiments/units"
	"thaw/models/names"
)

// cellResult holds the results of a cell on the windows of a reproduction.
type cellResult struct {
	cell    *Cell
	windows []window.Window
	study   *studies.Result // of a study, in place of windows
}

// runsOf calls f for every run of a policy, by window and seed.
func (r *cellResult) runsOf(policy string, f func(w *window.Window, run int) error) error {
	found := false
	for i := range r.windows {
		w := &r.windows[i]
		for _, run := range w.Runs(policy) {
			found = true
			if err := f(w, run); err != nil {
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
	err := r.runsOf(policy, func(w *window.Window, run int) error {
		v, err := w.Value(run, metric)
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
	err = r.runsOf(policy, func(w *window.Window, _ int) error {
		out = append(out, slices.IndexFunc(r.windows, func(o window.Window) bool { return o.Folder == w.Folder }))
		return nil
	})
	return out, err
}

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
		known = append(known, window.Metrics()...)
	}
	if !slices.Contains(known, metric) {
		return fmt.Errorf("unknown metric %q of cell %s%s", metric, c.Name, names.Suggest(metric, known))
	}
	switch {
	case c.spec == nil:
	case slices.Contains(timelineMetrics, metric):
		return c.needsTimeline(metric)
	case slices.Contains(forms.DayMetrics, metric):
		return c.needsDetail(metric, experiments.DetailTimeline)
	case slices.Contains(forms.FunctionMetrics, metric):
		return c.needsDetail(metric, experiments.DetailInvocations)
	}
	return nil
}

// needsTimeline reports a cell whose runs lack the data of a timeline metric.
func (c *Cell) needsTimeline(metric string) error {
	if err := c.needsDetail(metric, experiments.DetailTimeline); err != nil {
		return err
	}
	if c.spec.Horizon == 0 || c.spec.Ramp >= c.spec.Horizon {
		return fmt.Errorf("metric %q of cell %s needs a horizon behind the ramp", metric, c.Name)
	}
	return nil
}

// needsDetail reports a cell whose runs do not write what a metric is computed from.
func (c *Cell) needsDetail(metric string, detail experiments.Detail) error {
	if c.spec.Detail < detail {
		return fmt.Errorf("metric %q of cell %s needs --detail %s, which it does not write", metric, c.Name, detail)
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
	err = r.runsOf(policy, func(w *window.Window, run int) error {
		v, err := w.Share(run, metric, bound)
		out = append(out, v)
		return err
	})
	return out, err
}

package papers

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
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
	claims  []Claim                       // of the paper; figures show their published numbers
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

// timelineMetrics are computed from a run's timeline. The ramp is the time up to
// the cell's setting ramp, the steady part what follows, up to its horizon.
var timelineMetrics = []string{
	"active_share_mean",    // memory of starting and busy containers ÷ the platform's, mean over the seconds
	"active_share_ramp",    // likewise, of the ramp
	"active_share_steady",  // likewise, of the steady part
	"cold_ratio_ramp",      // cold starts ÷ starts, of the ramp
	"cold_ratio_steady",    // likewise, of the steady part
	"latency_ms_ramp",      // mean latency of the executions that begin in the ramp
	"latency_ms_steady",    // likewise, of the steady part
	"latency_growth",       // latency_ms_steady ÷ latency_ms_ramp − 1
	"cold_ratio_growth",    // cold_ratio_steady ÷ cold_ratio_ramp − 1
	"latency_ms_variation", // standard deviation over the steady part's 10-second windows of their mean latency
}

// distributions are the metrics of claims of measure share.
var distributions = []string{
	"latency", // of completed invocations; within is a duration
	// over the steady seconds: greatest − least active memory of the invokers ÷ an invoker's memory; within is a
	// percentage
	"active_spread",
}

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
			v, err = latencyShare(filepath.Join(at, results.LatencyName), bound)
		} else {
			v, err = spreadShare(w, filepath.Join(at, results.TimelineName), bound)
		}
		out = append(out, v)
		return err
	})
	return out, err
}

func (w *windowResult) runFolder(run int) string {
	return filepath.Join(w.folder, filepath.FromSlash(w.plan.Runs[run].Folder))
}

// latencyShare is the share of completed invocations whose latency is at most bound, to
// the precision of the histogram, 0.1%; NaN where none was completed.
func latencyShare(path string, bound float64) (float64, error) {
	t, err := results.ReadTable(path, "starts", "high_ns", "count")
	if err != nil {
		return 0, err
	}
	within, all := 0.0, 0.0
	for i, starts := range t.Texts("starts") {
		if starts != results.AllStarts {
			continue
		}
		n := float64(t.Ints("count")[i])
		all += n
		if float64(t.Ints("high_ns")[i]) <= bound {
			within += n
		}
	}
	return within / all, nil
}

// spreadShare is the share of the steady seconds in which the active memory of
// the invokers differs by at most bound of an invoker's memory; NaN where there is no
// steady second.
func spreadShare(w *windowResult, path string, bound float64) (float64, error) {
	least, most := map[int64]int64{}, map[int64]int64{}
	err := forms.EachSecond(path, func(second, invoker int64, t *results.Table, i int) {
		if invoker < 0 || second < int64(w.plan.Spec.Ramp/time.Second) {
			return
		}
		active := t.Ints("active_mib")[i]
		if low, ok := least[second]; !ok || active < low {
			least[second] = active
		}
		most[second] = max(most[second], active)
	}, "active_mib")
	if err != nil {
		return 0, err
	}
	within := 0
	for second, low := range least { // any order: it counts
		if float64(most[second]-low) <= bound*float64(w.plan.Spec.Platform.MemoryMiB.Value) {
			within++
		}
	}
	return float64(within) / float64(len(least)), nil
}

// ofTimeline returns a metric of a run's timeline. The first call for a run computes
// all its timeline metrics.
func (r *cellResult) ofTimeline(w *windowResult, run int, metric string) (float64, error) {
	at := w.runFolder(run)
	if r.derived == nil {
		r.derived = map[string]map[string]float64{}
	}
	if r.derived[at] == nil {
		d, err := timelineValues(w, filepath.Join(at, results.TimelineName))
		if err != nil {
			return 0, err
		}
		r.derived[at] = d
	}
	return r.derived[at][metric], nil
}

// runPart sums up a part of a run over its seconds.
type runPart struct{ starts, colds, begun, latency, active, seconds float64 }

func timelineValues(w *windowResult, path string) (map[string]float64, error) {
	ramp := int64(w.plan.Spec.Ramp / time.Second)
	var parts [2]runPart // of the ramp, of the steady part
	var tenSeconds []runPart
	err := forms.EachSecond(path, func(second, invoker int64, t *results.Table, i int) {
		if invoker >= 0 {
			return
		}
		row := runPart{starts: float64(t.Ints("invocations")[i]), colds: float64(t.Ints("cold_starts")[i]),
			active: float64(t.Ints("active_mib")[i]), seconds: 1}
		if begun := float64(t.Ints("begun")[i]); begun > 0 {
			row.begun, row.latency = begun, begun*t.Floats("latency_ms_mean")[i]
		}
		if second < ramp {
			parts[0].add(row)
			return
		}
		parts[1].add(row)
		for at := int((second - ramp) / 10); len(tenSeconds) <= at; {
			tenSeconds = append(tenSeconds, runPart{})
		}
		tenSeconds[(second-ramp)/10].add(row)
	}, "invocations", "cold_starts", "begun", "active_mib", "latency_ms_mean")
	if err != nil {
		return nil, err
	}
	var means []float64
	for _, p := range tenSeconds {
		if p.begun > 0 {
			means = append(means, p.latency/p.begun)
		}
	}
	variation := math.NaN() // of fewer than two windows
	if len(means) > 1 {
		variation = paired.StdDev(means)
	}
	platform := float64(w.plan.Spec.Platform.MemoryMiB.Value) * float64(w.plan.Spec.Platform.Invokers.Value)
	cold := [2]float64{parts[0].colds / parts[0].starts, parts[1].colds / parts[1].starts} // NaN without starts
	latency := [2]float64{parts[0].latency / parts[0].begun, parts[1].latency / parts[1].begun}
	return map[string]float64{
		"active_share_mean":   (parts[0].active + parts[1].active) / (parts[0].seconds + parts[1].seconds) / platform,
		"active_share_ramp":   parts[0].active / parts[0].seconds / platform,
		"active_share_steady": parts[1].active / parts[1].seconds / platform,
		"cold_ratio_ramp":     cold[0], "cold_ratio_steady": cold[1], "cold_ratio_growth": growth(cold),
		"latency_ms_ramp": latency[0], "latency_ms_steady": latency[1], "latency_growth": growth(latency),
		"latency_ms_variation": variation,
	}, nil
}

// growth is the second number relative to the first, less 1; NaN where the first is 0.
func growth(of [2]float64) float64 {
	if of[0] == 0 {
		return math.NaN()
	}
	return of[1]/of[0] - 1
}

func (p *runPart) add(o runPart) {
	p.starts, p.colds, p.begun = p.starts+o.starts, p.colds+o.colds, p.begun+o.begun
	p.latency, p.active, p.seconds = p.latency+o.latency, p.active+o.active, p.seconds+o.seconds
}

// metricLabel is a metric in words, for axes.
func metricLabel(metric string) string {
	if m, err := results.FindMetric(metric); err == nil {
		return m.Name
	}
	for _, q := range saturate.Quantities {
		if q.Name == metric {
			return q.Label
		}
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// Package window has the results of a paper's cell on one window of a trace.
//
//	replayed ──Of, OfSearches─▶ Window ─▶ Value, Share of a run
//	result folder ──Read──────▶
//
// A window needs its folder alone: whether its runs have just ended or ended long ago is
// all the same.
package window

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thaw/experiments"
	"thaw/experiments/papers/forms"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
)

// Window is one result folder of a cell.
type Window struct {
	Folder   string
	spec     *experiments.Spec
	rows     []results.Row
	searches []saturate.Row // of a load search, beside rows
	derived  map[derived]map[string]float64
}

// derived names metrics that are computed together from the files of a run.
type derived struct {
	folder     string
	derivation int
}

// Of is the window of replays.
func Of(spec *experiments.Spec, rows []results.Row) Window {
	return Window{Folder: spec.Out, spec: spec, rows: rows, derived: map[derived]map[string]float64{}}
}

// OfSearches is the window of load searches.
func OfSearches(spec *experiments.Spec, searches []saturate.Row) Window {
	rows := make([]results.Row, len(searches))
	for i := range searches {
		rows[i] = searches[i].Row
	}
	w := Of(spec, rows)
	w.searches = searches
	return w
}

// Read reads the complete result folder that a specification names. It refuses files that
// are not those of the folder's manifest.
func Read(spec *experiments.Spec) (Window, error) {
	m, rows, err := results.Read(spec.Out)
	if err != nil {
		return Window{}, err
	}
	if m.Search == nil {
		return Of(spec, rows), nil
	}
	searches, err := saturate.Read(spec.Out, rows)
	return OfSearches(spec, searches), err
}

// Runs returns the runs of a policy set, or of a scheduler, by seed.
func (w *Window) Runs(policy string) []int {
	var out []int
	for i := range w.rows {
		if r := &w.rows[i]; r.Schedule == policy || r.Policy == policy {
			out = append(out, i)
		}
	}
	return out
}

// Run returns a run for a form.
func (w *Window) Run(run int) forms.Run {
	pf := w.spec.Platform
	return forms.Run{Folder: w.runFolder(run), Invokers: pf.Invokers.Value, MemoryMiB: pf.MemoryMiB.Value}
}

func (w *Window) runFolder(run int) string {
	r := &w.rows[run]
	return filepath.Join(w.Folder, filepath.FromSlash(results.RunFolder(r.Policy, r.Seed)))
}

// Value returns a metric of a run.
func (w *Window) Value(run int, metric string) (float64, error) {
	for _, q := range saturate.Quantities {
		if q.Name == metric && w.searches != nil {
			return q.Of(&w.searches[run].Finding), nil
		}
	}
	row := &w.rows[run]
	for _, q := range capacityShares {
		if q.name == metric {
			v, err := row.Value(q.column)
			return v / float64(w.spec.Platform.MemoryMiB.Value), err
		}
	}
	if metric == staleShare {
		return float64(row.Summary.StaleDecisions) / float64(row.Summary.Invocations), nil // NaN without any
	}
	if x, is, err := w.derive(run, metric); is {
		return x, err
	}
	return row.Value(metric)
}

// Metrics lists the metrics of replays that are no columns of the summary.
func Metrics() []string {
	out := []string{staleShare}
	for _, q := range capacityShares {
		out = append(out, q.name)
	}
	for _, d := range derivations {
		out = append(out, d.metrics...)
	}
	return out
}

// capacityShares are columns of the summary as shares of an invoker's memory.
// Means over the platform are divided by the number of invokers, too.
var capacityShares = []struct{ name, column string }{
	{"active_share_stddev", "active_mib_stddev_invokers"},
}

// staleShare is the share of invocations that were placed on a stale state.
const staleShare = "stale_share"

// derivation computes metrics from the files of a run.
type derivation struct {
	metrics []string
	of      func(w *Window, folder string) (map[string]float64, error)
}

var derivations = []derivation{
	{forms.TimelineMetrics, func(w *Window, folder string) (map[string]float64, error) {
		pf := w.spec.Platform
		return forms.TimelineValues(filepath.Join(folder, results.TimelineName), w.ramp(),
			float64(pf.MemoryMiB.Value)*float64(pf.Invokers.Value))
	}},
	{forms.IncreaseMetrics, func(_ *Window, folder string) (map[string]float64, error) {
		return forms.Increase(filepath.Join(folder, results.FunctionsName))
	}},
	{forms.DayMetrics, func(_ *Window, folder string) (map[string]float64, error) {
		return forms.LastDay(filepath.Join(folder, results.TimelineName))
	}},
	{forms.AppMetrics, func(_ *Window, folder string) (map[string]float64, error) {
		return forms.Apps(filepath.Join(folder, results.FunctionsName))
	}},
	{forms.FunctionMetrics, func(_ *Window, folder string) (map[string]float64, error) {
		return forms.Functions(filepath.Join(folder, results.InvocationsName),
			filepath.Join(folder, results.FunctionsName))
	}},
}

// derive returns a metric that is computed from the files of a run; false where it is none. The
// first call for a run computes all metrics that are computed together.
func (w *Window) derive(run int, metric string) (x float64, is bool, err error) {
	i := slices.IndexFunc(derivations, func(d derivation) bool { return slices.Contains(d.metrics, metric) })
	if i < 0 {
		return 0, false, nil
	}
	at := derived{w.runFolder(run), i}
	if w.derived[at] == nil {
		if w.derived[at], err = derivations[i].of(w, at.folder); err != nil {
			return 0, true, err
		}
	}
	return w.derived[at][metric], true, nil
}

// ramp is the ramp in seconds.
func (w *Window) ramp() int64 { return int64(w.spec.Ramp / time.Second) }

// Share returns the share of a distribution of a run that is within a bound: of latency
// in nanoseconds, or of the spread of memory as a share of an invoker's.
func (w *Window) Share(run int, distribution string, bound float64) (float64, error) {
	at := w.runFolder(run)
	if distribution == forms.Distributions[0] {
		return forms.LatencyShare(filepath.Join(at, results.LatencyName), bound)
	}
	return forms.SpreadShare(filepath.Join(at, results.TimelineName), w.ramp(),
		bound*float64(w.spec.Platform.MemoryMiB.Value))
}

// Outcomes is what the runs came to, as text.
func (w *Window) Outcomes() string {
	var b strings.Builder
	for i := range w.rows {
		if w.searches != nil {
			fmt.Fprintln(&b, w.rows[i].Outcome(), w.searches[i].Finding)
			continue
		}
		fmt.Fprintln(&b, w.rows[i].Outcome())
	}
	return b.String()
}

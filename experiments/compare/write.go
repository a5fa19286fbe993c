package compare

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/looks"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// columns lists the columns of a comparison's CSV and JSON.
func (c *Comparison) columns() []results.RowColumn[Row] {
	out := []results.RowColumn[Row]{
		{Name: "policy", Text: func(r *Row) string { return r.Policy.Policy }},
		{Name: "result", Text: func(r *Row) string { return r.Folder }},
		{Name: "baseline", Text: func(r *Row) string { return r.Baseline.Policy }},
		{Name: "baseline_result", Text: func(r *Row) string { return r.BaselineFolder }},
		{Name: "metric", Text: func(r *Row) string { return r.Metric.Column }},
		{Name: "seeds", Value: func(r *Row) float64 { return float64(r.Seeds) }},
		{Name: "baseline_seeds", Value: func(r *Row) float64 { return float64(r.BaselineSeeds) }},
		{Name: "pairing", Text: pairingText},
		{Name: "mean", Value: func(r *Row) float64 { return r.Mean }},
		{Name: "baseline_mean", Value: func(r *Row) float64 { return r.BaselineMean }},
	}
	out = append(out, estimateColumns("difference", func(r *Row) paired.Estimate { return r.Difference })...)
	out = append(out, estimateColumns("ratio_minus_one", func(r *Row) paired.Estimate { return r.Ratio })...)
	return append(out,
		results.RowColumn[Row]{Name: "test", Text: func(r *Row) string { return r.Test }},
		results.RowColumn[Row]{Name: "p", Value: func(r *Row) float64 { return r.P }},
		results.RowColumn[Row]{Name: "p_holm", Value: func(r *Row) float64 { return r.Holm }},
		results.RowColumn[Row]{Name: "verdict", Text: func(r *Row) string { return string(r.Verdict) }},
		results.RowColumn[Row]{Name: "effect", Text: (*Row).Effect},
		results.RowColumn[Row]{Name: "seeds_needed", Value: func(r *Row) float64 { return orMissing(r.SeedsNeeded) }},
		results.RowColumn[Row]{Name: "seeds_for_smallest",
			Value: func(r *Row) float64 { return orMissing(r.SeedsSmallest) }},
		results.RowColumn[Row]{Name: "sentence", Text: (*Row).Sentence},
	)
}

// estimateColumns are the columns of an estimate: its value, its interval and the method of that.
func estimateColumns[T any](name string, of func(*T) paired.Estimate) []results.RowColumn[T] {
	return []results.RowColumn[T]{
		{Name: name, Value: func(r *T) float64 { return of(r).Value }},
		{Name: name + "_low", Value: func(r *T) float64 { return of(r).Low }},
		{Name: name + "_high", Value: func(r *T) float64 { return of(r).High }},
		{Name: name + "_interval", Text: func(r *T) string { return string(of(r).Method) }},
	}
}

func pairingText(r *Row) string {
	if r.Paired {
		return "paired"
	}
	return "unpaired"
}

// Effect is better, worse, or empty if no difference is shown or the metric has no
// better direction.
func (r *Row) Effect() string {
	switch better, worse := r.IsBetter(); {
	case better:
		return "better"
	case worse:
		return "worse"
	}
	return ""
}

func orMissing(n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(n)
}

// WriteCSV writes one line per row. Missing numbers are empty.
func (c *Comparison) WriteCSV(w io.Writer) error { return results.WriteCSV(w, c.columns(), c.Rows) }

// WriteJSON writes an array with one object per row. Missing numbers are null.
func (c *Comparison) WriteJSON(w io.Writer) error { return results.WriteJSON(w, c.columns(), c.Rows) }

// Write writes compare.csv, compare.json and the figure into a folder, which it
// creates if necessary, and returns the paths.
func (c *Comparison) Write(folder string, formats ...plots.Format) ([]string, error) {
	paths, err := writeTables(folder, "compare", c.WriteCSV, c.WriteJSON)
	if err != nil {
		return nil, err
	}
	fig, ok := c.Figure()
	if !ok {
		return paths, nil
	}
	written, err := plots.Save(folder, fig, plots.Output{Formats: formats})
	return append(paths, written...), err
}

// writeTables creates a folder if necessary and writes a table into it, as CSV
// and as JSON.
func writeTables(folder, name string, asCSV, asJSON func(io.Writer) error) ([]string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, exit.Usage(fmt.Errorf("cannot make %s: %w", folder, results.Cause(err)))
	}
	var paths []string
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{{name + ".csv", asCSV}, {name + ".json", asJSON}} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return nil, err
		}
		info, err := results.WriteFile(filepath.Join(folder, f.name), b.Bytes())
		if err != nil {
			return nil, err
		}
		paths = append(paths, info.Path)
	}
	return paths, nil
}

// Figure draws the change of every metric with its interval: one panel per metric,
// the baseline at zero. It omits metrics without a ratio or without a difference
// under any seed. ok is false if no metric remains.
func (c *Comparison) Figure() (fig figures.PolicyComparison, ok bool) {
	fig = figures.PolicyComparison{Frame: plots.Frame{File: "comparison", Width: plots.Page}}
	perMetric := len(c.Rows) / len(c.Metrics)
	rows := c.Rows[:perMetric]
	single := true // baseline
	show := shown(rows)
	for i := range rows {
		name, look := show(rows[i].Policy, rows[i].Folder, rows[i].Label)
		fig.Policies, fig.Looks = append(fig.Policies, name), append(fig.Looks, look)
		single = single && rows[i].BaselineLabel == rows[0].BaselineLabel
	}
	name, look := show(rows[0].Baseline, rows[0].BaselineFolder, rows[0].BaselineLabel)
	if !single { // the same policy in the first folder
		name, look = rows[0].BaselineFolder, plots.Look{Hue: plots.Black()}
	}
	fig.Baseline, fig.Policies = name, append(fig.Policies, name)
	fig.Looks = plots.Looks(append(fig.Looks, look))
	for k, m := range c.Metrics {
		metric := figures.Metric{Name: "Δ " + m.Name, Unit: plots.Share,
			HigherBetter: m.Better == results.MoreIsBetter}
		has := false
		for i := range perMetric {
			r := &c.Rows[k*perMetric+i]
			e := plots.Exact(math.NaN())
			if r.HasRatio {
				has = has || r.Verdict != Identical
				e = plots.Exact(r.Ratio.Value)
				if r.Ratio.HasInterval() {
					e.Low, e.High = r.Ratio.Low, r.Ratio.High
				}
			}
			metric.Estimates = append(metric.Estimates, e)
		}
		metric.Estimates = append(metric.Estimates, plots.Exact(0))
		if has {
			fig.Metrics = append(fig.Metrics, metric)
		}
	}
	return fig, len(fig.Metrics) > 0
}

// shown returns a function that gives name and look of a policy set in the figure. A name has the
// folder before it where that of sentences has.
func shown(rows []Row) func(id results.PolicyID, folder, label string) (string, plots.Look) {
	var ids []results.PolicyID
	for i := range rows {
		for _, id := range []results.PolicyID{rows[i].Policy, rows[i].Baseline} {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	all := looks.OfSets(ids)
	return func(id results.PolicyID, folder, label string) (string, plots.Look) {
		s := all[slices.Index(ids, id)]
		if strings.HasPrefix(label, folder+": ") {
			return folder + ": " + s.Name, s.Look
		}
		return s.Name, s.Look
	}
}

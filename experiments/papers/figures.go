package papers

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/figures"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/models/names"
	"thaw/plots"
)

// figureForm is a form in which a paper's figure is drawn.
type figureForm struct {
	name    string
	metrics bool // it draws metrics that the figure names
	draw    func(*Figure, []*cellResult) ([]plots.Figure, error)
}

// figureForms lists the forms.
var figureForms = []figureForm{
	{"four-panel", false, drawFourPanels},
	{"bars", true, drawBars},
	{"memory", false, drawMemory},
	{"latency-cdf", false, drawLatencyCDF},
	{"sensitivity", true, drawSensitivity},
	{"lines", true, drawLines},
	{"grouped-bars", true, drawGrouped},
	{"stacked-bars", true, drawStacked},
	{"profile", true, drawProfile},
}

func findForm(name string) (figureForm, error) {
	var known []string
	for _, f := range figureForms {
		if f.name == name {
			return f, nil
		}
		known = append(known, f.name)
	}
	return figureForm{}, fmt.Errorf("unknown form %q%s", name, names.Hint(name, known))
}

// draw draws the figures of the paper whose cells were run.
func (r *Reproduction) draw(only string, byCell map[*Cell]*cellResult) ([]string, error) {
	dir := filepath.Join(r.Folder, "plots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("results: cannot make %s: %w", dir, results.Cause(err))
	}
	var paths []string
	for i := range r.Paper.Figures {
		f := &r.Paper.Figures[i]
		if f.Draws == "" || only != "" && f.Name != only {
			continue
		}
		form, err := findForm(f.Draws)
		if err != nil {
			return nil, err
		}
		var cells []*cellResult
		for _, name := range f.Cells {
			cells = append(cells, byCell[r.Paper.cell(name)])
		}
		figures, err := form.draw(f, cells)
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", f.Name, err)
		}
		for _, fig := range figures {
			written, err := plots.Save(dir, fig)
			if err != nil {
				return nil, fmt.Errorf("figure %s: results: %w", f.Name, err)
			}
			paths = append(paths, written...)
		}
	}
	return paths, nil
}

// file names a file of the figure.
func (f *Figure) file(part string) string {
	name := "figure-" + figures.Slug(f.Name)
	if part != "" {
		name += "-" + figures.Slug(part)
	}
	return name
}

// shown are the policies of a cell that the figure draws.
func (f *Figure) shown(r *cellResult) []string {
	if len(f.Policies) > 0 {
		return f.Policies
	}
	return r.cell.policies()
}

// drawFourPanels draws the first window under the first seed, a figure a policy.
func drawFourPanels(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		for _, policy := range f.shown(r) {
			drawn := false
			err := r.runsOf(policy, func(w *windowResult, run int) error {
				if drawn {
					return nil
				}
				drawn = true
				fig, err := activePanels(w, filepath.Join(w.runFolder(run), results.TimelineName))
				if err != nil {
					return err
				}
				fig.File = f.file(policy)
				if len(f.Policies) == 1 && len(cells) == 1 {
					fig.File = f.file("")
				}
				out = append(out, fig)
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// activePanels reads a run's timeline into the panels of the thesis, whose
// memory is that of active functions as a share of what there is.
func activePanels(w *windowResult, path string) (plots.FourPanel, error) {
	columns := []string{"invocations", "cold_starts", "active_mib", "latency_ms_mean", "queue_length", "evictions"}
	p := &figures.Panels{StepS: 1}
	capacity := float64(w.plan.Spec.Platform.MemoryMiB.Value)
	p.Invokers = make([][]float64, w.plan.Spec.Platform.Invokers.Value)
	err := eachSecond(path, func(second, invoker int64, t *results.Table, i int) {
		for _, v := range []*[]float64{&p.Starts, &p.ColdStarts, &p.Latency, &p.Seconds, &p.Used, &p.Queue, &p.Evictions} {
			*v = longer(*v, int(second)+1)
		}
		for k := range p.Invokers {
			p.Invokers[k] = longer(p.Invokers[k], int(second)+1)
		}
		active := float64(t.Ints("active_mib")[i]) / capacity
		if invoker >= 0 {
			p.Invokers[invoker][second] = active
			return
		}
		starts := float64(t.Ints("invocations")[i])
		p.Seconds[second] = 1
		p.Starts[second], p.ColdStarts[second] = starts, float64(t.Ints("cold_starts")[i])
		p.Latency[second] = t.Floats("latency_ms_mean")[i] * starts
		p.Used[second] = active
		p.Queue[second], p.Evictions[second] = float64(t.Ints("queue_length")[i]), float64(t.Ints("evictions")[i])
	}, columns...)
	if err != nil {
		return plots.FourPanel{}, err
	}
	fig := p.Figure()
	fig.MemoryUnit, fig.MemoryLabel = plots.Share, "active memory"
	return *fig, nil
}

// longer returns v with at least n entries.
func longer(v []float64, n int) []float64 {
	for len(v) < n {
		v = append(v, 0)
	}
	return v
}

// drawBars draws one figure a metric, a group a policy, a bar a cell that has it:
// every cell, or the one that stands before the metric.
func drawBars(f *Figure, all []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, text := range f.Metrics {
		only, metric := splitMetric(text)
		cells := slices.DeleteFunc(slices.Clone(all), func(r *cellResult) bool { return only != "" && r.cell.Name != only })
		fig := plots.Bars{Label: cells[0].labelOf(metric), Unit: cells[0].unitOf(metric), Values: true, Categories: f.categories(cells)}
		fig.File = f.file(metric)
		for _, r := range cells {
			series := plots.BarSeries{Name: r.cell.Name}
			for _, policy := range fig.Categories {
				e := plots.Exact(0)
				if r.has(metric, policy) {
					x, err := r.values(metric, policy)
					if err != nil {
						return nil, err
					}
					e = estimateOf(x)
				}
				series.Estimates = append(series.Estimates, e)
			}
			fig.Series = append(fig.Series, series)
		}
		out = append(out, fig)
	}
	return out, nil
}

// splitMetric parts CELL/METRIC; the cell is empty where none is named.
func splitMetric(text string) (cell, metric string) {
	if cell, metric, ok := strings.Cut(text, "/"); ok {
		return cell, metric
	}
	return "", text
}

// categories are the policies that the figure shows, over all cells.
func (f *Figure) categories(cells []*cellResult) []string {
	var out []string
	for _, r := range cells {
		for _, p := range f.shown(r) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// estimateOf is a mean with its interval, which does not go below zero.
func estimateOf(x []float64) plots.Estimate {
	e := paired.Difference(x, make([]float64, len(x)), confidence)
	if !e.HasInterval() {
		return plots.Exact(e.Value)
	}
	return plots.Estimate{Value: e.Value, Low: min(max(e.Low, 0), e.Value), High: e.High}
}

// unitOf is the unit of a metric's axis.
func unitOf(metric string) plots.Unit {
	if m, err := results.FindMetric(metric); err == nil {
		return plots.Unit(m.Unit)
	}
	if strings.Contains(metric, "_share") || strings.Contains(metric, "_ratio") || strings.HasSuffix(metric, "_growth") {
		return plots.Share
	}
	if slices.Contains(timelineMetrics, metric) {
		return plots.Milliseconds
	}
	return plots.Plain
}

// drawMemory draws the mean active memory, with the mean standard deviation over
// the invokers as whiskers: the form of figure 4.15, one figure a cell.
func drawMemory(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.Bars{Label: "active memory ± deviation", Unit: plots.Share, Categories: f.shown(r)}
		fig.File = f.file(r.cell.Name)
		series := plots.BarSeries{Name: r.cell.Name}
		for _, policy := range fig.Categories {
			mean, err := r.values("active_share_mean", policy)
			if err != nil {
				return nil, err
			}
			spread, err := r.values("active_share_stddev", policy)
			if err != nil {
				return nil, err
			}
			m, s := paired.Mean(mean), paired.Mean(spread)
			series.Estimates = append(series.Estimates, plots.Estimate{Value: m, Low: max(0, m-s), High: m + s})
		}
		fig.Series = []plots.BarSeries{series}
		out = append(out, fig)
	}
	return out, nil
}

// drawLatencyCDF draws the latencies of all windows and seeds together.
func drawLatencyCDF(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	fig := plots.LatencyCDF{FloorMS: figures.CDFFloorMS, Guides: []float64{0.5, 0.9, 0.99}}
	fig.File = f.file("")
	for _, r := range cells {
		for _, policy := range f.shown(r) {
			counts := map[int64]int64{} // upper end → count
			err := r.runsOf(policy, func(w *windowResult, run int) error {
				t, err := results.ReadTable(filepath.Join(w.runFolder(run), results.LatencyName), "starts", "high_ns", "count")
				if err != nil {
					return err
				}
				for i, starts := range t.Texts("starts") {
					if starts == results.AllStarts {
						counts[t.Ints("high_ns")[i]] += t.Ints("count")[i]
					}
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
			fig.Series = append(fig.Series, figures.DistributionOf(policy, counts))
		}
	}
	tail := fig
	tail.Tail, tail.File = true, f.file("tail")
	return []plots.Figure{fig, tail}, nil
}

package forms

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawFourPanels draws the first run of each policy: first window, first seed.
func drawFourPanels(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		for _, policy := range f.shown(r) {
			drawn := false
			err := r.EachRun(policy, func(run Run) error {
				if drawn {
					return nil
				}
				drawn = true
				fig, err := activePanels(run)
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

// activePanels reads a run's timeline into the panels of the thesis. Their memory is
// that of active functions, as a share of the memory of the invokers.
func activePanels(run Run) (kinds.FourPanel, error) {
	columns := []string{"invocations", "cold_starts", "active_mib", "begun", "latency_ms_mean", "queue_length",
		"evictions"}
	p := &figures.Panels{StepS: 1}
	capacity := float64(run.MemoryMiB)
	p.Invokers = make([][]float64, run.Invokers)
	err := EachSecond(filepath.Join(run.Folder, results.TimelineName),
		func(second, invoker int64, t *results.Table, i int) {
			for _, v := range []*[]float64{&p.Starts, &p.ColdStarts, &p.Begun, &p.Latency, &p.Seconds, &p.Used,
				&p.Queue, &p.Evictions} {
				*v = extended(*v, int(second)+1)
			}
			for k := range p.Invokers {
				p.Invokers[k] = extended(p.Invokers[k], int(second)+1)
			}
			active := float64(t.Ints("active_mib")[i]) / capacity
			if invoker >= 0 {
				p.Invokers[invoker][second] = active
				return
			}
			p.Seconds[second] = 1
			p.Starts[second] = float64(t.Ints("invocations")[i])
			p.ColdStarts[second] = float64(t.Ints("cold_starts")[i])
			p.Begun[second] = float64(t.Ints("begun")[i])
			if p.Begun[second] > 0 {
				p.Latency[second] = t.Floats("latency_ms_mean")[i] * p.Begun[second]
			}
			p.Used[second] = active
			p.Queue[second], p.Evictions[second] = float64(t.Ints("queue_length")[i]), float64(t.Ints("evictions")[i])
		}, columns...)
	if err != nil {
		return kinds.FourPanel{}, err
	}
	fig := p.Figure()
	fig.MemoryUnit, fig.MemoryLabel = plots.Share, "active memory"
	return *fig, nil
}

// extended returns v with at least n entries.
func extended(v []float64, n int) []float64 {
	for len(v) < n {
		v = append(v, 0)
	}
	return v
}

// drawMemory draws the mean active memory, with the mean standard deviation over
// the invokers as whiskers: the form of figure 4.15, one figure a cell.
func drawMemory(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.Bars{Label: "active memory ± deviation", Unit: plots.Share, Categories: f.shown(r)}
		fig.File = f.file(r.Name())
		series := plots.BarSeries{Name: r.Name()}
		for _, policy := range fig.Categories {
			mean, err := r.Values("active_share_mean", policy)
			if err != nil {
				return nil, err
			}
			spread, err := r.Values("active_share_stddev", policy)
			if err != nil {
				return nil, err
			}
			m, s := paired.Mean(measured(mean)), paired.Mean(measured(spread)) // NaN of none
			e := plots.Interval{Value: m, Low: max(0, m-s), High: m + s}
			if math.IsNaN(s) {
				e = plots.Exact(m)
			}
			series.Estimates = append(series.Estimates, e)
		}
		fig.Series = []plots.BarSeries{series}
		out = appendBars(out, fig)
	}
	return out, nil
}

// drawLatencyCDF draws the latencies of all windows and seeds together.
func drawLatencyCDF(f *Figure, cells []Cell) ([]plots.Figure, error) {
	fig := kinds.LatencyCDF{FloorMS: figures.CDFFloorMS, Guides: []float64{0.5, 0.9, 0.99}}
	fig.File = f.file("")
	for _, r := range cells {
		for _, policy := range f.shown(r) {
			counts := map[int64]int64{} // upper end → count
			err := r.EachRun(policy, func(run Run) error {
				t, err := results.ReadTable(filepath.Join(run.Folder, results.LatencyName), "starts", "high_ns",
					"count")
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
			if len(counts) > 0 { // something completed
				fig.Series = append(fig.Series, figures.DistributionOf(policy, counts))
			}
		}
	}
	if len(fig.Series) == 0 {
		return nil, nil
	}
	tail := fig
	tail.Tail, tail.File = true, f.file("tail")
	return []plots.Figure{fig, tail}, nil
}

// EachSecond calls f for every row of the timeline of a run, with further columns.
func EachSecond(path string, f func(second, invoker int64, t *results.Table, i int), columns ...string) error {
	if _, err := os.Stat(path); err != nil {
		return exit.Usage(fmt.Errorf("%s: cannot read: %w; the claim needs --detail timeline", path,
			results.Cause(err)))
	}
	return results.ScanTable(path, append([]string{"second", "invoker"}, columns...), func(t *results.Table) error {
		for i, second := range t.Ints("second") {
			f(second, t.Ints("invoker")[i], t, i)
		}
		return nil
	})
}

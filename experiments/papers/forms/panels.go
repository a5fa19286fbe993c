package forms

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/figures"
	"thaw/experiments/results"
	"thaw/experiments/units"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawFourPanels draws the first run of the policy: first window, first seed. Figures whose
// scales hold the same policies can be laid beside each other.
func drawFourPanels(d *drawing, cells []Cell) error {
	if len(cells) != 1 || len(d.Policies) != 1 {
		return fmt.Errorf("four-panel: %d cells and %d policies, expected one of each: a figure is of one run",
			len(cells), len(d.Policies))
	}
	var scales kinds.Scales
	var fig *kinds.FourPanel
	for _, policy := range append(d.Policies[:1:1], d.Scales...) {
		other, err := firstRun(cells[0], policy)
		if err != nil {
			return err
		}
		if fig == nil {
			fig = other
		}
		for _, v := range append(other.InvocationsPerS, other.ColdStartsPerS...) {
			scales.PerS = max(scales.PerS, v)
		}
		for _, v := range other.MeanLatencyMS {
			if !math.IsNaN(v) {
				scales.LatencyMS = max(scales.LatencyMS, v)
			}
		}
		for _, column := range append(other.InvokerMemory, other.Memory) {
			for _, v := range column {
				scales.Memory = max(scales.Memory, v)
			}
		}
	}
	fig.File, fig.Scales = d.file(), scales
	fig.Title, _ = d.show(d.Policies[0])
	fig.Fourth = kinds.Measure{} // the publication has three panels
	fig.Claims = d.strip()
	d.noteStrip(fig.Claims)
	d.whole = *fig
	d.note("One run, of the first window and seed.")
	return nil
}

// firstRun returns the panels of the first run of a policy.
func firstRun(r Cell, policy string) (out *kinds.FourPanel, err error) {
	err = r.EachRun(policy, func(run Run) error {
		if out != nil {
			return nil
		}
		fig, err := activePanels(run)
		out = &fig
		return err
	})
	return out, err
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

// drawLatencyCDF draws the latencies of all windows and seeds together.
func drawLatencyCDF(d *drawing, cells []Cell) error {
	fig := kinds.LatencyCDF{FloorMS: figures.CDFFloorMS, FromShare: float64(d.From), Label: "latency",
		Things: "invocations"}
	for _, r := range cells {
		for _, policy := range d.shown(r) {
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
				return err
			}
			if len(counts) == 0 { // nothing completed
				continue
			}
			name, look := d.show(policy)
			curve := figures.DistributionOf(name, counts)
			curve.Look = look
			if curve.Published, err = d.quantiles(r, policy); err != nil {
				return err
			}
			fig.Series = append(fig.Series, curve)
		}
	}
	if len(fig.Series) == 0 {
		return nil
	}
	if d.From > 0 {
		d.note(fmt.Sprintf("The axis of shares begins at %g%%.", 100*float64(d.From)))
	}
	d.add("", fig)
	return nil
}

// quantiles are the points of a distribution that claims state: a quantile of the latency, or the
// share within a bound.
func (d *drawing) quantiles(r Cell, policy string) ([]kinds.Quantile, error) {
	var out []kinds.Quantile
	nan := math.NaN()
	for _, k := range d.Claims {
		if !isOf(k.Of, r, policy) || k.From != k.Upto || d.marked[k.Index] {
			continue
		}
		if digits, ok := strings.CutPrefix(k.Metric, "latency_ms_p"); ok && k.Kind == Number {
			share, err := strconv.ParseFloat("0."+digits, 64)
			if err != nil {
				return nil, err
			}
			out = append(out, kinds.Quantile{ValueMS: k.From, Share: share, LowMS: k.Low, HighMS: k.High, LowShare: nan,
				HiShare: nan, Input: k.Input})
			d.marked[k.Index] = true
		}
		if k.Kind == Shared && k.Metric == "latency" {
			bound, err := units.ParseDuration(k.Within)
			if err != nil {
				return nil, err
			}
			out = append(out, kinds.Quantile{ValueMS: float64(bound) / 1e6, Share: k.From, LowMS: nan, HighMS: nan,
				LowShare: k.Low, HiShare: k.High, Input: k.Input})
			d.marked[k.Index] = true
		}
	}
	return out, nil
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

package figures

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/results"
	"thaw/experiments/results/policyset"
	"thaw/plots"
	"thaw/plots/figures"
)

// figureOfResult is a figure of a result folder. draw returns none if the folder
// lacks the data, such as the timeline with --detail summary.
type figureOfResult struct {
	name, about string
	draw        func(*resultData) ([]plots.Figure, error)
}

// resultFigures lists the figures of a result folder.
var resultFigures = []figureOfResult{
	{"latency-cdf", "cumulative distribution of start latency, a curve a policy, all seeds together", latencyCDF},
	{"start-kinds", "shares of cold, warm, prewarm and restored starts; whiskers: the range over seeds", startKinds},
	{"where-time-goes", "mean cold start by its stages, restores among them, a bar a policy; whiskers: the range " +
		"over seeds; needs --detail invocations", whereTimeGoes},
	{"policy-comparison", "cold starts, latency and memory of the policies; whiskers: the range over seeds",
		policyComparison},
	{"four-panel", "starts, latency, memory and queue over time, one figure a policy, of its first seed", fourPanels},
}

// Names returns the figures that Draw knows, with their descriptions.
func Names() (figures, abouts []string) {
	for _, f := range resultFigures {
		figures, abouts = append(figures, f.name), append(abouts, f.about)
	}
	return figures, abouts
}

// resultData is the data of a result folder, the only input of figures.
type resultData struct {
	folder string
	m      *results.Manifest
	rows   []results.Row
}

// runFolder returns the folder of a run's files.
func (d *resultData) runFolder(policy string, seed int64) string {
	return filepath.Join(d.folder, filepath.FromSlash(results.RunFolder(policy, seed)))
}

// label returns the name of a policy set in figures: its parts that differ within
// the experiment.
func (d *resultData) label(p results.PolicyID) string {
	if parts := policyset.DistinctParts(d.m.Policies); parts != nil {
		return parts[slices.Index(d.m.Policies, p)]
	}
	schedules, keepAlives := map[string]bool{}, map[string]bool{}
	for _, o := range d.m.Policies {
		schedules[o.Schedule], keepAlives[o.KeepAlive] = true, true
	}
	switch {
	case len(keepAlives) == 1 && len(schedules) > 1:
		return p.Schedule
	case len(schedules) == 1 && len(keepAlives) > 1:
		return p.KeepAlive
	}
	return p.Policy
}

// ofPolicy returns the values of a column over the seeds of a policy set, as far as
// they have a sample.
func (d *resultData) ofPolicy(policy, column string) ([]float64, error) {
	var out []float64
	for i := range d.rows {
		if d.rows[i].Policy == policy {
			v, err := d.rows[i].Value(column)
			if err != nil {
				return nil, err
			}
			if !results.IsMissing(v) {
				out = append(out, v)
			}
		}
	}
	return out, nil
}

// overSeeds returns the mean over seeds with their range.
func overSeeds(values []float64) plots.Interval {
	if len(values) == 0 {
		return plots.Exact(math.NaN())
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	low, high := slices.Min(values), slices.Max(values)
	return plots.Interval{Value: min(max(sum/float64(len(values)), low), high), Low: low, High: high}
}

// CDFFloorMS is the start of the latency axis. Shorter latencies are drawn there,
// because a logarithmic axis has no zero.
const CDFFloorMS = 1e-3

func latencyCDF(d *resultData) ([]plots.Figure, error) {
	fig := figures.LatencyCDF{FloorMS: CDFFloorMS, Guides: []float64{0.5, 0.9, 0.99}}
	for _, p := range d.m.Policies {
		cells := map[int64]int64{} // upper end → count, over all seeds
		total := int64(0)
		for _, seed := range d.m.Seeds {
			t, err := results.ReadTable(filepath.Join(d.runFolder(p.Policy, seed), results.LatencyName), "starts",
				"high_ns", "count")
			if err != nil {
				return nil, err
			}
			for i, starts := range t.Texts("starts") {
				if starts == results.AllStarts {
					cells[t.Ints("high_ns")[i]] += t.Ints("count")[i]
					total += t.Ints("count")[i]
				}
			}
		}
		if total == 0 {
			continue // no completed invocation, hence no distribution
		}
		fig.Series = append(fig.Series, DistributionOf(d.label(p), cells))
	}
	if len(fig.Series) == 0 {
		return nil, nil
	}
	tail := fig
	tail.Tail = true
	return []plots.Figure{fig, tail}, nil
}

func startKinds(d *resultData) ([]plots.Figure, error) {
	fig := figures.StartKinds{}
	for _, p := range d.m.Policies {
		var shares [4][]float64
		for i := range d.rows {
			r := &d.rows[i]
			starts := float64(r.ColdStarts + r.WarmStarts + r.PrewarmStarts + r.RestoreStarts)
			if r.Policy != p.Policy || starts == 0 {
				continue
			}
			for k, n := range [...]int64{r.ColdStarts, r.WarmStarts, r.PrewarmStarts, r.RestoreStarts} {
				shares[k] = append(shares[k], float64(n)/starts)
			}
		}
		if len(shares[0]) > 0 {
			fig.Policies = append(fig.Policies, figures.PolicyStarts{Name: d.label(p),
				Cold: overSeeds(shares[0]), Warm: overSeeds(shares[1]), Prewarm: overSeeds(shares[2]),
				Restore: overSeeds(shares[3])})
		}
	}
	if len(fig.Policies) == 0 {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}

func policyComparison(d *resultData) ([]plots.Figure, error) {
	if len(d.m.Policies) < 2 {
		return nil, nil
	}
	fig := figures.PolicyComparison{Frame: plots.Frame{Width: plots.Page}, Baseline: d.label(d.m.Policies[0])}
	for _, p := range d.m.Policies {
		fig.Policies = append(fig.Policies, d.label(p))
	}
	for _, c := range []struct {
		column string
		metric figures.Metric
	}{
		{"cold_start_ratio", figures.Metric{Name: "cold starts", Unit: plots.Share}},
		{"latency_ms_mean", figures.Metric{Name: "mean latency", Unit: plots.Milliseconds}},
		{"latency_ms_p99", figures.Metric{Name: "99th percentile", Unit: plots.Milliseconds}},
		{"used_mib_mean", figures.Metric{Name: "memory used", Unit: plots.MiB}},
	} {
		for _, p := range d.m.Policies {
			values, err := d.ofPolicy(p.Policy, c.column)
			if err != nil {
				return nil, err
			}
			c.metric.Estimates = append(c.metric.Estimates, overSeeds(values))
		}
		if slices.ContainsFunc(c.metric.Estimates, func(e plots.Interval) bool { return !math.IsNaN(e.Value) }) {
			fig.Metrics = append(fig.Metrics, c.metric)
		}
	}
	if len(fig.Metrics) == 0 {
		return nil, nil // nothing was measured
	}
	return []plots.Figure{fig}, nil
}

func fourPanels(d *resultData) ([]plots.Figure, error) {
	var out []plots.Figure
	taken := map[string]bool{}
	for _, p := range d.m.Policies {
		seed := d.m.Seeds[0]
		path := filepath.Join(d.runFolder(p.Policy, seed), results.TimelineName)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		fig, err := fourPanel(path)
		if err != nil {
			return nil, err
		}
		if fig == nil {
			continue
		}
		fig.File = "four-panel-" + Slug(p.Policy)
		for n := 2; taken[fig.File]; n++ {
			fig.File = fmt.Sprintf("four-panel-%s-%d", Slug(p.Policy), n)
		}
		taken[fig.File] = true
		out = append(out, *fig)
	}
	return out, nil
}

// Slug turns a policy set into a part of a file name.
func Slug(policy string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("-.+=", r)) {
			return r
		}
		return '_'
	}, policy)
}

// DistributionOf turns the cells of a histogram into a curve.
func DistributionOf(name string, counts map[int64]int64) figures.Distribution {
	ends := slices.Sorted(maps.Keys(counts))
	total, sum := int64(0), int64(0)
	for _, end := range ends {
		total += counts[end]
	}
	d := figures.Distribution{Name: name}
	for _, end := range ends {
		sum += counts[end]
		d.ValuesMS = append(d.ValuesMS, float64(end)/1e6)
		d.Fractions = append(d.Fractions, float64(sum)/float64(total))
	}
	return d
}

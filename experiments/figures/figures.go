package figures

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"thaw/experiments/looks"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// figureOfResult is a figure of a result folder. draw returns none if the folder
// lacks the data, such as the timeline with --detail summary.
type figureOfResult struct {
	name, about string
	caption     string // what a page without the program's help says
	draw        func(*resultData) ([]plots.Figure, error)
	without     func(*resultData) string // why there is nothing to draw, whatever the detail; may be nil
}

// resultFigures lists the figures of a result folder.
var resultFigures = []figureOfResult{
	{"latency-cdf", "cumulative distribution of start latency, a curve a policy, all seeds together",
		"cumulative distribution of start latency, all seeds together", latencyCDF, nil},
	{"latency-tail", "share of starts that take longer, on two logarithmic axes, a curve a policy",
		"share of starts that take longer than a latency, all seeds together", latencyTail, nil},
	{"app-cold-cdf", "cumulative distribution over apps of their share of cold starts, a curve a policy, all seeds " +
		"together", "apps by their share of cold starts, each app counted once a seed", appColdCDF, nil},
	{"start-kinds", "shares of cold, warm, prewarm and restored starts; whisker: 95% interval of cold starts over " +
		"seeds", "shares of the kinds of start; behind the bars that of cold starts", startKinds, nil},
	{"where-time-goes", "mean cold start by its stages, restores among them, a bar a policy; whiskers: 95% interval " +
		"over seeds; needs --detail invocations",
		"mean time of starts in new containers by their stages", whereTimeGoes, nil},
	{"policy-comparison", "cold starts, latency and memory of the policies; whiskers: 95% interval over seeds",
		"cold starts, latency and memory of the policies, those with the fewest cold starts on top",
		policyComparison, oneSet},
	{"trade-off", "cold starts against mean idle memory, a curve for the settings of a policy, the Pareto front of " +
		"the policies that know no future ringed; of two policy sets or more",
		"cold starts against the memory that waits for them, means over seeds; the ringed settings are beaten by none",
		tradeOff, oneSet},
	{"trade-off-cost", "the same against the bill; needs a price list (--price)",
		"cold starts against the bill, means over seeds; the ringed settings are beaten by none", tradeOffCost, oneSet},
	{"answers", "invocations answered and attempts tried again over time, a curve a policy, of the first seed; " +
		"where clients try again",
		"invocations that were answered, and attempts that were tried again, of the first " +
			"seed", answers, nobodyTriesAgain},
	{"members", "invokers that take containers over time, a curve a policy, of the first seed; where some join, " +
		"drain or crash", "invokers that take containers, of the first seed", members, nobodyComesOrGoes},
	{"four-panel", "starts, latency, memory and queue over time, one figure a policy, of its first seed; " +
		"four-panel-POLICY is one of them",
		"starts, latency, memory and queue or evictions over time, of the first seed", fourPanels, nil},
}

// oneSet is why policies cannot be compared.
func oneSet(d *resultData) string {
	if len(d.policies) < 2 {
		return "compares policy sets, expected two or more"
	}
	return ""
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
	folder   string
	m        *results.Manifest
	rows     []results.Row
	policies []results.PolicyID // to be drawn
	shown    []looks.Shown      // of all of the manifest
}

// newData is the data of a folder, of which some policy sets are drawn.
func newData(at string, m *results.Manifest, rows []results.Row, chosen []results.PolicyID) *resultData {
	return &resultData{at, m, rows, chosen, looks.OfSets(m.Policies)}
}

// runFolder returns the folder of a run's files.
func (d *resultData) runFolder(policy string, seed int64) string {
	return filepath.Join(d.folder, filepath.FromSlash(results.RunFolder(policy, seed)))
}

// show is how all figures show a policy set, whichever others are drawn.
func (d *resultData) show(p results.PolicyID) looks.Shown {
	return d.shown[slices.Index(d.m.Policies, p)]
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

// confidence is that of intervals over seeds, as in the table of `thaw run`.
const confidence = 0.95

// overSeeds returns the mean over seeds with the interval of the table of `thaw run`, cut at zero:
// no measure lies below.
func overSeeds(values []float64) plots.Interval {
	if len(values) == 0 {
		return plots.Exact(math.NaN())
	}
	e := paired.Difference(values, make([]float64, len(values)), confidence)
	if !e.HasInterval() {
		return plots.Exact(e.Value)
	}
	return plots.Interval{Value: e.Value, Low: min(max(e.Low, 0), e.Value), High: e.High}
}

// frame is that of a figure with intervals over seeds, which it names. One seed has none.
func (d *resultData) frame() plots.Frame {
	if len(d.m.Seeds) == 1 {
		return plots.Frame{}
	}
	return plots.Frame{Whiskers: fmt.Sprintf("%g%% interval over %d seeds", 100*confidence, len(d.m.Seeds))}
}

// CDFFloorMS is the start of the latency axis. Shorter latencies are drawn there,
// because a logarithmic axis has no zero.
const CDFFloorMS = 1e-3

// MostCurves is how many policy sets the figures of distributions show: more curves cannot be told apart.
const MostCurves = 12

func latencyCDF(d *resultData) ([]plots.Figure, error) { return d.latency(false) }

func latencyTail(d *resultData) ([]plots.Figure, error) { return d.latency(true) }

// latency draws the first policy sets that completed an invocation.
func (d *resultData) latency(tail bool) ([]plots.Figure, error) {
	fig := figures.LatencyCDF{FloorMS: CDFFloorMS, Guides: []float64{0.5, 0.9, 0.99}, Tail: tail}
	shown := d.policies[:min(len(d.policies), MostCurves)]
	fig.LeftOut = len(d.policies) - len(shown)
	for _, p := range shown {
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
		curve := DistributionOf(d.show(p).Name, cells)
		curve.Look = d.show(p).Look
		fig.Series = append(fig.Series, curve)
	}
	if len(fig.Series) == 0 {
		return nil, nil
	}
	return []plots.Figure{fig}, nil
}

func startKinds(d *resultData) ([]plots.Figure, error) {
	fig := figures.StartKinds{Frame: d.frame()}
	for _, p := range d.policies {
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
			fig.Policies = append(fig.Policies, figures.PolicyStarts{Name: d.show(p).Name,
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
	if len(d.policies) < 2 {
		return nil, nil
	}
	fig := figures.PolicyComparison{Frame: d.frame(), Baseline: d.show(d.policies[0]).Name}
	fig.Width = plots.Page
	for _, p := range d.policies {
		fig.Policies, fig.Looks = append(fig.Policies, d.show(p).Name), append(fig.Looks, d.show(p).Look)
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
		for _, p := range d.policies {
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

package compare

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/experiments"
	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/sim"
)

// resultOf makes a result folder by running a plan over a fake trace, and then
// puts values into its summary.
func resultOf(t *testing.T, trace *steadyTrace, flags map[string][]string, put func(*results.Row)) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "r")
	all := map[string][]string{"out": {folder}, "detail": {"summary"}, "invokers": {"2"},
		"schedule": {"least-loaded", "random"}}
	for k, v := range flags {
		all[k] = v
	}
	layer, err := experiments.FromFlags(all)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := experiments.Resolve(experiments.Thaw(), layer)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiments.NewPlan(spec, trace, build.Info{Version: "v1", Revision: "abc", Go: "go"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Execute(t.Context(), experiments.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if put == nil {
		return folder
	}
	stamp, err := results.ReadStamp(filepath.Join(folder, "summary.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Rows {
		put(&r.Rows[i])
	}
	files, err := results.WriteSummary(folder, r.Rows, stamp)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	if err := r.Manifest.Refresh(folder, paths); err != nil {
		t.Fatal(err)
	}
	return folder
}

// noiseOf is a standard normal number for (seed, what).
func noiseOf(seed int64, what string) float64 {
	return sim.NormalQuantile(sim.NewStream(uint64(seed), what).Float(0, 0))
}

func compareOne(t *testing.T, folder string, opt Options) *Row {
	t.Helper()
	c, err := Compare([]string{folder}, opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 1 {
		t.Fatalf("%d rows, expected one", len(c.Rows))
	}
	return &c.Rows[0]
}

// Is a difference that was put in found, and its size and direction told, though
// the noise of the seeds is greater than it?
func TestCompareFindsAPairedDifference(t *testing.T) {
	put := func(r *results.Row) {
		common := math.Exp(0.5 * noiseOf(r.Seed, "common")) // a factor of two between seeds
		r.ColdStartRatio, r.ThroughputPerS = 0.1*common, 50*common
		if r.Schedule == "random" {
			r.ColdStartRatio *= 0.59 + 0.02*noiseOf(r.Seed, "own")
			r.ThroughputPerS *= 1.75
		}
	}
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"20"}}, put)
	r := compareOne(t, folder, Options{Metrics: []string{"cold_start_ratio"}})
	if r.Verdict != Lower || r.Effect() != "better" || !r.Paired || r.Seeds != 20 || r.Test != SignedRankTest ||
		r.Ratio.Method != paired.BCa {
		t.Errorf("%+v", r)
	}
	if !(r.Ratio.Low <= -0.41 && -0.41 <= r.Ratio.High && r.Ratio.High-r.Ratio.Low < 0.04) {
		t.Errorf("change %+v, expected a narrow interval about −41%%", r.Ratio)
	}
	if s := r.Sentence(); !strings.HasPrefix(s, "random: cold starts −4") ||
		!strings.HasSuffix(s, "] against least-loaded, 20 seeds") {
		t.Errorf("it says %q", s)
	}
	r = compareOne(t, folder, Options{Metrics: []string{"throughput_per_s"}, Baseline: "random"})
	if r.Verdict != Lower || r.Effect() != "worse" || r.Label != "least-loaded" {
		t.Errorf("throughput the other way round: %+v", r)
	}
	if s := r.Sentence(); s != "least-loaded: throughput −42.9% against random, 20 seeds" { // 1/1.75 under every seed
		t.Errorf("it says %q", s)
	}
}

// What is said where there is no difference, and how many seeds would settle it?
func TestCompareShowsNoDifference(t *testing.T) {
	put := func(r *results.Row) { r.LatencyMsMean = 100 + noiseOf(r.Seed, r.Schedule) }
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"12"}}, put)
	r := compareOne(t, folder, Options{Metrics: []string{"latency_ms_mean"}, Smallest: 0.01})
	if r.Verdict != NotShown || r.Effect() != "" || r.SeedsNeeded < 13 {
		t.Errorf("%+v", r)
	}
	// differences have a variance of 2: a true one of 1 takes (1.96+0.84)²·2·π/3 ≈ 16.4
	// plus Guenther's 2; the variance of 12 is off by a factor of two at most
	if r.SeedsSmallest < 9 || r.SeedsSmallest > 37 {
		t.Errorf("%d seeds for a difference of 1%%", r.SeedsSmallest)
	}
	if s := r.Sentence(); !strings.Contains(s, "12 seeds: no difference shown; about ") {
		t.Errorf("it says %q", s)
	}
}

// Are policies told apart too often, when they are the same but for noise? A
// family has ten differences; at most one family in twenty may have any shown.
func TestCompareRarelyCriesWolf(t *testing.T) {
	const families, each, seeds = 1000, 10, 9
	wrong := 0
	for f := range families {
		c := &Comparison{}
		for k := range each {
			r := Row{Paired: true, Seeds: seeds}
			for s := range seeds {
				draw := sim.NewStream(uint64(f), fmt.Sprint("wolf", k))
				r.x = append(r.x, 10+sim.NormalQuantile(draw.Float(0, uint64(s))))
				r.base = append(r.base, 10+sim.NormalQuantile(draw.Float(1, uint64(s))))
			}
			r.Difference = paired.Difference(r.x, r.base, 0.95)
			r.P, r.Holm = math.NaN(), math.NaN()
			c.Rows = append(c.Rows, r)
		}
		c.test(Options{Confidence: 0.95})
		if c.Tests != each {
			t.Fatalf("%d tests, expected %d", c.Tests, each)
		}
		if slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Verdict != NotShown }) {
			wrong++
		}
	}
	if share := float64(wrong) / families; share > 0.05+3*math.Sqrt(0.05*0.95/families) {
		t.Errorf("%.3f of the families show a difference that is none", share)
	}
}

// With how few seeds does it decline to test, and does it say how many it needs?
func TestCompareWithFewSeeds(t *testing.T) {
	put := func(r *results.Row) {
		r.LatencyMsMean = 100 + noiseOf(r.Seed, r.Schedule)
		r.LatencyMsP99, r.SlowdownP99 = r.LatencyMsMean+noiseOf(r.Seed, r.Schedule+"99"), 2+r.LatencyMsMean
	}
	for _, c := range []struct {
		seeds   string
		metrics []string
		needed  int // 0: the test is made
	}{
		{"1", []string{"latency_ms_mean"}, 6},
		{"5", []string{"latency_ms_mean"}, 6},
		{"6", []string{"latency_ms_mean"}, 0},
		{"6", []string{"latency_ms_mean", "latency_ms_p99", "slowdown_p99"}, 7}, // 2/2⁷ ≤ 0.05/3 < 2/2⁶
		{"7", []string{"latency_ms_mean", "latency_ms_p99", "slowdown_p99"}, 0},
	} {
		folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {c.seeds}}, put)
		got, err := Compare([]string{folder}, Options{Metrics: c.metrics})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Rows {
			if c.needed == 0 {
				if r.Test == "" || math.IsNaN(r.P) {
					t.Errorf("%s seeds, %d metrics: no test", c.seeds, len(c.metrics))
				}
				continue
			}
			if r.Verdict != Untested || !math.IsNaN(r.P) || r.SeedsNeeded != c.needed || got.Tests != 0 {
				t.Errorf("%s seeds, %d metrics: %s, p %v, %d needed, expected untested and %d", c.seeds,
					len(c.metrics), r.Verdict, r.P, r.SeedsNeeded, c.needed)
			}
			if r.HasInterval() != (c.seeds != "1") ||
				!strings.Contains(r.Sentence(), fmt.Sprintf(": %d are needed", c.needed)) {
				t.Errorf("%s seeds: it says %q", c.seeds, r.Sentence())
			}
		}
	}
}

// Are results refused that are not of the same workload, with all that differs?
func TestCompareRefusesOtherWorkloads(t *testing.T) {
	a := resultOf(t, newSteadyTrace(40), map[string][]string{"seeds": {"2"}}, nil)
	b := resultOf(t, newSteadyTrace(40),
		map[string][]string{"seeds": {"2"}, "length": {"3s"}, "start": {"500ms"}, "memory": {"3GiB"}}, nil)
	_, err := Compare([]string{a, b}, Options{})
	if exit.Code(err) != exit.CodeNotComparable {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{"length: 3s, against 0s", "start: 500ms, against 0s"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v: expected it to say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "memory") {
		t.Errorf("%v: the memory of invokers is no reason", err)
	}
	if _, err := Compare([]string{a, a + "/"}, Options{}); exit.Code(err) != exit.CodeUsage {
		t.Errorf("the same folder twice: %v", err)
	}
	if _, err := Compare([]string{a, filepath.Join(a, "missing")}, Options{}); exit.Code(err) != exit.CodeUsage {
		t.Errorf("a missing folder: %v", err)
	}
}

// Is a trace told by its content?
func TestCompareTellsTracesByContent(t *testing.T) {
	one := Identity{Trace: []TraceFile{{5, "aaaaaaaaaaaaaaaa"}}}
	other := Identity{Trace: []TraceFile{{5, "bbbbbbbbbbbbbbbb"}}}
	if d := one.workloadDifferences(other); len(d) != 1 || !strings.Contains(d[0], "sha256 bbbbbbbbbbbb…") {
		t.Errorf("%q", d)
	}
	if d := one.workloadDifferences(one); len(d) != 0 {
		t.Errorf("with itself: %q", d)
	}
	// an input that no version knows yet is part of the workload
	newer := Identity{Trace: one.Trace,
		Workload: map[string]json.RawMessage{"weather": json.RawMessage(`"rain"`), "wind": json.RawMessage(`0`)}}
	if d := one.workloadDifferences(newer); len(d) != 1 || d[0] != "weather: rain, against nothing" {
		t.Errorf("%q", d)
	}
}

// Before and after a change: each policy with itself, other numbers warned of.
func TestCompareBeforeAndAfter(t *testing.T) {
	before := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"8"}},
		func(r *results.Row) { r.LatencyMsMean = 100 + noiseOf(r.Seed, r.Schedule) })
	after := resultOf(t, newSteadyTrace(20),
		map[string][]string{"seeds": {"10"}, "schedule": {"random", "first-fit"}, "memory": {"3GiB"}},
		func(r *results.Row) {
			r.LatencyMsMean = 50 + noiseOf(r.Seed, r.Schedule) + 0.1*noiseOf(r.Seed, "after")
		})
	c, err := Compare([]string{before, after}, Options{Metrics: []string{"latency_ms_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 1 || c.Rows[0].Policy.Schedule != "random" || c.Rows[0].Baseline != c.Rows[0].Policy ||
		c.Rows[0].Seeds != 8 || c.Rows[0].Effect() != "better" {
		t.Errorf("%+v", c.Rows)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "memory: 3GiB, against ") {
		t.Errorf("warnings %q", c.Warnings)
	}
	if notes := strings.Join(c.Notes, "\n"); !strings.Contains(notes, "least-loaded+ttl is not in the other folder") ||
		!strings.Contains(notes, "first-fit+ttl is not in") || !strings.Contains(notes, "2 of 10 seeds") {
		t.Errorf("notes %q", c.Notes)
	}
	c, err = Compare([]string{before, after}, Options{Metrics: []string{"latency_ms_mean"}, Baseline: "least-loaded"})
	if err != nil || len(c.Rows) != 3 {
		t.Errorf("against one policy: %v, %d rows, expected 3", err, len(c.Rows))
	}
}

// Without a seed in common, samples are independent, and it says so.
func TestCompareUnpaired(t *testing.T) {
	put := func(r *results.Row) {
		r.LatencyMsMean = 100 + noiseOf(r.Seed, r.Schedule) + map[bool]float64{true: 20}[r.Seed > 100]
	}
	a := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"7"}}, put)
	b := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"9"}, "seed": {"101"}}, put)
	c, err := Compare([]string{a, b}, Options{Metrics: []string{"latency_ms_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Rows {
		if r.Paired || r.Test != RankSumTest || r.Verdict != Higher || r.Ratio.Method != paired.Welch ||
			!strings.Contains(r.Sentence(), "9 and 7 seeds, unpaired") {
			t.Errorf("%s: %+v", r.Sentence(), r)
		}
	}
	if len(c.Notes) != 2 || !strings.Contains(c.Notes[0], "Mann-Whitney") {
		t.Errorf("notes %q", c.Notes)
	}
}

// Results without noise, and results that are the same, need no test.
func TestCompareWithoutNoise(t *testing.T) {
	folder := resultOf(t, newSteadyTrace(20), map[string][]string{"seeds": {"3"}}, func(r *results.Row) {
		r.LatencyMsMean, r.Queued, r.UsedMiBMean = 10, 0, 100+noiseOf(r.Seed, "u")
		if r.Schedule == "random" {
			r.LatencyMsMean, r.Queued = 12, 4
		}
	})
	c, err := Compare([]string{folder}, Options{Metrics: []string{"latency_ms_mean", "queued", "used_mib_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"random: mean latency +20% against least-loaded, 3 seeds, which change neither",
		// there is no ratio to nothing
		"random: queued invocations +4 against least-loaded, 3 seeds, which change neither",
		"random: memory used the same as least-loaded's under every seed, 3 seeds",
	} {
		if got := c.Rows[i].Sentence(); got != want {
			t.Errorf("it says %q, expected %q", got, want)
		}
	}
	if c.Tests != 0 {
		t.Errorf("%d tests of what has no noise", c.Tests)
	}
}

// Which names of a baseline are understood?
func TestBaselineNames(t *testing.T) {
	samples := []sample{
		{id: results.PolicyID{Policy: "random+ttl", Schedule: "random", KeepAlive: "ttl", Prefetch: results.None,
			MechanismPolicies: results.MechanismPolicies{Network: results.None, Storage: results.None,
				Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
				Autoscale: results.None}}},
		{id: results.PolicyID{Policy: "random+lru", Schedule: "random", KeepAlive: "lru", Prefetch: results.None,
			MechanismPolicies: results.MechanismPolicies{Network: results.None, Storage: results.None,
				Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
				Autoscale: results.None}}},
		{id: results.PolicyID{Policy: "hash,eps=0.5+ttl,keep=1m", Schedule: "hash,eps=0.5", KeepAlive: "ttl,keep=1m",
			Prefetch: results.None, MechanismPolicies: results.MechanismPolicies{Network: results.None,
				Storage: results.None, Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
				Autoscale: results.None}}},
		{folder: 1, id: results.PolicyID{Policy: "random+lru", Schedule: "random", KeepAlive: "lru",
			Prefetch: results.None, MechanismPolicies: results.MechanismPolicies{Network: results.None,
				Storage: results.None, Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
				Autoscale: results.None}}},
	}
	for name, want := range map[string]int{"random+ttl": 0, "random+lru": 1, "lru": 1, "hash": 2, "ttl,keep=1m": 2,
		"ttl": 0} {
		if got, err := findPolicy(samples, name); err != nil || got != want {
			t.Errorf("%s: %d, %v, expected %d", name, got, err, want)
		}
	}
	for name, want := range map[string]string{"random": "may be any of", "randon+ttl": `did you mean "random+ttl"?`,
		"": "unknown baseline"} {
		if _, err := findPolicy(samples, name); err == nil || !strings.Contains(err.Error(), want) ||
			exit.Code(err) != exit.CodeUsage {
			t.Errorf("%s: %v, expected %q", name, err, want)
		}
	}
}

// Are the metrics that are compared by default known?
func TestDefaultMetrics(t *testing.T) {
	for _, d := range append(DefaultMetrics(), DefaultEffectMetrics()...) {
		if _, err := results.FindMetric(d); err != nil {
			t.Error(err)
		}
	}
}

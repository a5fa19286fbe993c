package compare

import (
	"math"
	"slices"
	"strings"
	"testing"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/plots"
)

// factorialOf makes a result of two schedulers and two keep-alive policies with a mean
// latency of its own.
func factorialOf(t *testing.T, seeds string,
	latency func(r *results.Row, schedule, keepalive float64) float64) string {
	t.Helper()
	flags := map[string][]string{"seeds": {seeds}, "keepalive": {"ttl", "lru"}}
	return resultOf(t, newSteadyTrace(20), flags, func(r *results.Row) {
		schedule, keepalive := 0.0, 0.0
		if r.Schedule == "random" {
			schedule = 1
		}
		if r.KeepAlive == "lru" {
			keepalive = 1
		}
		r.LatencyMsMean = latency(r, schedule, keepalive)
	})
}

func effectsOf(t *testing.T, folder string, opt Options) map[string]*EffectRow {
	t.Helper()
	opt.Metrics = []string{"latency_ms_mean"}
	e, err := FindEffects(folder, opt)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]*EffectRow{}
	for i := range e.Rows {
		rows[e.Name(&e.Rows[i])] = &e.Rows[i]
	}
	if len(rows) != 4 || len(e.Rows) != 4 || e.Tests > 3 {
		t.Fatalf("%d rows, %d tests, expected two main effects, an interaction, all together: %+v", len(e.Rows),
			e.Tests, e.Rows)
	}
	return rows
}

func exactly(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12) {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

// Are factors that multiply recovered exactly, whatever a seed does to all, and
// without an interaction that nobody put in?
func TestEffectsRecoverFactorsThatMultiply(t *testing.T) {
	folder := factorialOf(t, "8", func(r *results.Row, schedule, keepalive float64) float64 {
		return 100 * math.Exp(0.5*noiseOf(r.Seed, "common")) * math.Pow(0.8, schedule) * math.Pow(1.5, keepalive)
	})
	rows := effectsOf(t, folder, Options{})
	for name, want := range map[string]float64{"schedule": -0.2, "keepalive": 0.5, "schedule × keepalive": 0,
		"all together": 0.2} {
		exactly(t, name, rows[name].Effect.Value, want)
		exactly(t, name+", low", rows[name].Effect.Low, want)
		exactly(t, name+", high", rows[name].Effect.High, want)
	}
	exactly(t, "schedule alone", rows["schedule"].FromFirst.Value, -0.2)
	exactly(t, "both", rows["schedule × keepalive"].FromFirst.Value, 0.2)
	exactly(t, "all", rows["all together"].FromFirst.Value, 0.2)
	if !rows["schedule"].Shown || !rows["keepalive"].Shown || rows["schedule × keepalive"].Shown ||
		!math.IsNaN(rows["all together"].P) {
		t.Errorf("shown: %+v", rows)
	}
	// the other way round from the other corner
	rows = effectsOf(t, folder, Options{Baseline: "random+lru"})
	exactly(t, "schedule from the other corner", rows["schedule"].Effect.Value, 1/0.8-1)
	exactly(t, "keepalive from the other corner", rows["keepalive"].Effect.Value, 1/1.5-1)
}

// Is an interaction that was put in found, and parted from the main effects? By
// hand: cells 1, 0.8, 1.5 and 0.8·1.5·0.9; the schedule is worth 0.8 under ttl and
// 0.72 under lru, their geometric mean over both.
func TestEffectsFindAnInteraction(t *testing.T) {
	folder := factorialOf(t, "12", func(r *results.Row, schedule, keepalive float64) float64 {
		noise := 1 + 0.001*noiseOf(r.Seed, r.Policy)
		return 100 * noise * math.Pow(0.8, schedule) * math.Pow(1.5, keepalive) * math.Pow(0.9, schedule*keepalive)
	})
	rows := effectsOf(t, folder, Options{})
	for name, want := range map[string]float64{
		"schedule": math.Sqrt(0.8*0.72) - 1, "keepalive": math.Sqrt(1.5*1.35) - 1, "schedule × keepalive": -0.1,
	} {
		e := rows[name].Effect
		if !(e.Low < e.Value && e.Value < e.High && math.Abs(e.Value-want) < 0.004 && e.High-e.Low < 0.008) {
			t.Errorf("%s is %+v, expected about %v", name, e, want)
		}
		if !rows[name].Shown {
			t.Errorf("%s is not shown: %+v", name, rows[name])
		}
	}
	exactly(t, "all together over the main effects",
		(1+rows["all together"].Effect.Value)/((1+rows["schedule"].Effect.Value)*(1+rows["keepalive"].Effect.Value)),
		1)
}

// Does the figure of effects name policies as all figures do, and say what its dots, its line and its whiskers are?
func TestFigureOfEffects(t *testing.T) {
	folder := factorialOf(t, "12", func(r *results.Row, schedule, keepalive float64) float64 {
		return 100 * (1 + 0.001*noiseOf(r.Seed, r.Policy)) * math.Pow(0.8, schedule)
	})
	e, err := FindEffects(folder, Options{Metrics: []string{"latency_ms_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	fig := e.Figure()
	if !slices.ContainsFunc(fig.Policies, func(p string) bool {
		return strings.HasPrefix(p, "schedule: ") &&
			strings.Contains(p, "Random") && !strings.Contains(p, "random")
	}) {
		t.Errorf("%q are not the names of figures", fig.Policies)
	}
	if fig.Others != "effect" || fig.Baseline != "no effect" || fig.Whiskers != "95% interval over 12 seeds" {
		t.Errorf("%q, %q, %q", fig.Others, fig.Baseline, fig.Whiskers)
	}
	sheet, err := fig.Compose(fig.Width)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := sheet.Render(plots.SVG)
	if err != nil || strings.Contains(string(svg), "other policy") || !strings.Contains(string(svg), "interval over 12 seeds") {
		t.Errorf("%v: the legend says other policy, or nothing of whiskers", err)
	}
}

// Does an interval of 95% hold the truth about as often as it says? Of 400
// tables of noise, with 6 seeds each: 380 on average, 363 to 397 in nearly all
// cases (binomial, four standard deviations of 4.36).
func TestEffectIntervalsCover(t *testing.T) {
	const tables, seeds, truth = 400, 6, -0.3
	held := map[string]int{}
	e := &Effects{Confidence: 0.95}
	for k := range int64(tables) {
		y := make([][]float64, 4) // cells of a and b
		for cell := range y {
			for s := range int64(seeds) {
				v := 3*noiseOf(k*seeds+s, "common") + 0.2*noiseOf(k*seeds+s, []string{"none", "a", "b", "both"}[cell])
				if cell&1 == 1 {
					v += math.Log1p(truth)
				}
				y[cell] = append(y[cell], v)
			}
		}
		for name, want := range map[string]float64{"main": truth, "interaction": 0} {
			factors := map[string][]int{"main": {0}, "interaction": {0, 1}}[name]
			if r := e.row(results.Metric{}, name, factors, y).Effect; r.Low <= want && want <= r.High {
				held[name]++
			}
		}
	}
	for name, n := range held {
		if n < 363 || n > 397 {
			t.Errorf("%s: %d of %d intervals hold the truth, expected about 380", name, n, tables)
		}
	}
	if len(held) != 2 {
		t.Errorf("no interval holds the truth: %v", held)
	}
}

// What is no full factorial of two levels is refused, and it says why.
func TestEffectsRefuse(t *testing.T) {
	id := func(schedule, keepalive, network string) results.PolicyID {
		p := results.PolicyID{Policy: schedule, Schedule: schedule, KeepAlive: keepalive, Prefetch: results.None,
			MechanismPolicies: results.MechanismPolicies{Network: results.None, Storage: results.None,
				Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
				Autoscale: results.None}}
		p.Network = network
		return p
	}
	for want, ids := range map[string][]results.PolicyID{
		"of 4 combinations 1 are missing: b+y": {id("a", "x", results.None),
			id("b", "x", results.None), id("a", "y", results.None)},
		"schedule: has 3 policies (a, b, c), expected one or two": {id("a", "x", results.None),
			id("b", "x", results.None), id("c", "x", results.None)},
		"0 roles with two policies, expected at least two": {id("a", "x", results.None)},
		"1 role with two policies, expected at least two": {id("a", "x", results.None),
			id("a", "x", "n")},
		"of 8 combinations 4 are missing: b+x+none, a+y+none, b+x+n, a+y+n": {id("a", "x", results.None),
			id("b", "y", results.None), id("a", "x", "n"), id("b", "y", "n")},
	} {
		if _, err := newDesign(ids, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, expected %q", ids, err, want)
		}
	}
	folder := factorialOf(t, "2", func(_ *results.Row, _, keepalive float64) float64 { return keepalive })
	_, err := FindEffects(folder, Options{Metrics: []string{"latency_ms_mean"}})
	if err == nil || !strings.Contains(err.Error(),
		`metric "latency_ms_mean" is 0 under least-loaded+ttl, seed 1: expected values above zero`) {
		t.Errorf("a ratio to zero: %v", err)
	}
}

// Do effects leave out a metric that one policy set has no sample of, by name, and
// refuse where none is left?
func TestEffectsLeaveOutWhatIsMissing(t *testing.T) {
	folder := factorialOf(t, "8", func(r *results.Row, schedule, keepalive float64) float64 {
		if r.Seed == 3 && schedule == 1 {
			return math.NaN()
		}
		return 100
	})
	e, err := FindEffects(folder, Options{Metrics: []string{"latency_ms_mean", "used_mib_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Metrics) != 1 || e.Metrics[0].Column != "used_mib_mean" || len(e.Rows) != 4 || len(e.Notes) != 1 ||
		!strings.Contains(e.Notes[0], `metric "latency_ms_mean" is left out: it has no sample under random+ttl, seed 3`) {
		t.Errorf("metrics %v, %d rows, notes %q", e.Metrics, len(e.Rows), e.Notes)
	}
	if _, err := e.Write(t.TempDir()); err != nil {
		t.Error(err)
	}
	_, err = FindEffects(folder, Options{Metrics: []string{"latency_ms_mean"}})
	if exit.Code(err) != exit.CodeUsage || !strings.Contains(err.Error(), "no sample under random+ttl, seed 3") {
		t.Errorf("nothing is left: %v", err)
	}
}

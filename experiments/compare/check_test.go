package compare

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/sim"
)

var checkedPolicy = results.PolicyID{Policy: "random+ttl", Schedule: "random", KeepAlive: "ttl",
	Prefetch: results.None, MechanismPolicies: results.MechanismPolicies{Network: results.None, Storage: results.None,
		Elasticity: results.None, Layout: results.None, Queue: results.None, Client: results.None,
		Autoscale: results.None}}

// checkValues checks values of latency_ms_mean, seed by seed, against base by the
// budgets of a text.
func checkValues(t *testing.T, budgets string, x, base []float64) *Report {
	t.Helper()
	b, err := ParseBudgets("b.yaml", []byte(budgets))
	if err != nil {
		t.Fatal(err)
	}
	s := sample{id: checkedPolicy}
	file := &Baseline{Policies: []BaselinePolicy{{checkedPolicy, map[string][]*float64{"latency_ms_mean": storedOf(base)}}}}
	for i := range x {
		row := &results.Row{Seed: int64(i)}
		row.LatencyMsMean = x[i]
		s.rows, file.Seeds = append(s.rows, row), append(file.Seeds, int64(i))
	}
	r := &Report{Confidence: b.confidence()}
	for i := range b.Budgets {
		r.Rows = append(r.Rows, checkRows(&b.Budgets[i], s, file, r.Confidence)...)
	}
	r.conclude()
	return r
}

// series makes n pairs: a base of mean 100 with noise between seeds, and x that
// is factor times it with noise of its own.
func series(n, trial int, factor, own float64) (x, base []float64) {
	s := sim.NewStream(uint64(trial), "check series")
	for i := range n {
		base = append(base, 100+5*sim.NormalQuantile(s.Float(0, uint64(i))))
		x = append(x, factor*base[i]+own*sim.NormalQuantile(s.Float(1, uint64(i))))
	}
	return x, base
}

// Does a budget on a metric that was not measured pass, where every invocation was
// rejected? Under all seeds and under one of three, bounded by a number and by a
// baseline; and where the budget allows it, do the other seeds decide?
func TestNoDataNeverPasses(t *testing.T) {
	nan := math.NaN()
	allowed := ", allow_no_data: true"
	for _, c := range []struct {
		name, budget string
		x, base      []float64
		status       Status
		fails        bool
	}{
		{"all seeds", "max: 10", []float64{nan, nan}, nil, NoSample, true},
		{"one seed", "max: 10", []float64{1, nan, 1}, nil, NoSample, true},
		{"one seed, worst", "max: 10, statistic: worst", []float64{1, nan, 1}, nil, NoSample, true},
		{"at least", "min: 0", []float64{nan}, nil, NoSample, true},
		{"a warning", "max: 10, level: warn", []float64{nan}, nil, NoSample, false},
		{"relative", "max_increase: 5%", []float64{nan, nan}, []float64{1, 1}, NoSample, true},
		{"baseline", "max_increase: 5%", []float64{1, 1}, []float64{1, nan}, NoSample, true},
		{"allowed, none left", "max: 10" + allowed, []float64{nan, nan}, nil, NoSample, false},
		{"allowed, kept by the rest", "max: 10" + allowed, []float64{9, nan, 10}, nil, Pass, false},
		{"allowed, missed by the rest", "max: 10" + allowed, []float64{9, nan, 12}, nil, Fail, true},
		{"allowed, as the baseline", "max_decrease: 5%" + allowed, []float64{1, nan, 2}, []float64{1, 5, 2}, Pass, false},
	} {
		base := c.base
		if base == nil {
			base = make([]float64, len(c.x))
		}
		r := checkValues(t, "budgets: [{metric: latency_ms_mean, "+c.budget+"}]", c.x, base)
		if row := &r.Rows[0]; row.Status != c.status || row.Fails() != c.fails {
			t.Errorf("%s: %s, fails %v, expected %s, %v (%s)", c.name, row.Status, row.Fails(), c.status, c.fails,
				row.About())
		}
	}
}

// Does a baseline keep what was not measured, as null, say so, and name the place of a
// value that is neither a number nor null?
func TestBaselineKeepsNull(t *testing.T) {
	latency := mustMetric(t, "latency_ms_mean")
	s := sample{id: checkedPolicy, rows: []*results.Row{{Seed: 1}, {Seed: 2}}}
	s.rows[0].LatencyMsMean, s.rows[1].LatencyMsMean = 1.5, math.NaN()
	made := newBaseline("v1", Identity{Workload: map[string]json.RawMessage{}, Platform: map[string]string{}},
		[]sample{s}, map[int][]results.Metric{0: {latency}})
	text, err := made.encode()
	if err != nil || !strings.Contains(string(text), "[1.5,null]") && !strings.Contains(string(text), "[1.5, null]") {
		t.Fatalf("%s, %v", text, err)
	}
	path := filepath.Join(t.TempDir(), "baseline.json")
	read := func(text string) (*Baseline, error) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return ReadBaseline(path)
	}
	back, err := read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	values, ok := back.values(checkedPolicy, latency)
	if !ok || len(values) != 2 || values[0] != 1.5 || !math.IsNaN(values[1]) {
		t.Errorf("reads back as %v, %v", values, ok)
	}
	if said := strings.Join(back.Absent(), "\n"); !strings.Contains(said, "latency_ms_mean of") ||
		!strings.Contains(said, "no sample under 1 seed") {
		t.Errorf("says %q", said)
	}
	line := 1 + strings.Count(string(text[:strings.Index(string(text), "null")]), "\n")
	_, err = read(strings.Replace(string(text), "null", `"1"`, 1))
	if want := fmt.Sprintf("baseline.json:%d:", line); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a text in place of a number: %v, expected %s", err, want)
	}
}

// What do budgets say of a change that is known?
func TestCheckStatuses(t *testing.T) {
	up, base := series(12, 1, 1.10, 0.5)
	down, _ := series(12, 1, 0.90, 0.5)
	noisy, noisyBase := series(12, 1, 1.05, 8)
	few, fewBase := series(4, 1, 1.10, 0.5)
	nothing := make([]float64, 12)
	for _, c := range []struct {
		name, bound string
		x, base     []float64
		want        Status
	}{
		{"10% more, 5% allowed", "max_increase: 5%", up, base, Fail},
		{"10% more, 15% allowed", "max_increase: 15%", up, base, Pass},
		{"10% more, no decrease allowed", "max_decrease: 0%", up, base, Pass},
		{"10% less, 5% allowed", "max_decrease: 5%", down, base, Fail},
		{"10% less, 15% allowed", "max_decrease: 15%", down, base, Pass},
		{"10 ms more, 5 ms allowed", "max_increase: 5", up, base, Fail},
		{"10 ms more, 15 ms allowed", "max_increase: 15", up, base, Pass},
		{"10 ms less, 5 ms allowed", "max_decrease: 5", down, base, Fail},
		{"5% more with noise of 8%, 5% allowed", "max_increase: 5%", noisy, noisyBase, Inconclusive},
		{"10% more under 4 seeds", "max_increase: 5%", few, fewBase, Fail},
		{"10% more under one seed", "max_increase: 5%", few[:1], fewBase[:1], Inconclusive},
		{"the same under one seed", "max_increase: 5%", fewBase[:1], fewBase[:1], Pass},
		{"the same", "max_increase: 0%", base, base, Pass},
		{"something where nothing was", "max_increase: 5%", base, nothing, Fail},
		{"nothing where nothing was", "max_increase: 5%", nothing, nothing, Pass},
		{"nothing where something was", "max_decrease: 50%", nothing, base, Fail},
		{"no noise, 10% more", "max_increase: 5%", []float64{110, 110}, []float64{100, 100}, Fail},
		{"no noise, exactly as much as allowed", "max_increase: 10%", []float64{110, 110}, []float64{100, 100}, Pass},
		{"no noise, exactly as little as allowed", "max_decrease: 0.3", []float64{0.6, 0.6}, []float64{0.9, 0.9},
			Pass},
		{"off", "level: off\n    max_increase: 0%", up, base, Off},
		{"absolute, within", "max: 200", up, base, Pass},
		{"absolute, beyond", "max: 105", up, base, Fail},
		{"absolute, below", "min: 120", up, base, Fail},
		{"the mean is within, the worst seed is not", "statistic: worst\n    max: 112", up, base, Fail},
		{"the worst of a least", "statistic: worst\n    min: 105", up, base, Fail},
		{"exactly the limit", "max: 0", nothing, base, Pass},
	} {
		r := checkValues(t, "budgets:\n  - metric: latency_ms_mean\n    "+c.bound, c.x, c.base)
		if len(r.Rows) != 1 || r.Rows[0].Status != c.want {
			t.Errorf("%s: %s (%s, %s), expected %s", c.name, r.Rows[0].Status, r.Rows[0].ValueText(),
				r.Rows[0].About(), c.want)
		}
	}
}

// Which checks make the whole fail?
func TestCheckLevels(t *testing.T) {
	up, base := series(12, 1, 1.10, 0.5)
	noisy, noisyBase := series(12, 1, 1.05, 8)
	for _, c := range []struct {
		keys         string
		x, base      []float64
		fails, warns bool
	}{
		{"", up, base, true, false},
		{"level: error", up, base, true, false},
		{"level: warn", up, base, false, true},
		{"level: off", up, base, false, false},
		{"", noisy, noisyBase, false, true},
		{"inconclusive: warn", noisy, noisyBase, false, true},
		{"inconclusive: error", noisy, noisyBase, true, false},
		{"inconclusive: off", noisy, noisyBase, false, false},
	} {
		r := checkValues(t, "budgets:\n  - metric: latency_ms_mean\n    max_increase: 5%\n    "+c.keys, c.x, c.base)
		if row := r.Rows[0]; row.Fails() != c.fails || row.Warns() != c.warns || (r.Failed() > 0) != c.fails {
			t.Errorf("%q, %s: fails %v, warns %v", c.keys, row.Status, row.Fails(), row.Warns())
		}
	}
}

// Does the gate fail too often when nothing is beyond its tolerance, and does it
// find what is? Twelve seeds, ten budgets, each true change exactly the tolerance.
func TestCheckRarelyFailsWrongly(t *testing.T) {
	const trials = 80
	const text = "budgets: [{metric: latency_ms_mean, max_increase: 5%}]"
	wrong, found := 0, 0
	for k := range trials {
		var rows, beyond []CheckRow
		for i := range 10 {
			x, base := series(12, 1000*k+i, 1.05, 2)
			rows = append(rows, checkValues(t, text, x, base).Rows...)
			x, base = series(12, 1000*k+i, 1.09, 2)
			beyond = append(beyond, checkValues(t, text, x, base).Rows...)
		}
		for _, set := range [][]CheckRow{rows, beyond} {
			(&Report{Confidence: 0.95, Rows: set}).conclude()
		}
		if (&Report{Rows: rows}).Failed() > 0 {
			wrong++
		}
		found += (&Report{Rows: beyond}).Failed()
	}
	if share, limit := float64(wrong)/trials, 0.025; share > limit+3*math.Sqrt(limit*(1-limit)/trials) {
		t.Errorf("%.3f of the gates fail though nothing is beyond its tolerance", share)
	}
	if share := float64(found) / trials / 10; share < 0.95 {
		t.Errorf("%.3f of the changes beyond their tolerance are found", share)
	}
}

// Does Holm's adjustment reach the status, and is it said?
func TestCheckCountsItsTests(t *testing.T) {
	x, base := series(10, 3, 1.07, 0.5) // as far beyond 5% as 10 seeds can tell: p 1/1024
	one := checkValues(t, "budgets: [{metric: latency_ms_mean, max_increase: 5%}]", x, base)
	if one.Rows[0].Status != Fail {
		t.Fatalf("one test: %s", one.Rows[0].Status)
	}
	many := checkValues(t, "budgets:"+strings.Repeat("\n  - {metric: latency_ms_mean, max_increase: 5%}", 30), x, base)
	row := many.Rows[0] // 30/1024 is more than 2.5%
	if row.Status != Inconclusive || !strings.Contains(row.Note, "30 tests") ||
		!strings.Contains(row.Note, "11 seeds would settle") {
		t.Errorf("30 tests: %s, %q", row.Status, row.Note)
	}
}

// Are all mistakes of a budget file told, each with its place?
func TestBudgetMistakes(t *testing.T) {
	_, err := ParseBudgets("b.yaml", []byte(`budgets:
  - metric: latency_ms_p9
    max: 3
    where: {polcy: x, schedule: "[a"}
  - metric: queued
    max_increase: -5%
    level: eror
  - metric: queued
  - metric: queued
    max: 1
    max_increase: 3
  - metric: queued
    statistic: worst
    max_decrease: 3%
  - metric: queued
    max: 1
    inconclusive: error
  - max: 1
`))
	want := []string{
		`b.yaml:2:13: budgets[0].metric: unknown metric "latency_ms_p9" (did you mean "latency_ms_p90"?)`,
		`b.yaml:4:13: budgets[0].where: unknown key "polcy" (did you mean "policy"?)`,
		`b.yaml:4:33: budgets[0].where.schedule: "[a": is no pattern: a bracket is not closed`,
		`b.yaml:6:19: budgets[1].max_increase: "-5%": expected a tolerance of zero or more, as a percentage such as 5% or in the unit of the metric`,
		`b.yaml:7:12: budgets[1].level: "eror" is unknown (did you mean "error"?)`,
		`b.yaml:18:5: budgets[6]: key "metric" is missing`,
		`b.yaml:8:5: budgets[2]: no bound, expected min, max, max_increase or max_decrease`,
		`b.yaml:9:5: budgets[3]: min or max together with max_increase or max_decrease, expected two budgets`,
		`b.yaml:12:5: budgets[4]: statistic: worst: a budget relative to a baseline is about means`,
		`b.yaml:15:5: budgets[5]: inconclusive: an absolute budget is kept or not`,
	}
	if exit.Code(err) != exit.CodeUsage || err.Error() != strings.Join(want, "\n") {
		t.Errorf("%v\nexpected\n%s", err, strings.Join(want, "\n"))
	}
	for text, want := range map[string]string{
		"budgets: []": "b.yaml:1:1: budgets: the list is empty, expected at least one",
		"confidence: 2\nbudgets: [{metric: queued, min: 3, max: 2}]": "b.yaml:1:1: confidence: 2: expected a " +
			"number from 0.5 to 0.9999\nb.yaml:2:11: budgets[0]: min 3 is more than max 2",
	} {
		if _, err := ParseBudgets("b.yaml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, expected %s", text, err, want)
		}
	}
}

func FuzzParseBudgets(f *testing.F) {
	f.Add([]byte("budgets: [{metric: queued, max: 1, where: {policy: 'a*'}}]"))
	f.Add([]byte("budgets:\n- metric: queued\n  max_increase: 5%\n  level: warn\nconfidence: 0.9"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := ParseBudgets("b.yaml", text)
		if err != nil {
			return
		}
		for i := range b.Budgets {
			if budget := &b.Budgets[i]; budget.Metric.Column == "" || !budget.relative() && budget.Min == nil &&
				budget.Max == nil {
				t.Errorf("budget %d was accepted: %+v", i, budget)
			}
		}
	})
}

// Do reports say in every form what they say in the table?
func TestReportForms(t *testing.T) {
	up, base := series(12, 1, 1.10, 0.5)
	noisy, noisyBase := series(12, 1, 1.05, 8)
	r := checkValues(t, "budgets:\n  - {name: 'a <b> & |c|', metric: latency_ms_mean, max_increase: 5%}\n  - "+
		"{metric: latency_ms_mean, max: 1000}\n  - {metric: latency_ms_mean, max: 1, level: warn}", up, base)
	r.Rows = append(r.Rows, checkValues(t, "budgets: [{metric: latency_ms_mean, max_increase: 5%}]", noisy,
		noisyBase).Rows...)
	if got := r.Counts(); got != "4 checks: 1 pass, 2 fail, 1 inconclusive" {
		t.Errorf("counts %q", got)
	}

	path := filepath.Join(t.TempDir(), "j.xml")
	if err := r.WriteJUnit(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var suites junitSuites
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatal(err)
	}
	if s := suites.Suite; s.Tests != 4 || s.Failures != 1 || s.Skipped != 2 || len(s.Cases) != 4 ||
		s.Cases[0].Failure == nil || !strings.HasPrefix(s.Cases[0].Name, "a <b> & |c|") ||
		s.Cases[1].Failure != nil || s.Cases[1].Skipped != nil || s.Cases[3].Skipped == nil {
		t.Errorf("%s", text)
	}

	var md, js strings.Builder
	if err := r.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(md.String()), "\n"); len(lines) != 8 ||
		!strings.HasPrefix(lines[4], `| **fail** | a &lt;b> & \|c\| | random+ttl | +10`) {
		t.Errorf("%s", md.String())
	}
	if err := r.WriteJSON(&js); err != nil {
		t.Fatal(err)
	}
	var objects []map[string]any
	if err := json.Unmarshal([]byte(js.String()), &objects); err != nil || len(objects) != 4 {
		t.Fatalf("%v: %s", err, js.String())
	}
	if o := objects[0]; o["status"] != "fail" || o["fails"] != true || o["limit"] != 0.05 ||
		o["limit_is_share"] != true || o["bound"] != "max_increase" {
		t.Errorf("%v", o)
	}
	if o := objects[1]; o["baseline_mean"] != nil || fmt.Sprint(o["value"]) != fmt.Sprint(r.Rows[1].Value) {
		t.Errorf("%v", o)
	}
}

package papers

import (
	"errors"
	"math"
	"strings"
	"testing"

	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/experiments/studies"
	"thaw/models/workload"
)

// What is the verdict on a metric that a run has no sample of? None, with the reason, of
// every measure: no mean over the other runs, no ratio to nothing. An enforced row fails.
func TestNoSampleIsNoVerdict(t *testing.T) {
	study := &studies.Study{Name: "test", Metrics: []studies.Metric{{Name: "wait_ms"}}}
	r := &studies.Result{Study: study, Cell: "cell", Seeds: 3}
	for _, variant := range []string{"some", "all", "none"} {
		for seed := range uint64(3) {
			values := studies.Values{"wait_ms": 5 + float64(seed)}
			if variant == "none" || variant == "some" && seed == 1 {
				delete(values, "wait_ms")
			}
			r.Runs = append(r.Runs, studies.Run{Variant: variant, Seed: seed})
			r.Rows = append(r.Rows, values)
		}
	}
	p := &Paper{Cells: []Cell{{Name: "cell", Kind: StudyCell}}}
	cell := &cellResult{cell: &p.Cells[0], study: r}
	for _, c := range []struct {
		claim Claim
		note  string // empty: there is a verdict
	}{
		{Claim{Measure: verdict.Value, Of: "cell/all"}, ""},
		{Claim{Measure: verdict.Value, Of: "cell/some"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: verdict.Value, Of: "cell/none"}, "cell/none has no sample in 3 of 3 runs."},
		{Claim{Measure: verdict.Ratio, Of: "cell/all", To: "cell/some"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: verdict.MeanRatio, Of: "cell/some", To: "cell/all"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: verdict.Order, Order: [][]string{{"cell/all"}, {"cell/none"}}},
			"cell/none has no sample in 3 of 3 runs."},
	} {
		c.claim.Metric, c.claim.Status = "wait_ms", verdict.Enforced
		got, err := p.judge(&c.claim, map[*Cell]*cellResult{&p.Cells[0]: cell}, "")
		if err != nil {
			t.Fatal(err)
		}
		if none := c.note != ""; strings.Contains(got.Failure, "not comparable") != none || got.Undecided ||
			(got.Verdict == verdict.NotComparable) != none || got.Note != c.note || math.IsNaN(got.Simulated) != none {
			t.Errorf("%v of %s, %v: %s, note %q", c.claim.Measure, c.claim.Of, c.claim.Order, got.Verdict, got.Note)
		}
	}
	for variant, want := range map[string]bool{"all": true, "some": true, "none": false} {
		if got := cell.Has("wait_ms", variant); got != want {
			t.Errorf("a figure shows variant %s: %v", variant, got)
		}
	}
	if _, err := cell.Values("wait", "all"); err == nil {
		t.Error("a metric that there is not has values")
	}
}

// Is a share of a run that completed nothing missing, and no share of 0 nor a failure of
// the whole reproduction?
func TestShareOfNothingIsMissing(t *testing.T) {
	files, err := results.CreateRun(t.TempDir(), &workload.Table{}, results.Stamp{}, false, false)
	if err != nil {
		t.Fatal(err)
	}
	infos, err := files.Finish(true)
	if err != nil {
		t.Fatal(err)
	}
	v, err := forms.LatencyShare(infos[0].Path, 1e6)
	if err != nil || !results.IsMissing(v) {
		t.Errorf("%s: %v, %v", infos[0].Path, v, err)
	}
}

// Does the table say which rows the summary counts as no prediction? The census keeps a row that is called
// an input later, which has no verdict: without a word of its own nobody finds it. "Not comparable" would be
// wrong: it was compared.
func TestWordsOfUncountedRows(t *testing.T) {
	for _, c := range []struct {
		status  verdict.Status
		counted bool
		within  bool
		want    string
	}{
		{verdict.Enforced, true, true, "reproduced"}, {verdict.Calibration, false, true, "input"},
		{verdict.Calibration, false, false, "out of line"}, {verdict.Derived, false, true, "in line"},
		{verdict.Calibration, true, true, "no prediction: input"}, {verdict.Derived, true, false, "no prediction: out of line"},
	} {
		r := ClaimResult{Claim: &Claim{}, Status: c.status, Counted: c.counted}
		r.Within, r.Verdict = c.within, verdict.NoPrediction
		if c.status.Counted() {
			r.Verdict = verdict.Reproduced
		}
		if got := r.VerdictText(); got != c.want {
			t.Errorf("%v, counted %v, within %v: %q, expected %q", c.status, c.counted, c.within, got, c.want)
		}
	}
}

// Does the verdict on a contradiction say with which of its two values the run is in line? "Out of line" where it
// agrees with the second says the opposite of what the figure shows. Both are judged by the same tolerance.
func TestVerdictOfContradictions(t *testing.T) {
	values := verdict.Set{Values: map[string][]float64{"c/a": {2.9, 3.1}}}
	for _, c := range []struct {
		published, also, tolerance, want string
	}{
		{"17", "3 (table 2)", "relative 50%", "in line with the second"}, {"3", "17 (table 2)", "relative 50%", "in line with the first"},
		{"3", "3.2, computed (table 2)", "relative 50%", "in line with both"}, {"17", "30 (table 2)", "relative 50%", "out of line with both"},
	} {
		claim := &Claim{Measure: verdict.Value, Metric: "m", Of: "c/a", Also: c.also, Status: verdict.Contradiction}
		if err := errors.Join(claim.Published.UnmarshalText([]byte(c.published)),
			claim.Tolerance.UnmarshalText([]byte(c.tolerance))); err != nil {
			t.Fatal(err)
		}
		r := ClaimResult{Claim: claim, Status: verdict.Contradiction}
		r.Outcome = (&Paper{}).statement(claim).Number(values)
		if got := r.VerdictText(); got != c.want {
			t.Errorf("%s, also %s: %q, expected %q", c.published, c.also, got, c.want)
		}
	}
	order := ClaimResult{Claim: &Claim{Measure: verdict.Order, Also: "b < a (text)"}, Status: verdict.Contradiction}
	order.Within = true
	if got := order.VerdictText(); got != "in line with the first" {
		t.Errorf("an order: %q", got)
	}
}

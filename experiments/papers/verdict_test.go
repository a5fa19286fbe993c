package papers

import (
	"math"
	"testing"

	"thaw/experiments/papers/forms"
	"thaw/experiments/results"
	"thaw/experiments/studies"
	"thaw/models/workload"
)

// Is the shape of a number reproduced only where chance cannot turn its sign around?
// The mean of a few seeds often has the right sign; its interval tells whether that
// means anything.
func TestShapeNeedsAnInterval(t *testing.T) {
	for _, c := range []struct {
		name      string
		published string
		values    []float64 // of the differences
		want      Verdict
	}{
		{"far from it, and surely of its sign", "10", []float64{1, 1.1, 0.9, 1, 1.05, 0.95}, ShapeOnly},
		{"of its sign by chance", "10", []float64{6, -5, 7, -4, 5, -3}, NotReproduced},
		{"surely of the other sign", "10", []float64{-1, -1.1, -0.9, -1, -1.05, -0.95}, NotReproduced},
		{"surely below zero, as published", "-10", []float64{-1, -1.1, -0.9, -1, -1.05, -0.95}, ShapeOnly},
		{"below zero by chance", "-10", []float64{-6, 5, -7, 4, -5, 3}, NotReproduced},
		{"a range that includes zero has no sign", "-5 to 5", []float64{20, 20.1, 19.9, 20, 20.05, 19.95},
			NotReproduced},
		{"within the tolerance", "1", []float64{1, 1.01, 0.99, 1, 1.01, 0.99}, Reproduced},
		{"a mean within the tolerance, and an interval that is not", "1", []float64{0.5, 1.5, 0.6, 1.4, 0.9, 1.1},
			ShapeOnly},
	} {
		claim := Claim{Measure: MeasureDifference, Of: "a", To: "b"}
		if err := claim.Published.UnmarshalText([]byte(c.published)); err != nil {
			t.Fatal(err)
		}
		if err := claim.Tolerance.UnmarshalText([]byte("absolute 0.2")); err != nil {
			t.Fatal(err)
		}
		r := ClaimResult{Claim: &claim}
		if !r.judgeNumber(map[string][]float64{"a": c.values, "b": make([]float64, len(c.values))}) ||
			r.Verdict != c.want {
			t.Errorf("%s: %s of %v to %v is %s, expected %s", c.name, c.published, r.Low, r.High, r.Verdict, c.want)
		}
	}
}

// What is the verdict on a metric that a run has no sample of? None, with the reason, of
// every measure: no mean over the other runs, no ratio to nothing, no failure of all.
func TestNoSampleIsUndecided(t *testing.T) {
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
		{Claim{Measure: MeasureValue, Of: "cell/all"}, ""},
		{Claim{Measure: MeasureValue, Of: "cell/some"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: MeasureValue, Of: "cell/none"}, "cell/none has no sample in 3 of 3 runs."},
		{Claim{Measure: MeasureRatio, Of: "cell/all", To: "cell/some"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: MeasureMeanRatio, Of: "cell/some", To: "cell/all"}, "cell/some has no sample in 1 of 3 runs."},
		{Claim{Measure: MeasureOrder, Order: [][]string{{"cell/all"}, {"cell/none"}}},
			"cell/none has no sample in 3 of 3 runs."},
	} {
		c.claim.Metric, c.claim.Status = "wait_ms", Enforced
		got, err := p.judge(&c.claim, map[*Cell]*cellResult{&p.Cells[0]: cell}, "")
		if err != nil {
			t.Fatal(err)
		}
		if undecided := c.note != ""; got.Undecided != undecided || (got.Verdict == NotComparable) != undecided ||
			got.Note != c.note || math.IsNaN(got.Simulated) != undecided {
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

// Is an order reproduced only where chance cannot turn a pair around, and its shape
// where the means are in order?
func TestOrderNeedsAnInterval(t *testing.T) {
	steady, less, noisy := []float64{5, 5.1, 4.9, 5}, []float64{1, 1.1, 0.9, 1}, []float64{9, -5, 9, 6}
	for _, c := range []struct {
		name       string
		order      [][]string
		want       Verdict
		share      float64
		everything bool
	}{
		{"surely in order", [][]string{{"less"}, {"steady"}}, Reproduced, 1, true},
		{"in order by chance", [][]string{{"less"}, {"noisy"}}, ShapeOnly, 1, false},
		{"the other way round", [][]string{{"steady"}, {"less"}}, NotReproduced, 0, false},
		{"one of two pairs", [][]string{{"less", "steady"}, {"steady"}}, NotReproduced, 0.5, false},
	} {
		r := ClaimResult{Claim: &Claim{Measure: MeasureOrder, Order: c.order}}
		r.judgeOrder([]valueSet{{values: map[string][]float64{"steady": steady, "less": less, "noisy": noisy}}})
		if r.Verdict != c.want || r.Simulated != c.share || r.Within != c.everything {
			t.Errorf("%s: %s, %v of the pairs, within %v; expected %s, %v, %v", c.name, r.Verdict, r.Simulated,
				r.Within, c.want, c.share, c.everything)
		}
	}
}

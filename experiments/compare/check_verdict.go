package compare

import (
	"fmt"
	"math"

	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// conclude tests the relative rows that noise leaves open, and sets every status.
//
// A change exceeds its tolerance if its interval lies beyond the tolerance and a
// one-sided test rejects that the change is within it. Holm's procedure adjusts
// the test over all rows; its level is that of one end of the interval. A change
// keeps its tolerance if its interval lies within. Otherwise it is inconclusive.
func (r *Report) conclude() {
	level := (1 - r.Confidence) / 2
	var family []int
	var p []float64
	for i := range r.Rows {
		if row := &r.Rows[i]; row.beyond != nil && !row.same && !row.noiseless && row.runTest() {
			family, p = append(family, i), append(p, row.P)
		}
	}
	r.Tests = len(family)
	for k, h := range paired.Holm(p) {
		r.Rows[family[k]].Holm = h
	}
	for i := range r.Rows {
		if row := &r.Rows[i]; row.beyond != nil {
			row.conclude(level, r.Tests)
			if row.Status == Inconclusive {
				row.Level = row.Budget.Inconclusive.or(LevelWarn)
			}
		}
	}
}

// runTest makes the one-sided test that the tolerance is exceeded. Its assumptions
// are those of the interval: signed ranks if there are enough seeds for a
// bootstrap, Student's t below. It reports whether the seeds allow the test.
func (r *CheckRow) runTest() bool {
	var t paired.Test
	var ok bool
	if len(r.beyond) >= paired.MinBootstrap {
		r.Test = SignedRankTest
		t, ok = paired.SignedRank(r.beyond)
	} else {
		r.Test = StudentTest
		t, ok = paired.Student(r.beyond)
	}
	if !ok {
		r.Test = ""
		return false
	}
	r.P = t.P / 2
	if paired.Mean(r.beyond) <= 0 {
		r.P = 1 - r.P
	}
	return true
}

// conclude sets the status of a relative check.
func (r *CheckRow) conclude(level float64, tests int) {
	d := r.decision
	switch {
	case r.same:
		r.Status, r.Note = Pass, "the same under every seed"
	case r.noiseless:
		r.Status, r.Note = Pass, "no noise: the seeds change nothing"
		if d.Value > rounding(r) {
			r.Status = Fail
		}
	case !d.HasInterval():
		r.Status = Inconclusive
		r.Note = plural(r.Seeds, "seed") + " in common with the baseline, at least 2 are needed"
	case d.High <= 0:
		r.Status = Pass
	case d.Low > 0 && r.Holm <= level:
		r.Status = Fail
	default:
		r.Status = Inconclusive
		r.Note = r.whatWouldSettle(level, tests)
	}
}

// rounding is the distance by which floating-point arithmetic alone may move a
// noiseless change beyond its tolerance.
func rounding(r *CheckRow) float64 {
	if r.Percent {
		return 1e-9
	}
	return 1e-9 * math.Max(math.Abs(r.Value), math.Abs(r.BaselineMean))
}

// whatWouldSettle says why a check is inconclusive, and how many seeds would decide it.
func (r *CheckRow) whatWouldSettle(level float64, tests int) string {
	each := level / float64(max(1, tests))
	why := "the interval straddles the tolerance"
	if r.decision.Low > 0 {
		why = fmt.Sprintf("beyond the tolerance, but not when %d tests are counted", tests)
	}
	n, ok := paired.Seeds(paired.Variance(r.beyond), paired.Mean(r.beyond), 2*each)
	if !ok {
		return why
	}
	return fmt.Sprintf("%s; about %s seeds would settle it", why, aboutText(max(n, paired.MinBootstrap)))
}

// UpdateBaseline makes a baseline of a result for the relative budgets of a file
// and writes it. It checks nothing.
func UpdateBaseline(b *Budgets, folder, path string) (*Baseline, error) {
	if path == "" {
		return nil, exit.Usage(fmt.Errorf("--update-baseline needs the file to write: --baseline FILE"))
	}
	if err := replaceable(path, `"thaw_baseline":`, "baseline"); err != nil {
		return nil, err
	}
	c, err := readChecked(b, folder)
	if err != nil {
		return nil, err
	}
	wanted := map[int][]results.Metric{}
	for i := range b.Budgets {
		budget := &b.Budgets[i]
		for k, s := range c.samples {
			if budget.relative() && budget.Where.Matches(s.id) {
				wanted[k] = append(wanted[k], budget.Metric.Metric)
			}
		}
	}
	if len(wanted) == 0 {
		return nil, exit.Usage(fmt.Errorf("%s: no budget has max_increase or max_decrease: there is nothing to "+
			"keep in a baseline", b.Place.File))
	}
	base := newBaseline(c.m.Thaw.Version, c.id, c.samples, wanted)
	text, err := base.encode()
	if err != nil {
		return nil, err
	}
	if _, err := results.WriteFile(path, text); err != nil {
		return nil, exit.Usage(err)
	}
	return base, nil
}

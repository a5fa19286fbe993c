package compare

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/paired"
	"thaw/experiments/results"
)

// Status is the outcome of one check.
type Status string

// The outcomes.
const (
	Pass         Status = "pass"
	Fail         Status = "fail"
	Inconclusive Status = "inconclusive" // the seeds do not tell on which side of the tolerance it is
	NoSample     Status = "no data"      // seeds have no sample of the metric
	Off          Status = "off"          // the budget is switched off
)

// The bounds of a check.
const (
	boundMin      = "min"
	boundMax      = "max"
	boundIncrease = "max_increase"
	boundDecrease = "max_decrease"
)

// CheckRow is one bound of one budget for one policy set.
type CheckRow struct {
	Budget       *Budget
	Policy       results.PolicyID
	Bound        string  // min, max, max_increase or max_decrease
	Limit        float64 // in the metric's unit, or 0.05 for 5%
	Percent      bool    // the limit is a share of the baseline's mean
	Seeds        int
	Value        float64 // the statistic; the mean for a relative budget
	BaselineMean float64
	Change       paired.Estimate // relative budgets: as the limit, a share or in the metric's unit
	P, Holm      float64         // one-sided, that the tolerance is exceeded; NaN without a test
	Test         string
	Status       Status
	Level        Level
	Note         string // the reason, if the numbers do not show it

	beyond   []float64 // by seed, the distance beyond the tolerance
	decision paired.Estimate

	// same: equals the baseline under every seed; noiseless: no variation over seeds, so no test without a test
	same, noiseless bool
}

// sameUpToRounding reports whether two values differ by rounding alone. Some
// processors fuse a multiplication with an addition and round differently.
func sameUpToRounding(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// Fails reports whether the check fails the report.
func (r *CheckRow) Fails() bool {
	return r.missed() && r.Level == LevelError
}

// Warns reports whether the check deserves attention without failing.
func (r *CheckRow) Warns() bool {
	return r.missed() && r.Level == LevelWarn
}

// missed reports whether the check did not show that the budget is kept.
func (r *CheckRow) missed() bool {
	return r.Status == Fail || r.Status == Inconclusive || r.Status == NoSample && !r.Budget.AllowNoData
}

// Report is the outcome of a budget file.
type Report struct {
	Folder, Baseline string
	Confidence       float64
	Rows             []CheckRow
	Tests            int // the number of tests made, for which p-values are adjusted
	Warnings         []string
	Notes            []string
}

// Failed counts the checks that fail the report.
func (r *Report) Failed() (n int) {
	for i := range r.Rows {
		if r.Rows[i].Fails() {
			n++
		}
	}
	return n
}

// checked is a result with its budgets.
type checked struct {
	budgets *Budgets
	m       *results.Manifest
	id      Identity
	samples []sample
}

// readChecked reads a result, and refuses budgets that select none of its policy sets.
func readChecked(b *Budgets, folder string) (*checked, error) {
	m, rows, err := results.Read(folder)
	if err != nil {
		return nil, err
	}
	id, err := identify(folder, m)
	if err != nil {
		return nil, err
	}
	samples, err := samplesOf(folder, 0, m, rows)
	if err != nil {
		return nil, err
	}
	c := &checked{b, m, id, samples}
	var mistakes []error
	for i := range b.Budgets {
		where := b.Budgets[i].Where
		if !slices.ContainsFunc(c.samples, func(s sample) bool { return where.Matches(s.id) }) {
			mistakes = append(mistakes, fmt.Errorf("%s: budgets[%d]: where: no policy set of %s matches, expected "+
				"one of %s",
				b.Budgets[i].Place, i, folder, strings.Join(policiesOf(c.samples), ", ")))
		}
	}
	return c, exit.Usage(errors.Join(mistakes...))
}

// Check checks a result against budgets. Relative budgets need a baseline file.
// Check returns a NotComparableError that lists every reason if the baseline is
// missing, is of another trace, window or platform, shares no seed with the
// result, or lacks a policy set or metric of a budget.
func Check(b *Budgets, folder, baseline string) (*Report, error) {
	c, err := readChecked(b, folder)
	if err != nil {
		return nil, err
	}
	report := &Report{Folder: folder, Baseline: baseline, Confidence: b.confidence(),
		Warnings: notServed(folder, c.m, c.samples)}
	base, err := c.baseline(baseline)
	if err != nil {
		return nil, err
	}
	for i := range b.Budgets {
		for _, s := range c.samples {
			if budget := &b.Budgets[i]; budget.Where.Matches(s.id) {
				report.Rows = append(report.Rows, checkRows(budget, s, base, report.Confidence)...)
			}
		}
	}
	if base != nil {
		if _, common := c.common(base); len(common) < max(len(base.Seeds), len(c.samples[0].rows)) {
			report.Notes = append(report.Notes,
				fmt.Sprintf("in common with the baseline: %s; the others are left out", plural(len(common), "seed")))
		}
	}
	report.conclude()
	return report, nil
}

func (b *Budgets) confidence() float64 {
	if b.Confidence != nil {
		return *b.Confidence
	}
	return 0.95
}

// baseline reads the baseline file. It returns nil if no budget is relative.
func (c *checked) baseline(path string) (*Baseline, error) {
	needs := func(b Budget) bool { return b.relative() && b.Level != LevelOff }
	if !slices.ContainsFunc(c.budgets.Budgets, needs) {
		return nil, nil
	}
	if path == "" {
		return nil, exit.NotComparable(errors.New("budgets with max_increase or max_decrease need a baseline; " +
			"--baseline FILE names it, with --update-baseline it is made"))
	}
	base, err := ReadBaseline(path)
	if err != nil {
		return nil, err
	}
	var reasons []error
	refuse := func(format string, args ...any) {
		err := fmt.Errorf("%s: is not comparable with the result: %s", path, fmt.Sprintf(format, args...))
		if !slices.ContainsFunc(reasons, func(o error) bool { return o.Error() == err.Error() }) {
			reasons = append(reasons, err)
		}
	}
	for _, d := range base.workloadDifferences(c.id) {
		refuse("%s in the baseline", d)
	}
	for _, d := range base.platformDifferences(c.id) {
		refuse("platform: %s in the baseline", d)
	}
	if _, common := c.common(base); len(common) == 0 {
		refuse("no seed in common: %v, against %v in the baseline", c.m.Seeds, base.Seeds)
	}
	for i := range c.budgets.Budgets {
		budget := &c.budgets.Budgets[i]
		if !needs(*budget) {
			continue
		}
		for _, s := range c.samples {
			if _, ok := base.values(s.id, budget.Metric.Metric); budget.Where.Matches(s.id) && !ok {
				refuse("it has no %s of policy set %s", budget.Metric.Column, s.id.Policy)
			}
		}
		for _, p := range base.Policies {
			if budget.Where.Matches(p.PolicyID) &&
				!slices.ContainsFunc(c.samples, func(s sample) bool { return s.id == p.PolicyID }) {
				refuse("the result has no policy set %s, which a budget is about", p.Policy)
			}
		}
	}
	if len(reasons) > 0 {
		reasons = append(reasons, fmt.Errorf("--update-baseline makes %s anew from the result, if that is what "+
			"is wanted", path))
		return nil, exit.NotComparable(errors.Join(reasons...))
	}
	return base, nil
}

// common returns the seeds that result and baseline share.
func (c *checked) common(base *Baseline) (rows []int, seeds []int64) {
	for i, r := range c.samples[0].rows {
		if _, ok := slices.BinarySearch(base.Seeds, r.Seed); ok {
			rows, seeds = append(rows, i), append(seeds, r.Seed)
		}
	}
	return rows, seeds
}

// checkRows makes the rows of one budget for one policy set. Rows that need a
// test get their status later, from conclude.
func checkRows(b *Budget, s sample, base *Baseline, confidence float64) []CheckRow {
	var out []CheckRow
	row := func(bound string, limit float64, percent bool) *CheckRow {
		out = append(out, CheckRow{Budget: b, Policy: s.id, Bound: bound, Limit: limit, Percent: percent,
			Seeds: len(s.rows), Value: meanOf(present(s.values(b.Metric.Metric))), BaselineMean: math.NaN(),
			P: math.NaN(), Holm: math.NaN(),
			Change: paired.Estimate{Value: math.NaN(), Low: math.NaN(), High: math.NaN(), Method: paired.None},
			Level:  b.Level.or(LevelError)})
		return &out[len(out)-1]
	}
	if b.Min != nil {
		row(boundMin, *b.Min, false).absolute(s)
	}
	if b.Max != nil {
		row(boundMax, *b.Max, false).absolute(s)
	}
	if t := b.MaxIncrease; t != nil {
		row(boundIncrease, t.Amount, t.Relative).relative(s, base, confidence)
	}
	if t := b.MaxDecrease; t != nil {
		row(boundDecrease, t.Amount, t.Relative).relative(s, base, confidence)
	}
	return out
}

// absolute decides an absolute bound by the values alone, without a test.
func (r *CheckRow) absolute(s sample) {
	if r.Level == LevelOff {
		r.Status = Off
		return
	}
	values := s.values(r.Budget.Metric.Metric)
	there := present(values)
	if r.lacks(len(values)-len(there), len(there), "") {
		return
	}
	values, r.Seeds = there, len(there)
	if r.Budget.Statistic == WorstSeed {
		if r.Value = slices.Max(values); r.Bound == boundMin {
			r.Value = slices.Min(values)
		}
	}
	r.Status = Pass
	if r.Bound == boundMax && r.Value > r.Limit || r.Bound == boundMin && r.Value < r.Limit {
		r.Status = Fail
	}
}

// lacks settles a check of a metric that has no sample under some seeds. It is "no
// data" unless the budget allows that and other seeds are left, which then decide.
func (r *CheckRow) lacks(absent, left int, where string) bool {
	if absent == 0 {
		return false
	}
	r.Note = "no sample under " + plural(absent, "seed") + where
	if left > 0 && r.Budget.AllowNoData {
		return false
	}
	r.Status = NoSample
	return true
}

// relative measures how far a metric moved from the baseline.
func (r *CheckRow) relative(s sample, base *Baseline, confidence float64) {
	if r.Level == LevelOff {
		r.Status = Off
		return
	}
	metric := r.Budget.Metric.Metric
	stored, _ := base.values(s.id, metric)
	var x, b []float64
	absent := 0
	for _, row := range s.rows {
		k, ok := slices.BinarySearch(base.Seeds, row.Seed)
		if !ok {
			continue
		}
		v, was := valueOf(row, metric), stored[k]
		if results.IsMissing(v) || results.IsMissing(was) {
			absent++
			continue
		}
		x, b = append(x, v), append(b, was)
	}
	r.Seeds, r.Value, r.BaselineMean = len(x), meanOf(x), meanOf(b)
	if r.lacks(absent, len(x), " here or in the baseline") {
		return
	}
	sign, scale, shift := 1.0, 1.0, r.Limit // beyond = sign·(x − scale·b) − shift
	if r.Bound == boundDecrease {
		sign = -1
	}
	if r.Percent {
		scale, shift = 1+sign*r.Limit, 0
	}
	r.beyond = make([]float64, len(x))
	for i := range x {
		r.beyond[i] = sign*(x[i]-scale*b[i]) - shift
	}
	ok := true
	if r.Percent {
		r.Change, ok = paired.Ratio(x, b, confidence)
	} else {
		r.Change = paired.Difference(x, b, confidence)
	}
	if ok { // the ratio is shown, so it decides
		r.decision = beyondOf(r.Change, sign, r.Limit)
	} else { // the baseline's mean is zero, but the distance beyond the tolerance is known
		r.decision = paired.Difference(r.beyond, make([]float64, len(x)), confidence)
	}
	r.same = slices.EqualFunc(x, b, sameUpToRounding)
	r.noiseless = len(x) > 1 && paired.Alike(x) && paired.Alike(b)
}

// beyondOf returns how far a change lies beyond a limit in the direction of sign.
func beyondOf(e paired.Estimate, sign, limit float64) paired.Estimate {
	if sign < 0 {
		e.Low, e.High = e.High, e.Low
	}
	return paired.Estimate{Value: sign*e.Value - limit, Low: sign*e.Low - limit, High: sign*e.High - limit,
		Method: e.Method}
}

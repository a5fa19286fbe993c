package papers

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/papers/page"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
)

// ClaimResult is one row of the table of a reproduction.
type ClaimResult struct {
	Claim  *Claim
	Status verdict.Status
	verdict.Outcome
	Counted   bool   // it is in the census
	Failure   string // why the row fails the reproduction; empty where it does not
	Undecided bool   // an enforced row that one window under one seed cannot decide
}

// judge gives the verdict on a claim.
func (p *Paper) judge(c *Claim, byCell map[*Cell]*cellResult, workload string) (ClaimResult, error) {
	r := ClaimResult{Claim: c, Counted: p.counted(c, workload)}
	status, note := c.status(workload)
	r.Status = status
	var err error
	if c.NotComparable != "" {
		r.Outcome = verdict.Undecided(strings.TrimSpace(c.NotComparable))
	} else if r.Outcome, r.Undecided, err = p.outcome(c, byCell); err != nil {
		return r, fmt.Errorf("%s: claim %q: %w", c.Place, truncated(c.Claim), err)
	}
	decided := r.Verdict != verdict.NotComparable
	r.Undecided = r.Undecided && status == verdict.Enforced
	if !status.Counted() {
		if status == verdict.Calibration && decided {
			r.note(fmt.Sprintf("An input of the model and no prediction; the run is %s it.", r.line()))
		}
		if decided {
			r.Verdict = verdict.NoPrediction
		}
	}
	r.Note = page.Sentences(note, r.Note)
	r.setFailure(decided, workload)
	return r, nil
}

// outcome compares the values of a claim's references with what is published. Of one
// window under one seed it can say nothing; few tells so.
func (p *Paper) outcome(c *Claim, byCell map[*Cell]*cellResult) (out verdict.Outcome, few bool, err error) {
	values := make(map[string][]float64)
	var windows paired.Windows // the same of every reference
	for _, text := range c.references() {
		ref, err := p.resolve(text)
		if err != nil {
			return out, false, err
		}
		if values[text], err = c.valuesOf(ref, byCell); err != nil {
			return out, false, err
		}
		if windows, err = byCell[ref.cells[0]].Windows(ref.policy); err != nil {
			return out, false, err
		}
		n := len(values[text])
		if n < 2 {
			return verdict.Undecided("One window under one seed has no interval; at least two of them are needed."),
				true, nil
		}
		if slices.ContainsFunc(values[text], results.IsMissing) {
			left := len(slices.DeleteFunc(slices.Clone(values[text]), results.IsMissing))
			return verdict.Undecided(fmt.Sprintf("%s has no sample in %d of %d runs.", text, n-left, n)), false, nil
		}
	}
	first := c.references()[0]
	for _, text := range c.references() {
		if a, b := len(values[first]), len(values[text]); a != b {
			return out, false, fmt.Errorf("%s has %d values and %s has %d, expected as many: the same seeds and "+
				"windows", first, a, text, b)
		}
	}
	whole := verdict.Set{Values: values, Windows: windows}
	sets := []verdict.Set{whole}
	if c.Measure.ByItem() {
		if sets, err = p.byItem(c, byCell); err != nil {
			return out, false, err
		}
	}
	s := p.statement(c)
	if c.Measure.Ordered() {
		return s.Ordered(sets), false, nil
	}
	switch c.Measure {
	case verdict.ItemCount:
		values[c.Of] = verdict.ItemsBelow(sets, c.Of, c.To)
	case verdict.MeanRatio:
		var ok bool
		if values[c.Of], ok = verdict.MeanRatios(sets, c.Of, c.To); !ok {
			return verdict.Undecided("There is no ratio to zero."), false, nil
		}
	}
	return s.Number(whole), false, nil
}

func (c *Claim) valuesOf(ref reference, byCell map[*Cell]*cellResult) ([]float64, error) {
	for _, cell := range ref.cells {
		if byCell[cell] == nil {
			return nil, fmt.Errorf("cell %s was not run", cell.Name)
		}
	}
	r := byCell[ref.cells[0]]
	switch {
	case c.Measure == verdict.Share:
		return r.shares(c.Metric, c.Within, ref.policy)
	case r.study != nil:
		return c.studyValues(ref, byCell)
	}
	return r.Values(c.Metric, ref.policy)
}

// setFailure decides whether the row fails the reproduction. Decided tells whether the
// run has a value to compare.
func (r *ClaimResult) setFailure(decided bool, workload string) {
	switch {
	case r.Undecided:
	case r.Status == verdict.Enforced && r.Verdict != verdict.Reproduced:
		r.Failure = fmt.Sprintf("is enforced and %s", strings.ReplaceAll(string(r.Verdict), "-", " "))
	case r.Status == verdict.Calibration && decided && !r.Within:
		r.Failure = "is an input of the model, and the run is out of line with it"
	case r.Status == verdict.KnownGap && r.Verdict == verdict.Reproduced && workload != givenWorkload:
		r.Failure = "is listed as a known gap and is reproduced: promote it to enforced in " + expectedName
	}
}

func (r *ClaimResult) note(text string) { r.Note = page.Sentences(r.Note, text) }

// line tells in words whether the run is within tolerance of the published value.
func (r *ClaimResult) line() string {
	if r.Within {
		return "in line with"
	}
	return "out of line with"
}

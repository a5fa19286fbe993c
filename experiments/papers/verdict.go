package papers

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/stated"
	"thaw/experiments/results"
)

// Verdict says how a claim came out.
type Verdict string

// The verdicts.
const (
	// the interval lies within tolerance of the published value; an order holds for every pair beyond its interval
	Reproduced Verdict = "reproduced"
	// the sign or the order is right, the number is not, or chance could still turn a pair around
	ShapeOnly     Verdict = "shape-only"
	NotReproduced Verdict = "not-reproduced" // neither
	NotComparable Verdict = "not-comparable" // undecided, for the reason in the note
)

// ClaimResult is one row of the table of a reproduction.
type ClaimResult struct {
	Claim     *Claim
	Status    Status
	Simulated float64 // of an order: the share of its pairs that hold
	Low, High float64 // NaN where there is no interval
	Within    bool    // the simulated interval is within tolerance, or the order holds
	Verdict   Verdict
	Note      string
	Failure   string // why the row fails the reproduction; empty where it does not
	Undecided bool   // an enforced row that this run cannot decide

	windows paired.Windows // of the values of each reference
}

// judge gives the verdict on a claim.
func (p *Paper) judge(c *Claim, byCell map[*Cell]*cellResult, workload string) (ClaimResult, error) {
	r := ClaimResult{Claim: c, Simulated: math.NaN(), Low: math.NaN(), High: math.NaN(), Verdict: NotComparable}
	r.Status, r.Note = c.status(workload)
	if c.NotComparable != "" {
		r.note(strings.TrimSpace(c.NotComparable))
		return r, nil
	}
	values := make(map[string][]float64)
	for _, text := range c.references() {
		ref, err := p.resolve(text)
		if err != nil {
			return r, err
		}
		if values[text], err = c.valuesOf(ref, byCell); err == nil {
			r.windows, err = byCell[ref.cells[0]].Windows(ref.policy) // the same of every reference
		}
		if err != nil {
			return r, fmt.Errorf("%s: claim %q: %w", c.Place, truncated(c.Claim), err)
		}
		if len(values[text]) < 2 {
			r.note("One window under one seed has no interval; at least two of them are needed.")
			r.Undecided = r.Status == Enforced
			return r, nil
		}
		if n := len(values[text]); slices.ContainsFunc(values[text], results.IsMissing) {
			left := len(slices.DeleteFunc(slices.Clone(values[text]), results.IsMissing))
			r.note(fmt.Sprintf("%s has no sample in %d of %d runs.", text, n-left, n))
			r.Undecided = r.Status == Enforced
			return r, nil
		}
	}
	first := c.references()[0]
	for _, text := range c.references() {
		if a, b := len(values[first]), len(values[text]); a != b {
			return r, fmt.Errorf("%s: claim %q: %s has %d values and %s has %d, expected as many: the same seeds "+
				"and windows", c.Place, truncated(c.Claim), first, a, text, b)
		}
	}
	sets := []valueSet{{values: values}}
	if c.Measure == MeasureMeanRatio || c.Measure == MeasureItemOrder {
		var err error
		if sets, err = p.byItem(c, byCell); err != nil {
			return r, fmt.Errorf("%s: claim %q: %w", c.Place, truncated(c.Claim), err)
		}
	}
	switch {
	case len(c.Order) > 0:
		r.judgeOrder(sets)
	case c.Measure == MeasureMeanRatio:
		var ok bool
		if values[c.Of], ok = meanRatios(c, sets); !ok {
			r.note("There is no ratio to zero.")
			r.Undecided = r.Status == Enforced
			return r, nil
		}
		r.judgeNumber(values)
	case !r.judgeNumber(values):
		r.Undecided = r.Status == Enforced
		return r, nil
	}
	if r.Status == Calibration {
		r.note(fmt.Sprintf("An input of the model and no prediction; the run is %s it.",
			map[bool]string{true: "in line with", false: "out of line with"}[r.Within]))
		r.Verdict = NotComparable
	}
	r.setFailure(workload)
	return r, nil
}

func (c *Claim) valuesOf(ref reference, byCell map[*Cell]*cellResult) ([]float64, error) {
	for _, cell := range ref.cells {
		if byCell[cell] == nil {
			return nil, fmt.Errorf("cell %s was not run", cell.Name)
		}
	}
	r := byCell[ref.cells[0]]
	switch {
	case c.Measure == MeasureShare:
		return r.shares(c.Metric, c.Within, ref.policy)
	case r.study != nil:
		return c.studyValues(ref, byCell)
	}
	return r.Values(c.Metric, ref.policy)
}

// setFailure decides whether the row fails the reproduction.
func (r *ClaimResult) setFailure(workload string) {
	switch {
	case r.Status == Enforced && r.Verdict != Reproduced && r.Verdict != NotComparable:
		r.Failure = fmt.Sprintf("is enforced and %s", strings.ReplaceAll(string(r.Verdict), "-", " "))
	case r.Status == KnownGap && r.Verdict == Reproduced && workload != givenWorkload:
		r.Failure = "is listed as a known gap and is reproduced: promote it to enforced in " + expectedName
	}
}

func (r *ClaimResult) note(text string) {
	r.Note = strings.TrimSpace(r.Note + " " + text)
}

// judgeNumber fills in value and verdict of a claim with a number; false where it can
// decide nothing.
func (r *ClaimResult) judgeNumber(values map[string][]float64) bool {
	c := r.Claim
	x := values[c.Of]
	var e paired.Estimate
	switch c.Measure {
	case MeasureRatio:
		var ok bool
		if e, ok = r.windows.Ratio(x, values[c.To], forms.Confidence); !ok {
			r.note("There is no ratio: what it is taken to is not told from zero.")
			return false
		}
	case MeasureDifference:
		e = r.windows.Difference(x, values[c.To], forms.Confidence)
	default:
		e = r.windows.Difference(x, make([]float64, len(x)), forms.Confidence)
	}
	r.Simulated, r.Low, r.High = e.Value, e.Low, e.High
	low, high := c.Tolerance.Accepts(c.Published)
	r.Within = e.Low >= low && e.High <= high
	switch signed := c.Measure == MeasureRatio || c.Measure == MeasureDifference || c.Measure == MeasureMeanRatio; {
	case r.Within:
		r.Verdict = Reproduced
	case signed && sameSide(c.Published, e):
		r.Verdict = ShapeOnly
	default:
		r.Verdict = NotReproduced
	}
	if !r.Within && e.Value >= low && e.Value <= high {
		r.note("The mean is within the tolerance and its interval is not: more windows or seeds are needed.")
	}
	return true
}

// sameSide reports whether an interval lies on the same side of zero as the published
// value.
func sameSide(p stated.Value, e paired.Estimate) bool {
	return p.Low > 0 && e.Low > 0 || p.High < 0 && e.High < 0
}

// judgeOrder compares every policy set of a tier with every one of the next, in
// each of the sets of values.
func (r *ClaimResult) judgeOrder(sets []valueSet) {
	pairs, hold := 0, 0
	var reversed, open []string
	order := r.Claim.Order
	for _, set := range sets {
		values := set.values
		for i := range order[:len(order)-1] {
			for _, a := range order[i] {
				for _, b := range order[i+1] {
					pairs++
					switch d := r.windows.Difference(values[b], values[a], forms.Confidence); {
					case d.Value <= 0:
						reversed = append(reversed, set.pair(a, b))
					case d.Low <= 0:
						hold++
						open = append(open, set.pair(a, b))
					default:
						hold++
					}
				}
			}
		}
	}
	r.Simulated = float64(hold) / float64(pairs)
	r.Within = len(reversed) == 0 && len(open) == 0
	switch {
	case len(reversed) > 0:
		r.Verdict = NotReproduced
		r.note("Not so: " + strings.Join(reversed, "; ") + ".")
	case len(open) > 0:
		r.Verdict = ShapeOnly
		r.note("Within chance: " + strings.Join(open, "; ") + ".")
	default:
		r.Verdict = Reproduced
	}
}

// valueSet holds the values of a claim's references, of one item of a study or of all.
type valueSet struct {
	item   string // empty: of all
	values map[string][]float64
}

func (s *valueSet) pair(a, b string) string {
	text := fmt.Sprintf("%s %.4g, %s %.4g", a, paired.Mean(s.values[a]), b, paired.Mean(s.values[b]))
	if s.item == "" {
		return text
	}
	return s.item + ": " + text
}

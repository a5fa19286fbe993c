package verdict

import (
	"fmt"
	"math"

	"thaw/experiments/papers/stated"
)

// finer is how many times a load search has to be finer than what a row hangs on.
const finer = 3

// resolution is the smallest relative change of a value that can turn the verdict around:
// the minimum effect of an order and of a bound at no effect, else half of what the
// tolerance accepts of one published value. It is +Inf where nothing is that small: of a
// bound, of a difference from zero.
func (s *Statement) resolution() float64 {
	if s.Measure.Ordered() || s.Bound() {
		return s.Effect
	}
	p := s.Published
	if math.IsInf(p.Low, 0) || math.IsInf(p.High, 0) {
		return math.Inf(1)
	}
	low, high := s.Tolerance.Accepts(p)
	base := math.Max(math.Abs(p.Low), math.Abs(p.High))
	if s.Measure == Ratio || s.Measure == MeanRatio { // of what is 1 + p times as much
		base = 1 + p.High
	}
	if !(base > 0) {
		return math.Inf(1)
	}
	return math.Max(high-p.High, p.Low-low) / base
}

// CheckPrecision refuses a load search, for the values of a statement, whose precision is
// more than a third of the statement's resolution.
func (s *Statement) CheckPrecision(precision float64) error {
	if most := s.resolution() / finer; precision > most*(1+1e-9) {
		return fmt.Errorf("a precision of %v: expected %.2f%% or less, a third of the %s", stated.Share(precision),
			math.Floor(1e4*most+1e-9)/100, s.hangs())
	}
	return nil
}

// hangs names what the verdict hangs on.
func (s *Statement) hangs() string {
	if s.Measure.Ordered() || s.Bound() {
		return fmt.Sprintf("smallest effect that counts, %v", stated.Share(s.Effect))
	}
	return fmt.Sprintf("tolerance, %s of %s", s.Tolerance.Text, s.Published.Text)
}

package verdict

import (
	"fmt"
	"math"

	"thaw/experiments/papers/stated"
)

// MinimumEffect is the smallest difference, relative to the lesser of two values, by
// which an order holds. CheckPrecision keeps load searches finer than that.
const MinimumEffect = 0.02

// maxAlike is the widest tolerance of a row that states no effect.
const maxAlike = 0.25

// comparisons are the metrics that compare by themselves, with the value of no effect.
var comparisons = map[string]float64{
	"latency_growth": 0, "cold_ratio_growth": 0, "saving_share": 0,
	"speedup": 1, "slowdown": 1, "slowdown_p99_geomean": 1, "piece_slowdown": 1,
	"first_stretch": 1, "stretch_fall": 1, "later_startup_ratio": 1,
	"slowdown_mean": 1, "slowdown_p50": 1, "slowdown_p95": 1, "slowdown_p99": 1, "slowdown_p999": 1,
	"function_slowdown_p50": 1, "function_slowdown_max": 1, "shortest_slowdown": 1, "execution_stretch": 1,
}

// NoEffect returns the value of a measure that means no effect; false where there is none.
func NoEffect(m Measure, metric string) (float64, bool) {
	if m.Compares() {
		return 0, true
	}
	x, ok := comparisons[metric]
	return x, ok && m == Value
}

// Statement is what a row states, as far as its verdict depends on it.
type Statement struct {
	Measure   Measure
	Metric    string
	Of, To    string
	Order     [][]string
	Published stated.Value
	Other     *stated.Value // where the source contradicts itself by a second number
	Tolerance stated.Tolerance
	Effect    float64 // minimum effect of an order, and of a bound at no effect
}

// Bound reports whether the published value is a bound at no effect: a direction without
// an amount, such as "at least 0%" of a growth.
func (s *Statement) Bound() bool { return s.bound(s.Published) }

func (s *Statement) bound(p stated.Value) bool {
	none, ok := NoEffect(s.Measure, s.Metric)
	return ok && (p.Low == none && math.IsInf(p.High, 1) || p.High == none && math.IsInf(p.Low, -1))
}

// Band returns the range in which the simulated interval must lie. A bound at no effect
// is moved by the minimum effect.
func (s *Statement) Band() (low, high float64) { return s.BandOf(s.Published) }

// BandOf is the band of another value that the source states of the same.
func (s *Statement) BandOf(p stated.Value) (low, high float64) {
	if s.bound(p) {
		if math.IsInf(p.High, 1) {
			p.Low += s.Effect
		} else {
			p.High -= s.Effect
		}
	}
	return s.Tolerance.Accepts(p)
}

// CheckBand refuses a band that says nothing: it includes no effect where the source
// states one, or is wide where the source states none.
func (s *Statement) CheckBand() error {
	none, ok := NoEffect(s.Measure, s.Metric)
	if !ok {
		return nil
	}
	low, high := s.Band()
	alike := s.Published.Low <= none && none <= s.Published.High && !s.Bound()
	switch {
	case !alike && low <= none && none <= high:
		return fmt.Errorf("the accepted band [%.4g, %.4g] includes no effect (%v): expected a narrower tolerance, "+
			"an order, or status reported", low, high, none)
	case alike && s.Measure != Difference && max(high-none, none-low) > maxAlike+1e-9:
		return fmt.Errorf("the accepted band [%.4g, %.4g] of a row that states no effect (%v) is wide: expected a "+
			"tolerance of at most %v", low, high, none, maxAlike)
	}
	return nil
}

// Excludes refuses a band that includes x, which what names.
func (s *Statement) Excludes(x float64, what string) error {
	if low, high := s.Band(); low <= x && x <= high {
		return fmt.Errorf("the accepted band [%.4g, %.4g] includes %s: expected a narrower tolerance, an order, or "+
			"status reported", low, high, what)
	}
	return nil
}

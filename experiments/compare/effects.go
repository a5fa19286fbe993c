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
	"thaw/experiments/results/policyset"
)

// Factor is a role with two policies in a full factorial. The policies are its
// levels; the first is the starting point.
type Factor struct {
	Role   string // the setting
	Levels [2]string
}

// The kinds of effects.
const (
	MainEffect        = "main"
	InteractionEffect = "interaction"
	TogetherEffect    = "together"
)

// Effects are the effects of the factors of a full factorial on metrics.
type Effects struct {
	Folder     string
	Confidence float64
	Seeds      int
	Factors    []Factor
	Metrics    []results.Metric
	Rows       []EffectRow // by metric: main effects, interactions, all together
	Tests      int         // the number of tests made, for which p-values are adjusted
	SeedsLeast int         // needed to test this many effects
	Notes      []string    // policy sets that served too little, metrics that are left out
}

// EffectRow is one effect on one metric. An effect is a ratio minus one, of
// geometric means over the levels of the other factors: −0.2 is a fifth less on
// average over these levels.
type EffectRow struct {
	Metric  results.Metric
	Kind    string
	Factors []int // indices: one for a main effect, two for an interaction, or all
	// Effect of a main effect is the ratio of the second level to the first; of an
	// interaction the ratio of the one's ratios at the other's levels, which is what
	// both come to beyond the product of each; of all together the product of the
	// main effects.
	Effect paired.Estimate
	// FromFirst is the ratio when these factors alone are at their second levels
	// to all at the first.
	FromFirst paired.Estimate
	P, Holm   float64 // of Effect, by the signed-rank test; NaN without one
	Shown     bool    // the interval lies beside zero, and the adjusted test agrees

	difference []float64 // logarithm of Effect plus one, by seed
}

// DefaultEffectMetrics returns the default metrics of effects: latency, its tail
// and memory.
func DefaultEffectMetrics() []string {
	return []string{"latency_ms_mean", "latency_ms_p99", "used_mib_mean"}
}

// FindEffects estimates the effects in a result folder. Its policy sets must form
// a full factorial: all combinations of two policies in each of at least two
// roles. The first levels are those of opt's baseline, by default of the first
// policy set.
func FindEffects(folder string, opt Options) (*Effects, error) {
	if opt.Confidence == 0 {
		opt.Confidence = 0.95
	}
	if len(opt.Metrics) == 0 {
		opt.Metrics = DefaultEffectMetrics()
	}
	chosen, err := results.FindMetrics(opt.Metrics)
	if err != nil {
		return nil, exit.Usage(err)
	}
	samples, warnings, err := readSamples([]string{folder})
	if err != nil {
		return nil, err
	}
	first := 0
	if opt.Baseline != "" {
		if first, err = findPolicy(samples, opt.Baseline); err != nil {
			return nil, err
		}
	}
	ids := make([]results.PolicyID, len(samples))
	for i, s := range samples {
		ids[i] = s.id
	}
	d, err := newDesign(ids, first)
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: %w", folder, err))
	}
	e := &Effects{Folder: folder, Confidence: opt.Confidence, Factors: d.factors, Seeds: len(samples[0].rows),
		Notes: warnings}
	var mistakes []error
	for _, m := range chosen {
		if why := d.absent(samples, m); why != "" {
			e.Notes = append(e.Notes, why)
			continue
		}
		y, err := d.logs(samples, m)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		e.Metrics = append(e.Metrics, m)
		e.Rows = append(e.Rows, e.rowsOf(d, m, y)...)
	}
	if len(mistakes) == 0 && len(e.Metrics) == 0 {
		mistakes = append(mistakes, errors.New(strings.Join(e.Notes[len(warnings):], "; ")))
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: %w", folder, err))
	}
	e.test()
	return e, nil
}

// design is a full factorial of two levels. A cell is a bit set with one bit per
// factor: bit k is set if factor k is at its second level.
type design struct {
	factors []Factor
	cells   []int // index of the policy set, by cell
}

// newDesign finds the factors of policy sets. Its error lists every reason why
// they form no full factorial of two levels.
func newDesign(ids []results.PolicyID, first int) (*design, error) {
	d := &design{}
	var mistakes []error
	var part []int // of a policy set, by factor
	for k, role := range policyset.PartNames() {
		levels := []string{ids[first].Parts()[k]}
		for i := range ids {
			if l := ids[i].Parts()[k]; !slices.Contains(levels, l) {
				levels = append(levels, l)
			}
		}
		switch {
		case len(levels) == 2:
			d.factors, part = append(d.factors, Factor{role, [2]string(levels)}), append(part, k)
		case len(levels) > 2:
			mistakes = append(mistakes, fmt.Errorf("%s: has %d policies (%s), expected one or two", role, len(levels),
				strings.Join(levels, ", ")))
		}
	}
	if len(mistakes) == 0 && len(d.factors) < 2 {
		mistakes = append(mistakes, fmt.Errorf("%s with two policies, expected at least two for main effects and "+
			"interactions", plural(len(d.factors), "role")))
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	d.cells = slices.Repeat([]int{-1}, 1<<len(d.factors))
	for i := range ids {
		cell := 0
		for f := range d.factors {
			if ids[i].Parts()[part[f]] == d.factors[f].Levels[1] {
				cell |= 1 << f
			}
		}
		d.cells[cell] = i
	}
	var missing []string
	for cell, i := range d.cells {
		if i < 0 {
			missing = append(missing, d.name(cell))
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("is no full factorial: of %s %d are missing: %s", plural(len(d.cells), "combination"),
			len(missing), strings.Join(missing, ", "))
	}
	return d, nil
}

// name writes the levels of a cell.
func (d *design) name(cell int) string {
	levels := make([]string, len(d.factors))
	for f, of := range d.factors {
		levels[f] = of.Levels[cell>>f&1]
	}
	return strings.Join(levels, "+")
}

// absent says where a metric has no sample, or nothing where it has one everywhere.
func (d *design) absent(samples []sample, m results.Metric) string {
	for _, i := range d.cells {
		for s, v := range samples[i].values(m) {
			if results.IsMissing(v) {
				return fmt.Sprintf("metric %q is left out: it has no sample under %s, seed %d", m.Column,
					samples[i].id.Policy, samples[i].rows[s].Seed)
			}
		}
	}
	return ""
}

// logs returns the logarithm of a metric by cell and seed.
func (d *design) logs(samples []sample, m results.Metric) ([][]float64, error) {
	y := make([][]float64, len(d.cells))
	for cell, i := range d.cells {
		for s, v := range samples[i].values(m) {
			if !(v > 0) || math.IsInf(v, 1) {
				return nil, fmt.Errorf("metric %q is %v under %s, seed %d: expected values above zero, of which "+
					"effects are ratios",
					m.Column, v, samples[i].id.Policy, samples[i].rows[s].Seed)
			}
			y[cell] = append(y[cell], math.Log(v))
		}
	}
	return y, nil
}

// rowsOf estimates all effects on one metric, given by cell and seed.
func (e *Effects) rowsOf(d *design, m results.Metric, y [][]float64) []EffectRow {
	all := make([]int, len(d.factors))
	var rows []EffectRow
	for a := range d.factors {
		all[a] = a
		rows = append(rows, e.row(m, MainEffect, []int{a}, y))
	}
	for a := range d.factors {
		for b := a + 1; b < len(d.factors); b++ {
			rows = append(rows, e.row(m, InteractionEffect, []int{a, b}, y))
		}
	}
	slices.SortStableFunc(rows[len(all):], func(a, b EffectRow) int {
		return compareDescending(math.Abs(math.Log1p(a.Effect.Value)), math.Abs(math.Log1p(b.Effect.Value)))
	})
	return append(rows, e.row(m, TogetherEffect, all, y))
}

// compareDescending orders greater values first.
func compareDescending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// row estimates one effect.
func (e *Effects) row(m results.Metric, kind string, factors []int, y [][]float64) EffectRow {
	r := EffectRow{Metric: m, Kind: kind, Factors: factors, P: math.NaN(), Holm: math.NaN()}
	seeds, zero := len(y[0]), make([]float64, len(y[0]))
	r.difference = make([]float64, seeds)
	if kind == TogetherEffect { // the sum of the main effects
		for _, f := range factors {
			addTo(r.difference, contrast(y, []int{f}))
		}
	} else {
		r.difference = contrast(y, factors)
	}
	cell := 0
	for _, f := range factors {
		cell |= 1 << f
	}
	r.Effect = asRatio(paired.Difference(r.difference, zero, e.Confidence))
	r.FromFirst = asRatio(paired.Difference(y[cell], y[0], e.Confidence))
	return r
}

func addTo(sum, x []float64) {
	for i, v := range x {
		sum[i] += v
	}
}

// contrast returns the contrast of one or two factors by seed. For one factor it
// is the difference between its levels; for two, the difference between the
// differences. Both are means over the cells of all other factors.
func contrast(y [][]float64, factors []int) []float64 {
	out := make([]float64, len(y[0]))
	for s := range out {
		for cell := range y {
			sign := 1.0
			for _, f := range factors {
				if cell>>f&1 == 0 {
					sign = -sign
				}
			}
			out[s] += sign * y[cell][s]
		}
		out[s] /= float64(len(y) >> len(factors))
		if math.Abs(out[s]) < 1e-12 { // rounding of the sum of logarithms
			out[s] = 0
		}
	}
	return out
}

// asRatio turns a difference of logarithms into a ratio minus one.
func asRatio(e paired.Estimate) paired.Estimate {
	e.Value, e.Low, e.High = math.Expm1(e.Value), math.Expm1(e.Low), math.Expm1(e.High)
	return e
}

// test tests main effects and interactions and adjusts over all of them. It omits
// the effect of all factors together, which follows from the main effects.
func (e *Effects) test() {
	var family []int
	for i := range e.Rows {
		if r := &e.Rows[i]; r.Kind != TogetherEffect {
			family = append(family, i)
		}
	}
	alpha := 1 - e.Confidence
	e.SeedsLeast = paired.MinSignedRank(alpha / float64(len(family)))
	if e.Seeds < e.SeedsLeast {
		return
	}
	p := make([]float64, len(family))
	for k, i := range family {
		p[k] = math.NaN()
		if t, ok := paired.SignedRank(e.Rows[i].difference); ok {
			p[k] = t.P
			e.Tests++
		}
	}
	for k, h := range paired.Holm(p) {
		r := &e.Rows[family[k]]
		r.P, r.Holm = p[k], h
		r.Shown = h <= alpha && r.Effect.Excludes(0)
	}
}

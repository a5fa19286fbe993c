package compare

import (
	"fmt"
	"io"
	"math"
	"strings"

	"thaw/experiments/looks"
	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	"thaw/plots/figures"
)

// Name names an effect: the role, the roles of an interaction, or all.
func (e *Effects) Name(r *EffectRow) string {
	if r.Kind == TogetherEffect {
		return "all together"
	}
	roles := make([]string, len(r.Factors))
	for i, f := range r.Factors {
		roles[i] = e.Factors[f].Role
	}
	return strings.Join(roles, " × ")
}

// Levels writes the levels of a main effect, "least-loaded → sticky-random", and
// nothing for other effects.
func (e *Effects) Levels(r *EffectRow) string {
	if r.Kind != MainEffect {
		return ""
	}
	l := e.Factors[r.Factors[0]].Levels
	return l[0] + " → " + l[1]
}

// EffectText writes a ratio minus one in percent with its interval.
func EffectText(e paired.Estimate) string {
	r := Row{HasRatio: true, Ratio: e}
	return r.Change()
}

// columns lists the columns of the effects' CSV and JSON.
func (e *Effects) columns() []results.RowColumn[EffectRow] {
	level := func(k int) func(*EffectRow) string {
		return func(r *EffectRow) string {
			if r.Kind != MainEffect {
				return ""
			}
			return e.Factors[r.Factors[0]].Levels[k]
		}
	}
	out := []results.RowColumn[EffectRow]{
		{Name: "metric", Text: func(r *EffectRow) string { return r.Metric.Column }},
		{Name: "kind", Text: func(r *EffectRow) string { return r.Kind }},
		{Name: "effect", Text: e.Name},
		{Name: "first", Text: level(0)},
		{Name: "second", Text: level(1)},
		{Name: "seeds", Value: func(*EffectRow) float64 { return float64(e.Seeds) }},
	}
	for _, of := range []struct {
		name string
		of   func(*EffectRow) paired.Estimate
	}{
		{"ratio_minus_one", func(r *EffectRow) paired.Estimate { return r.Effect }},
		{"from_first_minus_one", func(r *EffectRow) paired.Estimate { return r.FromFirst }},
	} {
		out = append(out, estimateColumns(of.name, of.of)...)
	}
	return append(out,
		results.RowColumn[EffectRow]{Name: "p", Value: func(r *EffectRow) float64 { return r.P }},
		results.RowColumn[EffectRow]{Name: "p_holm", Value: func(r *EffectRow) float64 { return r.Holm }},
		results.RowColumn[EffectRow]{Name: "shown", Flag: func(r *EffectRow) bool { return r.Shown }})
}

// WriteCSV writes one line per effect. Missing numbers are empty.
func (e *Effects) WriteCSV(w io.Writer) error { return results.WriteCSV(w, e.columns(), e.Rows) }

// WriteJSON writes an array with one object per effect. Missing numbers are null.
func (e *Effects) WriteJSON(w io.Writer) error { return results.WriteJSON(w, e.columns(), e.Rows) }

// Write writes effects.csv, effects.json and the figure into a folder, which it
// creates if necessary, and returns the paths.
func (e *Effects) Write(folder string, formats ...plots.Format) ([]string, error) {
	paths, err := writeTables(folder, "effects", e.WriteCSV, e.WriteJSON)
	if err != nil {
		return nil, err
	}
	written, err := plots.Save(folder, e.Figure(), plots.Output{Formats: formats})
	return append(paths, written...), err
}

// Figure draws main effects and interactions with their intervals, one panel per
// metric: main effects on top, then interactions, ordered by the first metric.
func (e *Effects) Figure() figures.PolicyComparison {
	fig := figures.PolicyComparison{Frame: plots.Frame{File: "factorial", Width: plots.Page}, InOrder: true,
		Baseline: "no effect", Others: "effect"}
	fig.Whiskers = fmt.Sprintf("%g%% interval over %d seeds", 100*e.Confidence, e.Seeds)
	per := len(e.Rows)/len(e.Metrics) - 1 // without all together
	for i := range per {
		r := &e.Rows[i]
		name := e.Name(r)
		if r.Kind == MainEffect {
			l := e.Factors[r.Factors[0]].Levels
			first, _ := looks.Of(l[0])
			second, _ := looks.Of(l[1])
			name += ": " + first + " → " + second
		}
		fig.Policies = append(fig.Policies, name)
	}
	fig.Policies = append(fig.Policies, fig.Baseline)
	for k, m := range e.Metrics {
		metric := figures.Metric{Name: "Δ " + m.Name, Unit: plots.Share,
			HigherBetter: m.Better == results.MoreIsBetter}
		rows := e.Rows[k*(per+1) : (k+1)*(per+1)]
		for i := range per {
			estimate := plots.Exact(math.NaN())
			for j := range rows {
				if r := &rows[j]; e.Name(r) == e.Name(&e.Rows[i]) {
					estimate = plots.Exact(r.Effect.Value)
					if r.Effect.HasInterval() {
						estimate.Low, estimate.High = r.Effect.Low, r.Effect.High
					}
				}
			}
			metric.Estimates = append(metric.Estimates, estimate)
		}
		metric.Estimates = append(metric.Estimates, plots.Exact(0))
		fig.Metrics = append(fig.Metrics, metric)
	}
	return fig
}

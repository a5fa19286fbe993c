package papers

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/papers/window"
	"thaw/experiments/results"
	"thaw/experiments/saturate"
	"thaw/experiments/studies"
	"thaw/models/names"
	"thaw/plots"
)

// draw draws a figure of the paper whose cells were run: nothing where it has no form.
func (r *Reproduction) draw(f *Figure) ([]plots.Figure, error) {
	if f.Draws == "" {
		return nil, nil
	}
	form, err := forms.Find(f.Draws)
	if err != nil {
		return nil, err
	}
	var cells []forms.Cell
	for _, name := range f.Cells {
		cells = append(cells, r.byCell[r.Paper.cell(name)])
	}
	figures, err := form.Draw(f, r.input(f), cells)
	if err != nil {
		return nil, fmt.Errorf("figure %s: %w", f.Name, err)
	}
	return figures, nil
}

// input is what the form of a figure draws besides its cells: names, and the figure's claims.
func (r *Reproduction) input(f *Figure) forms.Input {
	in := forms.Input{Names: r.Paper.Names, Labels: r.Paper.Labels}
	for i := range r.Paper.Cells {
		in.Shown = append(in.Shown, r.Paper.Cells[i].policies()...)
	}
	in.Find = func(name string) []forms.Cell {
		var cells []forms.Cell
		for i := range r.Paper.Cells {
			if c := &r.Paper.Cells[i]; (c.Name == name || c.family == name) && r.byCell[c] != nil {
				cells = append(cells, r.byCell[c])
			}
		}
		return cells
	}
	for i := range r.Claims {
		if c := &r.Claims[i]; c.Claim.Figure == f.Name {
			in.Claims = append(in.Claims, r.drawn(i))
		}
	}
	return in
}

// drawn is a claim as forms draw it.
func (r *Reproduction) drawn(i int) forms.Claim {
	c := &r.Claims[i]
	k := forms.Claim{Index: i, Metric: c.Claim.Metric, Of: c.Claim.Of, To: c.Claim.To, Order: c.Claim.Order,
		Within: c.Claim.Within, From: c.Claim.Published.Low, Upto: c.Claim.Published.High, Simulated: c.Simulated,
		Interval: [2]float64{c.Low, c.High}, Verdict: c.VerdictText(),
		Items: c.Claim.Items, Each: c.Claim.Measure.ByItem(), Computed: c.Claim.Computed,
		Input: c.Status == verdict.Calibration, Counted: c.Status.Counted()}
	s := r.Paper.statement(c.Claim)
	k.Low, k.High = s.Band()
	if v, computed, _ := c.Claim.other(); v != nil { // the claim was checked
		k.Other = &forms.Other{From: v.Low, Upto: v.High, Computed: computed}
		k.Other.Low, k.Other.High = s.BandOf(*v)
	}
	k.OtherOrder = c.Claim.otherOrder()
	ground, _ := stated.GroundOf(c.Claim.Source)
	k.Ground = forms.GroundMark(ground)
	if c.Claim.NotComparable != "" {
		k.Words = c.Claim.Claim
	}
	k.Percent = strings.HasSuffix(c.Claim.Published.Text, "%")
	if c.Claim.Tolerance.Text == "" {
		k.Low, k.High = math.NaN(), math.NaN()
	}
	if k.Kind = c.Claim.Measure.Kind(); k.Kind == forms.Ordered {
		k.Low, k.High = 1+s.Effect, math.Inf(1)
		for _, e := range c.Pairs {
			pair := plots.Exact(1 + e.Value)
			if e.HasInterval() {
				pair.Low, pair.High = 1+e.Low, 1+e.High
			}
			k.Pairs = append(k.Pairs, pair)
		}
		for _, of := range c.PairsOf {
			k.PairsOf = append(k.PairsOf, forms.Pair(of))
		}
	}
	return k
}

// Name implements forms.Cell.
func (r *cellResult) Name() string { return r.cell.Name }

// Point implements forms.Cell.
func (r *cellResult) Point() (family string, x float64) { return r.cell.family, r.cell.at.X }

// Policies implements forms.Cell.
func (r *cellResult) Policies() []string { return r.cell.policies() }

// EachRun implements forms.Cell.
func (r *cellResult) EachRun(policy string, f func(forms.Run) error) error {
	return r.runsOf(policy, func(w *window.Window, run int) error { return f(w.Run(run)) })
}

// Label and Unit are those of a metric's axis.
func (r *cellResult) Label(metric string) string {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.About
		}
	}
	return saturate.Label(metric)
}

func (r *cellResult) Unit(metric string) plots.Unit {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.Unit
		}
	}
	return unitOf(metric)
}

// Items lists the items of the cell's study, or one empty item without a study.
func (r *cellResult) Items() []string {
	if study, settings := r.cell.model(); study != nil {
		return study.Items(settings)
	}
	return []string{""}
}

// Has reports whether the runs of a reference have the metric. A study leaves out
// metrics without meaning for a variant, or without a sample.
func (r *cellResult) Has(metric, reference string) bool {
	if r.study == nil {
		return slices.Contains(r.cell.policies(), reference)
	}
	list, err := r.study.ByItem(metric, reference, nil)
	return err == nil && slices.ContainsFunc(list, func(v studies.ItemValues) bool {
		return slices.ContainsFunc(v.Values, func(x float64) bool { return !results.IsMissing(x) })
	})
}

// Series implements forms.Cell.
func (r *cellResult) Series(name, reference string) ([]forms.Series, error) {
	if r.study == nil {
		return nil, fmt.Errorf("cell %s of kind %s has no series", r.cell.Name, r.cell.Kind)
	}
	series, runs, err := r.study.Series(name, reference)
	if err != nil {
		return nil, err
	}
	out := make([]forms.Series, len(runs))
	for i, rows := range runs {
		for k, c := range series.Columns {
			column := forms.Column{Name: c.Name, Label: c.About, Unit: c.Unit, Values: make([]float64, len(rows))}
			for at, row := range rows {
				column.Values[at] = row[k]
			}
			out[i] = append(out[i], column)
		}
	}
	return out, nil
}

// unitOf is the unit of a metric's axis.
func unitOf(metric string) plots.Unit {
	if m, err := results.FindMetric(metric); err == nil {
		return plots.Unit(m.Unit)
	}
	if strings.Contains(metric, "_share") || strings.Contains(metric, "_ratio") ||
		strings.HasSuffix(metric, "_growth") || slices.Contains(forms.IncreaseMetrics, metric) {
		return plots.Share
	}
	switch {
	case slices.Contains(timelineMetrics, metric):
		return plots.Milliseconds
	case strings.Contains(metric, "_mib_"):
		return plots.MiB
	}
	return plots.Plain
}

func (p *Paper) checkFigures(report complaint) {
	forms.CheckNames(p.Names, func(format string, args ...any) { report(p.Figures[0].Place, format, args...) })
	forms.CheckFiles(p.Figures, report)
	for _, f := range p.Figures {
		if f.Draws == "" {
			continue
		}
		f.Check(func(format string, args ...any) { report(f.Place, format, args...) })
		form, err := forms.Find(f.Draws)
		if err != nil {
			report(f.Place, "figure %q: draws: %w", f.Name, err)
		} else if len(f.Cells) == 0 != (f.Draws == "claims") || form.Metrics != (len(f.Metrics) > 0) {
			report(f.Place, "figure %q: %s", f.Name, form.Needs())
		}
		for _, text := range f.Metrics {
			if only, _ := forms.SplitMetric(text); only != "" && !slices.Contains(f.Cells, only) {
				report(f.Place, "figure %q: metric %q is of no cell of the figure%s", f.Name, text,
					names.Hint(only, f.Cells))
			}
		}
		for _, name := range f.Cells {
			c := p.cell(name)
			if c == nil {
				report(f.Place, "figure %q: unknown cell %q%s", f.Name, name, names.Hint(name, p.cellNames()))
				continue
			}
			if slices.Contains([]string{"lines", "sensitivity"}, f.Draws) && c.family == "" {
				report(f.Place, "figure %q: cell %s is not run at the points that %s needs", f.Name, name, f.Draws)
			}
			for _, policy := range f.Policies {
				if known := c.policies(); known != nil && !slices.Contains(known, policy) {
					report(f.Place, "figure %q: cell %s has no policy %q%s", f.Name, name, policy,
						names.Hint(policy, known))
				}
			}
			if f.Series != "" && !slices.Contains(c.Series, f.Series) {
				report(f.Place, "figure %q: expected cell %s to keep the series %q", f.Name, name, f.Series)
			}
			if study, settings := c.model(); study != nil {
				for _, item := range f.Items {
					if known := study.Items(settings); !slices.Contains(known, item) {
						report(f.Place, "figure %q: %w", f.Name, forms.UnknownItem(name, item, known))
					}
				}
			}
			if f.Spread != "" {
				if err := c.checkMetric(f.Spread); err != nil {
					report(f.Place, "figure %q: spread: %w", f.Name, err)
				}
			}
			for _, text := range f.Metrics {
				if only, metric := forms.SplitMetric(text); f.Series == "" && (only == "" || only == name) {
					if err := c.checkMetric(metric); err != nil {
						report(f.Place, "figure %q: %w", f.Name, err)
					}
				}
			}
		}
	}
}

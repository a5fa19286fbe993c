package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/plots/published"
)

// drawBars draws a panel a metric, a group a policy, and in it a bar a cell. A metric
// CELL/METRIC has bars of that cell alone. The bars of a single cell have the looks of their
// policies.
func drawBars(d *drawing, all []Cell) error {
	for _, text := range d.Metrics {
		only, metric := SplitMetric(text)
		cells := slices.DeleteFunc(slices.Clone(all), func(r Cell) bool { return only != "" && r.Name() != only })
		label, unit, scale := d.axis(cells[0], metric)
		policies := d.categories(cells)
		fig := kinds.Bars{Label: label, Unit: unit, Values: true, Guides: d.guides()}
		for _, p := range policies {
			name, _ := d.show(p)
			fig.Categories = append(fig.Categories, name)
		}
		for _, r := range cells {
			series := kinds.BarSeries{Name: d.cellName(r.Name())}
			if len(cells) == 1 {
				series.Name = "simulated" // the categories are the things, and no legend names the cell
			}
			for _, policy := range policies {
				e, ref := plots.Exact(math.NaN()), published.Reference{} // no bar
				if r.Has(metric, policy) {
					var err error
					if e, ref, err = d.bar(r, metric, policy, scale, policies); err != nil {
						return err
					}
				}
				series.Estimates, series.References = append(series.Estimates, e), append(series.References, ref)
				if _, look := d.show(policy); len(cells) == 1 {
					series.Looks = append(series.Looks, look)
				}
			}
			if len(cells) == 1 {
				series.Looks = plots.Looks(series.Looks)
			}
			fig.Series = append(fig.Series, series)
		}
		d.addBars("", fig)
	}
	return nil
}

// bar returns the estimate of a metric of a reference, and what is published about it.
func (d *drawing) bar(r Cell, metric, reference string, scale float64, drawn []string) (plots.Interval,
	published.Reference, error) {
	e, err := d.estimate(r, metric, reference)
	if err != nil {
		return e, published.Reference{}, err
	}
	ref := d.reference(r, metric, reference, scale, isNumber)
	if !ref.Stated {
		ref, err = d.derived(r, metric, reference, scale, drawn)
	}
	if !ref.Stated && err == nil {
		ref = d.reference(r, metric, reference, scale, isNoNumber)
	}
	return scaled(e, scale), ref, err
}

// estimate is the mean of a metric with its interval, or with the standard deviation where the
// figure has those.
func (d *drawing) estimate(r Cell, metric, reference string) (plots.Interval, error) {
	x, err := r.Values(metric, reference)
	if err != nil {
		return plots.Interval{}, err
	}
	if d.Spread != "" {
		return d.spread(r, reference, x)
	}
	if d.Whiskers == "deviation" {
		x = measured(x)
		m, s := paired.Mean(x), paired.StdDev(x)
		if len(x) == 0 {
			return plots.Exact(math.NaN()), nil
		}
		d.whiskers = "standard deviation over seeds"
		d.note("Whiskers are standard deviations over seeds.")
		return plots.Interval{Value: m, Low: m - s, High: m + s}, nil
	}
	w, err := r.Windows(reference)
	if err != nil {
		return plots.Interval{}, err
	}
	e, cut := estimateBy(w, x)
	if cut {
		d.note("Whiskers end at zero, where intervals reach below it.")
	}
	if e.HasWidth() {
		d.whiskers = fmt.Sprintf("%g%% interval", 100*Confidence)
		d.note(fmt.Sprintf("Whiskers and bands are intervals of %g%% over windows and seeds.", 100*Confidence))
	}
	return e, nil
}

// spread is the mean of a metric with another one as its deviation. Where that has no sample, such as
// the deviation over a single machine, there is no whisker.
func (d *drawing) spread(r Cell, reference string, x []float64) (plots.Interval, error) {
	m := paired.Mean(measured(x))
	if !r.Has(d.Spread, reference) {
		return plots.Exact(m), nil
	}
	of, err := r.Values(d.Spread, reference)
	if err != nil {
		return plots.Interval{}, err
	}
	s := paired.Mean(measured(of))
	if math.IsNaN(s) {
		return plots.Exact(m), nil
	}
	d.whiskers = r.Label(d.Spread)
	d.note("Bands are the " + r.Label(d.Spread) + ".")
	return plots.Interval{Value: m, Low: m - s, High: m + s}, nil
}

// addBars adds a panel, unless it has no bar: nothing was measured.
func (d *drawing) addBars(title string, fig kinds.Bars) {
	fig.Whiskers = d.whiskers
	if slices.ContainsFunc(fig.Series, func(s kinds.BarSeries) bool {
		return slices.ContainsFunc(s.Estimates, func(e plots.Interval) bool { return !math.IsNaN(e.Value) })
	}) {
		d.add(title, fig)
	}
}

// SplitMetric splits CELL/METRIC; the cell of a plain METRIC is empty.
func SplitMetric(text string) (cell, metric string) {
	if cell, metric, ok := strings.Cut(text, "/"); ok {
		return cell, metric
	}
	return "", text
}

// categories lists the policies that the figure shows of any cell.
func (f *Figure) categories(cells []Cell) []string {
	var out []string
	for _, r := range cells {
		for _, p := range f.shown(r) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// estimateOf is a mean with its interval, which does not go below zero, of the runs
// that have a sample; NaN, which is not drawn, where none has.
func estimateOf(x []float64) plots.Interval {
	e, _ := estimateBy(nil, x)
	return e
}

// estimateBy is estimateOf of the values of windows. It reports whether zero cuts the interval.
func estimateBy(windows paired.Windows, x []float64) (_ plots.Interval, cut bool) {
	var w paired.Windows
	var values []float64
	for i, v := range x {
		if results.IsMissing(v) {
			continue
		}
		if values = append(values, v); windows != nil {
			w = append(w, windows[i])
		}
	}
	if len(values) == 0 {
		return plots.Exact(math.NaN()), false
	}
	e := w.Difference(values, make([]float64, len(values)), Confidence)
	if !e.HasInterval() {
		return plots.Exact(e.Value), false
	}
	low := min(max(e.Low, 0), e.Value)
	return plots.Interval{Value: e.Value, Low: low, High: e.High}, low > e.Low
}

// Thin says that intervals over so few windows are not to be trusted; empty where there
// are enough.
func Thin(windows int) string {
	w := make(paired.Windows, windows)
	for i := range w {
		w[i] = i
	}
	if !w.Thin() {
		return ""
	}
	return fmt.Sprintf("Intervals are thin: of %d windows, where at least %d are needed to trust one. ", w.Count(),
		paired.MinWindows)
}

// measured returns the values of the runs that have a sample.
func measured(x []float64) []float64 { return slices.DeleteFunc(slices.Clone(x), results.IsMissing) }

// drawMemory draws the mean active memory, with the mean standard deviation over
// the invokers as whiskers: the form of figure 4.15, one panel a cell.
func drawMemory(d *drawing, cells []Cell) error {
	for _, r := range cells {
		fig := kinds.Bars{Label: "active memory", Unit: plots.Share}
		series := kinds.BarSeries{Name: d.cellName(r.Name())}
		for _, policy := range d.shown(r) {
			mean, err := r.Values("active_share_mean", policy)
			if err != nil {
				return err
			}
			spread, err := r.Values("active_share_stddev", policy)
			if err != nil {
				return err
			}
			m, s := paired.Mean(measured(mean)), paired.Mean(measured(spread)) // NaN of none
			e := plots.Interval{Value: m, Low: m - s, High: m + s}
			if math.IsNaN(s) {
				e = plots.Exact(m)
			}
			name, look := d.show(policy)
			fig.Categories = append(fig.Categories, name)
			series.Estimates, series.Looks = append(series.Estimates, e), append(series.Looks, look)
			series.References = append(series.References, published.Reference{})
		}
		series.Looks = plots.Looks(series.Looks)
		fig.Series = []kinds.BarSeries{series}
		d.note("Whiskers are the standard deviation of memory over the invokers, of each second, averaged over the " +
			"run.")
		d.whiskers = "deviation over invokers"
		d.addBars(series.Name, fig)
	}
	return nil
}

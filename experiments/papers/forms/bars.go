package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/paired"
	"thaw/experiments/results"
	"thaw/plots"
)

// drawBars draws one figure a metric, a group a policy, and in it a bar a cell. A metric
// CELL/METRIC has bars of that cell alone.
func drawBars(f *Figure, all []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, text := range f.Metrics {
		only, metric := SplitMetric(text)
		cells := slices.DeleteFunc(slices.Clone(all), func(r Cell) bool { return only != "" && r.Name() != only })
		fig := plots.Bars{Label: cells[0].Label(metric), Unit: cells[0].Unit(metric), Values: true,
			Categories: f.categories(cells)}
		fig.File = f.file(metric)
		for _, r := range cells {
			series := plots.BarSeries{Name: r.Name()}
			for _, policy := range fig.Categories {
				e := plots.Exact(math.NaN()) // no bar
				if r.Has(metric, policy) {
					x, err := r.Values(metric, policy)
					if err != nil {
						return nil, err
					}
					w, err := r.Windows(policy)
					if err != nil {
						return nil, err
					}
					e = estimateBy(w, x)
				}
				series.Estimates = append(series.Estimates, e)
			}
			fig.Series = append(fig.Series, series)
		}
		out = appendBars(out, fig)
	}
	return out, nil
}

// appendBars adds a figure, unless it has no bar: nothing was measured.
func appendBars(out []plots.Figure, fig plots.Bars) []plots.Figure {
	if slices.ContainsFunc(fig.Series, func(s plots.BarSeries) bool {
		return slices.ContainsFunc(s.Estimates, func(e plots.Interval) bool { return !math.IsNaN(e.Value) })
	}) {
		return append(out, fig)
	}
	return out
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
func estimateOf(x []float64) plots.Interval { return estimateBy(nil, x) }

// estimateBy is estimateOf of the values of windows.
func estimateBy(windows paired.Windows, x []float64) plots.Interval {
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
		return plots.Exact(math.NaN())
	}
	e := w.Difference(values, make([]float64, len(values)), Confidence)
	if !e.HasInterval() {
		return plots.Exact(e.Value)
	}
	return plots.Interval{Value: e.Value, Low: min(max(e.Low, 0), e.Value), High: e.High}
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

// publishedSuffix follows the variant in the names of published series.
const publishedSuffix = ", published"

// drawGrouped draws one figure a metric and cell: a group an item of the study and one
// for their mean, and in each a bar a variant that has the metric. Beside the bar of a
// variant stands its published number, where there is one.
func drawGrouped(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, text := range f.Metrics {
		only, metric := SplitMetric(text)
		for _, r := range cells {
			if only != "" && r.Name() != only {
				continue
			}
			fig := plots.Bars{Label: r.Label(metric), Unit: r.Unit(metric), Log: strings.Contains(f.Log, "y")}
			if fig.File = f.file(metric); len(cells) > 1 {
				fig.File = f.file(r.Name() + "-" + metric)
			}
			items := r.Items()
			if fig.Categories = items; len(items) > 1 {
				fig.Width = plots.Page
				fig.Categories = append(slices.Clone(items), "mean")
			}
			if len(items) == 1 && items[0] == "" {
				fig.Categories = []string{r.Name()}
			}
			for _, variant := range f.shown(r) {
				if !r.Has(metric, variant) {
					continue
				}
				series, err := barsOf(r, metric, variant, items, &fig)
				if err != nil {
					return nil, err
				}
				fig.Series = append(fig.Series, series...)
			}
			out = appendBars(out, fig)
		}
	}
	return out, nil
}

// barsOf returns the bars of a variant over the categories of a figure, and those of
// its published numbers.
func barsOf(r Cell, metric, variant string, items []string, fig *plots.Bars) ([]plots.BarSeries, error) {
	simulated, published := plots.BarSeries{Name: variant}, plots.BarSeries{Name: variant + publishedSuffix}
	stated := false
	for i := range fig.Categories {
		reference := variant
		if i < len(items) && items[i] != "" {
			reference += "/" + items[i]
		}
		x, err := r.Values(metric, reference)
		if err != nil {
			return nil, err
		}
		simulated.Estimates = append(simulated.Estimates, barOf(x, fig.Log))
		v, ok := r.Published(metric, reference)
		if stated = stated || ok; !ok {
			v = math.NaN()
		}
		published.Estimates = append(published.Estimates, plots.Exact(v))
	}
	if !stated {
		return []plots.BarSeries{simulated}, nil
	}
	return []plots.BarSeries{simulated, published}, nil
}

// barOf returns the bar of a metric. A logarithmic axis leaves out values that are not
// above zero, and the lower half of an interval that reaches zero.
func barOf(x []float64, log bool) plots.Interval {
	e := estimateOf(x)
	switch {
	case log && e.Value <= 0:
		return plots.Exact(math.NaN())
	case log && e.Low <= 0:
		e.Low = e.Value
	}
	return e
}

// drawStacked draws one figure a cell: a bar a variant, made of the metrics, with
// the interval of their sum. With items there is a bar for each variant and item.
func drawStacked(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.StackedBars{Label: f.Across, Unit: r.Unit(f.Metrics[0]), Values: true}
		if fig.File = f.file(""); len(cells) > 1 {
			fig.File = f.file(r.Name())
		}
		if fig.Label == "" {
			fig.Label = "time"
		}
		var references []string
		for _, item := range r.Items() { // its variants stand together
			for _, variant := range f.shown(r) {
				switch {
				case item == "":
					references, fig.Categories = append(references, variant), append(fig.Categories, variant)
				case len(r.Items()) == 1:
					references, fig.Categories = append(references, variant+"/"+item), append(fig.Categories, variant)
				default:
					references, fig.Categories = append(references, variant+"/"+item),
						append(fig.Categories, item+", "+variant)
				}
			}
		}
		sums := make([][]float64, len(references))
		for _, metric := range f.Metrics {
			part := plots.Part{Name: strings.TrimSuffix(r.Label(metric), ", mean")}
			for i, reference := range references {
				x := []float64{0} // nothing of this part
				if r.Has(metric, reference) {
					var err error
					if x, err = r.Values(metric, reference); err != nil {
						return nil, err
					}
				}
				v := estimateOf(x).Value
				if math.IsNaN(v) { // without a sample there is no such part
					v = 0
				}
				part.Values = append(part.Values, v)
				for k := range x {
					if len(sums[i]) <= k {
						sums[i] = append(sums[i], 0)
					}
					sums[i][k] += x[k]
				}
			}
			fig.Parts = append(fig.Parts, part)
		}
		out = append(out, fig)
	}
	return out, nil
}

// drawProfile draws one figure a cell: a group a metric, a bar a variant. All metrics
// have one unit, such as the bins of a histogram.
func drawProfile(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.Bars{Label: f.Across, Unit: r.Unit(f.Metrics[0]), Log: strings.Contains(f.Log, "y")}
		if fig.File = f.file(""); len(cells) > 1 {
			fig.File = f.file(r.Name())
		}
		fig.Width = plots.Page
		for _, metric := range f.Metrics {
			fig.Categories = append(fig.Categories, r.Label(metric))
		}
		for _, variant := range f.shown(r) {
			s := plots.BarSeries{Name: variant}
			for _, metric := range f.Metrics {
				x, err := r.Values(metric, variant)
				if err != nil {
					return nil, err
				}
				s.Estimates = append(s.Estimates, barOf(x, fig.Log))
			}
			fig.Series = append(fig.Series, s)
		}
		out = appendBars(out, fig)
	}
	return out, nil
}

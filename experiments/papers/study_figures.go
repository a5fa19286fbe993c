package papers

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/plots"
)

// labelOf and unitOf are those of a metric's axis.
func (r *cellResult) labelOf(metric string) string {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.About
		}
	}
	return metricLabel(metric)
}

func (r *cellResult) unitOf(metric string) plots.Unit {
	if r.study != nil {
		if m, err := r.study.Study.Metric(metric); err == nil {
			return m.Unit
		}
	}
	return unitOf(metric)
}

// items are those of the cell's study; one that is empty where there are none.
func (r *cellResult) items() []string {
	if study, settings := r.cell.model(); study != nil {
		return study.Items(settings)
	}
	return []string{""}
}

// has reports whether the runs of a reference came to the metric: a study may
// leave out what has no meaning for a variant.
func (r *cellResult) has(metric, reference string) bool {
	if r.study == nil {
		return slices.Contains(r.cell.policies(), reference)
	}
	_, err := r.study.ByItem(metric, reference, nil)
	return err == nil
}

// publishedSuffix marks what a figure shows as published, behind a variant.
const publishedSuffix = ", published"

// published is the number that a claim of the paper states for a metric of a
// reference; false where none does.
func (r *cellResult) published(metric, reference string) (float64, bool) {
	for i := range r.claims {
		c := &r.claims[i]
		if v, ok := c.Published.Number(); ok && c.Measure == MeasureValue && c.Metric == metric && len(c.Items) == 0 && c.Of == r.cell.Name+"/"+reference {
			return v, true
		}
	}
	return 0, false
}

// drawGrouped draws one figure a metric and cell: a group an item of the study, a
// bar a variant that comes to the metric, and behind the items their mean. Beside
// a variant stands what was published of it, where that are numbers.
func drawGrouped(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, text := range f.Metrics {
		only, metric := splitMetric(text)
		for _, r := range cells {
			if only != "" && r.cell.Name != only {
				continue
			}
			fig := plots.Bars{Label: r.labelOf(metric), Unit: r.unitOf(metric), Log: strings.Contains(f.Log, "y")}
			if fig.File = f.file(metric); len(cells) > 1 {
				fig.File = f.file(r.cell.Name + "-" + metric)
			}
			items := r.items()
			if fig.Categories = items; len(items) > 1 {
				fig.Width = plots.Double
				fig.Categories = append(slices.Clone(items), "mean")
			}
			if len(items) == 1 && items[0] == "" {
				fig.Categories = []string{r.cell.Name}
			}
			for _, variant := range f.shown(r) {
				if !r.has(metric, variant) {
					continue
				}
				series, err := r.barsOf(metric, variant, items, &fig)
				if err != nil {
					return nil, err
				}
				fig.Series = append(fig.Series, series...)
			}
			out = append(out, fig)
		}
	}
	return out, nil
}

// barsOf are the bars of a variant over the categories of a figure, and those of
// what was published of it.
func (r *cellResult) barsOf(metric, variant string, items []string, fig *plots.Bars) ([]plots.BarSeries, error) {
	simulated, published := plots.BarSeries{Name: variant}, plots.BarSeries{Name: variant + publishedSuffix}
	stated := false
	for i := range fig.Categories {
		reference := variant
		if i < len(items) && items[i] != "" {
			reference += "/" + items[i]
		}
		x, err := r.values(metric, reference)
		if err != nil {
			return nil, err
		}
		simulated.Estimates = append(simulated.Estimates, barOf(x, fig.Log))
		v, ok := r.published(metric, reference)
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

// barOf is the bar of a metric. Where a logarithmic axis has no place for it there
// is none, and no lower half of an interval that reaches zero.
func barOf(x []float64, log bool) plots.Estimate {
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
func drawStacked(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.StackedBars{Label: f.Across, Unit: r.unitOf(f.Metrics[0]), Values: true}
		if fig.File = f.file(""); len(cells) > 1 {
			fig.File = f.file(r.cell.Name)
		}
		if fig.Label == "" {
			fig.Label = "time"
		}
		var references []string
		for _, item := range r.items() { // its variants stand together
			for _, variant := range f.shown(r) {
				switch {
				case item == "":
					references, fig.Categories = append(references, variant), append(fig.Categories, variant)
				case len(r.items()) == 1:
					references, fig.Categories = append(references, variant+"/"+item), append(fig.Categories, variant)
				default:
					references, fig.Categories = append(references, variant+"/"+item), append(fig.Categories, item+", "+variant)
				}
			}
		}
		sums := make([][]float64, len(references))
		for _, metric := range f.Metrics {
			part := plots.Part{Name: strings.TrimSuffix(r.labelOf(metric), ", mean")}
			for i, reference := range references {
				x := []float64{0}
				if r.has(metric, reference) {
					var err error
					if x, err = r.values(metric, reference); err != nil {
						return nil, err
					}
				}
				part.Values = append(part.Values, estimateOf(x).Value)
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

// drawProfile draws one figure a cell: a group a metric, a bar a variant. The
// metrics are of one unit, such as the classes of a histogram.
func drawProfile(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	for _, r := range cells {
		fig := plots.Bars{Label: f.Across, Unit: r.unitOf(f.Metrics[0]), Log: strings.Contains(f.Log, "y")}
		if fig.File = f.file(""); len(cells) > 1 {
			fig.File = f.file(r.cell.Name)
		}
		fig.Width = plots.Double
		for _, metric := range f.Metrics {
			fig.Categories = append(fig.Categories, r.labelOf(metric))
		}
		for _, variant := range f.shown(r) {
			s := plots.BarSeries{Name: variant}
			for _, metric := range f.Metrics {
				x, err := r.values(metric, variant)
				if err != nil {
					return nil, err
				}
				s.Estimates = append(s.Estimates, barOf(x, fig.Log))
			}
			fig.Series = append(fig.Series, s)
		}
		out = append(out, fig)
	}
	return out, nil
}

// drawLines draws one figure a metric, or one a metric and item where the figure
// names items: its course over the points of the cells, a curve a cell and variant,
// with a band for the interval; and one of what was published of it, where that
// are numbers.
func drawLines(f *Figure, cells []*cellResult) ([]plots.Figure, error) {
	var out []plots.Figure
	families := 0
	for i, r := range cells {
		if r.cell.family == "" {
			return nil, fmt.Errorf("lines: cell %s is not run at several points", r.cell.Name)
		}
		if i == 0 || cells[i-1].cell.family != r.cell.family {
			families++
		}
	}
	items := f.Items
	if len(items) == 0 {
		items = []string{""}
	}
	for _, metric := range f.Metrics {
		for _, item := range items {
			fig, err := f.lines(metric, item, cells, families > 1)
			if err != nil {
				return nil, err
			}
			out = append(out, fig)
		}
	}
	return out, nil
}

func (f *Figure) lines(metric, item string, cells []*cellResult, several bool) (plots.Lines, error) {
	fig := plots.Lines{XLabel: f.Across, YLabel: cells[0].labelOf(metric), YUnit: cells[0].unitOf(metric), Dots: true,
		XLog: strings.Contains(f.Log, "x"), YLog: strings.Contains(f.Log, "y")}
	fig.File = f.file(metric)
	if item != "" {
		fig.File = f.file(metric + "-" + item)
		fig.YLabel = item + ", " + fig.YLabel
	}
	for _, r := range cells {
		for _, variant := range f.shown(r) {
			reference := variant
			if item != "" {
				reference += "/" + item
			}
			if !r.has(metric, reference) {
				continue
			}
			x, err := r.values(metric, reference)
			if err != nil {
				return fig, err
			}
			name := variant
			if several {
				name = r.cell.family + ", " + variant
			}
			addPoint(&fig, name, r.cell.at.X, estimateOf(x))
			if v, ok := r.published(metric, reference); ok {
				addPoint(&fig, name+publishedSuffix, r.cell.at.X, plots.Exact(v))
			}
		}
	}
	return fig, nil
}

// addPoint adds a point to the curve of the name.
func addPoint(fig *plots.Lines, name string, x float64, e plots.Estimate) {
	at := slices.IndexFunc(fig.Series, func(l plots.Line) bool { return l.Name == name })
	if at < 0 {
		at = len(fig.Series)
		fig.Series = append(fig.Series, plots.Line{Name: name})
	}
	l := &fig.Series[at]
	l.X, l.Y = append(l.X, x), append(l.Y, e.Value)
	l.Low, l.High = append(l.Low, e.Low), append(l.High, e.High)
}

package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/results"
	"thaw/plots"
)

// drawLines draws one figure a metric, or one a metric and item where the figure names
// items. It has a curve a cell and variant over the points of the cells, with a band for
// the interval, and a curve of the published numbers, where there are any.
func drawLines(f *Figure, cells []Cell) ([]plots.Figure, error) {
	var out []plots.Figure
	families := 0
	for i, r := range cells {
		if family(r) == "" {
			return nil, fmt.Errorf("lines: cell %s is not run at several points", r.Name())
		}
		if i == 0 || family(cells[i-1]) != family(r) {
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
			if len(fig.Series) > 0 {
				out = append(out, fig)
			}
		}
	}
	return out, nil
}

func (f *Figure) lines(metric, item string, cells []Cell, several bool) (plots.Lines, error) {
	fig := plots.Lines{XLabel: f.Across, YLabel: cells[0].Label(metric), YUnit: cells[0].Unit(metric), Dots: true,
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
			if !r.Has(metric, reference) {
				continue
			}
			x, err := r.Values(metric, reference)
			if err != nil {
				return fig, err
			}
			name := variant
			if several {
				name = family(r) + ", " + variant
			}
			addPoint(&fig, name, at(r), estimateOf(x))
			if v, ok := r.Published(metric, reference); ok {
				addPoint(&fig, name+publishedSuffix, at(r), plots.Exact(v))
			}
		}
	}
	return fig, nil
}

// addPoint adds a point to the curve of the name. What was not measured has none.
func addPoint(fig *plots.Lines, name string, x float64, e plots.Interval) {
	if math.IsNaN(e.Value) {
		return
	}
	k := slices.IndexFunc(fig.Series, func(l plots.Line) bool { return l.Name == name })
	if k < 0 {
		k = len(fig.Series)
		fig.Series = append(fig.Series, plots.Line{Name: name})
	}
	l := &fig.Series[k]
	l.X, l.Y = append(l.X, x), append(l.Y, e.Value)
	l.Low, l.High = append(l.Low, e.Low), append(l.High, e.High)
}

// drawSensitivity draws by how much the metrics of the figure's first policy
// differ from those of its second, over the points of its cells: one figure a
// metric, one curve a cell. A ratio to zero has no point, nor has one of what was not
// measured.
func drawSensitivity(f *Figure, cells []Cell) ([]plots.Figure, error) {
	if len(f.Policies) != 2 {
		return nil, fmt.Errorf("sensitivity: %d policies, expected one and the one that it is compared with",
			len(f.Policies))
	}
	var out []plots.Figure
	for _, metric := range f.Metrics {
		fig := plots.Lines{XLabel: "relative to the set-up of the publication",
			YLabel: cells[0].Label(metric) + ", change", YUnit: plots.Share, XLog: true, Dots: true}
		fig.File = f.file(metric)
		for _, r := range cells {
			x, err := r.Values(metric, f.Policies[0])
			if err != nil {
				return nil, err
			}
			base, err := r.Values(metric, f.Policies[1])
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(slices.Concat(x, base), results.IsMissing) {
				continue
			}
			w, err := r.Windows(f.Policies[0])
			if err != nil {
				return nil, err
			}
			e, ok := w.Ratio(x, base, Confidence)
			if !ok {
				continue
			}
			k := slices.IndexFunc(fig.Series, func(l plots.Line) bool { return l.Name == family(r) })
			if k < 0 {
				k = len(fig.Series)
				fig.Series = append(fig.Series, plots.Line{Name: family(r)})
			}
			line := &fig.Series[k]
			low, high := e.Value, e.Value
			if e.HasInterval() {
				low, high = e.Low, e.High
			}
			line.X, line.Y = append(line.X, at(r)), append(line.Y, e.Value)
			line.Low, line.High = append(line.Low, low), append(line.High, high)
		}
		if len(fig.Series) > 0 {
			out = append(out, fig)
		}
	}
	return out, nil
}

package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/experiments/results"
	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawLines draws a panel for each metric, item that the figure names, and family of cells. It
// has a curve a variant over the points of the cells, with a band for the interval.
func drawLines(d *drawing, cells []Cell) error {
	var families []string
	for _, r := range cells {
		if family(r) == "" {
			return fmt.Errorf("lines: cell %s is not run at several points", r.Name())
		}
		if !slices.Contains(families, family(r)) {
			families = append(families, family(r))
		}
	}
	items := d.Items
	if len(items) == 0 {
		items = []string{""}
	}
	for _, metric := range d.Metrics {
		for _, item := range items {
			for _, name := range families {
				of := slices.DeleteFunc(slices.Clone(cells), func(r Cell) bool { return family(r) != name })
				var title []string
				if item != "" {
					title = append(title, d.itemName(item))
				}
				if len(families) > 1 {
					title = append(title, d.cellName(name))
				}
				fig, err := d.lines(metric, item, of)
				if err != nil {
					return err
				}
				fig.Whiskers = d.whiskers
				if len(fig.Series) > 0 {
					d.add(strings.Join(title, ", "), fig)
				}
			}
		}
	}
	return nil
}

// lines draws the curves of one panel.
func (d *drawing) lines(metric, item string, cells []Cell) (kinds.Lines, error) {
	label, unit, scale := d.axis(cells[0], metric)
	fig := kinds.Lines{XLabel: d.Across, YLabel: label, YUnit: unit, Dots: true, Named: true,
		Fractions: d.Ticks == "fractions",
		XLog:      strings.Contains(d.Log, "x"), YLog: strings.Contains(d.Log, "y"), Guides: d.guides()}
	for _, r := range cells {
		shown := d.shown(r)
		for _, variant := range shown {
			reference, drawn := referenceTo(variant, item), referencesTo(shown, item)
			if !r.Has(metric, reference) {
				continue
			}
			e, ref, err := d.bar(r, metric, reference, scale, drawn)
			if err != nil {
				return fig, err
			}
			e = onAxis(e, fig.YLog)
			name, look := d.show(variant)
			l := curve(&fig, name, look)
			if math.IsNaN(e.Value) {
				d.note(name + " has no value at some points.")
			}
			if ref.Stated {
				l.Published = append(l.Published, kinds.PublishedPoint{X: at(r), Reference: ref})
			}
			if !math.IsNaN(e.Value) { // what was not measured has no point
				l.X, l.Y = append(l.X, at(r)), append(l.Y, e.Value)
				l.Low, l.High = append(l.Low, e.Low), append(l.High, e.High)
			}
		}
	}
	fig.Series = slices.DeleteFunc(fig.Series, func(l kinds.Line) bool { return len(l.X)+len(l.Published) == 0 })
	for i := range fig.Series {
		l := &fig.Series[i]
		if slices.Equal(l.Low, l.High) { // exact: no band
			l.Low, l.High = nil, nil
		}
	}
	return fig, nil
}

// curve returns the curve of a name.
func curve(fig *kinds.Lines, name string, look plots.Look) *kinds.Line {
	k := slices.IndexFunc(fig.Series, func(l kinds.Line) bool { return l.Name == name })
	if k < 0 {
		k = len(fig.Series)
		fig.Series = append(fig.Series, kinds.Line{Name: name, Look: look})
	}
	return &fig.Series[k]
}

// drawSensitivity draws by how much the metrics of the figure's first policy
// differ from those of its second, over the points of its cells: one panel a
// metric, one curve a cell. A ratio to zero has no point, nor has one of what was not
// measured.
func drawSensitivity(d *drawing, cells []Cell) error {
	if len(d.Policies) != 2 {
		return fmt.Errorf("sensitivity: %d policies, expected one and the one that it is compared with",
			len(d.Policies))
	}
	for _, metric := range d.Metrics {
		label, _, _ := d.axis(cells[0], metric)
		fig := kinds.Lines{XLabel: "relative to the set-up of the publication", YLabel: label + ", change",
			YUnit: plots.Share, XLog: true, Dots: true}
		for _, r := range cells {
			e, ok, err := d.change(r, metric)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			l := curve(&fig, d.cellName(family(r)), plots.Look{})
			l.X, l.Y = append(l.X, at(r)), append(l.Y, e.Value)
			l.Low, l.High = append(l.Low, e.Low), append(l.High, e.High)
		}
		fig.Whiskers = fmt.Sprintf("%g%% interval", 100*Confidence)
		if len(fig.Series) > 0 {
			d.add("", fig)
		}
	}
	return nil
}

// change is the ratio of the first policy's metric to that of the second, less 1.
func (d *drawing) change(r Cell, metric string) (_ plots.Interval, ok bool, err error) {
	x, err := r.Values(metric, d.Policies[0])
	if err != nil {
		return plots.Interval{}, false, err
	}
	base, err := r.Values(metric, d.Policies[1])
	if err != nil || slices.ContainsFunc(slices.Concat(x, base), results.IsMissing) {
		return plots.Interval{}, false, err
	}
	w, err := r.Windows(d.Policies[0])
	if err != nil {
		return plots.Interval{}, false, err
	}
	e, ok := w.Ratio(x, base, Confidence)
	if !ok || !e.HasInterval() {
		return plots.Exact(e.Value), ok, nil
	}
	return plots.Interval{Value: e.Value, Low: e.Low, High: e.High}, true, nil
}

package forms

import (
	"math"
	"slices"
	"strings"

	"thaw/plots"
	kinds "thaw/plots/figures"
	"thaw/plots/published"
)

// drawGrouped draws a panel a cell and metric: a group an item of the study and one for their
// mean, and in each a bar a variant that has the metric.
func drawGrouped(d *drawing, cells []Cell) error {
	for _, text := range d.Metrics {
		only, metric := SplitMetric(text)
		for _, r := range cells {
			if only != "" && only != r.Name() {
				continue
			}
			if err := d.group(r, metric, len(cells) > 1 && only == ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *drawing) group(r Cell, metric string, titled bool) error {
	label, unit, scale := d.axis(r, metric)
	fig := kinds.Bars{Label: label, Unit: unit, Log: strings.Contains(d.Log, "y"), Guides: d.guides()}
	items := d.itemsOf(r)
	if len(d.Items) > 0 {
		fig.Across = d.Across
	}
	for _, item := range items {
		fig.Categories = append(fig.Categories, d.itemName(item))
	}
	references := slices.Clone(items) // of each category
	switch {
	case len(items) == 1 && items[0] == "":
		fig.Categories, fig.Values = []string{d.cellName(r.Name())}, !fig.Log
	case len(items) > 1 && (d.Mean == nil || *d.Mean) && len(d.Items) == 0:
		fig.Categories, references = append(fig.Categories, "mean"), append(references, "")
	}
	shown := d.shown(r)
	for _, variant := range shown {
		if !r.Has(metric, variant) {
			continue
		}
		name, look := d.show(variant)
		series := kinds.BarSeries{Name: name, Look: look}
		for _, item := range references {
			reference, drawn := referenceTo(variant, item), referencesTo(shown, item)
			e, ref := plots.Exact(math.NaN()), published.Reference{}
			if r.Has(metric, reference) {
				var err error
				if e, ref, err = d.bar(r, metric, reference, scale, drawn); err != nil {
					return err
				}
			}
			series.Estimates = append(series.Estimates, onAxis(e, fig.Log))
			series.References = append(series.References, ref)
		}
		fig.Series = append(fig.Series, series)
	}
	title := ""
	if titled {
		title = d.cellName(r.Name())
	}
	d.addBars(title, fig)
	return nil
}

// referenceTo is VARIANT, or VARIANT/ITEM where there is an item.
func referenceTo(variant, item string) string {
	if item == "" {
		return variant
	}
	return variant + "/" + item
}

// referencesTo are those to an item of all variants.
func referencesTo(variants []string, item string) []string {
	out := make([]string, len(variants))
	for i, v := range variants {
		out[i] = referenceTo(v, item)
	}
	return out
}

// itemsOf are the items of a cell that the figure shows.
func (d *drawing) itemsOf(r Cell) []string {
	if len(d.Items) > 0 {
		return d.Items
	}
	return r.Items()
}

// onAxis leaves out of a logarithmic axis what is not above zero, and the lower half of an
// interval that reaches zero.
func onAxis(e plots.Interval, log bool) plots.Interval {
	switch {
	case log && e.Value <= 0:
		return plots.Exact(math.NaN())
	case log && e.Low <= 0:
		e.Low = e.Value
	}
	return e
}

// drawProfile draws a panel a cell: a group a metric, a bar a variant. All metrics have one unit,
// such as the steps of a connection.
func drawProfile(d *drawing, cells []Cell) error {
	for _, r := range cells {
		_, unit, scale := d.axis(r, d.Metrics[0])
		fig := kinds.Bars{Label: d.Across, Unit: unit, Log: strings.Contains(d.Log, "y"), Guides: d.guides()}
		for _, metric := range d.Metrics {
			label, _, _ := d.axis(r, metric)
			fig.Categories = append(fig.Categories, label)
		}
		for _, variant := range d.shown(r) {
			name, look := d.show(variant)
			s := kinds.BarSeries{Name: name, Look: look}
			for _, metric := range d.Metrics {
				e, ref := plots.Exact(math.NaN()), published.Reference{}
				if r.Has(metric, variant) {
					var err error
					if e, ref, err = d.bar(r, metric, variant, scale, nil); err != nil {
						return err
					}
				}
				s.Estimates, s.References = append(s.Estimates, onAxis(e, fig.Log)), append(s.References, ref)
			}
			fig.Series = append(fig.Series, s)
		}
		title := ""
		if len(cells) > 1 {
			title = d.cellName(r.Name())
		}
		d.addBars(title, fig)
	}
	return nil
}

// stackedBar is a bar of a figure of stacked bars.
type stackedBar struct {
	cell      Cell
	reference string // VARIANT or VARIANT/ITEM
	look      plots.Look
}

// drawStacked draws a bar a variant, made of the metrics; with items one for each variant and item.
// All cells stand in one panel.
func drawStacked(d *drawing, cells []Cell) error {
	fig := kinds.StackedBars{Values: true, Guides: d.guides(), Label: d.Across}
	if fig.Label == "" {
		fig.Label = "time"
	}
	var bars []stackedBar
	for _, r := range cells {
		of, named := d.stackedBars(r, len(cells) > 1)
		bars, fig.Categories = append(bars, of...), append(fig.Categories, named...)
	}
	var scale float64
	_, fig.Unit, scale = d.axis(cells[0], d.Metrics[0])
	for _, metric := range d.Metrics {
		part, err := d.part(bars, metric, scale)
		if err != nil {
			return err
		}
		part.Name, _, _ = d.axis(cells[0], metric)
		fig.Parts = append(fig.Parts, part)
	}
	for _, b := range bars {
		ref := published.Reference{}
		if d.Total != "" && b.cell.Has(d.Total, b.reference) {
			var err error
			if _, ref, err = d.bar(b.cell, d.Total, b.reference, scale, nil); err != nil {
				return err
			}
		}
		fig.References = append(fig.References, ref)
	}
	d.notes = nil // bars have no whiskers
	stated := slices.ContainsFunc(fig.Parts, func(p kinds.Part) bool { return p.Published != nil })
	if stated && fig.Unit == plots.Share {
		d.note("Below each bar stand the verdicts on its published parts, in their order.")
	}
	d.add("", fig)
	return nil
}

// stackedBars lists the bars of a cell with their names: the variants of an item stand together.
func (d *drawing) stackedBars(r Cell, severalCells bool) (bars []stackedBar, named []string) {
	items := d.itemsOf(r)
	for _, item := range items {
		for _, variant := range d.shown(r) {
			name, look := d.show(variant)
			reference, of := referenceTo(variant, item), d.cellName(r.Name())
			if len(items) > 1 {
				of = d.itemName(item)
			}
			if severalCells || len(items) > 1 {
				name = of + ", " + name
			}
			bars, named = append(bars, stackedBar{r, reference, look}), append(named, name)
		}
	}
	return bars, named
}

// part is the layer of a metric. A bar without a sample has no such layer.
func (d *drawing) part(bars []stackedBar, metric string, scale float64) (part kinds.Part, err error) {
	if d.Own != "" {
		part.Look = plots.Look{Hue: plots.Silver()}
	}
	stated := false
	for _, b := range bars {
		v, ref := 0.0, published.Reference{}
		if b.cell.Has(metric, b.reference) {
			e, err := d.estimate(b.cell, metric, b.reference)
			if err != nil {
				return part, err
			}
			if !math.IsNaN(e.Value) {
				v = e.Value * scale
			}
			ref = d.reference(b.cell, metric, b.reference, scale, isPartNumber)
			stated = stated || ref.Stated
		}
		part.Values, part.Published = append(part.Values, v), append(part.Published, ref)
		if d.Own == metric {
			part.Looks = append(part.Looks, b.look)
		}
	}
	if !stated {
		part.Published = nil
	}
	return part, nil
}

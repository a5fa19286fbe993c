package forms

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"thaw/plots"
	kinds "thaw/plots/figures"
)

// drawSeries draws columns of a series over its first one, a panel a column and a curve a variant:
// the mean over the seeds that the series has.
func drawSeries(d *drawing, cells []Cell) error {
	if len(cells) != 1 || len(d.Metrics) < 2 {
		return fmt.Errorf("series: %d cells and %d metrics, expected one cell, and x and a column of a series",
			len(cells), len(d.Metrics))
	}
	for _, y := range d.Metrics[1:] {
		fig := kinds.Lines{XLabel: d.Across, XLog: strings.Contains(d.Log, "x"), YLog: strings.Contains(d.Log, "y"),
			Guides: d.guides()}
		for _, variant := range d.shown(cells[0]) {
			runs, err := cells[0].Series(d.Series, variant)
			if err != nil {
				return err
			}
			name, look := d.show(variant)
			l := kinds.Line{Name: name, Look: look}
			if err := mean(runs, d.Metrics[0], y, &l, &fig); err != nil {
				return err
			}
			if len(l.X) > 0 {
				fig.Series = append(fig.Series, l)
			}
			if len(runs) == 1 {
				d.note("One run, of the first seed.")
			} else {
				d.note(fmt.Sprintf("Means over %d seeds.", len(runs)))
			}
		}
		if len(fig.Series) > 0 {
			d.add("", fig)
		}
	}
	return nil
}

// mean fills a curve with the mean of a column over runs, of those rows that have it.
func mean(runs []Series, x, y string, l *kinds.Line, fig *kinds.Lines) error {
	columns := make([]Column, len(runs))
	for k, run := range runs {
		var err error
		if columns[k], err = run.Column(y); err != nil {
			return err
		}
	}
	at, err := runs[0].Column(x)
	if err != nil {
		return err
	}
	fig.YLabel, fig.YUnit, fig.XUnit = columns[0].Label, columns[0].Unit, at.Unit
	if fig.XLabel == "" {
		fig.XLabel = at.Label
	}
	for i, place := range at.Values {
		sum, n := 0.0, 0
		for _, c := range columns {
			if i < len(c.Values) && !math.IsNaN(c.Values[i]) {
				sum, n = sum+c.Values[i], n+1
			}
		}
		if n > 0 {
			l.X, l.Y = append(l.X, place), append(l.Y, sum/float64(n))
		}
	}
	return nil
}

// drawSpans draws a panel a variant: over the first column the spans between the instants of the
// others, in their order.
func drawSpans(d *drawing, cells []Cell) error {
	if len(cells) != 1 || len(d.Metrics) < 3 {
		return fmt.Errorf("spans: %d cells and %d metrics, expected one cell, and x and at least two instants",
			len(cells), len(d.Metrics))
	}
	for _, variant := range d.shown(cells[0]) {
		runs, err := cells[0].Series(d.Series, variant)
		if err != nil {
			return err
		}
		columns := make([]Column, len(d.Metrics))
		for k, name := range d.Metrics {
			if columns[k], err = runs[0].Column(name); err != nil {
				return err
			}
		}
		fig := kinds.Spans{XLabel: columns[0].Label, Label: "time", Unit: columns[1].Unit}
		if d.Across != "" {
			fig.XLabel = d.Across
		}
		for _, c := range columns[2:] {
			fig.Kinds = append(fig.Kinds, d.labelName(c.Label))
		}
		for i, x := range columns[0].Values {
			for k := range columns[2:] {
				from, to := columns[k+1].Values[i], columns[k+2].Values[i]
				if from < to { // neither empty nor missing
					fig.Spans = append(fig.Spans, kinds.Span{X: x, From: from, To: to, Kind: k})
				}
			}
		}
		name, _ := d.show(variant)
		if len(fig.Spans) > 0 {
			d.add(name, fig)
		}
	}
	d.note("One run, of the first seed.")
	return nil
}

// drawFaults draws the number of page faults by their duration, a panel a variant. The metrics are
// the columns of a series: the ends of a bin in µs, and its faults.
func drawFaults(d *drawing, cells []Cell) error {
	if len(cells) != 1 || len(d.Metrics) != 3 {
		return fmt.Errorf("fault-histogram: %d cells and %d metrics, expected one cell, and from, to and faults",
			len(cells), len(d.Metrics))
	}
	fig := kinds.FaultHistogram{Frame: plots.Frame{File: d.file()}}
	var bins [][3]Column // from, to and faults of each variant
	for _, variant := range d.shown(cells[0]) {
		runs, err := cells[0].Series(d.Series, variant)
		if err != nil {
			return err
		}
		var of [3]Column
		for k, name := range d.Metrics {
			if of[k], err = runs[0].Column(name); err != nil {
				return err
			}
		}
		name, look := d.show(variant)
		bins, fig.Panels = append(bins, of), append(fig.Panels, kinds.FaultCounts{Name: name, Look: look})
		for i := range of[0].Values { // µs
			fig.EdgesMS = append(fig.EdgesMS, of[0].Values[i]/1e3, of[1].Values[i]/1e3)
		}
	}
	slices.Sort(fig.EdgesMS)
	if fig.EdgesMS = slices.Compact(fig.EdgesMS); len(fig.EdgesMS) < 2 {
		return nil
	}
	for k, of := range bins {
		counts := make([]float64, len(fig.EdgesMS)-1)
		for i, n := range of[2].Values {
			at, _ := slices.BinarySearch(fig.EdgesMS, of[0].Values[i]/1e3)
			counts[at] += n
		}
		fig.Panels[k].Counts = counts
	}
	fig.Claims = d.strip()
	d.noteStrip(fig.Claims)
	d.whole = fig
	d.note("One restore each, of the first seed.")
	return nil
}

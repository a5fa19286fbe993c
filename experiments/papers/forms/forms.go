// Package forms draws the figures of papers from the cells that were run.
//
//	Figure + Cells + Claims ─▶ Find(form).Draw ─▶ plots: one file, with panels
//	                           four-panel  bars  grouped-bars  stacked-bars  profile
//	                           lines  sensitivity  memory  latency-cdf  trade-off
//	                           app-cold-cdf
//	                           series  spans  fault-histogram  claims
//
// A form is one line in list and a function. It reads values from cells, and puts a mark
// beside each value that a claim of the figure states. Claims that compare, and those whose
// value the form does not draw, stand in a strip below the panels. Every claim of a figure
// has exactly one mark.
package forms

import (
	"fmt"

	"thaw/experiments/paired"
	"thaw/models/names"
	"thaw/plots"
)

// Cell gives a form the results of a cell.
type Cell interface {
	Name() string
	// Point returns the place of a cell NAME@X on its axis, and NAME as the family;
	// the family of other cells is empty.
	Point() (family string, x float64)
	// Policies are those of the cell, or the variants of its study.
	Policies() []string
	// Items lists the items of the cell's study, or one empty item without a study.
	Items() []string
	// Has reports whether the runs of a reference have the metric.
	Has(metric, reference string) bool
	// Values are those of a metric of a reference, one a window and seed.
	Values(metric, reference string) ([]float64, error)
	// Windows are those of the values; nil where all are independent of each other.
	Windows(reference string) (paired.Windows, error)
	// Series are the rows of a series of a study, such as each chunk of a job, by seed: of
	// the first seed alone unless the study keeps all. It fails where the cell keeps none
	// of the name. A series by item needs VARIANT/ITEM where there are several items.
	Series(name, reference string) ([]Series, error)
	// Label and Unit are those of a metric's axis.
	Label(metric string) string
	Unit(metric string) plots.Unit
	// EachRun calls f for the runs of a policy, by window and seed.
	EachRun(policy string, f func(Run) error) error
}

// Series is a table of one run of a study, in the order of its rows: what a figure shows
// point by point.
type Series []Column

// Column is a column of a Series, a value a row; NaN where nothing was measured.
type Column struct {
	Name   string
	Label  string // of its axis
	Unit   plots.Unit
	Values []float64
}

// Column returns the column of a name.
func (s Series) Column(name string) (Column, error) {
	var known []string
	for _, c := range s {
		if c.Name == name {
			return c, nil
		}
		known = append(known, c.Name)
	}
	return Column{}, fmt.Errorf("unknown column %q%s", name, names.Suggest(name, known))
}

// Run is one replay of a cell.
type Run struct {
	Folder    string
	Invokers  int
	MemoryMiB int32 // of each invoker
}

// Form is a form in which a paper's figure is drawn.
type Form struct {
	Name    string
	Metrics bool // it draws metrics that the figure names
	draw    func(*drawing, []Cell) error
}

// Needs says which cells and metrics the form takes.
func (form Form) Needs() string {
	switch {
	case form.Name == "claims":
		return "claims takes no cells and no metrics"
	case form.Metrics:
		return form.Name + " needs cells and metrics"
	}
	return form.Name + " needs cells and takes no metrics"
}

// list lists the forms.
var list = []Form{
	{"four-panel", false, drawFourPanels},
	{"bars", true, drawBars},
	{"memory", false, drawMemory},
	{"latency-cdf", false, drawLatencyCDF},
	{"app-cold-cdf", false, drawAppCold},
	{"trade-off", true, drawTradeOff},
	{"sensitivity", true, drawSensitivity},
	{"lines", true, drawLines},
	{"grouped-bars", true, drawGrouped},
	{"stacked-bars", true, drawStacked},
	{"profile", true, drawProfile},
	{"series", true, drawSeries},
	{"spans", true, drawSpans},
	{"fault-histogram", true, drawFaults},
	{"claims", false, drawClaims},
}

// Draw draws the figure: one file, or two where its claims stand apart; none where nothing was
// measured.
func (form Form) Draw(f *Figure, in Input, cells []Cell) ([]plots.Figure, error) {
	d := &drawing{Figure: f, Input: in, marked: map[int]bool{}}
	if err := form.draw(d, cells); err != nil {
		return nil, err
	}
	return d.figures(), nil
}

// Find returns the form of a name.
func Find(name string) (Form, error) {
	var known []string
	for _, f := range list {
		if f.Name == name {
			return f, nil
		}
		known = append(known, f.Name)
	}
	return Form{}, fmt.Errorf("unknown form %q%s", name, names.Hint(name, known))
}

// Confidence is that of the intervals of reproductions.
const Confidence = 0.95

// family is NAME of a cell NAME@X, and empty for other cells.
func family(c Cell) string {
	name, _ := c.Point()
	return name
}

// at is the place of a cell on the axis of its family.
func at(c Cell) float64 {
	_, x := c.Point()
	return x
}

// Package forms draws the figures of papers from the cells that were run.
//
//	Figure + Cells + Claims ─▶ Find(form).Draw ─▶ plots: one file, with panels
//	                           four-panel  bars  grouped-bars  stacked-bars  profile
//	                           lines  sensitivity  memory  latency-cdf
//	                           series  spans  fault-histogram  claims
//
// A form is one line in list and a function. It reads values from cells, and puts a mark
// beside each value that a claim of the figure states. Claims that compare, and those whose
// value the form does not draw, stand in a strip below the panels. Every claim of a figure
// has exactly one mark.
package forms

import (
	"fmt"

	"thaw/experiments/figures"
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

// Figure is a figure of a paper, as a form draws it.
type Figure struct {
	Name      string   // as published, such as "4.10"
	Policies  []string // none: all of the cell
	Metrics   []string // METRIC of every cell, or CELL/METRIC
	Items     []string // of studies: these items in place of their mean, or of all of them
	Series    string   // of a study, whose columns the metrics are; the first is x
	Across    string   // label of the axis that no metric names
	Log       string   // logarithmic axes: x, y or xy
	Columns   int      // panels side by side, at most; 0: one
	Same      bool     // one scale for all panels
	Seconds   bool     // times are in seconds, as in the publication
	Deviation bool     // whiskers are standard deviations over seeds and windows
	Own       string   // stacked-bars: the metric whose part has the looks of the variants; the others are grey
	Total     string   // stacked-bars: the metric of whole bars, of which something is published
	NoMean    bool     // grouped-bars: no group for the mean of the items
	Page      bool     // as wide as a page
	Fractions bool     // ticks of x between 0 and 1 are written as 1/4
	Scales    []string // four-panel: the policies that the scales have to hold
	From      float64  // latency-cdf: the share at which the axis begins
	Guides    []plots.Guide
	Names     map[string]string // of the paper: of policies, items and cells, before those of package looks
	Labels    map[string]string // of the paper: of what metrics measure
	Claims    []Claim           // of the figure
	Find      func(cell string) []Cell
}

// Form is a form in which a paper's figure is drawn.
type Form struct {
	Name    string
	Metrics bool // it draws metrics that the figure names
	draw    func(*drawing, []Cell) error
}

// list lists the forms.
var list = []Form{
	{"four-panel", false, drawFourPanels},
	{"bars", true, drawBars},
	{"memory", false, drawMemory},
	{"latency-cdf", false, drawLatencyCDF},
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

// Draw draws the figure: one file, or none where nothing was measured.
func (form Form) Draw(f *Figure, cells []Cell) ([]plots.Figure, error) {
	d := &drawing{Figure: f, marked: map[int]bool{}}
	if err := form.draw(d, cells); err != nil {
		return nil, err
	}
	return d.figures()
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

// file returns the name of the figure's file.
func (f *Figure) file() string { return "figure-" + figures.Slug(f.Name) }

// shown are the policies of a cell that the figure draws.
func (f *Figure) shown(r Cell) []string {
	if len(f.Policies) > 0 {
		return f.Policies
	}
	return r.Policies()
}

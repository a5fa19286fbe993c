package plots

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// Figure is a drawing with the data behind it.
type Figure interface {
	// Name is the base name of the figure's files.
	Name() string
	// Compose checks the input, thins it and lays it out.
	Compose() (*Sheet, error)
}

// Kind is one kind of figure that the package draws.
type Kind struct {
	Name  string        // as in `thaw plot --figure NAME`, and the default base name of its files
	About string        // one line for lists
	New   func() Figure // an empty one, to be filled; composing it as it is gives an error
}

// Kinds lists every kind of figure, in alphabetical order.
func Kinds() []Kind {
	return []Kind{
		{"bars", "grouped bars with intervals", func() Figure { return &Bars{} }},
		{"fault-histogram", "page faults by how long they took, one panel a restore", func() Figure { return &FaultHistogram{} }},
		{"four-panel", "starts, latency, memory and one more measure over time", func() Figure { return &FourPanel{} }},
		{"latency-cdf", "cumulative distributions of latency on a logarithmic axis", func() Figure { return &LatencyCDF{} }},
		{"lines", "curves with bands on linear or logarithmic axes", func() Figure { return &Lines{} }},
		{"page-map", "page faults by guest address and time, one panel a restore", func() Figure { return &PageMap{} }},
		{"policy-comparison", "several measures of several policies as dots with intervals", func() Figure { return &PolicyComparison{} }},
		{"stacked-bars", "bars made of parts, such as the stages of a cold start", func() Figure { return &StackedBars{} }},
		{"start-kinds", "shares of cold, warm and prewarm starts of each policy", func() Figure { return &StartKinds{} }},
		{"where-time-goes", "mean cold start of each policy by its stages", func() Figure { return &WhereTimeGoes{} }},
	}
}

// Width is the width of a figure on a two-column page.
type Width int

// The two widths.
const (
	Column Width = iota // one column, 3.33 in
	Double              // both columns, 7.0 in
)

func (w Width) length() vg.Length {
	if w == Double {
		return 7.0 * vg.Inch
	}
	return 3.33 * vg.Inch
}

// Frame is what all figures have in common.
type Frame struct {
	File  string // base name of the files; empty: the name of the kind
	Width Width
}

func (f Frame) name(kind string) string {
	if f.File == "" {
		return kind
	}
	return f.File
}

func (f Frame) check(p *problems) {
	if f.Width != Column && f.Width != Double {
		p.addf("width %d is unknown, expected Column (0) or Double (1)", f.Width)
	}
}

// Interval is a value with the interval around it, in absolute terms
// (Low ≤ Value ≤ High), so that it need not be symmetric.
type Interval struct{ Value, Low, High float64 }

// Exact is a value without an interval.
func Exact(v float64) Interval { return Interval{v, v, v} }

func (e Interval) hasWidth() bool { return e.High > e.Low }

// Unit says what an axis counts, and so how its ticks are written.
type Unit string

// The units of axes.
const (
	Plain        Unit = ""      // a bare number: 10, 2 k, 5 M
	Milliseconds Unit = "ms"    // a latency: µs, ms or s as fits
	Seconds      Unit = "s"     // simulated time: s, min, h or d as fits
	Share        Unit = "share" // a fraction of one, written in percent
	MiB          Unit = "MiB"   // memory: MiB, GiB or TiB as fits
)

func (u Unit) check(p *problems, axis string) {
	switch u {
	case Plain, Milliseconds, Seconds, Share, MiB:
	default:
		p.addf("%s: unit %q is unknown, expected one of \"\", ms, s, share, MiB", axis, string(u))
	}
}

// column is the name of a CSV column: the measure, then its unit.
func (u Unit) column(measure string) string {
	if u == Plain {
		return measure
	}
	return measure + "_" + columnSuffix(u)
}

func columnSuffix(u Unit) string { return strings.ToLower(string(u)) }

package plots

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// Figure is a drawing and its data.
type Figure interface {
	// Name is the base name of the figure's files.
	Name() string
	// Compose checks the input, thins it and lays it out.
	Compose() (*Sheet, error)
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

// Frame holds the settings that all figures share.
type Frame struct {
	File  string // base name of the files; empty: the name of the kind
	Width Width
}

// NameOr is the base name of the files: File, or the name of the kind where File is empty.
func (f Frame) NameOr(kind string) string {
	if f.File == "" {
		return kind
	}
	return f.File
}

// Interval is a value and the interval around it. Low and High are absolute, Low ≤ Value ≤ High,
// so an interval may be asymmetric.
type Interval struct{ Value, Low, High float64 }

// Exact is a value without an interval.
func Exact(v float64) Interval { return Interval{v, v, v} }

// HasWidth tells whether the interval is wider than a point.
func (e Interval) HasWidth() bool { return e.High > e.Low }

// Unit is the unit of an axis. It decides how ticks are written.
type Unit string

// The units of axes.
const (
	Plain        Unit = ""      // a bare number: 10, 2 k, 5 M
	Milliseconds Unit = "ms"    // a latency: µs, ms or s as fits
	Seconds      Unit = "s"     // simulated time: s, min, h or d as fits
	WholeSeconds Unit = "sec"   // a time that is in seconds, however long
	Share        Unit = "share" // a fraction of one, written in percent
	MiB          Unit = "MiB"   // memory: MiB, GiB or TiB as fits
)

// column names a column of the CSV: the measure, then its unit.
func (u Unit) column(measure string) string {
	if u == Plain {
		return measure
	}
	return measure + "_" + u.Suffix()
}

// Suffix is the unit in names of CSV columns.
func (u Unit) Suffix() string {
	if u == WholeSeconds {
		return "s"
	}
	return strings.ToLower(string(u))
}

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

// NameOr is the base name of the files: that of the frame, else the name of the kind.
func (f Frame) NameOr(kind string) string {
	if f.File == "" {
		return kind
	}
	return f.File
}

// Interval is a value with the interval around it, in absolute terms
// (Low ≤ Value ≤ High), so that it need not be symmetric.
type Interval struct{ Value, Low, High float64 }

// Exact is a value without an interval.
func Exact(v float64) Interval { return Interval{v, v, v} }

// HasWidth tells whether the interval is more than its value.
func (e Interval) HasWidth() bool { return e.High > e.Low }

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

// column is the name of a CSV column: the measure, then its unit.
func (u Unit) column(measure string) string {
	if u == Plain {
		return measure
	}
	return measure + "_" + u.Suffix()
}

// Suffix is the unit as columns of a CSV write it.
func (u Unit) Suffix() string { return strings.ToLower(string(u)) }

package plots

import "strings"

// Figure is a drawing and its data.
type Figure interface {
	// Name is the base name of the figure's files.
	Name() string
	// At is the width that the figure has where the given one is asked for; at 0 its own.
	At(asked Width) Width
	// Compose checks the input, thins it and lays it out at a width; at 0 at the figure's own.
	Compose(at Width) (*Sheet, error)
}

// Frame holds the settings that all figures share.
type Frame struct {
	File  string // base name of the files; empty: the name of the kind
	Width Width  // the figure's own; 0: Column

	Whiskers string // what the intervals are, for the legend, such as "95% interval over 5 seeds"; empty: not said
}

// At is the width asked for, or the figure's own at 0.
func (f Frame) At(asked Width) Width {
	switch {
	case asked != 0:
		return asked
	case f.Width != 0:
		return f.Width
	}
	return Column
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

// Column names a column of the CSV: the measure, then its unit.
func (u Unit) Column(measure string) string {
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

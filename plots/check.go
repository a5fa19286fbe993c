package plots

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problems collects all mistakes of an input and reports them together.
type Problems struct {
	figure string
	errs   []error
}

// NewProblems starts the report on the figure of the given name.
func NewProblems(figure string) *Problems { return &Problems{figure: figure} }

// mostProblems keeps a report readable, even of a column of a million bad values.
const mostProblems = 20

// Addf adds a mistake.
func (p *Problems) Addf(format string, args ...any) {
	if len(p.errs) < mostProblems {
		p.errs = append(p.errs, fmt.Errorf("figure "+p.figure+": "+format, args...))
	} else if len(p.errs) == mostProblems {
		p.errs = append(p.errs, fmt.Errorf("figure %s: more mistakes follow", p.figure))
	}
}

// Err is the report, nil without a mistake.
func (p *Problems) Err() error { return errors.Join(p.errs...) }

// Frame checks what all figures have in common.
func (p *Problems) Frame(f Frame) {
	if !f.At(0).Known() {
		p.Addf("width %v mm: %s", float64(f.Width), expectedWidths)
	}
}

// Unit checks the unit of an axis.
func (p *Problems) Unit(axis string, u Unit) {
	switch u {
	case Plain, Milliseconds, Seconds, WholeSeconds, Share, MiB:
	default:
		p.Addf("%s: unit %q is unknown, expected one of \"\", ms, s, share, MiB", axis, string(u))
	}
}

// Name checks a label that must not be empty: a legend entry, a category, a policy.
func (p *Problems) Name(what, s string) {
	if strings.TrimSpace(s) == "" {
		p.Addf("%s has no name", what)
	}
	p.Label(what, s)
}

// Label checks a text that may be empty.
func (p *Problems) Label(what, s string) {
	switch {
	case !utf8.ValidString(s):
		p.Addf("%s: name %q is not UTF-8", what, s)
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }):
		p.Addf("%s: name %q has a character that cannot be printed, expected one printable line", what, s)
	}
}

// Names checks a list of labels: at least one, all drawable, none twice.
func (p *Problems) Names(what string, names []string) {
	if len(names) == 0 {
		p.Addf("no %s, expected at least one", what)
	}
	first := make(map[string]int, len(names))
	for i, n := range names {
		p.Name(fmt.Sprintf("%s %d", what, i), n)
		if j, seen := first[n]; seen && n != "" {
			p.Addf("%s %d and %d have the same name %q", what, j, i, n)
			continue
		}
		first[n] = i
	}
}

// SameLength checks that a column is as long as the column it belongs to.
func (p *Problems) SameLength(what string, n int, than string, want int) bool {
	if n != want {
		p.Addf("%s has %d values, expected %d, as many as %s", what, n, want, than)
		return false
	}
	return true
}

// Finite checks a column: no NaN, no infinity, and above zero where its axis is logarithmic.
func (p *Problems) Finite(what string, values []float64, log bool) {
	for i, v := range values {
		if p.Number(what, i, v, log); len(p.errs) > mostProblems {
			return
		}
	}
}

// Number checks one value, and reports whether it is finite, within the limits, and above zero where
// its axis is logarithmic.
func (p *Problems) Number(what string, i int, v float64, log bool) bool {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		p.Addf("%s: value %d is %v, expected a finite number", what, i, v)
	case math.Abs(v) > Largest:
		p.Addf("%s: value %d is %v, expected at most %g either way", what, i, v, Largest)
	case !log && v != 0 && math.Abs(v) < Smallest:
		p.Addf("%s: value %d is %v, expected zero or at least %g either way", what, i, v, Smallest)
	case log && v < Smallest:
		p.Addf("%s: value %d is %v, expected more than zero (at least %g): its axis is logarithmic", what, i, v,
			Smallest)
	default:
		return true
	}
	return false
}

// Limits of values. Anything beyond them is probably a mistake, and differences would overflow.
const (
	Largest  = 1e100
	Smallest = 1e-100
)

// NonNegative checks that a column has nothing below zero.
func (p *Problems) NonNegative(what string, values []float64) {
	for i, v := range values {
		if v < 0 {
			p.Addf("%s: value %d is %v, expected none below zero", what, i, v)
			return
		}
	}
}

// Ascending checks that a column never falls.
func (p *Problems) Ascending(what string, values []float64) {
	for i := 1; i < len(values); i++ {
		if values[i] < values[i-1] {
			p.Addf("%s: value %d (%v) is less than the one before it (%v), expected ascending order", what, i,
				values[i], values[i-1])
			return
		}
	}
}

// Intervals checks values with their intervals. If missing is set, a Value of NaN is allowed and
// means that there is none.
func (p *Problems) Intervals(what string, es []Interval, log, missing bool) {
	for i, e := range es {
		if missing && math.IsNaN(e.Value) {
			continue
		}
		ok := p.Number(what, i, e.Value, log)
		ok = p.Number(what+", low end", i, e.Low, log) && ok
		ok = p.Number(what+", high end", i, e.High, log) && ok
		if ok && (e.Low > e.Value || e.Value > e.High) {
			p.Addf("%s: value %d: interval [%v, %v] does not hold the value %v; both ends are absolute, not offsets",
				what, i, e.Low, e.High, e.Value)
		}
	}
}

package plots

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// problems collects every mistake of an input, to report them together.
type problems struct {
	figure string
	errs   []error
}

// mostProblems keeps the report of a column of a million bad values readable.
const mostProblems = 20

func (p *problems) addf(format string, args ...any) {
	if len(p.errs) < mostProblems {
		p.errs = append(p.errs, fmt.Errorf("figure "+p.figure+": "+format, args...))
	} else if len(p.errs) == mostProblems {
		p.errs = append(p.errs, fmt.Errorf("figure %s: more mistakes follow", p.figure))
	}
}

func (p *problems) err() error { return errors.Join(p.errs...) }

// name checks a label that will be drawn: a legend entry, a category, a policy.
func (p *problems) name(what, s string) {
	if strings.TrimSpace(s) == "" {
		p.addf("%s has no name", what)
	}
	p.label(what, s)
}

// label checks a text that will be drawn where there is one.
func (p *problems) label(what, s string) {
	switch {
	case !utf8.ValidString(s):
		p.addf("%s: name %q is not UTF-8", what, s)
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }):
		p.addf("%s: name %q has a character that cannot be printed, expected one printable line", what, s)
	}
}

// names checks a list of labels: each drawable, none twice, at least one.
func (p *problems) names(what string, names []string) {
	if len(names) == 0 {
		p.addf("no %s, expected at least one", what)
	}
	first := make(map[string]int, len(names))
	for i, n := range names {
		p.name(fmt.Sprintf("%s %d", what, i), n)
		if j, seen := first[n]; seen && n != "" {
			p.addf("%s %d and %d have the same name %q", what, j, i, n)
			continue
		}
		first[n] = i
	}
}

// sameLength checks that a column is as long as the one it belongs to.
func (p *problems) sameLength(what string, n int, than string, want int) bool {
	if n != want {
		p.addf("%s has %d values, expected %d, as many as %s", what, n, want, than)
		return false
	}
	return true
}

// finite checks a column: no NaN, no infinity, and above zero where its axis is logarithmic.
func (p *problems) finite(what string, values []float64, log bool) {
	for i, v := range values {
		if p.number(what, i, v, log); len(p.errs) > mostProblems {
			return
		}
	}
}

func (p *problems) number(what string, i int, v float64, log bool) bool {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		p.addf("%s: value %d is %v, expected a finite number", what, i, v)
	case math.Abs(v) > largest:
		p.addf("%s: value %d is %v, expected at most %g either way", what, i, v, largest)
	case !log && v != 0 && math.Abs(v) < smallest:
		p.addf("%s: value %d is %v, expected zero or at least %g either way", what, i, v, smallest)
	case log && v < smallest:
		p.addf("%s: value %d is %v, expected more than zero (at least %g): its axis is logarithmic", what, i, v, smallest)
	default:
		return true
	}
	return false
}

// Values beyond these cannot be told apart from mistakes, and differences of them
// would overflow.
const (
	largest  = 1e100
	smallest = 1e-100
)

// positive checks that a column has nothing below zero.
func (p *problems) positive(what string, values []float64) {
	for i, v := range values {
		if v < 0 {
			p.addf("%s: value %d is %v, expected none below zero", what, i, v)
			return
		}
	}
}

// ascending checks that a column never falls.
func (p *problems) ascending(what string, values []float64) {
	for i := 1; i < len(values); i++ {
		if values[i] < values[i-1] {
			p.addf("%s: value %d (%v) is less than the one before it (%v), expected ascending order", what, i, values[i], values[i-1])
			return
		}
	}
}

// estimates checks values with their intervals. A value that is NaN is missing
// where missing ones are allowed.
func (p *problems) intervals(what string, es []Interval, log, missing bool) {
	for i, e := range es {
		if missing && math.IsNaN(e.Value) {
			continue
		}
		ok := p.number(what, i, e.Value, log)
		ok = p.number(what+", low end", i, e.Low, log) && ok
		ok = p.number(what+", high end", i, e.High, log) && ok
		if ok && (e.Low > e.Value || e.Value > e.High) {
			p.addf("%s: value %d: interval [%v, %v] does not hold the value %v; both ends are absolute, not offsets", what, i, e.Low, e.High, e.Value)
		}
	}
}

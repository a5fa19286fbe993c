// Package findings collects what is wrong or odd about a trace, each with its
// place.
//
//	trace.csv:3:8: duration is "NaN", expected a number of seconds (warning)
//	file      │ └─ column
//	          └─ line
package findings

import (
	"fmt"
	"slices"
	"strings"
)

// Severity tells whether a problem makes a trace unusable.
type Severity uint8

// A Warning is handled and counted; an Error makes the trace unusable.
const (
	Warning Severity = iota
	Error
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Problem is one finding about a trace, at the place where it stands. Line and
// Column count from 1; zero means that the finding has no such place. Column is
// a byte position in the line.
type Problem struct {
	File         string
	Line, Column int
	Severity     Severity
	Class        string // what kind of finding, e.g. "duplicate row"
	Message      string
}

// String returns "file:line:column: message", without the parts that are
// unknown.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, ":%d", p.Column)
		}
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// reportKeep is how many problems of a class a Report keeps in full.
const reportKeep = 10

// Report collects the problems of a trace: the first ten of every class with
// their places, and the count of all. The zero Report is empty and ready. It is
// not safe for concurrent use while problems are added.
type Report struct {
	problems []Problem
	classes  []ClassCount // in order of first appearance
	errors   int64
}

// ClassCount says how often a class of problem was found.
type ClassCount struct {
	Class    string
	Severity Severity // the gravest of the class
	Count    int64
}

// Add records a problem.
func (r *Report) Add(p Problem) {
	i := slices.IndexFunc(r.classes, func(c ClassCount) bool { return c.Class == p.Class })
	if i < 0 {
		i = len(r.classes)
		r.classes = append(r.classes, ClassCount{Class: p.Class})
	}
	c := &r.classes[i]
	c.Count++
	c.Severity = max(c.Severity, p.Severity)
	if p.Severity == Error {
		r.errors++
	}
	if c.Count <= reportKeep {
		r.problems = append(r.problems, p)
	}
}

// Warnf records something that was handled.
func (r *Report) Warnf(class, file string, line, column int, format string, args ...any) {
	r.addf(Warning, class, file, line, column, format, args)
}

// Errorf records something that makes the trace unusable.
func (r *Report) Errorf(class, file string, line, column int, format string, args ...any) {
	r.addf(Error, class, file, line, column, format, args)
}

// addf formats only what is kept, so that a million findings of one class cost
// a million counts and ten strings.
func (r *Report) addf(s Severity, class, file string, line, column int, format string, args []any) {
	p := Problem{File: file, Line: line, Column: column, Severity: s, Class: class}
	if r.Count(class) < reportKeep {
		p.Message = fmt.Sprintf(format, args...)
	}
	r.Add(p)
}

// Merge adds the findings of other to r.
func (r *Report) Merge(other *Report) {
	for _, p := range other.problems {
		r.Add(p)
	}
	for _, c := range other.classes {
		rest := c.Count - min(c.Count, reportKeep)
		for i := range r.classes {
			if r.classes[i].Class == c.Class {
				r.classes[i].Count += rest
				r.classes[i].Severity = max(r.classes[i].Severity, c.Severity)
			}
		}
		if c.Severity == Error {
			r.errors += rest
		}
	}
}

// Count returns how many problems of a class were found.
func (r *Report) Count(class string) int64 {
	for _, c := range r.classes {
		if c.Class == class {
			return c.Count
		}
	}
	return 0
}

// Classes returns the count of every class, in order of first appearance.
func (r *Report) Classes() []ClassCount { return slices.Clone(r.classes) }

// Problems returns the problems kept, in the order found.
func (r *Report) Problems() []Problem { return slices.Clone(r.problems) }

// Usable reports whether the trace can be replayed.
func (r *Report) Usable() bool { return r.errors == 0 }

// Err returns nil for a usable trace and otherwise one error that lists the
// errors kept, one a line, and says how many more there are.
func (r *Report) Err() error {
	if r.Usable() {
		return nil
	}
	e := &unusableError{}
	for _, p := range r.problems {
		if p.Severity == Error {
			e.lines = append(e.lines, p.String())
		}
	}
	e.more = r.errors - int64(len(e.lines))
	return e
}

type unusableError struct {
	lines []string
	more  int64
}

func (e *unusableError) Error() string {
	s := strings.Join(e.lines, "\n")
	if e.more > 0 {
		s += fmt.Sprintf("\n(and %d more errors)", e.more)
	}
	return s
}

// String returns the whole report: every problem kept, then what was left out.
func (r *Report) String() string {
	var b strings.Builder
	for _, p := range r.problems {
		fmt.Fprintf(&b, "%s (%s)\n", p, p.Severity)
	}
	for _, c := range r.classes {
		if c.Count > reportKeep {
			fmt.Fprintf(&b, "%s: %d in all, the first %d are listed\n", c.Class, c.Count, reportKeep)
		}
	}
	return b.String()
}

// Quoted shortens a field of input for a message.
func Quoted(field []byte) string {
	const limit = 40
	if len(field) > limit {
		return fmt.Sprintf("%.*q...", limit, field)
	}
	return fmt.Sprintf("%q", field)
}

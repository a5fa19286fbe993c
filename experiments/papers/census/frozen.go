package census

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/papers/verdict"
	"thaw/experiments/strictyaml"
	"thaw/experiments/textfile"
)

// The files of a folder of papers: the rows that count, and the others.
const (
	CountedName   = "census.csv"
	UncountedName = "uncounted.csv"
)

// Frozen is what is known of the rows of a paper as they were first counted.
type Frozen struct {
	Counted, Others *Record
	Deviations      []string // lines of the README's section
}

// Claim is a row of a paper as it stands now.
type Claim struct {
	Place        strictyaml.Place
	Figure, Text string
	Tolerance    string // with its minimum effect, where it states one
	Status       func(workload string) verdict.Status
}

// Read reads the records of a folder of papers that is shown as a path; nil where there
// are none.
func Read(from fs.FS, shown, readme string) (*Frozen, error) {
	f := &Frozen{Deviations: Deviations(readme)}
	for _, part := range []struct {
		name string
		into **Record
	}{{CountedName, &f.Counted}, {UncountedName, &f.Others}} {
		text, err := textfile.ReadIn(from, part.name, textfile.Written)
		if errors.Is(err, fs.ErrNotExist) && f.Counted == nil {
			if _, err := fs.Stat(from, UncountedName); errors.Is(err, fs.ErrNotExist) {
				return nil, nil
			}
		}
		at := filepath.Join(shown, part.name)
		if err != nil {
			return nil, fmt.Errorf("%s: cannot read: %w", at, err)
		}
		if *part.into, err = Parse(at, text); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// OneLine writes a text of several lines in one, as records have it.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Report tells a mistake at a place of a file.
type Report func(at strictyaml.Place, format string, args ...any)

// Check reports rows of the records that are gone, claims without a row, and changes of
// status and tolerance that the README does not disclose. A paper without a trace has one
// workload without a name.
func (f *Frozen) Check(paper string, workloads []string, claims []Claim, report Report) {
	for _, record := range []*Record{f.Counted, f.Others} {
		for _, row := range record.Of(paper) {
			there := slices.ContainsFunc(claims,
				func(c Claim) bool { return c.Figure == row.Figure && OneLine(c.Text) == row.Claim })
			if !there || row.Workload != "" && !slices.Contains(workloads, row.Workload) {
				report(strictyaml.Place{File: row.File, Line: row.Line, Column: 1}, "row %q of figure %s is not in "+
					"expected.yaml: the census never shrinks", row.Claim, row.Figure)
			}
		}
	}
	for _, row := range f.Others.Of(paper) {
		if other := f.Counted.find(paper, row.Workload, row.Figure, row.Claim); other != nil {
			report(strictyaml.Place{File: row.File, Line: row.Line, Column: 1}, "row %q of figure %s stands at %s, "+
				"too: expected it in one of the files", row.Claim, row.Figure, other.Place())
		}
	}
	seen := map[string]bool{}
	for i := range claims {
		c := &claims[i]
		key := c.Figure + "\n" + OneLine(c.Text)
		if seen[key] {
			report(c.Place, "claim %q: figure %s has another of that text: expected one of its own for the census",
				c.Text, c.Figure)
		}
		seen[key] = true
		for _, w := range workloads {
			f.check(paper, c, w, report)
		}
	}
}

// check compares a claim on one workload with its row.
func (f *Frozen) check(paper string, c *Claim, workload string, report Report) {
	text, status := OneLine(c.Text), c.Status(workload)
	row := f.Counted.Find(paper, workload, c.Figure, text)
	if row == nil && status.Counted() {
		report(c.Place, "claim %q: status %s counts, and %s has no line of it: expected one", text, status, CountedName)
		return
	}
	if row == nil {
		row = f.Others.Find(paper, workload, c.Figure, text)
	}
	if row == nil {
		report(c.Place, "claim %q: %s has no line of it: expected one", text, UncountedName)
		return
	}
	for _, change := range [][3]string{{"status", row.Status, status.String()},
		{"tolerance", row.Tolerance, c.Tolerance}} {
		if from, to := change[1], change[2]; from != to && !Disclosed(f.Deviations, text, from, to) {
			report(c.Place, "claim %q: %s %q was %q when it was first counted (%s): expected a line under Deviations "+
				"of README.md that names the row in quotation marks, and %q", text, change[0], to, from, row.Place(),
				from+" → "+to)
		}
	}
}

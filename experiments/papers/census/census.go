// Package census reads the frozen record of the rows of papers: which of them count, and
// the status and tolerance with which each was first counted.
//
//	census.csv, uncounted.csv ─▶ Record ─▶ rows of a paper ─┐
//	README.md ─▶ Deviations ────────────────────────────────┴▶ changes without a line
package census

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"thaw/experiments/exit"
)

// Header is the first line of a record.
var Header = []string{"paper", "workload", "figure", "row", "status", "tolerance"}

// Row is one line of a record.
type Row struct {
	File              string
	Line              int
	Paper             string
	Workload          string // empty: every workload that has no line of its own
	Figure, Claim     string
	Status, Tolerance string
}

// Place is where the row stands.
func (r *Row) Place() string { return fmt.Sprintf("%s:%d", r.File, r.Line) }

// Record holds the rows of all papers.
type Record struct{ rows []Row }

// Parse reads a record and reports all its mistakes at once.
func Parse(file string, text []byte) (*Record, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	out := &Record{}
	var mistakes exit.Mistakes
	for first := true; ; first = false {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) && !first {
			return out, mistakes.Err()
		}
		if err != nil {
			mistakes.Add("", fmt.Errorf("%s: expected CSV with the columns %s: %w", file, strings.Join(Header, ","),
				err))
			return nil, mistakes.Err()
		}
		line, _ := r.FieldPos(0)
		if first {
			if !slices.Equal(fields, Header) {
				mistakes.Add("", fmt.Errorf("%s:%d: expected the columns %s", file, line, strings.Join(Header, ",")))
			}
			continue
		}
		if len(fields) != len(Header) {
			mistakes.Add("fields", fmt.Errorf("%s:%d: %d fields, expected %d", file, line, len(fields), len(Header)))
			continue
		}
		row := Row{File: file, Line: line, Paper: fields[0], Workload: fields[1], Figure: fields[2], Claim: fields[3],
			Status: fields[4], Tolerance: fields[5]}
		if same := out.find(row.Paper, row.Workload, row.Figure, row.Claim); same != nil {
			mistakes.Add("twice", fmt.Errorf("%s: the row stands in line %d, too", row.Place(), same.Line))
		}
		out.rows = append(out.rows, row)
	}
}

// Of returns the rows of a paper.
func (r *Record) Of(paper string) []Row {
	if r == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.rows), func(row Row) bool { return row.Paper != paper })
}

// Find returns the row of a claim on a workload, nil where the record has none.
func (r *Record) Find(paper, workload, figure, claim string) *Row {
	if r == nil {
		return nil
	}
	if own := r.find(paper, workload, figure, claim); own != nil {
		return own
	}
	return r.find(paper, "", figure, claim)
}

func (r *Record) find(paper, workload, figure, claim string) *Row {
	for i := range r.rows {
		if row := &r.rows[i]; row.Paper == paper && row.Workload == workload && row.Figure == figure &&
			row.Claim == claim {
			return row
		}
	}
	return nil
}

// comments are what a reader of the page does not see.
var comments = regexp.MustCompile(`(?s)<!--.*?-->`)

// beforeHeading is that of changes that the record has in it.
const beforeHeading = "### Before the census"

// Deviations are the lines of the section of that name in a README, without those below
// the heading of changes before the census.
func Deviations(readme string) []string {
	readme = comments.ReplaceAllString(strings.ReplaceAll(readme, "\r\n", "\n"), "")
	_, section, ok := strings.Cut("\n"+readme, "\n## Deviations\n")
	if !ok {
		return nil
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var out []string
	before := false
	for _, line := range strings.Split(section, "\n") {
		if strings.HasPrefix(line, "### ") {
			before = line == beforeHeading
		}
		if !before {
			out = append(out, line)
		}
	}
	return out
}

// Disclosed reports whether a line names a row, in quotation marks, with the change of it.
func Disclosed(deviations []string, claim, from, to string) bool {
	name, change := `"`+claim+`"`, from+" → "+to
	return slices.ContainsFunc(deviations, func(line string) bool {
		return strings.Contains(line, name) && strings.Contains(strings.ReplaceAll(line, "`", ""), change)
	})
}

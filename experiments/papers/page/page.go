// Package page writes a table into its place of a Markdown page and leaves the rest alone.
//
//	page ─▶ before │ begin mark │ own │ end mark │ after ─▶ page with another own
package page

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
)

// Place is where a page holds a table of a paper.
type Place struct {
	Paper      string
	Begin, End string // lines that enclose it; they name the command
	Heading    string // of the section that a page without them gets, with its blank line; may be empty
}

// For returns the place of the table that a command writes.
func For(paper, command, heading string) Place {
	return Place{Paper: paper, Begin: fmt.Sprintf("<!-- %s: begin -->\n", command),
		End: fmt.Sprintf("<!-- %s: end -->\n", command), Heading: heading}
}

// Part splits a page at the marks. The outer parts keep them.
func (p Place) Part(path, text string) (before, own, after string, err error) {
	i, j := strings.Index(text, p.Begin), strings.Index(text, p.End)
	if i < 0 || j < i {
		return "", "", "", exit.Usage(fmt.Errorf("%s: has no place for this table: expected the line %q and behind "+
			"it the line %q", path, strings.TrimSpace(p.Begin), strings.TrimSpace(p.End)))
	}
	i += len(p.Begin)
	return text[:i], text[i:j], text[j:], nil
}

// Write replaces the text between the marks. A page without the marks gets a section with
// them at its end; a page that is missing is made.
func (p Place) Write(path, own string) error {
	text, err := textfile.Read(path, textfile.Written)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exit.Usage(fmt.Errorf("%s: cannot read: %w", path, err))
	}
	page := string(text)
	if !p.isMarked(page) {
		if page != "" {
			page = strings.TrimRight(page, "\n") + "\n\n"
		}
		page += p.Heading + p.Begin + p.End
	}
	before, _, after, err := p.Part(path, page)
	if err != nil {
		return err
	}
	_, err = results.WriteFile(path, []byte(before+own+after))
	return err
}

// isMarked reports whether a page has one of the marks.
func (p Place) isMarked(page string) bool {
	return strings.Contains(page, p.Begin) || strings.Contains(page, p.End)
}

// ofPaper matches the marks of any table, and has the name of its paper.
var ofPaper = regexp.MustCompile(`(?m)^<!-- thaw reproduce ([^ :]+).*: (?:begin|end) -->$`)

// Check refuses, before a run, a page that cannot be written, lacks one of the marks, or
// is the page of other papers alone.
func (p Place) Check(path string) error {
	if path == "" {
		return nil
	}
	if err := results.CanWrite(path); err != nil {
		return exit.Usage(err)
	}
	text, err := textfile.Read(path, textfile.Written)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return exit.Usage(fmt.Errorf("%s: cannot read: %w", path, results.Cause(err)))
	}
	if p.isMarked(string(text)) {
		_, _, _, err := p.Part(path, string(text))
		return err
	}
	other := ""
	for _, found := range ofPaper.FindAllSubmatch(text, -1) {
		if other = string(found[1]); other == p.Paper {
			return nil // another table of the same page
		}
	}
	if other == "" {
		return nil
	}
	return exit.Usage(fmt.Errorf("%s: is the page of paper %s: expected that of %s, or a file without tables of "+
		"papers", path, other, p.Paper))
}

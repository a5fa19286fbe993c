package papers

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/papers/forms"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
)

// documentMarks are the lines between which a document holds the reproduction's
// table. They name the command: one place a paper and workload, one for a paper
// that replays no trace, one for the shortened run of a paper.
func (r *Reproduction) documentMarks() (begin, end string) {
	command := "thaw reproduce " + r.Paper.Name
	switch {
	case r.shortened():
		command += " --validate"
	case r.Workload.Name != "":
		command += " --workload " + r.Workload.Name
	}
	return fmt.Sprintf("<!-- %s: begin -->\n", command), fmt.Sprintf("<!-- %s: end -->\n", command)
}

// DocumentText is the text between the marks: the workload, the counts of verdicts, and
// the table with each note once.
func (r *Reproduction) DocumentText() (string, error) {
	var b bytes.Buffer
	if r.shortened() {
		b.WriteString("Shortened, to be compared after every change; its verdicts decide nothing.\n\n")
	}
	if r.Workload.Name == "" {
		b.WriteString("No trace is replayed: every cell is a study. ")
	} else {
		fmt.Fprintf(&b, "Workload `%s`: `%s`. %s.\n\nWindows from ", r.Workload.Name, r.Workload.Trace,
			capital(r.Workload.About))
		for i, w := range r.Workload.Windows {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%v", w.Start)
		}
		fmt.Fprintf(&b, "; %s. %s", r.Paper.windowsRule(), forms.Thin(len(r.Workload.Windows)))
	}
	fmt.Fprintf(&b, "%d reproduced, %d shape only, %d not reproduced, %d not comparable.\n\n",
		r.Count(Reproduced), r.Count(ShapeOnly), r.Count(NotReproduced), r.Count(NotComparable))
	err := r.writeTable(&b, true)
	return b.String(), err
}

// capital makes the first letter of a text a capital one.
func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// WriteDocument replaces the text between the marks of this reproduction in a Markdown
// file. A file without the marks gets a section with them at its end. WriteDocument
// makes a missing file.
func (r *Reproduction) WriteDocument(path string) error {
	text, err := textfile.Read(path, textfile.Written)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exit.Usage(fmt.Errorf("%s: cannot read: %w", path, err))
	}
	begin, end := r.documentMarks()
	document := string(text)
	if !strings.Contains(document, begin) && !strings.Contains(document, end) {
		document = r.withSection(document, begin+end)
	}
	before, _, after, err := r.documentPart(path, document)
	if err != nil {
		return err
	}
	own, err := r.DocumentText()
	if err != nil {
		return err
	}
	_, err = results.WriteFile(path, []byte(before+own+after))
	return err
}

// ofPaper matches the marks of any table, and has the name of its paper.
var ofPaper = regexp.MustCompile(`(?m)^<!-- thaw reproduce ([^ :]+).*: (?:begin|end) -->$`)

// checkDocument refuses, before a run, a document that cannot be written, lacks one of
// the marks, or is the page of other papers alone.
func (r *Reproduction) checkDocument(path string) error {
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
	if begin, end := r.documentMarks(); strings.Contains(string(text), begin) || strings.Contains(string(text), end) {
		_, _, _, err := r.documentPart(path, string(text))
		return err
	}
	other := ""
	for _, found := range ofPaper.FindAllSubmatch(text, -1) {
		if other = string(found[1]); other == r.Paper.Name {
			return nil // another table of the same page
		}
	}
	if other == "" {
		return nil
	}
	return exit.Usage(fmt.Errorf("%s: is the page of paper %s: expected that of %s, or a file without tables of "+
		"papers", path, other, r.Paper.Name))
}

// withSection appends a section to a document, under a heading where a document may
// hold several tables of the paper.
func (r *Reproduction) withSection(document, section string) string {
	if document != "" {
		document = strings.TrimRight(document, "\n") + "\n\n"
	}
	switch {
	case r.shortened():
		document += fmt.Sprintf("## As `make validate` runs it: %s\n\n", r.Validation)
	case r.Workload.Name != "":
		document += "## Workload " + r.Workload.Name + "\n\n"
	}
	return document + section
}

// documentPart splits a document at the marks. The outer parts keep the marks.
func (r *Reproduction) documentPart(path, text string) (before, own, after string, err error) {
	begin, end := r.documentMarks()
	i, j := strings.Index(text, begin), strings.Index(text, end)
	if i < 0 || j < i {
		return "", "", "", exit.Usage(fmt.Errorf("%s: has no place for this table: expected the line %q and behind "+
			"it the line %q", path, strings.TrimSpace(begin), strings.TrimSpace(end)))
	}
	i += len(begin)
	return text[:i], text[i:j], text[j:], nil
}

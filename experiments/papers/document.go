package papers

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
)

// documentMarks are the lines between which a document holds a reproduction's
// table: one place a paper and workload, or a paper that replays no trace.
func documentMarks(paper, workload string) (begin, end string) {
	if workload == "" {
		return fmt.Sprintf("<!-- thaw reproduce %s: begin -->\n", paper), fmt.Sprintf("<!-- thaw reproduce %s: end -->\n", paper)
	}
	return fmt.Sprintf("<!-- thaw reproduce %s --workload %s: begin -->\n", paper, workload),
		fmt.Sprintf("<!-- thaw reproduce %s --workload %s: end -->\n", paper, workload)
}

// DocumentText is what stands between the marks: what was replayed, the counts
// of verdicts, and the table with each note once.
func (r *Reproduction) DocumentText() (string, error) {
	var b bytes.Buffer
	if r.Workload.Name == "" {
		b.WriteString("No trace is replayed: every cell is a study. ")
	} else {
		fmt.Fprintf(&b, "Workload `%s`: `%s`. %s.\n\nWindows from ", r.Workload.Name, r.Workload.Trace, capital(r.Workload.About))
		for i, w := range r.Workload.Windows {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%v", w.Start)
		}
		fmt.Fprintf(&b, "; %s. ", r.Paper.windowsRule())
	}
	fmt.Fprintf(&b, "%d reproduced, %d shape only, %d not reproduced, %d not comparable.\n\n",
		r.Count(Reproduced), r.Count(ShapeOnly), r.Count(NotReproduced), r.Count(NotComparable))
	err := r.writeTable(&b, true)
	return b.String(), err
}

// capital makes a text the beginning of a sentence.
func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// WriteDocument replaces what stands between the marks of this paper and workload
// in a Markdown file, so that a document can be kept true. A file without the
// marks gets a section with them at its end; one that is not there is made.
func (r *Reproduction) WriteDocument(path string) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exit.Usage(fmt.Errorf("%s: cannot read: %w", path, results.Cause(err)))
	}
	begin, end := documentMarks(r.Paper.Name, r.Workload.Name)
	document := string(text)
	if !strings.Contains(document, begin) && !strings.Contains(document, end) {
		document = withSection(document, r.Workload.Name, begin+end)
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

// withSection appends a section to a document, under the name of the workload
// where there is one.
func withSection(document, workload, section string) string {
	if document != "" {
		document = strings.TrimRight(document, "\n") + "\n\n"
	}
	if workload != "" {
		document += "## Workload " + workload + "\n\n"
	}
	return document + section
}

// documentPart parts a document at the marks, which stay with the outer parts.
func (r *Reproduction) documentPart(path, text string) (before, own, after string, err error) {
	begin, end := documentMarks(r.Paper.Name, r.Workload.Name)
	i, j := strings.Index(text, begin), strings.Index(text, end)
	if i < 0 || j < i {
		return "", "", "", exit.Usage(fmt.Errorf("%s: has no place for this table: expected the line %q and behind it the line %q", path, strings.TrimSpace(begin), strings.TrimSpace(end)))
	}
	i += len(begin)
	return text[:i], text[i:j], text[j:], nil
}

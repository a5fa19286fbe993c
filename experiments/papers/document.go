package papers

import (
	"bytes"
	"fmt"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/papers/forms"
	"thaw/experiments/papers/page"
	"thaw/experiments/papers/rows"
)

// place is where a document holds the reproduction's table: one place a paper and
// workload, one for a paper that replays no trace, one for the shortened run of a paper.
// A heading tells several tables of a paper apart.
func (r *Reproduction) place() page.Place {
	command, heading := "thaw reproduce "+r.Paper.Name, ""
	switch {
	case r.shortened():
		command += " --validate"
		heading = fmt.Sprintf("## As `make validate` runs it: %s\n\n", r.Validation)
	case r.Workload.Name != "":
		command += " --workload " + r.Workload.Name
		heading = "## Workload " + r.Workload.Name + "\n\n"
	}
	return page.For(r.Paper.Name, command, heading)
}

// WriteDocument replaces the text between the marks of this reproduction in a Markdown
// file.
func (r *Reproduction) WriteDocument(path string) error {
	own, err := r.DocumentText()
	if err != nil {
		return err
	}
	if text := r.changed(); text != "" {
		return exit.Usage(fmt.Errorf("%s: not written: %s", path, strings.TrimSpace(text)))
	}
	return r.place().Write(path, own)
}

// DocumentText is the text between the marks: the workload, the counts of verdicts, and
// the table with each note once.
func (r *Reproduction) DocumentText() (string, error) {
	var b bytes.Buffer
	if r.shortened() {
		b.WriteString("Shortened, to be compared after every change; its verdicts decide nothing.\n\n")
	}
	if r.Workload.Name == "" {
		b.WriteString(page.Capital(r.Paper.withoutWorkload()) + ". ")
	} else {
		fmt.Fprintf(&b, "Workload `%s`: `%s`. %s.\n\nWindows from ", r.Workload.Name, r.Workload.Trace,
			page.Capital(r.Workload.About))
		for i, w := range r.Workload.Windows {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%v", w.Start)
		}
		fmt.Fprintf(&b, "; %s. %s", r.Paper.windowsRule(), forms.Thin(len(r.Workload.Windows)))
	}
	fmt.Fprintf(&b, "%s.\n\n", r.Counts())
	err := rows.WriteMarkdown(&b, r.Rows())
	return b.String(), err
}

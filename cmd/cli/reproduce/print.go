package reproduce

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"thaw/cmd/cli/table"
	"thaw/cmd/cli/terminal"
	"thaw/experiments/papers"
	"thaw/experiments/papers/rows"
)

func printReproduction(cmd *cobra.Command, r *papers.Reproduction, f *flags) error {
	w := cmd.OutOrStdout()
	if f.json || f.asMarkdown {
		for _, line := range strings.Split(strings.TrimSpace(r.Describe()), "\n") {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", cmd.Root().Name(), line)
		}
		if f.json {
			return r.WriteJSON(w)
		}
		return r.WriteMarkdown(w)
	}
	p := page{screen: terminal.Of(w)}
	p.reproduction(r)
	p.written(r)
	p.text(summary(r), 0, 2, bold)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// page is a text laid out for a screen.
type page struct {
	screen terminal.Screen
	b      strings.Builder
}

// The looks of text on a terminal with colours.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// paint returns what gives text a look; nil without colours.
func (p *page) paint(look string) func(string) string {
	if !p.screen.Colour || look == "" {
		return nil
	}
	return func(text string) string { return look + text + plain }
}

func (p *page) lines(lines []string) {
	for _, line := range lines {
		p.b.WriteString(line + "\n")
	}
}

// text writes a paragraph of a look, indented by so many columns, and by more from the
// second line on.
func (p *page) text(text string, indent, more int, look string) {
	lines := table.Hang(text, indent, more, p.screen.Width)
	if paint := p.paint(look); paint != nil {
		for i := range lines {
			lines[i] = paint(lines[i])
		}
	}
	p.lines(lines)
}

// reproduction writes the claims figure by figure, then the notes and the rows that fail.
func (p *page) reproduction(r *papers.Reproduction) {
	p.text(summary(r), 0, 2, bold)
	p.b.WriteByte('\n')
	p.text(r.Paper.Title, 0, 0, "")
	for line := range strings.SplitSeq(strings.TrimSpace(r.Describe()), "\n") {
		p.text(line, 0, 2, "")
	}
	p.text("intervals of 95% over windows and seeds; [1] refers to note 1 below", 0, 2, "")
	figures, abouts := r.Paper.FigureNames()
	list := r.Rows()
	slices.SortStableFunc(list, func(a, b rows.Row) int {
		return slices.Index(figures, a.Figure) - slices.Index(figures, b.Figure)
	})
	var texts []string
	for i := range list {
		texts = append(texts, list[i].Note)
	}
	n := newNotes(texts)
	last := ""
	for i := range list {
		if c := &list[i]; c.Figure != last {
			last = c.Figure
			p.b.WriteByte('\n')
			p.text(rows.Title(last)+": "+abouts[slices.Index(figures, last)], 0, 2, bold)
		}
		p.row(&list[i], n.mark(i))
	}
	if len(n.list) > 0 {
		p.b.WriteString("\nNotes\n")
	}
	for i, note := range n.list {
		number := fmt.Sprintf("[%d]", i+1)
		p.lines(table.Beside(2, table.Part{Text: number, Columns: len(number)},
			table.Part{Text: note, Columns: p.screen.Width - 4 - len(number)}))
	}
	if len(r.Failures()) > 0 {
		p.b.WriteString("\nRows that fail\n")
	}
	for _, c := range list {
		if c.Failure != "" {
			p.text(fmt.Sprintf("!! %s: %q %s", rows.Title(c.Figure), c.Claim, c.Failure), 0, 3, red)
		}
	}
	p.b.WriteByte('\n')
}

// The columns of a row: verdicts and statuses, and simulated values with their intervals.
const (
	verdictColumns   = len("no prediction: ")
	statusColumns    = len("contradiction")
	simulatedColumns = 40
)

// row writes a claim: its text with verdict and status, and below what is published and
// what is simulated.
func (p *page) row(c *rows.Row, mark string) {
	width := p.screen.Width
	p.lines(table.Beside(2, table.Part{Text: c.Claim + mark, Columns: width - 6 - verdictColumns - statusColumns},
		table.Part{Text: c.VerdictText, Columns: verdictColumns, Paint: p.paint(look(c))},
		table.Part{Text: c.Status, Columns: statusColumns}))
	published := "published " + c.Published
	if c.Tolerance != "" {
		published += " (" + c.Tolerance + ")"
	}
	p.lines(table.Beside(4, table.Part{Text: published, Columns: width - 6 - simulatedColumns},
		table.Part{Text: strings.TrimSpace("simulated " + c.SimulatedText + " " + c.Interval),
			Columns: simulatedColumns}))
	if c.Failure != "" {
		p.text("!! "+c.Failure, 2, 3, red)
	}
}

// look is that of a verdict.
func look(c *rows.Row) string {
	switch text := c.VerdictText; {
	case c.Failure != "" || text == "not reproduced":
		return red
	case text == "reproduced":
		return green
	case text == "shape only":
		return yellow
	}
	return ""
}

// summary counts the rows on one line.
func summary(r *papers.Reproduction) string {
	text := strings.Replace(r.Counts(), ", 0 not comparable", "", 1)
	if n := len(r.Failures()); n > 0 {
		text += fmt.Sprintf("; %s", table.Many(int64(n), "failure"))
	}
	return text
}

// written lists the files that a reader wants to open.
func (p *page) written(r *papers.Reproduction) {
	var left int
	for _, path := range r.Written {
		if filepath.Ext(path) == ".png" || filepath.Dir(path) == filepath.Clean(r.Folder) {
			fmt.Fprintf(&p.b, "wrote %s\n", path)
		} else {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(&p.b, "and %d files of the same figures as SVG, PDF, CSV and LaTeX\n", left)
	}
	p.b.WriteByte('\n')
}

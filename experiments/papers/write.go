package papers

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"thaw/experiments/caption"
	"thaw/experiments/folder"
	"thaw/experiments/papers/beside"
	"thaw/experiments/papers/record"
	"thaw/experiments/papers/rows"
	"thaw/experiments/papers/stated"
	"thaw/experiments/papers/verdict"
	"thaw/experiments/results"
	"thaw/plots"
)

// The files of a reproduction's folder; the cells below cells/ are result
// folders of their own.
const (
	reproductionName = folder.ReproductionName
	cellsName        = folder.CellsName
)

// manifest describes the reproduction while it goes on.
func (r *Reproduction) manifest(opt Options) (*record.Manifest, error) {
	m := &record.Manifest{Thaw: r.Paper.program.Build, Command: opt.Command, Paper: r.Paper.Name,
		Revision: r.Paper.digest, Figure: opt.Figure, Validate: r.Validation, Changes: r.Book.Texts(""),
		Files: append([]results.FileInfo{}, r.before.Files...), Drawing: r.drawing, Width: opt.Width}
	if !r.Paper.replays() {
		return m, nil
	}
	m.Rule = r.Paper.windowsRule()
	text, err := results.CompactJSON(&r.Workload)
	m.Workload = []byte(text)
	return m, err
}

// begin writes the manifest of a reproduction that goes on.
func (r *Reproduction) begin(opt Options) error {
	m, err := r.manifest(opt)
	if err != nil {
		return err
	}
	return m.Write(r.Folder)
}

// windowsRule says in words how windows are chosen.
func (p *Paper) windowsRule() string {
	return fmt.Sprintf("windows of %v at whole minutes, drawn without overlap under seed %d", p.Windows.Length,
		p.Windows.Seed)
}

// withoutWorkload says what a paper runs that replays no workload.
func (p *Paper) withoutWorkload() string {
	if slices.ContainsFunc(p.Cells, func(c Cell) bool { return c.Trace != "" }) {
		return "cells generate the traces that they replay, each its own"
	}
	return onlyStudies
}

const onlyStudies = "no trace is replayed: every cell is a study"

// Describe describes the workload in a few lines, and nothing where there is none.
func (w *Workload) Describe() string {
	if w.Name == "" {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "workload %s (%s): %s\n", w.Name, w.Reason, w.Trace)
	b.WriteString("windows from ")
	for i, x := range w.Windows {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%v (%.4g/s)", x.Start, x.PerS)
	}
	fmt.Fprintf(&b, " for %v each; higher rates are superposed copies of a window\n", w.Windows[0].Length)
	return b.String()
}

// Failures are the rows that fail the reproduction.
func (r *Reproduction) Failures() []ClaimResult {
	return r.those(func(c *ClaimResult) bool { return c.Failure != "" })
}

// Undecided are the enforced rows that the run cannot decide.
func (r *Reproduction) Undecided() []ClaimResult {
	return r.those(func(c *ClaimResult) bool { return c.Undecided })
}

// Count is the number of rows of the census with a verdict.
func (r *Reproduction) Count(v verdict.Verdict) int {
	return len(r.those(func(c *ClaimResult) bool { return c.Verdict == v && c.Counted }))
}

// those are the rows of which something is true.
func (r *Reproduction) those(is func(*ClaimResult) bool) (out []ClaimResult) {
	for i := range r.Claims {
		if is(&r.Claims[i]) {
			out = append(out, r.Claims[i])
		}
	}
	return out
}

// Counts says in words how many rows of the census came out how, and how many rows are
// not counted.
func (r *Reproduction) Counts() string {
	all := len(r.those(func(c *ClaimResult) bool { return c.Counted }))
	text := fmt.Sprintf("%d of %d reproduced (census), %d shape only, %d not reproduced, %d not comparable",
		r.Count(verdict.Reproduced), all, r.Count(verdict.ShapeOnly), r.Count(verdict.NotReproduced),
		r.Count(verdict.NotComparable))
	if n := r.Count(verdict.NoPrediction); n > 0 {
		text += fmt.Sprintf(", %d no prediction", n)
	}
	return text + fmt.Sprintf("; %d not counted", len(r.Claims)-all)
}

// Row is everything that there is to say about the claim.
func (r *ClaimResult) Row() rows.Row {
	ground, _ := stated.GroundOf(r.Claim.Source) // it was checked
	row := rows.Row{Ground: ground, Claim: r.Claim.Claim, Figure: r.Claim.Figure, Source: r.Claim.source(),
		Measure: r.Claim.measure(),
		Number:  r.Claim.published(), Published: r.Claim.published(), Tolerance: r.Claim.Tolerance.Text,
		Ordered:   r.Claim.Measure.Ordered(),
		Simulated: r.Simulated, Low: r.Low, High: r.High, SimulatedText: r.SimulatedText(), Interval: r.IntervalText(),
		Status: r.Status.String(), Prediction: r.Status.Counted(), Counted: r.Counted, Verdict: string(r.Verdict),
		VerdictText: r.VerdictText(), Note: r.Note, Failure: r.Failure}
	if x, ok := r.Claim.Published.Number(); ok && r.Claim.Also == "" {
		row.Number = x
	}
	return row
}

// Rows are the claims, in the order of the paper's file.
func (r *Reproduction) Rows() []rows.Row {
	out := make([]rows.Row, len(r.Claims))
	for i := range r.Claims {
		out[i] = r.Claims[i].Row()
	}
	return out
}

// measure is the claim's measure with its metric and references.
func (c *Claim) measure() string {
	text := c.Measure.String() + " " + c.Metric
	if c.Within != "" {
		text += " within " + c.Within
	}
	switch {
	case c.To != "":
		return text + ": " + c.Of + ", " + c.To
	case c.Of != "":
		return text + ": " + c.Of
	}
	cell, _, _ := strings.Cut(c.Order[0][0], "/")
	return text + ": " + cell
}

// WriteJSON writes an array with one object a claim.
func (r *Reproduction) WriteJSON(w io.Writer) error { return rows.WriteJSON(w, r.Rows()) }

// WriteCSV writes a header and one line a claim.
func (r *Reproduction) WriteCSV(w io.Writer) error { return rows.WriteCSV(w, r.Rows()) }

// WriteMarkdown writes the table with the notes below it, each distinct note once.
func (r *Reproduction) WriteMarkdown(w io.Writer) error {
	if text := r.changed(); text != "" {
		if _, err := io.WriteString(w, text+"\n"); err != nil {
			return err
		}
	}
	return rows.WriteMarkdown(w, r.Rows())
}

// SimulatedText is the simulated value in the form of the published one.
func (r *ClaimResult) SimulatedText() string {
	switch {
	case math.IsNaN(r.Simulated):
		return "none"
	case len(r.Claim.Order) > 0:
		return fmt.Sprintf("%.0f%% of pairs", 100*r.Simulated)
	}
	return r.Claim.number(r.Simulated)
}

// IntervalText is the interval of the simulated value; empty where there is none.
func (r *ClaimResult) IntervalText() string {
	if math.IsNaN(r.Low) || math.IsNaN(r.High) {
		return ""
	}
	return "[" + r.Claim.number(r.Low) + ", " + r.Claim.number(r.High) + "]"
}

// VerdictText is the verdict in words. A row that is no prediction has none: it tells whether the run is
// in line with what is published. Where the census still counts it, it says that it is no prediction.
func (r *ClaimResult) VerdictText() string {
	word := strings.ReplaceAll(string(r.Verdict), "-", " ")
	if r.Status.Counted() || math.IsNaN(r.Simulated) {
		return word
	}
	line, _, _ := strings.Cut(r.line(), " with")
	switch {
	case r.Status == verdict.Calibration && r.Within:
		line = "input"
	case r.Status == verdict.Contradiction:
		line = r.ofTwo()
	}
	if r.Counted {
		return word + ": " + line
	}
	return line
}

// ofTwo tells with which of the two values of a contradiction the run is in line. Of two orders the first is
// judged.
func (r *ClaimResult) ofTwo() string {
	switch {
	case r.Claim.Measure.Ordered():
		return r.line() + " the first"
	case r.Within && r.Second:
		return "in line with both"
	case r.Within:
		return "in line with the first"
	case r.Second:
		return "in line with the second"
	}
	return "out of line with both"
}

// write draws the figures and writes the files of the result folder.
func (r *Reproduction) write(opt Options) error {
	sheet, err := r.sheet(opt.Figure, opt.Command)
	if err != nil {
		return err
	}
	drawn, err := sheet.Draw(r.Folder, nil, plots.Output{Width: opt.Width}, func(files []string) error {
		r.drawing = append(r.drawing, files...)
		return r.begin(opt)
	})
	if err != nil {
		return err
	}
	for i, write := range []func(io.Writer) error{r.WriteJSON, r.WriteCSV, r.WriteMarkdown} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		info, err := results.WriteFile(filepath.Join(r.Folder, folder.ClaimNames()[i]), b.Bytes())
		if err != nil {
			return err
		}
		r.Written = append(r.Written, info.Path)
	}
	r.Written = append(r.Written, drawn...)
	m, err := r.manifest(opt)
	if err != nil {
		return err
	}
	return m.Finish(r.Folder, r.Written)
}

// sheet is the reproduction with its figures, of one figure or all.
func (r *Reproduction) sheet(only string, command []string) (*beside.Sheet, error) {
	s := &beside.Sheet{Paper: r.Paper.Name, Title: r.Paper.Title, Command: caption.Command(command), Run: r.Describe(),
		Counts: r.Counts()}
	all := r.Rows()
	for i := range r.Paper.Figures {
		f := &r.Paper.Figures[i]
		if only != "" && f.Name != only {
			continue
		}
		after, variant := f.Published()
		of := beside.Figure{Name: f.Name, After: after, Variant: variant, About: f.About, Caption: f.Caption}
		for _, row := range all {
			if row.Figure == f.Name {
				of.Rows = append(of.Rows, row)
			}
		}
		var err error
		if of.Drawn, err = r.draw(f); err != nil {
			return nil, err
		}
		s.Figures = append(s.Figures, of)
	}
	return s, nil
}

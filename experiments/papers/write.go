package papers

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/build"
	"thaw/experiments/figures"
	"thaw/experiments/folder"
	"thaw/experiments/papers/page"
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

// reproductionManifest describes a reproduction: its build, command, paper and workload.
type reproductionManifest struct {
	Thaw     build.Info         `json:"thaw"`
	Complete bool               `json:"complete"`
	Command  []string           `json:"command"`
	Paper    string             `json:"paper"`
	Figure   string             `json:"figure,omitempty"`
	Rule     string             `json:"windows_rule,omitempty"` // empty for a paper of studies
	Workload *Workload          `json:"workload,omitempty"`     // nil for a paper of studies
	Changes  []string           `json:"changes,omitempty"`      // of numbers of models, path=value
	Validate *stated.Validation `json:"validate,omitempty"`     // bounds of a run as of make validate
	// without those of the cells, which have manifests of their own
	Files   []results.FileInfo `json:"files"`                     // those of before while the reproduction goes on
	Drawing []string           `json:"drawing,omitempty"`         // files of figures that are being written
	Width   plots.Width        `json:"figure_width_mm,omitempty"` // of every figure; absent: each its own
}

func (r *Reproduction) writeManifest(opt Options, complete bool) error {
	text, err := r.manifestText(opt, complete)
	if err == nil {
		_, err = results.WriteFile(filepath.Join(r.Folder, reproductionName), text)
	}
	return err
}

func (r *Reproduction) manifestText(opt Options, complete bool) ([]byte, error) {
	m := reproductionManifest{Thaw: r.Paper.program.Build, Complete: complete, Command: opt.Command,
		Paper: r.Paper.Name, Figure: opt.Figure, Validate: r.Validation, Changes: r.Book.Texts(""),
		Files: []results.FileInfo{}, Drawing: r.drawing, Width: opt.Width}
	if r.Paper.replays() {
		m.Rule, m.Workload = r.Paper.windowsRule(), &r.Workload
	}
	if !complete {
		m.Files = append(m.Files, r.before.Files...)
	} else {
		m.Drawing = nil
		for _, path := range r.Written {
			info, err := results.HashFile(path)
			if err != nil {
				return nil, err
			}
			if info.Path, err = filepath.Rel(r.Folder, path); err != nil {
				return nil, err
			}
			info.Path = filepath.ToSlash(info.Path)
			m.Files = append(m.Files, info)
		}
	}
	return results.IndentedJSON(m)
}

// windowsRule says in words how windows are chosen.
func (p *Paper) windowsRule() string {
	return fmt.Sprintf("windows of %v at whole minutes, drawn without overlap under seed %d", p.Windows.Length,
		p.Windows.Seed)
}

// Describe describes the workload in a few lines.
func (w *Workload) Describe() string {
	if w.Name == "" {
		return "no trace: every cell is a study, a model that is run on its own\n"
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
	var out []ClaimResult
	for _, c := range r.Claims {
		if c.Failure != "" {
			out = append(out, c)
		}
	}
	return out
}

// Undecided are the enforced rows that the run cannot decide.
func (r *Reproduction) Undecided() []ClaimResult {
	var out []ClaimResult
	for _, c := range r.Claims {
		if c.Undecided {
			out = append(out, c)
		}
	}
	return out
}

// Count is the number of rows of the census with a verdict.
func (r *Reproduction) Count(v verdict.Verdict) int {
	n := 0
	for _, c := range r.Claims {
		if c.Verdict == v && c.Counted {
			n++
		}
	}
	return n
}

// Counts says in words how many rows of the census came out how, and how many rows are
// not counted.
func (r *Reproduction) Counts() string {
	all := 0
	for _, c := range r.Claims {
		if c.Counted {
			all++
		}
	}
	return fmt.Sprintf("%d of %d reproduced (census), %d shape only, %d not reproduced, %d not comparable; %d "+
		"not counted", r.Count(verdict.Reproduced), all, r.Count(verdict.ShapeOnly), r.Count(verdict.NotReproduced),
		r.Count(verdict.NotComparable), len(r.Claims)-all)
}

// claimColumn is one key of the JSON of a reproduction.
type claimColumn struct {
	name string
	of   func(*ClaimResult) any
}

// claimColumns are the columns that scripts rely on. Column published holds a number or
// a text.
var claimColumns = []claimColumn{
	{"claim", func(r *ClaimResult) any { return r.Claim.Claim }},
	{"figure", func(r *ClaimResult) any { return r.Claim.Figure }},
	{"measure", func(r *ClaimResult) any { return r.Claim.measure() }},
	{"published", func(r *ClaimResult) any {
		if x, ok := r.Claim.Published.Number(); ok && r.Claim.Also == "" {
			return x
		}
		return r.Claim.published()
	}},
	{"simulated", func(r *ClaimResult) any { return orNull(r.Simulated) }},
	{"low", func(r *ClaimResult) any { return orNull(r.Low) }},
	{"high", func(r *ClaimResult) any { return orNull(r.High) }},
	{"tolerance", func(r *ClaimResult) any { return r.Claim.Tolerance.Text }},
	{"status", func(r *ClaimResult) any { return r.Status.String() }},
	{"counted", func(r *ClaimResult) any { return r.Counted }},
	{"verdict", func(r *ClaimResult) any { return string(r.Verdict) }},
	{"note", func(r *ClaimResult) any { return r.Note }},
}

func orNull(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
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
func (r *Reproduction) WriteJSON(w io.Writer) error {
	var lines []string
	for i := range r.Claims {
		var cells []string
		for _, c := range claimColumns {
			text, err := results.CompactJSON(c.of(&r.Claims[i]))
			if err != nil {
				return err
			}
			cells = append(cells, strconv.Quote(c.name)+": "+text)
		}
		lines = append(lines, "\n  {"+strings.Join(cells, ", ")+"}")
	}
	end := "]\n"
	if len(lines) > 0 {
		end = "\n]\n"
	}
	_, err := io.WriteString(w, "["+strings.Join(lines, ",")+end)
	return err
}

// WriteCSV writes a header and one line a claim.
func (r *Reproduction) WriteCSV(w io.Writer) error {
	columns := make([]results.RowColumn[ClaimResult], len(claimColumns))
	for i, c := range claimColumns {
		columns[i] = results.RowColumn[ClaimResult]{Name: c.name, Text: func(row *ClaimResult) string {
			switch v := c.of(row).(type) {
			case nil:
				return ""
			case float64:
				return string(results.AppendNumber(nil, v))
			default:
				return fmt.Sprint(v)
			}
		}}
	}
	return results.WriteCSV(w, columns, r.Claims)
}

// WriteMarkdown writes the table with the notes below it, one a row that has one.
func (r *Reproduction) WriteMarkdown(w io.Writer) error {
	if text := r.changed(); text != "" {
		if _, err := io.WriteString(w, text+"\n"); err != nil {
			return err
		}
	}
	return r.writeTable(w, false)
}

// writeTable writes the table and its notes, with once each distinct note once.
func (r *Reproduction) writeTable(w io.Writer, once bool) error {
	var b bytes.Buffer
	b.WriteString("| figure | claim | published | simulated | interval | tolerance | status | verdict " +
		"|\n|---|---|---|---|---|---|---|---|\n")
	var notes []string
	for i := range r.Claims {
		c := &r.Claims[i]
		mark := ""
		if c.Note != "" {
			note := page.Cell(c.Note)
			at := slices.Index(notes, note)
			if at < 0 || !once {
				at = len(notes)
				notes = append(notes, note)
			}
			mark = fmt.Sprintf(" [%d]", at+1)
		}
		fmt.Fprintf(&b, "| %s | %s (%s) | %s | %s | %s | %s | %s | %s%s |\n", c.Claim.Figure, page.Cell(c.Claim.Claim),
			page.Cell(c.Claim.Source),
			page.Cell(c.Claim.published()), c.SimulatedText(), c.IntervalText(), c.Claim.Tolerance.Text, c.Status,
			c.VerdictText(), mark)
	}
	b.WriteByte('\n')
	for i, n := range notes {
		fmt.Fprintf(&b, "%d. %s\n", i+1, n)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Published is the published value as a text.
func (r *ClaimResult) Published() string { return r.Claim.published() }

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

// VerdictText is the verdict in words. A row that is not counted has none: it tells
// whether the run is in line with what is published.
func (r *ClaimResult) VerdictText() string {
	if r.Status.Counted() || math.IsNaN(r.Simulated) {
		return strings.ReplaceAll(string(r.Verdict), "-", " ")
	}
	if r.Status == verdict.Calibration && r.Within {
		return "input"
	}
	line, _, _ := strings.Cut(r.line(), " with")
	return line
}

// write draws the figures and writes the files of the result folder.
func (r *Reproduction) write(opt Options) error {
	figs, err := r.figures(opt.Figure, r.byCell)
	if err != nil {
		return err
	}
	drawn, err := figures.Write(r.Folder, figs, plots.Output{Width: opt.Width}, func(files []string) error {
		r.drawing = append(r.drawing, files...)
		return r.writeManifest(opt, false)
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
	return r.writeManifest(opt, true)
}

package compare

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/textfile"
)

// columns lists the columns of a report's JSON.
func (r *Report) columns() []results.RowColumn[CheckRow] {
	number := func(name string, of func(*CheckRow) float64) results.RowColumn[CheckRow] {
		return results.RowColumn[CheckRow]{Name: name, Value: of}
	}
	text := func(name string, of func(*CheckRow) string) results.RowColumn[CheckRow] {
		return results.RowColumn[CheckRow]{Name: name, Text: of}
	}
	return []results.RowColumn[CheckRow]{
		text("status", func(r *CheckRow) string { return string(r.Status) }),
		text("level", func(r *CheckRow) string { return r.Level.String() }),
		{Name: "fails", Flag: (*CheckRow).Fails},
		text("budget", func(r *CheckRow) string { return r.Budget.title() }),
		text("policy", func(r *CheckRow) string { return r.Policy.Policy }),
		text("metric", func(r *CheckRow) string { return r.Budget.Metric.Column }),
		text("bound", func(r *CheckRow) string { return r.Bound }),
		number("limit", func(r *CheckRow) float64 { return r.Limit }),
		{Name: "limit_is_share", Flag: func(r *CheckRow) bool { return r.Percent }},
		text("statistic", func(r *CheckRow) string { return r.Budget.Statistic.String() }),
		number("seeds", func(r *CheckRow) float64 { return float64(r.Seeds) }),
		number("value", func(r *CheckRow) float64 { return r.Value }),
		number("baseline_mean", func(r *CheckRow) float64 { return r.BaselineMean }),
		number("change", func(r *CheckRow) float64 { return r.Change.Value }),
		number("change_low", func(r *CheckRow) float64 { return r.Change.Low }),
		number("change_high", func(r *CheckRow) float64 { return r.Change.High }),
		text("change_interval", func(r *CheckRow) string { return string(r.Change.Method) }),
		text("test", func(r *CheckRow) string { return r.Test }),
		number("p", func(r *CheckRow) float64 { return r.P }),
		number("p_holm", func(r *CheckRow) float64 { return r.Holm }),
		text("note", func(r *CheckRow) string { return r.Note }),
	}
}

// WriteJSON writes an array with one object per check. Missing numbers are null.
func (r *Report) WriteJSON(w io.Writer) error { return results.WriteJSON(w, r.columns(), r.Rows) }

// Title names the budget of a row.
func (r *CheckRow) Title() string { return r.Budget.title() }

// LimitText writes the bound: "at most 0.05", "at most +5%".
func (r *CheckRow) LimitText() string {
	amount := strconv.FormatFloat(r.Limit, 'g', -1, 64)
	if r.Percent {
		amount = Tolerance{r.Limit, true}.String()
	}
	switch r.Bound {
	case boundMin:
		return "at least " + amount
	case boundMax:
		return "at most " + amount
	case boundIncrease:
		return "at most +" + amount
	}
	return "at least −" + amount
}

// ValueText writes the measured value, or the change with its interval.
func (r *CheckRow) ValueText() string {
	if r.Status == Off || r.Status == NoSample {
		return "–"
	}
	if r.Bound == boundMin || r.Bound == boundMax {
		return strconv.FormatFloat(r.Value, 'g', 4, 64)
	}
	if math.IsNaN(r.Change.Value) {
		return fmt.Sprintf("%s from %s", strconv.FormatFloat(r.Value, 'g', 4, 64),
			strconv.FormatFloat(r.BaselineMean, 'g', 4, 64))
	}
	row := Row{Metric: r.Budget.Metric.Metric, HasRatio: r.Percent, Ratio: r.Change, Difference: r.Change}
	return row.Change()
}

// About names the data behind the numbers, and the reason if the check is inconclusive.
func (r *CheckRow) About() string {
	var parts []string
	switch {
	case r.Status == Off:
		return ""
	case r.Bound == boundMin || r.Bound == boundMax:
		if r.Seeds > 1 {
			parts = append(parts, fmt.Sprintf("%s of %d seeds", r.Budget.Statistic, r.Seeds))
		} else {
			parts = append(parts, "1 seed")
		}
	default:
		parts = append(parts, plural(r.Seeds, "seed"))
		if !math.IsNaN(r.Holm) {
			p := PText(r.Holm)
			if !strings.HasPrefix(p, "<") {
				p = "= " + p
			}
			parts = append(parts, "p "+p)
		}
	}
	if r.Note != "" {
		parts = append(parts, r.Note)
	}
	return strings.Join(parts, ", ")
}

// StatusText returns the status, with the level unless that is error.
func (r *CheckRow) StatusText() string {
	switch {
	case r.Warns():
		return string(r.Status) + " (warn)"
	case r.Status == NoSample && r.Budget.AllowNoData:
		return string(r.Status) + " (allowed)"
	}
	return string(r.Status)
}

// Counts writes the number of checks by status.
func (r *Report) Counts() string {
	counts := map[Status]int{}
	for i := range r.Rows {
		counts[r.Rows[i].Status]++
	}
	var parts []string
	for _, s := range []Status{Pass, Fail, Inconclusive, NoSample, Off} {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	return plural(len(r.Rows), "check") + ": " + strings.Join(parts, ", ")
}

// WriteMarkdown writes a table for the summary of a CI job.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### thaw check: %s\n\n| status | budget | policy | found | allowed | about "+
		"|\n|---|---|---|---|---|---|\n", r.Counts())
	cell := strings.NewReplacer("|", "\\|", "\n", " ", "<", "&lt;", "*", "\\*", "_", "\\_")
	for i := range r.Rows {
		row := &r.Rows[i]
		status := row.StatusText()
		if row.Fails() {
			status = "**" + status + "**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", status, cell.Replace(row.Title()),
			cell.Replace(row.Policy.Policy),
			cell.Replace(row.ValueText()), cell.Replace(row.LimitText()), cell.Replace(row.About()))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "\n%s.\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// The JUnit form that CI systems read: a suite with a case a check.
type (
	junitSuites struct {
		XMLName xml.Name   `xml:"testsuites"`
		Suite   junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitMessage `xml:"failure,omitempty"`
		Skipped *junitMessage `xml:"skipped,omitempty"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit writes a report as JUnit XML. A warning becomes a skipped case, so
// that CI shows it without failing.
func (r *Report) WriteJUnit(path string) error {
	suite := junitSuite{Name: "thaw check", Tests: len(r.Rows)}
	for i := range r.Rows {
		row := &r.Rows[i]
		said := fmt.Sprintf("%s: %s, %s (%s)", row.StatusText(), row.ValueText(), row.LimitText(), row.About())
		c := junitCase{Class: row.Policy.Policy,
			Name: fmt.Sprintf("%s (%s %s)", row.Title(), row.Budget.Metric.Column, row.Bound), Out: said}
		switch {
		case row.Fails():
			suite.Failures++
			c.Failure = &junitMessage{Type: string(row.Status), Message: said}
		case row.Status != Pass:
			suite.Skipped++
			c.Skipped = &junitMessage{Message: said}
		}
		suite.Cases = append(suite.Cases, c)
	}
	text, err := xml.MarshalIndent(junitSuites{Suite: suite}, "", "  ")
	if err != nil {
		return err
	}
	if _, err := results.WriteFile(path, append([]byte(xml.Header), append(text, '\n')...)); err != nil {
		return exit.Usage(err)
	}
	return nil
}

// replaceable refuses to write over a file that is no earlier one of its kind: a budget
// file, a result, a file of the user's. mark is what files of the kind begin with.
func replaceable(path, mark, kind string) error {
	st, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !st.Mode().IsRegular() {
		err = errors.New("it is no regular file")
	}
	if err != nil {
		return exit.Usage(fmt.Errorf("cannot write %s: %w", path, results.Cause(err)))
	}
	text, err := textfile.Read(path, textfile.Made)
	if err != nil {
		return exit.Usage(fmt.Errorf("cannot write %s: %w", path, results.Cause(err)))
	}
	if head := text[:min(len(text), 200)]; !bytes.Contains(head, []byte(mark)) {
		return exit.Usage(fmt.Errorf("%s is no %s and is left as it is; remove it, or name another file", path, kind))
	}
	return nil
}

// JUnitMayReplace refuses a file for WriteJUnit that is there and is no JUnit file.
func JUnitMayReplace(path string) error { return replaceable(path, "<testsuites", "JUnit file") }

package sensitivity

import (
	"fmt"
	"strings"

	"thaw/experiments/papers/page"
)

// shown is how many rows, or untested numbers, are named before they are only counted.
const shown, listedInReadme = 3, 10

// line tells the effect in a line.
func (r *Result) line() string {
	switch {
	case r.Refused != "":
		return fmt.Sprintf("%s: no run with %s", r.Path, r.To)
	case r.untested():
		return fmt.Sprintf("%s: no row fails, the values of %d move", r.Path, r.Moved)
	}
	return fmt.Sprintf("%s: %d enforced and %d calibration rows fail", r.Path, len(r.Enforced), len(r.Calibration))
}

// untested reports whether a number was changed and no row noticed.
func (r *Result) untested() bool {
	return r.To != "" && r.Refused == "" && len(r.Enforced)+len(r.Calibration) == 0
}

// Place is where a page holds the report.
func (r *Report) Place() page.Place {
	return page.For(r.Paper, "thaw reproduce "+r.Paper+" --sensitivity",
		fmt.Sprintf("# %s: which numbers the rows notice\n\n", page.Capital(r.Paper)))
}

// Markdown is the report.
func (r *Report) Markdown() string {
	var b strings.Builder
	b.WriteString("`make sensitivity` writes this page. Each number that the paper's run reads is changed by " +
		"itself: to twice its value, to the greatest that it may be where that is less, or to half where twice is " +
		"not allowed; of a distribution all its times are. Only the cells run that enforced and calibration rows " +
		"read. Rows that fail then have noticed. ")
	if r.Bounds != "" {
		fmt.Fprintf(&b, "Runs have at most %s. ", r.Bounds)
	}
	fmt.Fprintf(&b, "Without a change %d enforced and %d calibration rows stand.\n\n", r.Enforced, r.Calibration)
	r.list(&b, "Rows that fail or cannot be told without a change, and notice nothing", r.Fails)
	if r.Enforced+r.Calibration+len(r.Fails)+len(r.Results) == 0 {
		b.WriteString(untestedHead + noRows + "\n\n" + numbersHead + "None.\n")
		return b.String()
	}
	if len(r.Results) == 0 {
		b.WriteString(untestedHead + noNumbers + "\n\n" + numbersHead + "None.\n")
		return b.String()
	}
	b.WriteString(untestedHead + r.untestedText())
	b.WriteString(numbersHead + "| number | value | changed to | source | enforced rows that fail | which | " +
		"calibration rows that fail | values that move |\n|---|---|---|---|---|---|---|---|\n")
	for i := range r.Results {
		x := &r.Results[i]
		if x.To == "" {
			continue
		}
		to := x.To
		if x.How != "twice" {
			to += " (" + x.How + ")"
		}
		enforced, which := fmt.Sprintf("%d of %d", len(x.Enforced), r.Enforced), first(x.Enforced)
		calibration := fmt.Sprintf("%d of %d", len(x.Calibration), r.Calibration)
		if x.Refused != "" {
			enforced, which, calibration = "none", "no run with it: "+x.Refused, ""
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %d |\n", x.Path, page.Cell(valueText(x)), page.Cell(to),
			page.Cell(x.Source), enforced, page.Cell(which), calibration, x.Moved)
	}
	b.WriteString("\n## Not changed\n\n")
	var left []string
	for i := range r.Results {
		if x := &r.Results[i]; x.To == "" {
			left = append(left, fmt.Sprintf("`%s` (%s): %s", x.Path, valueText(x), x.How))
		}
	}
	if len(left) == 0 {
		b.WriteString("None.\n")
	}
	for _, text := range left {
		b.WriteString("- " + text + "\n")
	}
	return b.String()
}

func valueText(x *Result) string { return strings.TrimSpace(x.Value + " " + x.Unit) }

// first names the first rows of a list.
func first(rows []string) string {
	if len(rows) > shown {
		return strings.Join(rows[:shown], "; ") + fmt.Sprintf("; and %d more", len(rows)-shown)
	}
	return strings.Join(rows, "; ")
}

func (r *Report) list(b *strings.Builder, head string, rows []string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n\n", head)
	for _, x := range rows {
		fmt.Fprintf(b, "- %s\n", page.Cell(x))
	}
	b.WriteByte('\n')
}

// untestedText says which numbers no row notices.
func (r *Report) untestedText() string {
	var moving, hidden, still []string
	changed, enforced, calibration, refused := 0, 0, 0, 0
	for i := range r.Results {
		x := &r.Results[i]
		if x.To != "" {
			changed++
		}
		switch {
		case x.To == "":
		case len(x.Enforced) > 0:
			enforced++
		case x.Refused != "":
			refused++
		case !x.untested():
			calibration++
		case x.Moved > 0:
			moving = append(moving, x.Path)
		case x.Differs:
			hidden = append(hidden, x.Path)
		default:
			still = append(still, x.Path)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Of %d numbers that the run reads and that can be changed, an enforced row notices %d, and only "+
		"calibration rows %d; with %d there is no run. No row notices %d, which are untested: of %d of these the "+
		"change moves values of rows within tolerance, of %d only results that no row shows, of %d nothing.\n\n",
		changed, enforced, calibration, refused, len(moving)+len(hidden)+len(still), len(moving), len(hidden),
		len(still))
	for _, part := range []struct {
		head  string
		paths []string
	}{
		{"Values move, no row fails", moving},
		{"Results of cells differ, but no value that a row shows", hidden},
		{"No result of a cell differs", still},
	} {
		if len(part.paths) > 0 {
			fmt.Fprintf(&b, "%s:\n\n%s`%s`\n\n", part.head, bullet, strings.Join(part.paths, "`\n"+bullet+"`"))
		}
	}
	return b.String()
}

// noRows is said of a paper all of whose rows are reported or derived.
const noRows = "The paper has no enforced and no calibration row, which could notice a number: every number that its " +
	"runs read is untested."

// noNumbers is said of a paper whose rows depend on nothing that thaw params lists.
const noNumbers = "The paper's runs read no number that `thaw params` lists: all of theirs stand in its " +
	"experiment.yaml, which is not changed, so that all are untested."

const untestedHead, numbersHead, bullet = "## Untested\n\n", "## Numbers\n\n", "- "

// Summary tells in a paragraph what a page with a report says of untested numbers: their
// names where there are few, otherwise how many there are; link leads to the page.
func Summary(text, link string) (string, error) {
	_, part, some := strings.Cut(text, untestedHead)
	part, _, ends := strings.Cut(part, numbersHead)
	first, rest, ok := strings.Cut(part, "\n\n")
	if !some || !ends || !ok {
		return "", fmt.Errorf("expected a report with %q and %q behind it", untestedHead, numbersHead)
	}
	if first == noRows || first == noNumbers {
		return first + "\n", nil
	}
	var paths []string
	for _, line := range strings.Split(rest, "\n") {
		if path, some := strings.CutPrefix(line, bullet); some {
			paths = append(paths, path)
		}
	}
	if len(paths) > 0 && len(paths) <= listedInReadme {
		first += " They are " + strings.Join(paths, ", ") + "."
	}
	return first + " " + link + " has every number.\n", nil
}

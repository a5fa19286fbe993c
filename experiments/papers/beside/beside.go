// Package beside writes what stands beside the figures of a reproduction.
//
//	Sheet ─┬▶ Caption ─▶ plots/FIGURE.tex  for a figure environment of LaTeX
//	       └▶ Page ────▶ index.html        every figure with its claims
//
// Both are texts of what the reproduction has: the publication, its claims, the verdicts
// and the command.
package beside

import (
	"fmt"
	"strconv"
	"strings"

	"thaw/experiments/caption"
	"thaw/experiments/papers/rows"
	"thaw/plots"
)

// Described is a drawn figure that says what a reader cannot see: what whiskers are, what
// was left out.
type Described interface{ Description() string }

// Sheet is a reproduction with its figures.
type Sheet struct {
	Paper   string // its name
	Title   string // of the publication, with its authors
	Command string // see caption.Command
	Run     string // what was replayed, one sentence a line
	Counts  string // of the rows by verdict
	Figures []Figure
}

// Figure is a figure of the publication.
type Figure struct {
	Name    string // as published, such as "4.10"
	After   string // what it is in the publication, such as "figure 4.10"; empty: the publication has none
	Variant string // in words, what of it, or how it differs; empty: it is that
	About   string // what it shows
	Caption string // of the publication; empty where none is quoted
	Drawn   []plots.Figure
	Rows    []rows.Row // the claims about it
}

// title is what the publication calls the figure, with its variant; its name where the publication has none.
func (f *Figure) title() string {
	switch {
	case f.After == "":
		return f.Name
	case f.Variant == "":
		return f.After
	}
	return f.After + " (" + f.Variant + ")"
}

// description is what a drawn figure says about itself, a sentence; empty: nothing.
func description(fig plots.Figure) string {
	if d, ok := fig.(Described); ok {
		return caption.Sentence(d.Description())
	}
	return ""
}

// counts says how thaw judges the rows: the predictions among them, and the others.
func counts(list []rows.Row) string {
	var predictions, others []rows.Row
	for _, r := range list {
		if r.Prediction {
			predictions = append(predictions, r)
		} else {
			others = append(others, r)
		}
	}
	text := ""
	if n := len(predictions); n > 0 {
		text = fmt.Sprintf("thaw's verdicts on %s: %s", many(n, "prediction"), words(predictions))
	}
	if n := len(others); n > 0 {
		if text != "" {
			text += "; "
		}
		be := "are"
		if n == 1 {
			be = "is"
		}
		text += fmt.Sprintf("%d %s no prediction: %s", n, be, words(others))
	}
	return text
}

// many counts things.
func many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// words says how many of the rows came out how, in the order of their first.
func words(list []rows.Row) string {
	var words []string
	n := map[string]int{}
	for _, r := range list {
		if n[r.VerdictText]++; n[r.VerdictText] == 1 {
			words = append(words, r.VerdictText)
		}
	}
	for i, w := range words {
		words[i] = strconv.Itoa(n[w]) + " " + w
	}
	return strings.Join(words, ", ")
}

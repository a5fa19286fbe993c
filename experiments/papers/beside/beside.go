// Package beside writes what stands beside the figures of a reproduction.
//
//	Sheet ─┬▶ Caption ─▶ plots/FIGURE.tex  for a figure environment of LaTeX
//	       └▶ Page ────▶ index.html        every figure with its claims
//
// Both are texts of what the reproduction has: the publication, its claims, the verdicts
// and the command.
package beside

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

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
	Command string // see Command
	Run     string // what was replayed, one sentence a line
	Counts  string // of the rows by verdict
	Figures []Figure
}

// Figure is a figure of the publication.
type Figure struct {
	Name    string // as published, such as "4.10"
	About   string // what it shows
	Caption string // of the publication; empty where none is quoted
	Drawn   []plots.Figure
	Rows    []rows.Row // the claims about it
}

// description is what a drawn figure says about itself, a sentence; empty: nothing.
func description(fig plots.Figure) string {
	if d, ok := fig.(Described); ok {
		return sentence(d.Description())
	}
	return ""
}

// sentence makes a text one that begins with a capital letter and ends with a stop.
func sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.ContainsRune(".!?", rune(text[len(text)-1])) {
		text += "."
	}
	return text
}

// Command is a command line without the flags that say where results go and how they are
// made: what is left decides what is drawn.
func Command(args []string) string {
	if len(args) == 0 {
		return ""
	}
	out := []string{filepath.Base(args[0])}
	for i := 1; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch {
		case slices.Contains([]string{"--out", "--jobs", "-j", "--document", "--papers"}, name):
			if !joined {
				i++
			}
		case slices.Contains([]string{"--resume", "--force", "--quiet", "-q", "--json", "--markdown"}, name):
		default:
			out = append(out, quoted(args[i]))
		}
	}
	return strings.Join(out, " ")
}

// quoted is an argument as a shell reads it.
func quoted(arg string) string {
	if arg != "" && !strings.ContainsAny(arg, " \t\n'\"\\$&|;<>()*?[]{}~`#!") {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// counts says how many of the rows came out how, in the order of their first.
func counts(list []rows.Row) string {
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

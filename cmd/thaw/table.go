package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"thaw/models/names"
)

// unknownName is the error about a name that is not among the known ones.
func unknownName(what, got string, known []string) error {
	return fmt.Errorf("unknown %s %q%s", what, got, names.Hint(got, known))
}

// printJSON prints a value for programs to read.
func printJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// tableText is a table of left-aligned columns that becomes a text.
type tableText struct{ rows []string }

func (t *tableText) row(cells ...string) {
	t.rows = append(t.rows, strings.Join(cells, "\t"))
}

func (t *tableText) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range t.rows {
		fmt.Fprintln(w, r)
	}
	w.Flush()
	return b.String()
}

// numberTable is a table whose first column is names and whose other columns
// are numbers, right-aligned. A cell may have a tail (an interval, a mark) that
// stands left-aligned right behind its number, so that the numbers of a column
// stay below each other.
type numberTable struct{ rows [][]numberCell }

type numberCell struct{ text, tail string }

func (t *numberTable) row(cells ...numberCell) { t.rows = append(t.rows, cells) }

func (t *numberTable) String() string {
	var texts, tails []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(texts) {
				texts, tails = append(texts, 0), append(tails, 0)
			}
			texts[i] = max(texts[i], utf8.RuneCountInString(c.text))
			tails[i] = max(tails[i], utf8.RuneCountInString(c.tail))
		}
	}
	var b strings.Builder
	for _, r := range t.rows {
		var line strings.Builder
		for i, c := range r {
			pad := strings.Repeat(" ", texts[i]-utf8.RuneCountInString(c.text))
			if i == 0 {
				line.WriteString(c.text + pad)
				continue
			}
			line.WriteString("  " + pad + c.text + c.tail)
			line.WriteString(strings.Repeat(" ", tails[i]-utf8.RuneCountInString(c.tail)))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// grouped writes a decimal number with a comma before every third digit of its
// whole part.
func grouped(x float64, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, x)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}

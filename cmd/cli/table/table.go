// Package table aligns the output of commands and formats numbers.
//
//	Text:     PATH      VALUE     left-aligned columns
//	Numbers:  ttl    10.0 ±5.0*   numbers below each other, intervals and marks behind
//	Grouped(1234567.891, 2) = 1,234,567.89   Short(0.12345) = 0.1235   Many(2, "run") = 2 runs
package table

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// WriteJSON prints a value as JSON.
func WriteJSON(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// Text is a table of left-aligned columns.
type Text struct{ rows []string }

// Row adds a row.
func (t *Text) Row(cells ...string) {
	t.rows = append(t.rows, strings.Join(cells, "\t"))
}

func (t *Text) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range t.rows {
		fmt.Fprintln(w, r)
	}
	w.Flush()
	return b.String()
}

// Numbers is a table with a first column of names and right-aligned columns of
// numbers.
type Numbers struct{ rows [][]Cell }

// Cell is one cell of Numbers. Its tail (an interval, a mark) stands left-aligned
// right behind its text, so that the numbers of a column stay below each other.
type Cell struct{ Text, Tail string }

// Row adds a row.
func (t *Numbers) Row(cells ...Cell) { t.rows = append(t.rows, cells) }

func (t *Numbers) String() string {
	var texts, tails []int
	for _, r := range t.rows {
		for i, c := range r {
			if i == len(texts) {
				texts, tails = append(texts, 0), append(tails, 0)
			}
			texts[i] = max(texts[i], utf8.RuneCountInString(c.Text))
			tails[i] = max(tails[i], utf8.RuneCountInString(c.Tail))
		}
	}
	var b strings.Builder
	for _, r := range t.rows {
		var line strings.Builder
		for i, c := range r {
			pad := strings.Repeat(" ", texts[i]-utf8.RuneCountInString(c.Text))
			if i == 0 {
				line.WriteString(c.Text + pad)
				continue
			}
			line.WriteString("  " + pad + c.Text + c.Tail)
			line.WriteString(strings.Repeat(" ", tails[i]-utf8.RuneCountInString(c.Tail)))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Grouped writes a decimal number with a comma before every third digit of its
// whole part, and a dash for what was not measured.
func Grouped(x float64, decimals int) string {
	if math.IsNaN(x) {
		return "–"
	}
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

// Short writes a mean with four digits, or whole.
func Short(x float64) string {
	if math.IsNaN(x) || x >= 1000 || x <= -1000 || x == float64(int64(x)) {
		return Grouped(x, 0)
	}
	return fmt.Sprintf("%.4g", x)
}

// Many writes a number of things: 1 run, 2 runs.
func Many(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return Grouped(float64(n), 0) + " " + thing
}

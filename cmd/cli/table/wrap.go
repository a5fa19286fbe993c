package table

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a text into lines of at most so many columns, between words. A word that is
// longer is broken, at a slash or comma where it has one.
func Wrap(text string, columns int) []string { return wrap(text, columns, columns) }

// Hang wraps a text into lines that end at a column. The first is indented by so many
// columns, the others by more on top of that.
func Hang(text string, indent, more, end int) []string {
	lines := wrap(text, end-indent, end-indent-more)
	for i := range lines {
		if lines[i] = strings.Repeat(" ", indent) + lines[i]; i > 0 {
			lines[i] = strings.Repeat(" ", more) + lines[i]
		}
	}
	return lines
}

// wrap is Wrap with so many columns of the first line and of the others.
func wrap(text string, columns, others int) []string {
	var out []string
	line := ""
	end := func() { out, line, columns = append(out, line), "", others }
	for word := range strings.FieldsSeq(text) {
		width := utf8.RuneCountInString(word)
		if line != "" {
			if utf8.RuneCountInString(line)+1+width <= columns {
				line += " " + word
				continue
			}
			end()
		}
		for ; width > columns; width = utf8.RuneCountInString(word) {
			line, word = breakWord(word, columns)
			end()
		}
		line = word
	}
	if line != "" || len(out) == 0 {
		end()
	}
	return out
}

// breakWord breaks a word that is longer than so many columns.
func breakWord(word string, columns int) (head, tail string) {
	letters := []rune(word)
	at := columns
	for i := columns; i > columns/2; i-- {
		if strings.ContainsRune("/,", letters[i-1]) {
			at = i
			break
		}
	}
	return string(letters[:at]), string(letters[at:])
}

// Part is one part of a row of several lines: its text, wrapped into so many columns.
// Paint, where there is one, colours each line without changing its width.
type Part struct {
	Text    string
	Columns int
	Paint   func(string) string
}

// Beside sets parts beside each other, two columns apart and indented by so many, and
// returns the lines.
func Beside(indent int, parts ...Part) []string {
	texts := make([][]string, len(parts))
	high := 0
	for i, p := range parts {
		texts[i] = Wrap(p.Text, p.Columns)
		high = max(high, len(texts[i]))
	}
	out := make([]string, high)
	for k := range out {
		line, width, due := "", 0, indent
		for i, p := range parts {
			if k < len(texts[i]) && texts[i][k] != "" {
				text := texts[i][k]
				line += strings.Repeat(" ", due-width)
				width = due + utf8.RuneCountInString(text)
				if p.Paint != nil {
					text = p.Paint(text)
				}
				line += text
			}
			due += p.Columns + 2
		}
		out[k] = line
	}
	return out
}

package page

import "strings"

// Cell makes a text fit for a cell of a Markdown table.
func Cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "\\|")
}

// Capital makes the first letter of a text a capital one.
func Capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Sentences joins two notes, the first with a full stop.
func Sentences(a, b string) string {
	if a != "" && b != "" && !strings.HasSuffix(a, ".") {
		a += "."
	}
	return strings.TrimSpace(a + " " + b)
}

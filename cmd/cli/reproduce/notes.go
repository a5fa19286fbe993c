package reproduce

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// notes numbers what rows have to say, each sentence once: sentences that the same rows
// share, one after the other, are one note.
type notes struct {
	list []string // note n+1
	rows [][]int  // by row: the numbers of its notes, in the order of its sentences
}

// newNotes numbers the notes of the rows, in the order of the rows.
func newNotes(texts []string) *notes {
	rowsOf := map[string][]int{} // by sentence
	for row, text := range texts {
		for _, s := range sentences(text) {
			if of := rowsOf[s]; len(of) == 0 || of[len(of)-1] != row {
				rowsOf[s] = append(of, row)
			}
		}
	}
	n := &notes{rows: make([][]int, len(texts))}
	numbers := map[string]int{} // by sentence
	for row, text := range texts {
		before := "" // the sentence before, where this row is the first to say it
		for _, s := range sentences(text) {
			number, known := numbers[s]
			switch {
			case known:
				before = ""
			case before != "" && slices.Equal(rowsOf[before], rowsOf[s]):
				number = len(n.list)
				n.list[number-1] += " " + s
				before = s
			default:
				n.list = append(n.list, s)
				number = len(n.list)
				before = s
			}
			numbers[s] = number
			if !slices.Contains(n.rows[row], number) {
				n.rows[row] = append(n.rows[row], number)
			}
		}
	}
	return n
}

// mark is the reference of a row to its notes, such as " [1] [3]".
func (n *notes) mark(row int) string {
	var b strings.Builder
	for _, number := range n.rows[row] {
		fmt.Fprintf(&b, " [%d]", number)
	}
	return b.String()
}

// sentences splits a text behind each full stop that a capital letter follows.
func sentences(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var out []string
	begin := 0
	for i := range text {
		rest := text[i:]
		if !strings.HasPrefix(rest, ". ") {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest[2:]); unicode.IsUpper(next) {
			out, begin = append(out, text[begin:i+1]), i+2
		}
	}
	if begin < len(text) {
		out = append(out, text[begin:])
	}
	return out
}

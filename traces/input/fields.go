package input

import (
	"bytes"
	"fmt"

	"thaw/traces/findings"
)

// Fields is a line of comma-separated values, cut into fields as RFC 4180
// says: a field in quotes may hold commas, and quotes that stand twice.
//
//	o,"my,app","say ""hi""", 5
//	│  │        │             └─ 5: spaces around a field do not belong to it
//	│  │        └─ say "hi"
//	│  └─ my,app
//	└─ o
//
// Spaces inside quotes belong to the field. Line breaks inside quotes are
// refused: a line is a row, so that a quote which nobody closes costs one line
// and not the rest of the file.
type Fields struct {
	Text    [][]byte // of each field, without its quotes; valid as long as the line
	Starts  []int    // the byte of the line at which each field begins, from 0
	Trimmed []int    // fields that had spaces around them
	Padded  []int    // fields that begin or end with spaces inside their quotes

	unquoted []byte // text of fields with quotes that stood twice
}

// QuoteError is a quote at a place where RFC 4180 has none.
type QuoteError struct {
	Column  int // a byte of the line, from 1
	Message string
}

func (e *QuoteError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Message) }

// SpacesClass is the class of findings about spaces around fields.
const SpacesClass = "spaces around a field"

// What is wrong with a quote.
const (
	quoteOpen = "the quote that opens here is not closed on its line: a field cannot hold a line break, and a " +
		"quote inside a field in quotes stands twice"
	quoteBare = "quote inside a field without quotes: such a field stands in quotes, and its quotes twice"
)

// Split cuts line. After an error the fields before the mistake are there.
func (f *Fields) Split(line []byte) *QuoteError {
	f.Text, f.Starts = f.Text[:0], f.Starts[:0]
	f.Trimmed, f.Padded, f.unquoted = f.Trimmed[:0], f.Padded[:0], f.unquoted[:0]
	quoted := bytes.IndexByte(line, '"') >= 0
	for at := 0; ; {
		end := len(line)
		if i := bytes.IndexByte(line[at:], ','); i >= 0 {
			end = at + i
		}
		text := line[at:end]
		if quoted && bytes.IndexByte(text, '"') >= 0 {
			var err *QuoteError
			if text, end, err = f.quoted(line, at); err != nil {
				return err
			}
			if Spaced(text) {
				f.Padded = append(f.Padded, len(f.Text))
			}
		} else if Spaced(text) {
			text = bytes.TrimSpace(text)
			f.Trimmed = append(f.Trimmed, len(f.Text))
		}
		f.Text, f.Starts = append(f.Text, text), append(f.Starts, at)
		if end == len(line) {
			return nil
		}
		at = end + 1
	}
}

// quoted reads the field with a quote that begins at a byte of the line, and
// returns the place of the comma behind it, or of the line's end.
func (f *Fields) quoted(line []byte, at int) (text []byte, end int, _ *QuoteError) {
	blank := func(from int) int { return len(line[from:]) - len(bytes.TrimLeft(line[from:], " \t")) }
	open := at + blank(at)
	if line[open] != '"' {
		return nil, 0, &QuoteError{at + bytes.IndexByte(line[at:], '"') + 1, quoteBare}
	}
	begin, doubled := len(f.unquoted), false
	from := open + 1 // of the part that is not copied yet
	for {
		i := bytes.IndexByte(line[from:], '"')
		if i < 0 {
			return nil, 0, &QuoteError{open + 1, quoteOpen}
		}
		end = from + i
		if end+1 == len(line) || line[end+1] != '"' {
			break
		}
		f.unquoted = append(f.unquoted, line[from:end+1]...)
		from, doubled = end+2, true
	}
	text = line[from:end]
	if doubled {
		f.unquoted = append(f.unquoted, text...)
		text = f.unquoted[begin:]
	}
	end++
	behind := blank(end)
	if end+behind < len(line) && line[end+behind] != ',' {
		return nil, 0, &QuoteError{end + behind + 1, fmt.Sprintf("%s behind a closing quote, expected a comma or the "+
			"end of the line: a quote inside a field in quotes stands twice",
			findings.Quoted(line[end+behind:][:1]))}
	}
	if open > at || behind > 0 {
		f.Trimmed = append(f.Trimmed, len(f.Text))
	}
	return text, end + behind, nil
}

// Spaced tells whether there are spaces around a text.
func Spaced(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	first, last := text[0], text[len(text)-1]
	if first-'!' < 0x80-'!' && last-'!' < 0x80-'!' { // as in nearly every field
		return false
	}
	return len(bytes.TrimSpace(text)) != len(text)
}

// Cut cuts the line that was read last. It reports what is odd about its
// quotes and spaces, and returns false after a mistake.
func (f *Fields) Cut(l *Lines, line []byte, r *findings.Report) bool {
	err := f.Split(line)
	f.Report(l.File, l.Line, err, r)
	return err == nil
}

// Report reports what Split found.
func (f *Fields) Report(file string, line int, err *QuoteError, r *findings.Report) {
	for _, i := range f.Trimmed {
		r.Warnf(SpacesClass, file, line, f.Starts[i]+1, "spaces around %s are left out",
			findings.Quoted(f.Text[i]))
	}
	for _, i := range f.Padded {
		r.Warnf("spaces inside quotes", file, line, f.Starts[i]+1, "%s begins or ends with spaces inside its quotes, "+
			"which belong to it", findings.Quoted(f.Text[i]))
	}
	if err != nil {
		r.Errorf("unbalanced quote", file, line, err.Column, "%s", err.Message)
	}
}

// Package terminal tells what the output of a command is written to.
//
//	io.Writer, COLUMNS, NO_COLOR ──▶ Of ──▶ width in columns, colours or none
package terminal

import (
	"io"
	"os"
	"strconv"
)

// The widths of text, in columns. A line longer than Widest is hard to read.
const (
	Narrowest = 80
	Widest    = 120
	elsewhere = 100 // in a file or a pipe
)

// Screen is what a text is laid out for.
type Screen struct {
	Width  int  // in columns, from Narrowest to Widest
	Colour bool // escape sequences are understood and wanted
}

// Of returns the screen behind a writer. COLUMNS is the width where it is a number above
// zero, otherwise the terminal's own. A colour needs a terminal, and NO_COLOR to be empty.
func Of(w io.Writer) Screen {
	f := file(w)
	is := f != nil && IsTerminal(f)
	width, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || width < 1 {
		if width = elsewhere; is {
			width = columns(f)
		}
	}
	return Screen{Width: min(max(width, Narrowest), Widest), Colour: is && os.Getenv("NO_COLOR") == ""}
}

// IsTerminal reports whether w is a terminal that can move its cursor.
func IsTerminal(w io.Writer) bool {
	f := file(w)
	if f == nil || os.Getenv("TERM") == "dumb" {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// file returns the file that a writer writes to, also one behind another writer; nil
// where there is none.
func file(w io.Writer) *os.File {
	for {
		switch v := w.(type) {
		case *os.File:
			return v
		case interface{ Unwrap() io.Writer }:
			w = v.Unwrap()
		default:
			return nil
		}
	}
}

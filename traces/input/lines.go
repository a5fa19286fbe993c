package input

import (
	"bytes"
	"fmt"
	"io"
)

// LineLimit is the longest line a reader accepts: 1 MiB. A row of 1,440 counts
// with three 64-digit hashes has at most 16 KiB.
const LineLimit = 1 << 20

// Lines cuts a stream into lines without copying them. Its memory is
// bounded by twice LineLimit, whatever the input.
type Lines struct {
	File       string // for messages
	r          io.Reader
	buf        []byte
	start, end int // the unread part of buf
	Line       int // number of the line returned last, from 1
	eof        bool
}

// NewLines reads lines from r; file stands in messages.
func NewLines(file string, r io.Reader) *Lines {
	return &Lines{File: file, r: r, buf: make([]byte, 256<<10)}
}

// Next returns the next line without its line feed or carriage return; the
// slice is valid until the next call. At the end it returns io.EOF. The last
// line need not end in a line feed.
func (l *Lines) Next() ([]byte, error) {
	scanned := l.start
	for {
		if i := bytes.IndexByte(l.buf[scanned:l.end], '\n'); i >= 0 {
			line := l.buf[l.start : scanned+i]
			l.start = scanned + i + 1
			return l.accept(line)
		}
		if l.end-l.start > LineLimit {
			return nil, l.tooLong()
		}
		if l.eof {
			if l.start == l.end {
				return nil, io.EOF
			}
			line := l.buf[l.start:l.end]
			l.start = l.end
			return l.accept(line)
		}
		pending := l.end - l.start
		if err := l.fill(); err != nil {
			return nil, err
		}
		scanned = l.start + pending
	}
}

func (l *Lines) accept(line []byte) ([]byte, error) {
	if len(line) > LineLimit {
		return nil, l.tooLong()
	}
	l.Line++
	return bytes.TrimSuffix(line, []byte{'\r'}), nil
}

func (l *Lines) tooLong() error {
	return fmt.Errorf("%s:%d: line is longer than %d bytes, the most that is read", l.File, l.Line+1, LineLimit)
}

// fill moves the unread part to the front and reads more behind it.
func (l *Lines) fill() error {
	if l.start > 0 {
		copy(l.buf, l.buf[l.start:l.end])
		l.end -= l.start
		l.start = 0
	}
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	for empty := 0; ; empty++ {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		switch {
		case err == io.EOF:
			l.eof = true
			return nil
		case err != nil:
			return fmt.Errorf("%w, in line %d", err, l.Line+1)
		case n > 0:
			return nil
		case empty == 100:
			return fmt.Errorf("%s: %w", l.File, io.ErrNoProgress)
		}
	}
}

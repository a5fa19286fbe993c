package input

import (
	"fmt"
	"io"
)

// Limits bound what a file may expand to. The zero Limits are the defaults.
type Limits struct {
	// MaxExpand is how many times its size on disk the content of a compressed file
	// or archive may have; 0 is DefaultMaxExpand.
	MaxExpand int64
}

const (
	// DefaultMaxExpand is above what traces reach: rows of nothing but zeros under short
	// names shrink to a 985th by xz, the days of the Azure trace to a twentieth.
	DefaultMaxExpand = 1000
	// expandAlways may come out of any file, however small.
	expandAlways = 64 << 20
)

// budget bounds what comes out of a file by what went in.
type budget struct {
	path   string
	limits Limits
	raw    rawReader
	place  func() string // beyond the byte of the file; nil: there is none
}

// expandError says that a file expands to more than it may.
type expandError struct{ text string }

func (e *expandError) Error() string { return e.text }

// check refuses more than the budget; out is what has come out so far.
func (b *budget) check(out int64) error {
	ratio, in := b.limits.MaxExpand, b.raw.count()
	if ratio == 0 {
		ratio = DefaultMaxExpand
	}
	if out <= expandAlways || in > 0 && out/in < ratio {
		return nil
	}
	place := fmt.Sprintf("byte %d of the file", in)
	if b.place != nil {
		place += ", " + b.place()
	}
	return &expandError{fmt.Sprintf("%s: expands to more than %d times its size: %d bytes came out of %d (up to %s); "+
		"if it is what you expect, --max-expand %d allows it", b.path, ratio, out, in, place, out/max(in, 1)*10)}
}

// counted is what comes out of a decompressor. Its first error is its last: whoever looks
// ahead gets the data before an error and asks again, and some decompressors then go on
// behind the damage.
type counted struct {
	r      io.Reader
	budget *budget
	n      int64
	err    error
}

func (c *counted) Read(p []byte) (n int, err error) {
	if c.err != nil {
		return 0, c.err
	}
	n, c.err = c.r.Read(p)
	c.n += int64(n)
	if over := c.budget.check(c.n); over != nil {
		c.err = over
	}
	return n, c.err
}

package cli

import (
	"errors"
	"fmt"
	"io"
)

// printer is the standard output of every command. It remembers that something
// could not be printed: a command whose answer is lost has failed, whether or not it
// looks at what its prints return.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	if err != nil && p.err == nil {
		p.err = err
	}
	return n, err
}

// Unwrap returns what is written to.
func (p *printer) Unwrap() io.Writer { return p.w }

// judge adds the failure to print to the error of a command, unless that is it. The
// exit code stays that of the command's own error.
func (p *printer) judge(err error) error {
	switch {
	case p.err == nil:
		return err
	case err == nil, errors.Is(err, p.err):
		return fmt.Errorf("standard output: %w", p.err)
	}
	return errors.Join(err, fmt.Errorf("standard output: %w", p.err))
}

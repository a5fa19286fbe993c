// Package exit defines the errors that end an experiment, and their exit codes.
//
//	Usage(err) ──▶ UsageError ─┐
//	NotComparable(err) ────────┼─▶ Code ─▶ 0 1 2 3 75
//	InterruptedError ──────────┘
//
// All packages below experiments return these errors, so exit imports none of them.
package exit

import (
	"errors"
	"fmt"
)

// The exit codes of an experiment; README.md documents them.
const (
	CodeDone          = 0
	CodeFailed        = 1
	CodeUsage         = 2
	CodeNotComparable = 3
	CodeInterrupted   = 75
)

// UsageError is a mistake of usage, configuration or input.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }
func (e *UsageError) Unwrap() error { return e.Err }

// Usage marks err as a mistake of usage, configuration or input; nil stays nil.
func Usage(err error) error {
	if err == nil {
		return nil
	}
	return &UsageError{err}
}

// NotComparableError says that results are not comparable.
type NotComparableError struct{ Err error }

func (e *NotComparableError) Error() string { return e.Err.Error() }
func (e *NotComparableError) Unwrap() error { return e.Err }

// NotComparable marks err as the reason why results are not comparable; nil stays
// nil.
func NotComparable(err error) error {
	if err == nil {
		return nil
	}
	return &NotComparableError{err}
}

// InterruptedError says that the user stopped an experiment. The finished runs
// are in Folder, and the experiment can be resumed.
type InterruptedError struct {
	Folder         string
	Finished, Runs int
	Err            error
}

func (e *InterruptedError) Error() string {
	return fmt.Sprintf("interrupted after %d of %d runs; --resume goes on with %s", e.Finished, e.Runs, e.Folder)
}
func (e *InterruptedError) Unwrap() error { return e.Err }

// Code returns the exit code of an error.
func Code(err error) int {
	var (
		interrupted   *InterruptedError
		notComparable *NotComparableError
		usage         *UsageError
	)
	switch {
	case err == nil:
		return CodeDone
	case errors.As(err, &interrupted):
		return CodeInterrupted
	case errors.As(err, &notComparable):
		return CodeNotComparable
	case errors.As(err, &usage):
		return CodeUsage
	}
	return CodeFailed
}

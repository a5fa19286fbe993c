package experiments

import (
	"errors"
	"fmt"
)

// The exit codes of an experiment (cli.md).
const (
	ExitDone          = 0
	ExitFailed        = 1
	ExitUsage         = 2
	ExitNotComparable = 3
	ExitInterrupted   = 75
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

// NotComparableError says that results cannot stand beside each other.
type NotComparableError struct{ Err error }

func (e *NotComparableError) Error() string { return e.Err.Error() }
func (e *NotComparableError) Unwrap() error { return e.Err }

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

// ExitCode returns the exit code that an error stands for.
func ExitCode(err error) int {
	var (
		interrupted   *InterruptedError
		notComparable *NotComparableError
		usage         *UsageError
	)
	switch {
	case err == nil:
		return ExitDone
	case errors.As(err, &interrupted):
		return ExitInterrupted
	case errors.As(err, &notComparable):
		return ExitNotComparable
	case errors.As(err, &usage):
		return ExitUsage
	}
	return ExitFailed
}

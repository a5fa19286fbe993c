// Package command holds what the commands share: their arguments, their settings
// and how they wait.
//
//	flags, THAW_* and file ──▶ Resolve ──▶ experiments.Spec
//	wrong arguments        ──▶ Args    ──▶ usage error with a suggestion
//	reading a long trace   ──▶ Abandon ──▶ result, or interrupted at once
package command

import "context"

// Abandon runs work that leaves nothing behind, and gives it up when ctx is
// cancelled: reading a large trace does not keep someone waiting who pressed ^C.
func Abandon[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := work()
		done <- answer{value, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

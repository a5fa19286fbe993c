// Package command holds the shared parts of commands: arguments, settings and
// cancellation.
//
//	flags, THAW_* and file ──▶ Resolve ──▶ experiments.Spec
//	wrong arguments        ──▶ Args    ──▶ usage error with a suggestion
//	reading a long trace   ──▶ Abandon ──▶ result, or interrupted at once
package command

import (
	"context"

	"thaw/experiments"
)

// Abandon runs work without side effects and abandons it when ctx is cancelled, so
// that ^C takes effect at once while thaw reads a large trace.
func Abandon[T any](ctx context.Context, work func() (T, error)) (T, error) {
	return experiments.Abandon(ctx, work)
}

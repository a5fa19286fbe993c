package experiments

import "context"

// Abandon runs work without side effects and abandons it when ctx is cancelled, so
// that ^C takes effect at once while thaw reads a large trace.
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

//go:build invariants

package sim

import "fmt"

// Invariants reports whether the build checks its own books (-tags invariants).
const Invariants = true

// Check panics with the message when an invariant of the program does not hold.
func Check(ok bool, format string, args ...any) {
	if !ok {
		panic("invariant: " + fmt.Sprintf(format, args...))
	}
}

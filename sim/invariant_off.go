//go:build !invariants

package sim

// Invariants reports whether the build checks its own books (-tags invariants).
const Invariants = false

// Check does nothing in this build. Where computing its arguments costs
// anything, put the call behind "if Invariants".
func Check(ok bool, format string, args ...any) {}

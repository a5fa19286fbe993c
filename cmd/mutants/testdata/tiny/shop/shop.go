// Package shop counts.
package shop

import "tiny/clamp"

// Days returns for how many days the shop is open.
func Days(first, last int) int { return clamp.Span(first, last) }

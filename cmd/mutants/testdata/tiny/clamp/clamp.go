// Package clamp keeps numbers within bounds.
package clamp

// To returns x, or the bound that it is beyond.
func To(x, low, high int) int {
	if x < low {
		return low
	}
	if x > high {
		return high
	}
	return x
}

// Span returns how many whole numbers there are from low to high.
func Span(low, high int) int { return high - low + 1 }

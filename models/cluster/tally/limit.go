package tally

import (
	"math"
	"math/bits"

	"thaw/models/workload"
)

// MostMemory is how much memory each of so many invokers can have: the sum of its
// squares, of which the spread over invokers is made, is one number of 63 bits.
func MostMemory(invokers int) int64 {
	most := int64(math.Sqrt(float64(math.MaxInt64) / float64(max(invokers, 1))))
	return min(most, math.MaxInt32)
}

// Countable reports whether the sum of the squares of the memory of so many invokers, the
// largest of which has so much, is counted right.
func Countable(largest workload.MiB, invokers int) bool {
	m := uint64(largest)
	hi, lo := bits.Mul64(m*m, uint64(invokers))
	return hi == 0 && lo <= math.MaxInt64
}

package fleet

import (
	"math/big"
	"math/bits"
)

// Priority is the rank of an idle container under memory pressure, where a keep-alive
// policy ranks: the least goes first. It is a whole number of 128 bits, so that
// priorities that are equal by their rule are equal. Fractions would tie or not by
// rounding.
type Priority struct{ hi, lo uint64 }

// PriorityBits is the width that a priority may have. A run that outgrows it ends with a
// LimitError.
const PriorityBits = 121

// NewPriority returns the priority hi × 2⁶⁴ + lo.
func NewPriority(hi, lo uint64) Priority { return Priority{hi, lo}.checked(0) }

// Plus returns p + q.
func (p Priority) Plus(q Priority) Priority {
	lo, carry := bits.Add64(p.lo, q.lo, 0)
	hi, over := bits.Add64(p.hi, q.hi, carry)
	return Priority{hi, lo}.checked(over)
}

// Times returns p × n.
func (p Priority) Times(n uint64) Priority {
	carry, lo := bits.Mul64(p.lo, n)
	over, high := bits.Mul64(p.hi, n)
	hi, more := bits.Add64(high, carry, 0)
	return Priority{hi, lo}.checked(over | more)
}

// checked returns p unless it is too wide. Over is what it has above 128 bits.
func (p Priority) checked(over uint64) Priority {
	if over|p.hi>>(PriorityBits-64) != 0 {
		// the error of Replay
		panic(LimitError("a priority of an idle container above 2^121: the cold starts of the platform are too long " +
			"for the number of invocations"))
	}
	return p
}

// Less reports whether a container of priority p goes before one of priority q.
func (p Priority) Less(q Priority) bool { return p.hi < q.hi || p.hi == q.hi && p.lo < q.lo }

// String returns the number.
func (p Priority) String() string {
	x := new(big.Int).SetUint64(p.hi)
	return x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(p.lo)).String()
}

// A key is the heap's form of a priority: a number of 64 bits that orders priorities as
// they are, and equally those that differ in their low bits only, which settle it. Below
// 2⁵⁷ it is the priority itself; from there on it is, as in a floating-point number, the
// 57 leading bits behind the number of those that are left, at most 64.
//
//	First: 7 bits how many are left, 57 leading ones      Then: the low 64 bits
const keyBits = 57

// key returns the two keys of a priority.
func (p Priority) key() (first, then uint64) {
	if p.hi == 0 && p.lo>>keyBits == 0 {
		return p.lo, p.lo
	}
	left := uint(bits.Len64(p.lo)) - keyBits
	if p.hi != 0 {
		left = uint(bits.Len64(p.hi)) + 64 - keyBits
	}
	leading := p.lo>>left | p.hi<<(64-left)
	return uint64(left)<<keyBits | leading, p.lo
}

// priorityOf returns the priority of two keys.
func priorityOf(first, then uint64) Priority {
	left, leading := first>>keyBits, first&(1<<keyBits-1)
	return Priority{hi: leading >> (64 - left), lo: then}
}

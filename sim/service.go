package sim

import (
	"math"
	"math/bits"
)

// Service is an amount of service, in units, with 64 bits before and after the point.
type Service struct{ Whole, Part uint64 }

// Service is rounded down at every step. Until counts to when at most early is
// lacking, and nothing is lacking when it is at most twice that.
const early = 1 << 32

// Pass adds what ns nanoseconds give at a rate of num/den units per nanosecond, den
// above 0.
func (v *Service) Pass(num, den, ns uint64) {
	if num == den {
		v.Whole += ns
		return
	}
	high, low := bits.Mul64(num, ns)
	if high >= den {
		return // beyond all amounts
	}
	whole, rest := bits.Div64(high, low, den)
	part, _ := bits.Div64(rest, 0, den)
	var carry uint64
	v.Part, carry = bits.Add64(v.Part, part, 0)
	v.Whole += whole + carry
}

// Plus returns the sum of two amounts.
func (v Service) Plus(w Service) Service {
	part, carry := bits.Add64(v.Part, w.Part, 0)
	return Service{v.Whole + w.Whole + carry, part}
}

// minus returns what v has more than w, or nothing.
func (v Service) minus(w Service) Service {
	part, borrow := bits.Sub64(v.Part, w.Part, 0)
	whole, borrow := bits.Sub64(v.Whole, w.Whole, borrow)
	if borrow == 1 {
		return Service{}
	}
	return Service{whole, part}
}

// Before reports whether v is less than w.
func (v Service) Before(w Service) bool {
	return v.Whole < w.Whole || v.Whole == w.Whole && v.Part < w.Part
}

// lacks returns what v lacks of w, less what early allows, if it lacks anything.
func (v Service) lacks(w Service) (whole, part uint64, some bool) {
	part, borrow := bits.Sub64(w.Part, v.Part, 0)
	whole, borrow = bits.Sub64(w.Whole, v.Whole, borrow)
	if borrow == 1 || whole == 0 && part <= 2*early {
		return 0, 0, false
	}
	part, borrow = bits.Sub64(part, early, 0)
	return whole - borrow, part, true
}

// Until returns how many nanoseconds the rate needs from v to w; the greatest number
// where they are too many to count.
func (v Service) Until(w Service, num, den uint64) uint64 {
	whole, part, some := v.lacks(w)
	if !some {
		return 0
	}
	if num == den {
		if part > 0 {
			whole++
		}
		return whole
	}
	// ⌈(whole + part·2^-64) · den / num⌉
	high, low := bits.Mul64(whole, den)
	carried, rounded := bits.Mul64(part, den)
	low, carry := bits.Add64(low, carried, 0)
	high += carry
	if high >= num {
		return math.MaxUint64
	}
	ns, rest := bits.Div64(high, low, num)
	if rest > 0 || rounded > 0 {
		ns++
	}
	return ns
}

// Rate is a number of units per nanosecond, worked out so that Gain and Wait need no
// division, which takes three to four times as long as a product. They are those of
// Service, to the last bit: where a product cannot tell how a division rounds, once in
// many millions, it is done.
type Rate struct {
	num, den uint64
	gain     quotient // num/den
	wait     quotient // den/num; nothing at a rate of 0
}

// quotient is a/b in 64.128 bits, rounded down.
type quotient struct{ whole, part, more uint64 }

func newQuotient(a, b uint64) quotient {
	part, rest := bits.Div64(a%b, 0, b)
	more, _ := bits.Div64(rest, 0, b)
	return quotient{a / b, part, more}
}

// NewRate returns num/den, den above 0.
func NewRate(num, den uint64) Rate {
	r := Rate{num: num, den: den, gain: newQuotient(num, den)}
	if num > 0 {
		r.wait = newQuotient(den, num)
	}
	return r
}

// Fraction returns the rate as it was given.
func (r *Rate) Fraction() (num, den uint64) { return r.num, r.den }

// Gain adds what ns nanoseconds give at the rate.
func (r *Rate) Gain(v *Service, ns uint64) {
	if r.num == r.den {
		v.Whole += ns
		return
	}
	most, _ := bits.Mul64(r.num, ns)
	last, rounded := bits.Mul64(r.gain.more, ns)
	if most >= r.den || rounded+ns < ns { // too much, or more might be one more
		v.Pass(r.num, r.den, ns)
		return
	}
	whole, part := bits.Mul64(r.gain.part, ns)
	part, carry := bits.Add64(part, last, 0)
	whole += r.gain.whole*ns + carry
	v.Part, carry = bits.Add64(v.Part, part, 0)
	v.Whole += whole + carry
}

// Wait returns how many nanoseconds the rate needs from v to w.
func (r *Rate) Wait(v, w Service) uint64 {
	whole, part, some := v.lacks(w)
	if !some {
		return 0
	}
	// (whole + part·2^-64) · (wait.whole + wait.part·2^-64), which lacks less than whole + 2 in 2^-64
	if whole>>45 > 0 || r.wait.whole>>15 > 0 || r.num == 0 || r.num == r.den {
		return v.Until(w, r.num, r.den)
	}
	ns, low := bits.Mul64(whole, r.wait.part)
	across, _ := bits.Mul64(part, r.wait.part)
	over, under := bits.Mul64(part, r.wait.whole)
	low, carry := bits.Add64(low, across, 0)
	ns += whole*r.wait.whole + over + carry
	low, carry = bits.Add64(low, under, 0)
	ns += carry
	if low+whole+2 < low || low == 0 {
		return v.Until(w, r.num, r.den)
	}
	return ns + 1
}

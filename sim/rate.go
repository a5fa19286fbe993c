package sim

import "math/bits"

// Rate is a number of units per nanosecond, worked out so that Gain and Wait need no
// division, which takes three to four times as long as a product. They are those of
// Service, to the last bit: where a product cannot tell how a division rounds, once in
// many millions, it is done.
type Rate struct {
	num, den uint64
	gain     quotient // num/den
	wait     quotient // den/num; nothing at a rate of 0
}

// quotient is a/b in 64.64 bits, rounded down, and what the last of them lacks.
type quotient struct {
	whole, part uint64
	rest        uint64 // a·2^64 less that, times b: below b
	more        uint64 // rest/b·2^64, rounded down
}

func newQuotient(a, b uint64) quotient {
	q := quotient{whole: a / b}
	q.part, q.rest = bits.Div64(a%b, 0, b)
	q.more, _ = bits.Div64(q.rest, 0, b)
	return q
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
	part, borrow := bits.Sub64(w.Part, v.Part, 0)
	whole, borrow := bits.Sub64(w.Whole, v.Whole, borrow)
	if borrow == 1 || whole == 0 && part <= 2*early {
		return 0
	}
	part, borrow = bits.Sub64(part, early, 0)
	whole -= borrow
	if r.num == r.den {
		if part > 0 {
			whole++
		}
		return whole
	}
	// (whole + part·2^-64) · (wait.whole + wait.part·2^-64), which lacks less than whole + 2 in 2^-64
	if whole>>45 > 0 || r.wait.whole>>15 > 0 || r.num == 0 {
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

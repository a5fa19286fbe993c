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

// Until returns how many nanoseconds the rate needs from v to w; the greatest number
// where they are too many to count.
func (v Service) Until(w Service, num, den uint64) uint64 {
	part, borrow := bits.Sub64(w.Part, v.Part, 0)
	whole, borrow := bits.Sub64(w.Whole, v.Whole, borrow)
	if borrow == 1 || whole == 0 && part <= 2*early {
		return 0
	}
	part, borrow = bits.Sub64(part, early, 0)
	whole -= borrow
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

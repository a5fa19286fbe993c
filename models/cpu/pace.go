package cpu

import (
	"math/bits"
	"time"

	"thaw/sim"
)

// Pace is how long work takes on a core, as a multiple of the time that it is given
// with: the zero Pace is 1.
type Pace struct{ num, den uint64 }

// NewPace is the pace of a core of a speed whose executions are slowed down by a factor,
// both in millionths and above 0.
func NewPace(speed, factor int64) Pace { return Pace{uint64(factor), uint64(speed)} }

// Time returns how long work of d takes, rounded up to a nanosecond and at most
// sim.MaxDraw, or d if that is more.
func (p Pace) Time(d time.Duration) time.Duration {
	if p.num == p.den || d <= 0 {
		return d
	}
	most := max(d, sim.MaxDraw)
	hi, lo := bits.Mul64(uint64(d), p.num)
	lo, carry := bits.Add64(lo, p.den-1, 0)
	hi += carry
	if hi >= p.den {
		return most
	}
	q, _ := bits.Div64(hi, lo, p.den)
	return time.Duration(min(q, uint64(most)))
}

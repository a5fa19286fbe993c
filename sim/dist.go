package sim

import "time"

// Dist is a distribution of durations that is sampled by inverse transform:
// one uniform, one draw. A Dist is a value; the zero Dist is constant zero.
type Dist struct {
	kind distKind
	a, b float64 // nanoseconds, or the shape
}

type distKind uint8

const (
	constant distKind = iota
)

// Const returns the distribution that always yields d.
func Const(d time.Duration) Dist { return Dist{constant, float64(d), 0} }

// IsConst reports whether every draw is the same.
func (d Dist) IsConst() bool { return d.kind == constant }

// Quantile returns the value at u, in (0, 1).
func (d Dist) Quantile(u float64) time.Duration { return time.Duration(d.a) }

// Mean returns the mean of the distribution.
func (d Dist) Mean() time.Duration { return time.Duration(d.a) }

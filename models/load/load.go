// Package load computes the load average of invokers, as Linux computes that of a machine:
// an exponentially decaying mean of the number of processes that run or could run, which
// moves at the instants of a grid and stands still between them.
//
//	number n at each instant of the grid ──Update──▶ l·d + n·(1 − d), d = e^(−every/window) ──▶ Of
//
// Whoever reads it sees the number late twice: the last instant may be one period ago, and
// the mean follows a step only as 1 − e^(−t/window).
//
// Averages are whole numbers of 2⁻³² processes, so that they are the same on every
// processor. A mean that rises is rounded up and one that falls down, as Linux rounds it:
// so it reaches a constant number, and 0.
package load

import (
	"math"
	"math/bits"
	"time"
)

// Config says how averages move.
type Config struct {
	Every  time.Duration // the period of the grid
	Window time.Duration // the time constant
}

// Linux is the one-minute load average of Linux.
var Linux = Config{Every: 5 * time.Second, Window: time.Minute}

// Number is a number of processes: a whole number of 2⁻³².
type Number uint64

// Whole returns n processes.
func Whole(n int32) Number { return Number(max(0, n)) << fraction }

// Float returns x as a number of processes.
func (x Number) Float() float64 { return float64(x) / one }

const (
	fraction = 32
	one      = 1 << fraction
)

// Averages are those of some invokers, at first 0.
type Averages struct {
	of    []Number
	decay uint64 // of a period, in parts of 2³²
}

// New returns the averages of n invokers.
func New(n int, c Config) *Averages {
	return &Averages{of: make([]Number, n), decay: c.decay()}
}

// decay is e^(−every/window), rounded.
func (c Config) decay() uint64 {
	return uint64(math.Round(math.Exp(-float64(c.Every)/float64(c.Window)) * one))
}

// Of returns the average of invoker i, as of the last update.
func (a *Averages) Of(i int) Number { return a.of[i] }

// Update moves the average of invoker i by a period, at whose end n processes run or could
// run.
func (a *Averages) Update(i int, n int32) {
	was, now := a.of[i], Whole(n)
	hi, lo := bits.Mul64(uint64(was), a.decay)
	h, l := bits.Mul64(uint64(now), one-a.decay)
	lo, carry := bits.Add64(lo, l, 0)
	hi += h + carry
	if now >= was {
		lo, carry = bits.Add64(lo, one-1, 0)
		hi += carry
	}
	a.of[i] = Number(hi<<fraction | lo>>fraction)
}

// Reset begins the average of invoker i anew, as that of a machine that boots.
func (a *Averages) Reset(i int) { a.of[i] = 0 }

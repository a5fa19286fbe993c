package cpu

import (
	"errors"
	"fmt"
	"math/big"
)

// Law says how fast tasks that share cores proceed. The zero Law is plain processor
// sharing.
type Law struct {
	// Stretch is by how many millionths more time a task takes when all cores are busy,
	// because tasks share caches, memory and clock; 0: not at all.
	Stretch int
	// Power is how steeply that grows with the share of cores that are busy.
	Power int
}

// Limits of a law. They keep every product of a rate within 64 bits.
const (
	MaxCores   = 1 << 16
	MaxStretch = 100 * million
	MaxPower   = 16

	million = 1_000_000
	billion = 1_000_000_000
)

// Check returns what is wrong with the law on so many cores, all of it.
func (l Law) Check(cores int) []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if cores < 1 || cores > MaxCores {
		bad("cores of an invoker is %d, expected 1 to %d when a CPU model is on", cores, MaxCores)
	}
	if l.Stretch < 0 || l.Stretch > MaxStretch {
		bad("slowdown with all cores busy is %d millionths, expected 0 to %d", l.Stretch, MaxStretch)
	}
	if l.Power < 0 || l.Power > MaxPower {
		bad("power of the slowdown is %d, expected 0 to %d", l.Power, MaxPower)
	}
	return errs
}

// Rates are a law's rates, worked out.
type Rates struct {
	cores uint64
	few   []fraction // by number of tasks, where it is not above cores; none: a core's pace
	all   fraction   // of all cores together, where there are more tasks
}

// fraction is num/den cores.
type fraction struct{ num, den uint64 }

// Rates works the law out for so many cores.
func (l Law) Rates(cores int) (*Rates, error) {
	if errs := l.Check(cores); errs != nil {
		return nil, errors.Join(errs...)
	}
	r := &Rates{cores: uint64(cores), all: fraction{uint64(cores), 1}}
	if l.Stretch > 0 {
		r.few = make([]fraction, cores+1)
		for n := range r.few {
			r.few[n] = fraction{billion, l.slowdown(n, cores)}
		}
		r.all = fraction{uint64(cores) * billion, l.slowdown(cores, cores)}
	}
	return r, nil
}

// slowdown returns 1 + a·(n/c)^k in billionths, rounded to the nearest.
func (l Law) slowdown(n, cores int) uint64 {
	power := func(x int) *big.Int { return new(big.Int).Exp(big.NewInt(int64(x)), big.NewInt(int64(l.Power)), nil) }
	full := power(cores)
	more := new(big.Int).Mul(big.NewInt(2*int64(l.Stretch)*(billion/million)), power(n))
	more.Add(more, full).Quo(more, full.Lsh(full, 1)) // ⌊x + ½⌋
	return billion + more.Uint64()
}

// Of returns the rate of each of n tasks, at least one, as a fraction of a core's pace.
func (r *Rates) Of(n int) (num, den uint64) {
	switch {
	case n < len(r.few):
		return r.few[n].num, r.few[n].den
	case uint64(n) <= r.cores:
		return 1, 1
	}
	return r.all.num, r.all.den * uint64(n)
}

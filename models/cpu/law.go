package cpu

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"thaw/sim"
)

// Law says how fast tasks that share cores proceed. The zero Law is plain processor
// sharing.
type Law struct {
	// Stretch is by how many millionths more time a task takes when all cores are busy,
	// because tasks share caches, memory and clock; 0: not at all.
	Stretch int
	// Power is how steeply that grows with the share of cores that are busy.
	Power int
	// Threads is how many hardware threads a core has; 0 counts as 1.
	Threads int
	// Gain is how many millionths of itself a core does more with both threads busy than
	// with one.
	Gain int
	// Switch is what a change from one task to the next costs, where there are more tasks
	// than threads: then each runs for Slice at a time.
	Switch, Slice time.Duration
	// Waiting is for how many millionths of its time an execution waits for other things
	// than a core.
	Waiting int
	// Spread is over how many threads the work of containers spreads; 0 counts as 1.
	Spread int
}

// Limits of a law. They keep every product of a rate within 64 bits.
const (
	MaxCores   = 1 << 16
	MaxStretch = 100 * million
	MaxPower   = 16
	MaxThreads = 2
	MaxSpread  = 1 << 10

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
	if l.Threads < 0 || l.Threads > MaxThreads {
		bad("hardware threads of a core is %d, expected 1 to %d", l.Threads, MaxThreads)
	}
	if l.Gain < 0 || l.Gain > million {
		bad("gain of a second hardware thread is %d millionths of a core, expected 0 to %d", l.Gain, million)
	}
	if l.Switch < 0 || l.Switch > 0 && l.Switch > l.Slice {
		bad("a switch between executions takes %v, expected 0s to the %v for which each runs at a time", l.Switch,
			l.Slice)
	}
	return append(errs, l.checkWaiting()...)
}

// Own returns what of the law cores that tasks have for themselves cannot have.
func (l Law) Own() []error {
	var errs []error
	if l.Threads > 1 {
		errs = append(errs, fmt.Errorf("%d hardware threads of a core with a core for each execution, expected 1: "+
			"threads share a core with cpu shared or stretch", l.Threads))
	}
	if l.Switch > 0 {
		errs = append(errs, fmt.Errorf("switches of %v with a core for each execution, which switches to no other, "+
			"expected 0s", l.Switch))
	}
	return append(errs, l.plain("a core for each execution")...)
}

// Rates are a law's rates, worked out.
type Rates struct {
	few  []sim.Rate // by number of tasks, where there is a thread for each; none: a core's pace
	one  sim.Rate   // a core's pace
	all  fraction   // of all cores together, where there are more tasks
	each uint64     // threads of all cores

	computes uint64 // millionths of its time for which an execution needs a thread
	spread   int    // threads of the work of a container
}

// fraction is num/den cores.
type fraction struct{ num, den uint64 }

// Rates works the law out for so many cores.
func (l Law) Rates(cores int) (*Rates, error) {
	if errs := l.Check(cores); errs != nil {
		return nil, errors.Join(errs...)
	}
	threads := cores * max(l.Threads, 1)
	r := &Rates{one: sim.NewRate(1, 1), each: uint64(threads), computes: uint64(million - l.Waiting),
		spread: max(l.Spread, 1)}
	if l.Stretch > 0 || threads > cores {
		r.few = make([]sim.Rate, threads+1)
		r.few[0] = r.one
		for n := 1; n <= threads; n++ {
			r.few[n] = sim.NewRate(l.together(n, cores), l.slowdown(n, threads, false)*uint64(n))
		}
	}
	r.all = fraction{l.together(threads, cores), l.slowdown(threads, threads, true)}
	return r, nil
}

// together returns what n tasks with a thread each do together at no slowdown, in
// billionths of a core's pace.
func (l Law) together(n, cores int) uint64 {
	if n <= cores {
		return uint64(n) * billion
	}
	return uint64(cores)*billion + uint64(n-cores)*uint64(l.Gain)*(billion/million)
}

// slowdown returns 1 + a·u^k at the load u = n/threads, where tasks switch times what
// switches add, in billionths, rounded to the nearest.
func (l Law) slowdown(n, threads int, switching bool) uint64 {
	power := func(x int) *big.Int { return new(big.Int).Exp(big.NewInt(int64(x)), big.NewInt(int64(l.Power)), nil) }
	full, part := power(threads), power(n)
	whole := full.Mul(full, big.NewInt(million))
	slow := part.Mul(part, big.NewInt(int64(l.Stretch)))
	slow.Add(slow, whole)
	if switching && l.Switch > 0 {
		slow.Mul(slow, big.NewInt(int64(l.Slice+l.Switch)))
		whole.Mul(whole, big.NewInt(int64(l.Slice)))
	}
	slow.Mul(slow, big.NewInt(2*billion)).Add(slow, whole)
	return slow.Quo(slow, whole.Lsh(whole, 1)).Uint64() // ⌊x + ½⌋
}

// Of returns the rate of each of n tasks, at least one, as a fraction of a core's pace.
func (r *Rates) Of(n int) (num, den uint64) {
	if few := r.Few(n); few != nil {
		return few.Fraction()
	}
	return r.all.num, r.all.den * uint64(n)
}

// Few returns the rate of each of n tasks while there is a thread for each, else nil. It
// is only read.
func (r *Rates) Few(n int) *sim.Rate {
	switch {
	case n < len(r.few):
		return &r.few[n]
	case uint64(n) <= r.each:
		return &r.one
	}
	return nil
}

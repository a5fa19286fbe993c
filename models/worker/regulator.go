package worker

import (
	"math"
	"time"

	"thaw/sim"
)

// AIMD lets the number of tokens follow the load: one more at every check at which the
// load is bearable, and half of those above the least fewer at every other.
type AIMD struct {
	Check   time.Duration // between checks, which are at its multiples; 0: the number is fixed
	MaxLoad int           // the load up to which there may be more tokens, a core, in thousandths
	Most    int           // tokens at most; 0: twice the least
}

// On reports whether the number moves.
func (a *AIMD) On() bool { return a.Check > 0 }

// The load average of Linux over a minute, in fixed point (include/linux/sched/loadavg.h
// and kernel/sched/loadavg.c).
const (
	loadPeriod = 5 * sim.Second // between samples, which are at its multiples
	loadOne    = 1 << 11        // a load of 1
	loadDecay  = 1884           // exp(−5 s ÷ 1 min), times loadOne
)

// loadAfter returns the load average after a sample of running tasks. A rising load is
// rounded up, so that it reaches a constant number of tasks.
func loadAfter(load int64, running int32) int64 {
	active := int64(running) * loadOne
	next := load*loadDecay + active*(loadOne-loadDecay)
	if active >= load {
		next += loadOne - 1
	}
	return next / loadOne
}

// regulator bounds how many invocations run at a time on one invoker. Samples and
// checks need no events: nothing of what they see changes between two calls, so that
// each call first makes up for those since the last. At an instant they come before
// all else.
type regulator struct {
	running     int32 // begun and not ended, those without a token too
	held, limit int32 // tokens: taken, and there are
	least, most int32
	settled     bool     // another sample would leave the load as it is
	load        int64    // the average, times loadOne
	bearable    int64    // of the load, times 1000
	sample      sim.Time // the next
	check       sim.Time // the next that can change the limit
}

func newRegulator(p *Policy, cores int) regulator {
	r := regulator{limit: int32(min(p.Tokens, math.MaxInt32)), sample: sim.Never, check: sim.Never}
	r.least, r.most = r.limit, int32(min(p.AIMD.Most, math.MaxInt32))
	if p.AIMD.On() {
		r.sample, r.check = loadPeriod, sim.Time(p.AIMD.Check)
		r.bearable = int64(p.AIMD.MaxLoad) * int64(cores) * loadOne
	}
	return r
}

// restart makes it as at the beginning, at an instant whose sample and check are over.
func (r *regulator) restart(a *AIMD, now sim.Time) {
	*r = regulator{limit: r.least, least: r.least, most: r.most, bearable: r.bearable}
	r.sample, r.check = sim.Never, sim.Never
	if a.On() {
		r.sample, r.check = after(now, loadPeriod), after(now, sim.Time(a.Check))
	}
}

// advance makes up for the samples and checks up to now.
func (r *regulator) advance(a *AIMD, now sim.Time) {
	for r.sample <= now || r.check <= now {
		if r.sample <= r.check {
			load := loadAfter(r.load, r.running)
			r.settled = load == r.load
			r.load = load
			r.sample += loadPeriod
			continue
		}
		was := r.limit
		r.move()
		r.check += sim.Time(a.Check)
		if r.limit != was {
			continue
		}
		// nothing changes before the load does
		if r.settled && r.sample <= now {
			r.sample = after(now, loadPeriod)
		}
		r.check = max(r.check, after(r.sample-1, sim.Time(a.Check)))
	}
}

// move is one check.
func (r *regulator) move() {
	switch {
	case r.load*1000 > r.bearable:
		r.limit -= (r.limit - r.least + 1) / 2
	case r.limit < r.most:
		r.limit++
	}
}

// after returns the first multiple of period after t.
func after(t, period sim.Time) sim.Time { return (t/period + 1) * period }

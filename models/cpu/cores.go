package cpu

import (
	"math/bits"
	"time"

	"thaw/sim"
)

// Cores are those of one invoker. They are values; make them with Isolated, Shared or
// Classed.
type Cores struct {
	rates *Rates   // of shared cores, or nil
	own   sim.Pool // of isolated ones
	tasks sim.Sharing
	works *sim.Sharing // of those, where executions wait for a part of their time: what is no execution; or nil
	extra int          // threads of work beyond one for each of its tasks
	crowd *crowd       // of shared cores with classes, or nil
	slow  int64        // millionths by which tasks that share take longer; 0: none
}

// Isolated returns n cores that tasks have for themselves.
func Isolated(n int) Cores { return Cores{own: sim.NewPool(n)} }

// Shared returns cores that all tasks share, at the rates of a law.
func Shared(r *Rates) Cores {
	c := Cores{rates: r, tasks: sim.NewSharing()}
	if r.Waits() {
		works := sim.NewSharing()
		c.works = &works
	}
	return c
}

// Classed returns cores that tasks share by their classes. Unlike the others these are
// for one invoker alone.
func Classed(m *Machine) Cores { return Cores{crowd: newCrowd(m)} }

// Start gives task id of a class work to do. It reports whether the task runs from now
// on. If not, it waits for a core, and a Leave will name it. Without classes all tasks
// are in class 0.
func (c *Cores) Start(id uint32, class uint8, work time.Duration, now sim.Time) bool {
	if c.rates == nil {
		if c.crowd == nil {
			return c.own.Acquire(id, now)
		}
		c.crowd.start(id, class, work, now)
		return true
	}
	c.pass(now)
	c.join(id, work)
	c.paced()
	return true
}

// Len returns how many tasks run or could run: those that have a core or a share, those that
// wait for one, and those that are out of quota.
func (c *Cores) Len() int {
	switch {
	case c.crowd != nil:
		return c.crowd.len()
	case c.rates == nil:
		return c.own.Busy() + c.own.Waiting()
	case c.works != nil:
		return c.tasks.Len() + c.works.Len()
	}
	return c.tasks.Len()
}

// Leave is the end of a task with a core of its own, which comes when all of its work
// has passed since it began to run. It names the task that has the core from now on, if
// one waits. Shared cores need no Leave.
func (c *Cores) Leave(now sim.Time) (next uint32, ok bool) {
	if c.rates != nil || c.crowd != nil {
		return 0, false
	}
	return c.own.Release(now)
}

// Next returns the instant at which to call Finish, if there is any: with shared cores
// that of the next end, or of the next change of what tasks of a quota may do, as long
// as nothing starts before.
func (c *Cores) Next() (sim.Time, bool) {
	if c.rates == nil {
		if c.crowd != nil {
			return c.crowd.next()
		}
		return sim.Never, false
	}
	return c.next()
}

// First names the task on shared cores without classes that ends next, if there is any.
func (c *Cores) First() (id uint32, ok bool) { return c.tasks.First() }

// Finish removes and names one task that is done by now, the instant that Next gave.
// It is called until it says false.
func (c *Cores) Finish(now sim.Time) (id uint32, ok bool) {
	if c.crowd != nil {
		return c.crowd.finish(now)
	}
	if at, some := c.next(); !some || at > now { // what has started since slows the others down
		return 0, false
	}
	c.pass(now)
	if id, _, ok = c.tasks.Finish(); !ok && c.works != nil {
		id, _, ok = c.works.Finish()
	}
	if ok {
		c.left(id)
		c.paced()
	}
	return id, ok
}

// paced sets the rate for the present number of tasks.
func (c *Cores) paced() {
	if c.works != nil {
		executions, works := c.rates.Beside(c.tasks.Len(), c.works.Len()+c.extra)
		c.pace(&c.tasks, executions.num, executions.den)
		c.pace(c.works, works.num, works.den)
		return
	}
	if n := c.tasks.Len(); n > 0 {
		if few := c.rates.Few(n + c.extra); few != nil && c.slow == 0 {
			c.tasks.SetWorkedOut(few)
			return
		}
		num, den := c.rates.Of(n + c.extra)
		c.pace(&c.tasks, num, den)
	}
}

// pace sets a rate, of cores without a slow-down.
func (c *Cores) pace(of *sim.Sharing, num, den uint64) {
	if c.slow > 0 {
		num, den = slower(num, den, uint64(c.slow))
	}
	of.SetRate(num, den)
}

// SetSlow makes tasks on shared cores take so many millionths of their time from now on,
// 1,000,000 at least, those under way included. Tasks with cores of their own know
// their end: they do not change.
func (c *Cores) SetSlow(factor int64, now sim.Time) {
	if c.crowd != nil {
		c.crowd.setSlow(factor, now)
		return
	}
	if c.rates == nil {
		return
	}
	c.pass(now)
	if c.slow = factor; factor == million {
		c.slow = 0
	}
	c.paced()
}

// slower divides a rate by millionths. What is too wide for exact numbers loses its low
// bits, less than one part in 2³⁰.
func slower(num, den, millionths uint64) (uint64, uint64) {
	g := gcd(num, den)
	num, den = num/g, den/g
	g = gcd(million, millionths)
	wide := max(0, bits.Len64(max(num, den))-33)
	return max(1, num>>wide) * (million / g), max(1, den>>wide) * (millionths / g)
}

func gcd(a, b uint64) uint64 {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// Clear takes all tasks away, those that wait included.
func (c *Cores) Clear(now sim.Time) {
	if c.rates != nil {
		c.tasks.Clear(now)
		if c.works != nil {
			c.works.Clear(now)
		}
		c.extra = 0
		return
	}
	if c.crowd != nil {
		c.crowd.clear(now)
		return
	}
	for c.own.Busy() > 0 {
		c.own.Release(now)
	}
}

// Kind is what a task is.
type Kind uint8

// The kinds of task. The IDs of executions are their numbers.
const (
	Execution Kind = iota
	Container      // creation or removal of a container
	Reclaim        // a change of the memory of a VM
)

// kindBits are above the numbers of an ID.
const kindBits = 24

// ID returns the ID of task n of the kind, n below 2^24.
func (k Kind) ID(n uint32) uint32 { return uint32(k)<<kindBits | n }

// Split returns what an ID says.
func Split(id uint32) (k Kind, n uint32) { return Kind(id >> kindBits), id & (1<<kindBits - 1) }

package cpu

import (
	"time"

	"thaw/sim"
)

// Cores are those of one invoker. They are values; make them with Isolated, Shared or
// Classed.
type Cores struct {
	rates *Rates   // of shared cores, or nil
	own   sim.Pool // of isolated ones
	tasks sim.Sharing
	crowd *crowd // of shared cores with classes, or nil
}

// Isolated returns n cores that tasks have for themselves.
func Isolated(n int) Cores { return Cores{own: sim.NewPool(n)} }

// Shared returns cores that all tasks share, at the rates of a law.
func Shared(r *Rates) Cores { return Cores{rates: r, tasks: sim.NewSharing()} }

// Classed returns cores that tasks share by their classes. Unlike the others these are
// for one invoker alone.
func Classed(m *Machine) Cores { return Cores{crowd: newCrowd(m)} }

// Maker returns what makes the cores of one invoker after the other: n that tasks have for
// themselves, or share by a law, and by classes where there are any.
func Maker(own bool, n int, l Law, k Classes) (func() Cores, error) {
	switch {
	case own:
		return func() Cores { return Isolated(n) }, nil
	case len(k) > 0:
		m, err := k.Machine(l, n)
		return func() Cores { return Classed(m) }, err
	}
	rates, err := l.Rates(n)
	return func() Cores { return Shared(rates) }, err
}

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
	c.tasks.Pass(now)
	c.tasks.Join(id, uint64(work))
	c.paced()
	return true
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
	return c.tasks.Next()
}

// Finish removes and names one task that is done by now, the instant that Next gave.
// It is called until it says false.
func (c *Cores) Finish(now sim.Time) (id uint32, ok bool) {
	if c.crowd != nil {
		return c.crowd.finish(now)
	}
	c.tasks.Pass(now)
	if id, _, ok = c.tasks.Finish(); ok {
		c.paced()
	}
	return id, ok
}

// paced sets the rate for the present number of tasks.
func (c *Cores) paced() {
	if n := c.tasks.Len(); n > 0 {
		c.tasks.SetRate(c.rates.Of(n))
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

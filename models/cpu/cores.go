package cpu

import (
	"time"

	"thaw/sim"
)

// Cores are those of one invoker. They are values; make them with Isolated or Shared.
type Cores struct {
	rates *Rates   // of shared cores, or nil
	own   sim.Pool // of isolated ones
	tasks sim.Sharing
}

// Isolated returns n cores that tasks have for themselves.
func Isolated(n int) Cores { return Cores{own: sim.NewPool(n)} }

// Shared returns cores that all tasks share, at the rates of a law.
func Shared(r *Rates) Cores { return Cores{rates: r, tasks: sim.NewSharing()} }

// Start gives task id work to do. It reports whether the task runs from now on. If not,
// it waits for a core, and a Leave will name it.
func (c *Cores) Start(id uint32, work time.Duration, now sim.Time) bool {
	if c.rates == nil {
		return c.own.Acquire(id, now)
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
	if c.rates != nil {
		return 0, false
	}
	return c.own.Release(now)
}

// Next returns the instant at which to call Finish, if there is any: with shared cores
// that of the next end, as long as nothing starts before.
func (c *Cores) Next() (sim.Time, bool) {
	if c.rates == nil {
		return sim.Never, false
	}
	return c.tasks.Next()
}

// Finish removes and names one task that is done by now, the instant that Next gave.
// It is called until it says false.
func (c *Cores) Finish(now sim.Time) (id uint32, ok bool) {
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

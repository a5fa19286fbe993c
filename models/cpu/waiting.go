package cpu

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// Executions that wait for other things than a core, beside work that does not.
//
// An execution that computes for a part p of its time needs p of a thread to proceed at
// its pace, and work of a container one thread for each over which it spreads. While
// there are threads enough everybody has what it needs. Otherwise nobody has more than
// the level at which all threads are busy, as under a fair scheduler: who needs less than
// that is not slowed down.
//
//	need    p p p p p 1 1 1 1 1 1
//	has     p p p p p x x x x x x     5·p + 6·x = threads

// Over returns the law with work of containers over so many threads.
func (l Law) Over(threads int) Law {
	l.Spread = threads
	return l
}

// checkWaiting returns what is wrong with the part for which executions wait, and with the
// threads of the work of containers.
func (l Law) checkWaiting() []error {
	var errs []error
	if l.Waiting < 0 || l.Waiting > million {
		errs = append(errs, fmt.Errorf("executions wait for %d millionths of their time, expected 0 to %d",
			l.Waiting, million))
	}
	if l.Spread < 0 || l.Spread > MaxSpread {
		errs = append(errs, fmt.Errorf("work of containers spreads over %d threads, expected 1 to %d",
			l.Spread, MaxSpread))
	}
	if l.Waiting > 0 && (l.Stretch > 0 || l.Threads > 1 || l.Switch > 0) {
		errs = append(errs, errors.New("executions that wait for a part of their time with a slowdown by load, "+
			"hardware threads or switches, which do not cover them: set processor.waiting to 0, or cpu to shared, "+
			"processor.threads to 1 and processor.switch to 0s"))
	}
	return errs
}

// plain returns what of the law only cores that all share can have, unlike others.
func (l Law) plain(others string) []error {
	var errs []error
	if l.Waiting > 0 {
		errs = append(errs, fmt.Errorf("executions that wait for a part of their time with %s are not modelled: set "+
			"processor.waiting to 0", others))
	}
	if l.Spread > 1 {
		errs = append(errs, fmt.Errorf("work of containers over %d threads with %s is not modelled: set "+
			"daemon.work_threads to 1", l.Spread, others))
	}
	return errs
}

// Waits reports whether executions need less than a thread each.
func (r *Rates) Waits() bool { return r.computes < million }

// Beside returns the rates of each of n executions, as a part of its own pace, and of each
// of m threads of work beside them, as a part of a core's pace.
func (r *Rates) Beside(n, m int) (execution, work fraction) {
	all, least := r.each*million, uint64(n)*r.computes
	switch {
	case least+uint64(m)*million <= all:
		return fraction{1, 1}, fraction{1, 1}
	case all <= uint64(n+m)*r.computes:
		return fraction{all, uint64(n+m) * r.computes}, fraction{r.each, uint64(n + m)}
	}
	return fraction{1, 1}, fraction{all - least, uint64(m) * million}
}

// join brings a task to those that it shares a rate with.
func (c *Cores) join(id uint32, work time.Duration) {
	to := &c.tasks
	switch kind, _ := Split(id); {
	case kind == Execution:
	case kind == Container && c.rates.spread > 1:
		threads := c.rates.spread
		work = (work + time.Duration(threads-1)) / time.Duration(threads)
		c.extra += threads - 1
		fallthrough
	default:
		if c.works != nil {
			to = c.works
		}
	}
	to.Join(id, uint64(work))
}

// left is the end of a task.
func (c *Cores) left(id uint32) {
	if kind, _ := Split(id); kind == Container {
		c.extra -= c.rates.spread - 1
	}
}

// pass moves all tasks to now.
func (c *Cores) pass(now sim.Time) {
	c.tasks.Pass(now)
	if c.works != nil {
		c.works.Pass(now)
	}
}

// next is the instant of the next end of a task on shared cores, if there is any.
func (c *Cores) next() (sim.Time, bool) {
	at, some := c.tasks.Next()
	if c.works == nil {
		return at, some
	}
	also, more := c.works.Next()
	return min(at, also), some || more
}

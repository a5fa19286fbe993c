package cpu

import "thaw/sim"

// Reclass lets classes have the cores as m says from now on. Tasks stay in their classes
// and go on where they were, as under chrt, taskset and a control group whose quota is
// written: a class with another quota has all of it at once. Its tasks run first in,
// first out in the order in which they came, those without quota last.
//
// The cores have classes, as many as m. The user has called Finish until it said false.
func (c *Cores) Reclass(m *Machine, now sim.Time) {
	if c.crowd == nil || len(m.classes) != len(c.crowd.m.classes) {
		panic("cpu: other classes for cores that have none, or not as many")
	}
	c.crowd.reclass(m, now)
}

func (c *crowd) reclass(m *Machine, now sim.Time) {
	c.pass(now)
	for i := range c.crews {
		k, was, is := &c.crews[i], &c.m.classes[i], &m.classes[i]
		if was.fifo && !is.fifo {
			c.front(k, k.runs.length)
			k.edge = nobody
		}
		if was.quota != is.quota || was.period != is.period {
			c.refill(k, was.fifo && is.fifo)
		}
		if is.fifo && !was.fifo {
			for t := k.runs.first; t != nobody; t = c.tasks.At(t).next {
				c.park(k, t)
			}
		}
	}
	c.m, c.stale = m, true
}

// refill gives all tasks of a crew their whole quota, those that have used it up first.
func (c *crowd) refill(k *crew, fifo bool) {
	k.resume = sim.Never
	for t := k.out.first; t != nobody; t = k.out.first {
		c.unlink(&k.out, t)
		c.push(&k.runs, t)
		if !fifo {
			k.work.Resume(uint32(t), c.tasks.At(t).rest)
			k.going++
		}
	}
	for t := k.runs.first; t != nobody; t = c.tasks.At(t).next {
		c.tasks.At(t).joined = k.used
	}
}

// park takes a task that runs away from its work.
func (c *crowd) park(k *crew, t int32) {
	x := c.tasks.At(t)
	x.rest = k.work.Remove(int(x.place))
	x.place = nobody
	k.going--
}

// Going is what a class does at an instant, until anything starts, ends or changes.
type Going struct {
	Tasks   int     // all of them
	Running int     // that have a part of a thread
	Threads float64 // that these have together
	Work    float64 // that is done of theirs, in cores that do nothing else
}

// Going returns what a class does, on cores with classes.
func (c *Cores) Going(class uint8) Going {
	c.crowd.settle()
	k := &c.crowd.crews[class]
	g := Going{Tasks: k.runs.length + k.out.length, Running: k.going}
	if k.share.num == 0 {
		g.Running = 0
	}
	of := func(f fraction) float64 { return float64(k.going) * (float64(f.num) / float64(f.den)) }
	g.Threads, g.Work = of(k.share), of(k.rate)
	return g
}

// Busy returns how many threads are busy, on cores with classes.
func (c *Cores) Busy() int {
	c.crowd.settle()
	return c.crowd.busy
}

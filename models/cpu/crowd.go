package cpu

import (
	"math/bits"
	"time"

	"thaw/sim"
)

// crowd are the tasks of an invoker whose classes differ.
//
//	a task ─▶ its class ─▶ level of its cores ─▶ share of a thread ─▶ done
//	             ▲   │ used up its quota
//	             └───┴─ waits for the next period
//
// What the levels before leave is shared by the tasks of a level: a thread each while
// there are enough, else by weight, and none gets more than a thread. Each class is a
// sharing of its own, since all of its tasks have one rate.
//
// All tasks of a class that may run stand in a list in the order in which they came.
// With first in, first out those in front run. With a quota it is also the order in
// which they use it up, because a period begins for all at the same time: at the
// multiples of its length. So the first alone is looked at, and whoever stays below its
// quota costs no event.
type crowd struct {
	m     *Machine
	tasks sim.Arena[int32, member]
	crews []crew // by class
	now   sim.Time
	slow  int64 // millionths by which tasks take longer; 0: none
	busy  int   // threads, when shares were given
	// of each set of cores, likewise
	placed []place
	stale  bool // shares are not those of the tasks
}

// crew are the tasks of a class.
type crew struct {
	work  sim.Sharing
	runs  list  // those that may run
	edge  int32 // with first in, first out: the last that runs, or nobody
	going int   // how many run

	share fraction    // of a thread, of each that runs
	rate  fraction    // of its work, in cores
	used  sim.Service // time of a thread that a task would have had from the beginning
	base  sim.Service // of it at the last beginning of a period

	out    list     // those out of quota, in the order in which they stopped
	resume sim.Time // when they go on, or Never
}

// member is a task.
type member struct {
	id         uint32
	class      uint8
	place      int32       // in its crew's work, or nobody
	prev, next int32       // in its list
	joined     sim.Service // used of its crew, when it came
	rest       sim.Service // work, while it is not at it
}

// list is one of tasks that know their neighbours.
type list struct {
	first, last int32
	length      int
}

const nobody int32 = -1

var empty = list{nobody, nobody, 0}

func newCrowd(m *Machine) *crowd {
	c := &crowd{m: m, crews: make([]crew, len(m.classes))}
	moved := func(id uint32, place int) { c.tasks.At(int32(id)).place = int32(place) }
	for i := range c.crews {
		c.crews[i] = crew{work: sim.NewTracked(moved), runs: empty, edge: nobody, share: fraction{0, 1},
			rate: fraction{0, 1},
			out:  empty, resume: sim.Never}
	}
	return c
}

// len returns how many tasks there are.
func (c *crowd) len() (n int) {
	for i := range c.crews {
		n += c.crews[i].runs.length + c.crews[i].out.length
	}
	return n
}

// start adds a task.
func (c *crowd) start(id uint32, class uint8, work time.Duration, now sim.Time) {
	c.pass(now)
	if work > sim.MaxAmount {
		panic("cpu: more work than can be counted")
	}
	t := c.tasks.Alloc(member{id: id, class: class, place: nobody, rest: sim.Service{Whole: uint64(work)}})
	c.join(t)
}

// join lets task t run, or wait until those of its class before it have run.
func (c *crowd) join(t int32) {
	x := c.tasks.At(t)
	k := &c.crews[x.class]
	c.push(&k.runs, t)
	x.joined = k.used
	if !c.m.classes[x.class].fifo {
		k.work.Resume(uint32(t), x.rest)
		k.going++
	}
	c.stale = true
}

// pass moves to now.
func (c *crowd) pass(now sim.Time) {
	if now == c.now {
		return
	}
	c.settle()
	for i := range c.crews {
		k := &c.crews[i]
		k.work.Pass(now)
		period := c.m.classes[i].period
		if period == 0 || k.runs.length == 0 {
			continue
		}
		from := c.now
		if b := now - now%period; b > from {
			k.used.Pass(k.share.num, k.share.den, uint64(b-from))
			k.base, from = k.used, b
		}
		k.used.Pass(k.share.num, k.share.den, uint64(now-from))
	}
	c.now = now
}

// setSlow makes all work take longer from now on. Quotas are of a thread's time, and stay.
func (c *crowd) setSlow(factor int64, now sim.Time) {
	c.pass(now)
	if c.slow = factor; factor == million {
		c.slow = 0
	}
	c.stale = true
}

// clear takes all tasks away.
func (c *crowd) clear(now sim.Time) {
	c.pass(now)
	for i := range c.crews {
		k := &c.crews[i]
		for _, l := range []*list{&k.runs, &k.out} {
			for t := l.first; t != nobody; {
				next := c.tasks.At(t).next
				c.tasks.Free(t)
				t = next
			}
			*l = empty
		}
		k.work.Clear(now)
		k.edge, k.going, k.resume = nobody, 0, sim.Never
	}
	c.stale = true
}

// periodEnd returns when the present period of class i ends.
func (c *crowd) periodEnd(i int) sim.Time {
	period := c.m.classes[i].period
	return c.now - c.now%period + period
}

// next returns when to call finish, if there is any such instant.
func (c *crowd) next() (sim.Time, bool) {
	c.settle()
	at := sim.Never
	for i := range c.crews {
		k := &c.crews[i]
		at = min(at, k.resume)
		if end, ok := k.work.Next(); ok {
			at = min(at, end)
			if c.m.classes[i].period > 0 {
				at = min(at, c.stops(i))
			}
		}
	}
	return at, at < sim.Never
}

// limit is the amount used of class i's crew at which its task t has used up its quota
// in this period.
func (c *crowd) limit(i int, t int32) sim.Service {
	k := &c.crews[i]
	from := c.tasks.At(t).joined
	if from.Before(k.base) {
		from = k.base
	}
	return from.Plus(c.m.classes[i].quota)
}

// stops returns when the first task of class i uses up its quota at the present rate.
func (c *crowd) stops(i int) sim.Time {
	k, v := &c.crews[i], &c.m.classes[i]
	if k.share.num == 0 {
		return sim.Never
	}
	end := c.periodEnd(i)
	ns := k.used.Until(c.limit(i, k.runs.first), k.share.num, k.share.den)
	if ns < uint64(end-c.now) {
		return c.now + sim.Time(ns)
	}
	// What is used of a period in which nothing changes is more than the quota, or
	// nobody stops.
	uh, ul := bits.Mul64(k.share.num, uint64(v.period))
	qh, ql := bits.Mul64(k.share.den, v.quota.Whole)
	if uh < qh || uh == qh && ul <= ql {
		return sim.Never
	}
	return end + sim.Time(sim.Service{}.Until(v.quota, k.share.num, k.share.den))
}

// finish removes and names one task that is done by now. Where none is, it stops those
// that have used up their quota.
func (c *crowd) finish(now sim.Time) (id uint32, ok bool) {
	c.pass(now)
	for i := range c.crews {
		k := &c.crews[i]
		if now >= k.resume {
			k.resume = sim.Never
			for t := k.out.first; t != nobody; t = k.out.first {
				c.unlink(&k.out, t)
				c.join(t)
			}
		}
	}
	for i := range c.crews {
		k := &c.crews[i]
		if t, _, done := k.work.Finish(); done {
			id = c.tasks.At(int32(t)).id
			if k.edge == int32(t) {
				k.edge = c.tasks.At(int32(t)).prev
			}
			c.unlink(&k.runs, int32(t))
			k.going--
			c.tasks.Free(int32(t))
			c.stale = true
			return id, true
		}
	}
	for i := range c.crews {
		if c.m.classes[i].period > 0 {
			c.stop(i)
		}
	}
	return 0, false
}

// stop lets the tasks of class i that have used up their quota wait for the next
// period.
func (c *crowd) stop(i int) {
	k := &c.crews[i]
	for t := k.runs.first; t != nobody && k.used.Until(c.limit(i, t), 1, 1) == 0; t = k.runs.first {
		c.park(k, t)
		c.unlink(&k.runs, t)
		c.push(&k.out, t)
		k.resume = c.periodEnd(i)
		c.stale = true
	}
}

// settle gives all tasks their shares.
func (c *crowd) settle() {
	if !c.stale {
		return
	}
	c.stale = false
	busy, threads := 0, 0
	c.placed = c.placed[:0]
	for s := range c.m.sets {
		x := &c.m.sets[s]
		used := c.deal(x)
		c.placed = append(c.placed, place{used: used, threads: x.threads})
		busy, threads = busy+used, threads+x.threads
	}
	free := threads - busy
	roaming := c.share(c.m.roamers, free)
	c.roam(min(roaming, free))
	busy += min(roaming, free)
	c.busy = busy
	slow, switched := c.m.slow[min(busy, len(c.m.slow)-1)], c.m.switched[min(busy, len(c.m.switched)-1)]
	for s := range c.m.sets {
		x := &c.m.sets[s]
		running := 0
		for l := range x.levels {
			for _, i := range x.levels[l].classes {
				running += c.crews[i].going
			}
		}
		pace := c.slowed(x.paced(min(running, x.threads) + c.placed[s].roamers))
		for l := range x.levels {
			v := &x.levels[l]
			takes := slow
			if v.fair && running > x.threads {
				takes = switched
			}
			c.rate(v.classes, pace, takes)
		}
	}
	if roaming > free {
		slow = switched
	}
	c.rate(c.m.roamers, c.slowed(c.roamed()), slow)
}

// rate sets the rates of classes by their shares.
func (c *crowd) rate(classes []uint8, pace fraction, takes uint64) {
	for _, i := range classes {
		k := &c.crews[i]
		k.rate = k.share.by(pace, takes)
		k.work.SetRate(k.rate.num, k.rate.den)
	}
}

// deal shares the threads of a set among its tasks and returns how many are busy.
func (c *crowd) deal(s *set) int {
	free := s.threads
	for l := range s.levels {
		v := &s.levels[l]
		if v.fifo {
			c.front(&c.crews[v.classes[0]], free)
		}
		free -= min(free, c.share(v.classes, free))
	}
	return s.threads - free
}

// share shares free threads among the tasks of classes, and returns how many there are.
func (c *crowd) share(classes []uint8, free int) (n int) {
	weights := uint64(0)
	for _, i := range classes {
		n += c.crews[i].going
		weights += uint64(c.crews[i].going) * c.m.classes[i].weight
	}
	left := uint64(free)
	for _, i := range classes {
		k, w := &c.crews[i], c.m.classes[i].weight
		if n <= free || left*w >= weights { // those of less weight get the rest
			k.share = fraction{1, 1}
			left -= min(left, uint64(k.going))
			weights -= uint64(k.going) * w
		} else {
			k.share = fraction{left * w, weights}
		}
	}
	return n
}

// front lets the first n tasks of a crew run, and no others.
func (c *crowd) front(k *crew, n int) {
	for k.going < n && k.going < k.runs.length {
		t := k.runs.first
		if k.edge != nobody {
			t = c.tasks.At(k.edge).next
		}
		k.work.Resume(uint32(t), c.tasks.At(t).rest)
		k.edge = t
		k.going++
	}
	for k.going > n {
		t := k.edge
		k.edge = c.tasks.At(t).prev
		c.park(k, t)
	}
}

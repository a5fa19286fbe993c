package sim

import "time"

// Pool is k equal servers with one queue, first come first served.
//
//	requests → [ id id id ] → ○ ○ ● ○   k servers
//
// It holds IDs and calls nobody. When Acquire returns false, a later Release
// returns that ID. The zero Pool has no servers; make one with NewPool.
type Pool struct {
	servers  int
	waiting  Ring[waiter]
	busy     level
	queue    level
	requests uint64
	finished uint64
	maxWait  time.Duration
	maxQueue int
}

type waiter struct {
	since Time
	id    uint32
}

// NewPool returns a pool of servers, at least 1.
func NewPool(servers int) Pool { return Pool{servers: max(servers, 1)} }

// Acquire asks for a server on behalf of id. It reports whether id has one
// now; if not, id waits its turn.
func (p *Pool) Acquire(id uint32, now Time) bool {
	p.requests++
	if p.busy.n < uint64(p.servers) {
		p.busy.set(p.busy.n+1, now)
		return true
	}
	p.waiting.Push(waiter{now, id})
	p.queue.set(p.queue.n+1, now)
	p.maxQueue = max(p.maxQueue, p.waiting.Len())
	return false
}

// Release gives one server back. If IDs wait, the first of them gets the server at
// once and Release returns it.
func (p *Pool) Release(now Time) (next uint32, ok bool) {
	if p.busy.n == 0 {
		panic("sim: release of a server that nobody holds")
	}
	p.finished++
	if p.waiting.Len() == 0 {
		p.busy.set(p.busy.n-1, now)
		return 0, false
	}
	w := p.waiting.Pop()
	p.queue.set(p.queue.n-1, now)
	p.maxWait = max(p.maxWait, now.Sub(w.since))
	return w.id, true
}

// Busy returns how many servers are in use.
func (p *Pool) Busy() int { return int(p.busy.n) }

// Waiting returns how many wait for a server.
func (p *Pool) Waiting() int { return p.waiting.Len() }

// Usage returns the statistics up to now.
func (p *Pool) Usage(now Time) Usage {
	u := Usage{
		Requests: p.requests,
		Finished: p.finished,
		Busy:     p.busy.mean(now),
		Waiting:  p.queue.mean(now),
		MaxWait:  p.maxWait,
		MaxQueue: p.maxQueue,
	}
	if p.waiting.Len() > 0 {
		u.MaxWait = max(u.MaxWait, now.Sub(p.waiting.Front().since))
	}
	if p.servers > 0 {
		u.Utilisation = u.Busy / float64(p.servers)
	}
	if p.requests > 0 {
		u.MeanWait = time.Duration(p.queue.integral(now) / float64(p.requests))
	}
	return u
}

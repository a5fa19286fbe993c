package cluster

import (
	"time"

	"thaw/models/outcome"
	"thaw/sim"
)

// flight is an invocation between its placement and its end, as the loop needs
// it; two of them are a line of the cache.
type flight struct {
	arrival, start sim.Time
	duration       time.Duration
	container      ContainerID // landed: the next vacant flight
	kind           outcome.StartKind
	phase          phase
}

// request is the rest of a flight, for those that read it: the sink, and starts
// with an event of their own.
type request struct {
	number           int64
	queued, schedule time.Duration
	fn               FuncID
}

// phase of a flight.
type phase uint8

const (
	landed  phase = iota // vacant
	aloft                // an invocation
	loading              // a container that loads with nobody waiting
)

// waiting is an invocation in the central queue.
type waiting struct {
	arrival  sim.Time
	duration time.Duration
	number   int64
	fn       FuncID

	controlled time.Duration // wait for the controller, before the queue
}

// ring is a FIFO of waiting invocations that grows and is used again.
type ring struct {
	a       []waiting
	head, n int
}

func (r *ring) push(w waiting) {
	if r.n == len(r.a) {
		grown := make([]waiting, max(64, 2*len(r.a)))
		k := copy(grown, r.a[r.head:])
		copy(grown[k:], r.a[:r.head])
		r.a, r.head = grown, 0
	}
	r.a[(r.head+r.n)&(len(r.a)-1)] = w
	r.n++
}

func (r *ring) front() *waiting { return &r.a[r.head] }

func (r *ring) pop() {
	r.head = (r.head + 1) & (len(r.a) - 1)
	r.n--
}

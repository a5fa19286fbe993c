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

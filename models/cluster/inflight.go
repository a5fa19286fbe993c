package cluster

import (
	"time"

	"thaw/models/client"
	"thaw/models/outcome"
	"thaw/sim"
)

// inFlight is an invocation between its placement and its end, as the loop needs
// it; two of them are a line of the cache.
type inFlight struct {
	arrival, start sim.Time
	duration       time.Duration
	container      ContainerID // vacant: the next vacant record
	kind           outcome.StartKind
	phase          phase
}

// request is the rest of its record, for the sink and for starts with an event of
// their own.
type request struct {
	number           int64
	queued, schedule time.Duration
	warming          time.Duration // latency in a container that existed
	ready            sim.Time      // with isolated cores: when its container was ready, −1 until then
	fn               FuncID
	ticket           client.Ticket // of the attempt

	reached sim.Time      // in a line: when the decision reaches the invoker
	waited  time.Duration // there, from then on
}

// came takes over how the invocation came to its invoker.
func (r *request) came(by *request) {
	r.queued, r.schedule, r.ticket = by.queued, by.schedule, by.ticket
}

// phase of a record.
type phase uint8

const (
	vacant  phase = iota // vacant
	active               // an invocation
	loading              // a container that loads ahead of need
	inLine               // an invocation that waits for a start; its container is the deployment
	lost                 // with its invoker; vacant when its event comes
)

// waiting is an invocation in the central queue.
type waiting struct {
	arrival  sim.Time
	duration time.Duration
	number   int64
	fn       FuncID
	counted  bool          // among those that had to wait
	ticket   client.Ticket // of the attempt

	controlled time.Duration // wait for the controller, less other waits before it until its turn
}

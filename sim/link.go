package sim

import (
	"fmt"
	"math/bits"
	"time"
)

// LinkConfig describes a Link. Amounts are in a unit of the caller's choice:
// bytes for a disk or a network card, nanoseconds of work for processors.
type LinkConfig struct {
	Capacity uint64        // units per second in all; required
	FlowCap  uint64        // units per second that one flow can use at most; 0: no cap
	Latency  time.Duration // from the issue of a request to its first unit
	IOPS     uint64        // requests issued per second at most; 0: no limit
}

// Link is a shared capacity: a disk, a network card, the cores of a machine.
// A request passes three stages.
//
//	Start → issue, one each 1/IOPS → latency, all at once → share of capacity → Finish
//
// Issue: requests are issued in the order of Start, at intervals of at least
// 1/IOPS; an idle issuer saves nothing up. Latency: a fixed delay that requests
// spend side by side, using no capacity. Share: the n flows in this stage each
// proceed at min(FlowCap, Capacity/n). So throughput is at most IOPS requests
// per second and at most Capacity units per second: small requests meet the
// first limit, large ones the second, and where both bind requests queue for
// issue while those already issued share the capacity. With no IOPS limit, no
// latency and no cap it is M/G/1 processor sharing; with a Capacity of c times
// FlowCap it is c cores shared by n threads.
//
// A start or a finish costs O(log n). A flow finishes at the first nanosecond at which
// it has received its whole amount (within 2^-31 of a unit): never early, and late by
// less than a nanosecond for each finish during its share. Flows that finish at one
// instant come in the order of their virtual finish, then of Start (see Sharing).
//
// It holds IDs and calls nobody. The user calls Next after every Start and Finish for
// the instant of the next Finish, and calls Finish at that instant, never later.
type Link struct {
	cfg LinkConfig

	held  Ring[request] // issued or waiting for it: ready to share at .ready
	issue Time          // the earliest instant of the next issue
	part  uint64        // the fraction of a nanosecond that issue lacks, in 1/IOPS ns

	flows Sharing

	sharing  level
	waiting  level
	requests uint64
	finished uint64
	served   float64 // units of the flows that finished
	maxWait  time.Duration
	maxQueue int
}

type request struct {
	ready  Time
	amount uint64
	id     uint32
}

const nsPerSecond = 1_000_000_000

// NewLink returns a link, or an error that names what is wrong with cfg.
func NewLink(cfg LinkConfig) (Link, error) {
	switch {
	case cfg.Capacity == 0 || cfg.Capacity > MaxAmount:
		return Link{}, fmt.Errorf("link: capacity of %d units per second, expected 1 to %d", cfg.Capacity,
			uint64(MaxAmount))
	case cfg.Latency < 0 || cfg.Latency > MaxDraw:
		return Link{}, fmt.Errorf("link: latency of %v, expected 0 to %v", cfg.Latency, MaxDraw)
	case cfg.IOPS > nsPerSecond:
		return Link{}, fmt.Errorf("link: %d requests per second, expected at most one a nanosecond", cfg.IOPS)
	}
	return Link{cfg: cfg, flows: NewSharing()}, nil
}

// Start begins a request of id for amount units, at most MaxAmount.
func (l *Link) Start(id uint32, amount uint64, now Time) {
	if amount > MaxAmount {
		panic("sim: amount of a request beyond MaxAmount")
	}
	l.advance(now)
	l.requests++
	at := l.issueAt(now)
	l.held.Push(request{at.Add(l.cfg.Latency), amount, id})
	l.waiting.set(l.waiting.n+1, now)
	l.maxWait = max(l.maxWait, at.Sub(now)+l.cfg.Latency)
	l.advance(now) // without delay it shares at once
	l.maxQueue = max(l.maxQueue, l.held.Len())
}

// issueAt returns the instant at which a request that comes now is issued.
func (l *Link) issueAt(now Time) Time {
	if l.cfg.IOPS == 0 {
		return now
	}
	if l.issue < now || l.issue == now && l.part == 0 {
		l.issue, l.part = now, 0
	}
	at := l.issue
	if l.part > 0 {
		at++ // the first whole nanosecond
	}
	l.issue += Time(nsPerSecond / l.cfg.IOPS)
	l.part += nsPerSecond % l.cfg.IOPS
	if l.part >= l.cfg.IOPS {
		l.part -= l.cfg.IOPS
		l.issue++
	}
	return at
}

// Next returns the instant at which to call Finish, if there is any. That Finish may
// return nothing, when a flow only begins to share.
func (l *Link) Next() (Time, bool) {
	at := Never
	if l.held.Len() > 0 {
		at = l.held.Front().ready
	}
	if next, some := l.flows.Next(); some {
		at = min(at, next)
	}
	return at, l.held.Len()+l.flows.Len() > 0
}

// Finish removes and names one flow that is done by now, the instant that Next
// gave. It is called until it says false.
func (l *Link) Finish(now Time) (id uint32, ok bool) {
	l.advance(now)
	id, amount, ok := l.flows.Finish()
	if !ok {
		return 0, false
	}
	l.finished++
	l.served += float64(amount)
	l.shared(now)
	return id, true
}

// Sharing returns how many flows share the capacity.
func (l *Link) Sharing() int { return l.flows.Len() }

// Waiting returns how many requests wait for their issue or latency.
func (l *Link) Waiting() int { return l.held.Len() }

// Usage returns the statistics up to now. Busy is the mean number of sharing
// flows, Waiting that of requests before it; Utilisation counts the units of
// finished flows against the capacity.
func (l *Link) Usage(now Time) Usage {
	u := Usage{
		Requests: l.requests,
		Finished: l.finished,
		Busy:     l.sharing.mean(now),
		Waiting:  l.waiting.mean(now),
		MaxWait:  l.maxWait,
		MaxQueue: l.maxQueue,
	}
	if now > 0 {
		u.Utilisation = l.served / float64(l.cfg.Capacity) / now.Seconds()
	}
	if l.requests > 0 {
		u.MeanWait = time.Duration(l.waiting.integral(now) / float64(l.requests))
	}
	return u
}

// advance moves the link to now; requests that become ready on the way begin to share.
func (l *Link) advance(now Time) {
	for l.held.Len() > 0 && l.held.Front().ready <= now {
		r := l.held.Pop()
		l.flows.Pass(r.ready)
		l.flows.Join(r.id, r.amount)
		l.waiting.set(uint64(l.held.Len()), r.ready)
		l.shared(r.ready)
	}
	l.flows.Pass(now)
}

// shared notes that another number of flows shares the capacity.
func (l *Link) shared(now Time) {
	l.sharing.set(uint64(l.flows.Len()), now)
	if l.flows.Len() > 0 {
		l.flows.SetRate(l.rate())
	}
}

// rate returns the rate of a flow in units per nanosecond, as a fraction.
func (l *Link) rate() (num, den uint64) {
	n := uint64(l.flows.Len())
	if most := l.cfg.FlowCap; most > 0 {
		if high, all := bits.Mul64(most, n); high == 0 && all <= l.cfg.Capacity {
			return most, nsPerSecond
		}
	}
	return l.cfg.Capacity, n * nsPerSecond
}

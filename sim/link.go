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
// Virtual time is the service that a flow present from the beginning would have
// received, a 64.64-bit fixed-point number; with it a start or a finish costs
// O(log n). A flow finishes at the first nanosecond at which it has received its
// whole amount (within 2^-31 of a unit): never early, and late by less than a
// nanosecond for each finish during its share. Flows that finish at one instant come
// in the order of their virtual finish, then of Start.
//
// It holds IDs and calls nobody. The user calls Next after every Start and Finish for
// the instant of the next Finish, and calls Finish at that instant, never later.
type Link struct {
	cfg LinkConfig

	held  Ring[request] // issued or waiting for it: ready to share at .ready
	issue Time          // the earliest instant of the next issue
	part  uint64        // the fraction of a nanosecond that issue lacks, in 1/IOPS ns

	flows   Heap[uint64, uint64, flow] // by finish, whole and part; then in the order of Start
	virtual fixed
	now     Time // of virtual
	seq     uint64

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

type flow struct {
	seq    uint64
	amount uint64
	id     uint32
}

func startedBefore(f, g flow) bool { return f.seq < g.seq }

// fixed is a non-negative number with 64 bits before and after the point.
type fixed struct{ whole, part uint64 }

const (
	nsPerSecond = 1_000_000_000
	// Virtual time is rounded down at every step. A flow is scheduled for when
	// it lacks at most early, and has finished when it lacks at most twice that.
	early = 1 << 32
	// MaxAmount bounds the amount of one request of a Link.
	MaxAmount = 1 << 60
)

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
	return Link{cfg: cfg, flows: NewHeap[uint64, uint64](startedBefore, nil)}, nil
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
	if l.flows.Len() > 0 {
		at = min(at, l.now+Time(l.remaining()))
	}
	return at, l.held.Len()+l.flows.Len() > 0
}

// Finish removes and names one flow that is done by now, the instant that Next
// gave. It is called until it says false.
func (l *Link) Finish(now Time) (id uint32, ok bool) {
	l.advance(now)
	if l.flows.Len() == 0 || l.remaining() > 0 {
		return 0, false
	}
	f := l.flows.Pop().Value
	l.finished++
	l.served += float64(f.amount)
	l.sharing.set(uint64(l.flows.Len()), now)
	if l.flows.Len() == 0 {
		l.virtual = fixed{}
	}
	return f.id, true
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
		l.pass(r.ready)
		l.flows.Push(l.virtual.whole+r.amount, l.virtual.part, flow{l.seq, r.amount, r.id})
		l.seq++
		l.waiting.set(uint64(l.held.Len()), r.ready)
		l.sharing.set(uint64(l.flows.Len()), r.ready)
	}
	l.pass(now)
}

// pass advances virtual time to now for the present flows.
func (l *Link) pass(now Time) {
	if Invariants && now < l.now {
		Check(false, "link asked at %d after %d", now, l.now)
	}
	if l.flows.Len() > 0 && now > l.now {
		if Invariants && l.remaining() < uint64(now-l.now) {
			Check(false, "link at %d: a finish at %d was missed", now, l.now+Time(l.remaining()))
		}
		num, den := l.rate()
		high, low := bits.Mul64(num, uint64(now-l.now))
		if high < den {
			whole, rest := bits.Div64(high, low, den)
			part, _ := bits.Div64(rest, 0, den)
			var carry uint64
			l.virtual.part, carry = bits.Add64(l.virtual.part, part, 0)
			l.virtual.whole += whole + carry
		}
	}
	l.now = now
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

// remaining returns how many nanoseconds from l.now the next flow needs.
func (l *Link) remaining() uint64 {
	next := l.flows.Min()
	part, borrow := bits.Sub64(next.Then, l.virtual.part, 0)
	whole, borrow := bits.Sub64(next.First, l.virtual.whole, borrow)
	if borrow == 1 || whole == 0 && part <= 2*early {
		return 0
	}
	part, borrow = bits.Sub64(part, early, 0)
	whole -= borrow
	// ⌈(whole + part·2^-64) · den / num⌉
	num, den := l.rate()
	high, low := bits.Mul64(whole, den)
	carried, rounded := bits.Mul64(part, den)
	low, carry := bits.Add64(low, carried, 0)
	high += carry
	if high >= num {
		return uint64(Never - l.now)
	}
	ns, rest := bits.Div64(high, low, num)
	if rest > 0 || rounded > 0 {
		ns++
	}
	return min(ns, uint64(Never-l.now))
}

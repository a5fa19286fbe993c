package network

import (
	"fmt"
	"math/bits"
	"time"

	"thaw/sim"
)

// Nics are the network cards of all invokers: a link out and a link in each. A
// transfer between two invokers is a flow on the sender's link out and one on the
// receiver's link in, and is over when both are; inside an invoker it takes no time.
// Where many send to one, or one to many, that is what the slower card gives
// each flow; where both ends share unequally it takes no less than the max-min
// fair share would.
type Nics struct {
	cfg    Config
	tunnel bool
	out    []sim.Link
	in     []sim.Link
	flows  sim.Arena[uint32, transfer]
	wakes  sim.Outbox[sim.Wake]
	done   sim.Outbox[Arrival]
	bytes  uint64
}

type transfer struct {
	owner    int64
	began    sim.Time
	left     int8 // links that it is still on
	from, to int32
}

// Arrival is a transfer that is over.
type Arrival struct {
	Owner int64
	Began sim.Time
}

// NewNics returns idle cards, or an error that names what is wrong with them.
func NewNics(cfg Config, tunnel bool, invokers int) (*Nics, error) {
	n := &Nics{cfg: cfg, tunnel: tunnel, out: make([]sim.Link, invokers), in: make([]sim.Link, invokers)}
	for i := range invokers {
		out, err := sim.NewLink(sim.LinkConfig{Capacity: cfg.NIC, FlowCap: cfg.Flow})
		if err != nil {
			return nil, fmt.Errorf("network card of invoker %d: %w", i, err)
		}
		n.out[i], n.in[i] = out, out
	}
	return n, nil
}

// Carried returns how many bytes a card carries for so many of data: with a
// tunnel each packet bears a second header.
func (n *Nics) Carried(data uint64) uint64 {
	data = min(data, sim.MaxAmount)
	room := uint64(n.cfg.Packet - n.cfg.Header)
	if !n.tunnel || n.cfg.Header == 0 || data == 0 {
		return data
	}
	hi, lo := bits.Mul64(data, uint64(n.cfg.Header))
	if hi >= room {
		return sim.MaxAmount
	}
	more, _ := bits.Div64(hi, lo, room)
	return min(data+more, sim.MaxAmount)
}

// Send begins a transfer. One that takes no time is reported by Arrivals at once.
func (n *Nics) Send(owner int64, from, to int32, data uint64, now sim.Time) {
	n.bytes += data
	if from == to || data == 0 {
		n.done.Put(Arrival{owner, now})
		return
	}
	id := n.flows.Alloc(transfer{owner: owner, began: now, left: 2, from: from, to: to})
	amount := n.Carried(data)
	n.out[from].Start(id, amount, now)
	n.in[to].Start(id, amount, now)
	n.wake(2*uint32(from), now)
	n.wake(2*uint32(to)+1, now)
}

// Advance moves a card on, at the instant that a Wake asked for. A wake that
// another one has overtaken does nothing.
func (n *Nics) Advance(card uint32, now sim.Time) {
	l := n.link(card)
	if at, some := l.Next(); !some || at > now {
		return
	}
	for {
		id, ok := l.Finish(now)
		if !ok {
			break
		}
		x := n.flows.At(id)
		if x.left--; x.left == 0 {
			n.done.Put(Arrival{x.owner, x.began})
			n.flows.Free(id)
		}
	}
	n.wake(card, now)
}

func (n *Nics) link(card uint32) *sim.Link {
	if card%2 == 0 {
		return &n.out[card/2]
	}
	return &n.in[card/2]
}

func (n *Nics) wake(card uint32, now sim.Time) {
	if at, some := n.link(card).Next(); some {
		n.wakes.Put(sim.Wake{At: max(at, now), Tie: int64(card), Subject: card})
	}
}

// Wakes returns the wakes requested since its last call; their subjects are cards. The
// slice is valid until the next call of any method.
func (n *Nics) Wakes() []sim.Wake { return n.wakes.Take() }

// Arrivals returns the transfers that have ended since its last call. The slice is
// valid until the next call of any method.
func (n *Nics) Arrivals() []Arrival { return n.done.Take() }

// UncontendedTime returns the time of a transfer when nothing else is sent.
func (n *Nics) UncontendedTime(data uint64) time.Duration {
	rate := n.cfg.NIC
	if n.cfg.Flow > 0 {
		rate = min(rate, n.cfg.Flow)
	}
	return time.Duration(float64(n.Carried(data)) / float64(rate) * float64(time.Second))
}

package sim

import "math/bits"

// Sharing is processor sharing: the flows that are in it proceed side by side, all at
// one rate, which its user sets whenever it likes. A Link is one of these behind an
// issuer and a latency, with a rate that its capacity gives.
//
// Virtual time is the service that a flow present from the beginning would have
// received, a 64.64-bit fixed-point number; with it a start or a finish costs
// O(log n), whatever the rate was in the meantime. A flow finishes at the first
// nanosecond at which it has received its whole amount (within 2^-31 of a unit): never
// early, and late by less than a nanosecond for each change of the rate during its
// share. Flows that finish at one instant come in the order of their virtual finish,
// then of Join.
//
// It holds IDs and calls nobody. All is about the instant to which Pass moved it last.
// Make one with NewSharing.
type Sharing struct {
	flows    Heap[uint64, uint64, flow] // by finish, whole and part; then in the order of Join
	virtual  fixed
	now      Time // of virtual
	seq      uint64
	num, den uint64 // the rate of each flow, in units per nanosecond
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
	// Virtual time is rounded down at every step. A flow is scheduled for when
	// it lacks at most early, and has finished when it lacks at most twice that.
	early = 1 << 32
	// MaxAmount bounds the amount of one flow.
	MaxAmount = 1 << 60
)

// NewSharing returns one without flows.
func NewSharing() Sharing {
	return Sharing{flows: NewHeap[uint64, uint64](startedBefore, nil), num: 1, den: 1}
}

// Len returns how many flows there are.
func (s *Sharing) Len() int { return s.flows.Len() }

// SetRate sets the rate of each flow from now on: num/den units per nanosecond, both
// above 0.
func (s *Sharing) SetRate(num, den uint64) { s.num, s.den = num, den }

// Join adds a flow of id for amount units, at most MaxAmount. The user sets the rate
// for one flow more.
func (s *Sharing) Join(id uint32, amount uint64) {
	if amount > MaxAmount {
		panic("sim: amount of a flow beyond MaxAmount")
	}
	s.flows.Push(s.virtual.whole+amount, s.virtual.part, flow{s.seq, amount, id})
	s.seq++
}

// Finish removes and names one flow that is done, with its amount. The user sets the
// rate for one flow less, and calls it until it says false.
func (s *Sharing) Finish() (id uint32, amount uint64, ok bool) {
	if s.flows.Len() == 0 || s.remaining() > 0 {
		return 0, 0, false
	}
	f := s.flows.Pop().Value
	if s.flows.Len() == 0 {
		s.virtual = fixed{}
	}
	return f.id, f.amount, true
}

// Clear removes all flows.
func (s *Sharing) Clear(now Time) {
	s.flows.Reset()
	s.virtual, s.now = fixed{}, now
}

// Next returns the instant of the next Finish at the present rate, if there is any.
func (s *Sharing) Next() (Time, bool) {
	if s.flows.Len() == 0 {
		return Never, false
	}
	return s.now + Time(s.remaining()), true
}

// Pass moves to now, at most the instant that Next gives.
func (s *Sharing) Pass(now Time) {
	if Invariants && now < s.now {
		Check(false, "sharing asked at %d after %d", now, s.now)
	}
	if s.flows.Len() > 0 && now > s.now {
		if Invariants && s.remaining() < uint64(now-s.now) {
			Check(false, "sharing at %d: a finish at %d was missed", now, s.now+Time(s.remaining()))
		}
		high, low := bits.Mul64(s.num, uint64(now-s.now))
		if high < s.den {
			whole, rest := bits.Div64(high, low, s.den)
			part, _ := bits.Div64(rest, 0, s.den)
			var carry uint64
			s.virtual.part, carry = bits.Add64(s.virtual.part, part, 0)
			s.virtual.whole += whole + carry
		}
	}
	s.now = now
}

// remaining returns how many nanoseconds from now the next flow needs.
func (s *Sharing) remaining() uint64 {
	next := s.flows.Min()
	part, borrow := bits.Sub64(next.Then, s.virtual.part, 0)
	whole, borrow := bits.Sub64(next.First, s.virtual.whole, borrow)
	if borrow == 1 || whole == 0 && part <= 2*early {
		return 0
	}
	part, borrow = bits.Sub64(part, early, 0)
	whole -= borrow
	// ⌈(whole + part·2^-64) · den / num⌉
	high, low := bits.Mul64(whole, s.den)
	carried, rounded := bits.Mul64(part, s.den)
	low, carry := bits.Add64(low, carried, 0)
	high += carry
	if high >= s.num {
		return uint64(Never - s.now)
	}
	ns, rest := bits.Div64(high, low, s.num)
	if rest > 0 || rounded > 0 {
		ns++
	}
	return min(ns, uint64(Never-s.now))
}

package sim

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
	flows    finishes
	virtual  Service
	now      Time // of virtual
	seq      uint64
	num, den uint64 // the rate of each flow, in units per nanosecond
	rate     *Rate  // the same worked out, or nil
	due      Time   // of the next finish at that rate, where it is known, else unknown
}

// unknown is the due time of a Sharing that has to be worked out.
const unknown Time = -1

type flow struct {
	seq    uint64
	amount uint64
	id     uint32
}

func startedBefore(f, g flow) bool { return f.seq < g.seq }

// MaxAmount bounds the amount of one flow.
const MaxAmount = 1 << 60

// NewSharing returns one without flows.
func NewSharing() Sharing {
	return Sharing{flows: finishes{far: NewHeap[uint64, uint64](startedBefore, nil)}, num: 1, den: 1, due: unknown}
}

// NewTracked returns one that tells at which place each flow stands, for Remove.
func NewTracked(moved func(id uint32, place int)) Sharing {
	far := NewHeap[uint64, uint64](startedBefore, func(f flow, at int) { moved(f.id, at) })
	return Sharing{flows: finishes{far: far, told: true}, num: 1, den: 1, due: unknown}
}

// Len returns how many flows there are.
func (s *Sharing) Len() int { return s.flows.len() }

// SetRate sets the rate of each flow from now on: num/den units per nanosecond, den
// above 0. At a rate of 0 flows stand still.
func (s *Sharing) SetRate(num, den uint64) {
	if num != s.num || den != s.den {
		s.num, s.den, s.rate, s.due = num, den, nil, unknown
	}
}

// SetWorkedOut is SetRate with a rate that the user keeps, and does not change.
func (s *Sharing) SetWorkedOut(r *Rate) {
	if s.rate != r {
		s.num, s.den, s.rate, s.due = r.num, r.den, r, unknown
	}
}

// Join adds a flow of id for amount units, at most MaxAmount. The user sets the rate
// for one flow more.
func (s *Sharing) Join(id uint32, amount uint64) {
	if amount > MaxAmount {
		panic("sim: amount of a flow beyond MaxAmount")
	}
	s.push(s.virtual.Plus(Service{amount, 0}), flow{s.seq, amount, id})
}

// push adds a flow that finishes at a virtual time.
func (s *Sharing) push(end Service, f flow) {
	if s.flows.len() == 0 || end.Before(s.least()) {
		s.due = unknown
	}
	s.flows.push(end, f)
	s.seq++
}

// least returns the virtual finish of the next flow, of which there is one.
func (s *Sharing) least() Service {
	end, _ := s.flows.next()
	return end
}

// Remove takes away the flow at a place and returns what it lacks. The user sets the
// rate for one flow less.
func (s *Sharing) Remove(place int) (rest Service) {
	f := s.flows.far.At(place)
	rest = Service{f.First, f.Then}.minus(s.virtual)
	s.flows.far.Remove(place)
	s.due = unknown
	if s.flows.len() == 0 {
		s.virtual = Service{}
	}
	return rest
}

// Resume adds a flow that lacks what Remove has returned. Finish gives its amount as 0.
func (s *Sharing) Resume(id uint32, rest Service) {
	s.push(s.virtual.Plus(rest), flow{seq: s.seq, id: id})
}

// First names the flow that finishes next, if there is any.
func (s *Sharing) First() (id uint32, ok bool) {
	if s.flows.len() == 0 {
		return 0, false
	}
	_, f := s.flows.next()
	return f.id, true
}

// Finish removes and names one flow that is done, with its amount. The user sets the
// rate for one flow less, and calls it until it says false.
func (s *Sharing) Finish() (id uint32, amount uint64, ok bool) {
	if next, some := s.Next(); !some || next > s.now {
		return 0, 0, false
	}
	f := s.flows.pop()
	s.due = unknown
	if s.flows.len() == 0 {
		s.virtual = Service{}
	}
	return f.id, f.amount, true
}

// Clear removes all flows.
func (s *Sharing) Clear(now Time) {
	s.flows.reset()
	s.virtual, s.now, s.due = Service{}, now, unknown
}

// Next returns the instant of the next Finish at the present rate, if there is any.
func (s *Sharing) Next() (Time, bool) {
	if s.flows.len() == 0 {
		return Never, false
	}
	if s.due == unknown {
		s.due = s.now + Time(s.remaining())
	}
	return s.due, true
}

// Pass moves to now, at most the instant that Next gives.
func (s *Sharing) Pass(now Time) {
	if Invariants && now < s.now {
		Check(false, "sharing asked at %d after %d", now, s.now)
	}
	if s.flows.len() > 0 && now > s.now {
		if Invariants && s.remaining() < uint64(now-s.now) {
			Check(false, "sharing at %d: a finish at %d was missed", now, s.now+Time(s.remaining()))
		}
		if ns := uint64(now - s.now); s.rate != nil {
			s.rate.Gain(&s.virtual, ns)
		} else {
			s.virtual.Pass(s.num, s.den, ns)
		}
	}
	s.now = now
}

// remaining returns how many nanoseconds from now the next flow needs.
func (s *Sharing) remaining() uint64 {
	left := uint64(Never - s.now)
	if s.rate != nil {
		return min(s.rate.Wait(s.virtual, s.least()), left)
	}
	return min(s.virtual.Until(s.least(), s.num, s.den), left)
}

// finishes are flows by their virtual finish, then in the order in which they came. The
// next few stand sorted in a row, where one more moves some of them by a place: while they
// are few, that costs less than a heap does by its mispredicted branches. The others are in
// the heap, and those whose places are told all are.
//
//	near  [9 7 5 3] ──▶ the next     of all, the least
//	far   heap of 9 and more
type finishes struct {
	near []finish // the next one last
	far  Heap[uint64, uint64, flow]
	told bool // the heap tells places
}

// finish is a flow and its virtual finish.
type finish struct {
	end Service
	flow
}

const (
	nearMost = 32
	nearFill = 16 // so many come from the heap at a time
)

func (f *finishes) len() int { return len(f.near) + f.far.Len() }

// next returns the next of the flows, of which there is one.
func (f *finishes) next() (end Service, v *flow) {
	if n := len(f.near); n > 0 {
		x := &f.near[n-1]
		return x.end, &x.flow
	}
	return f.firstFar(), &f.far.Min().Value
}

// push adds a flow, which has come after all others.
func (f *finishes) push(end Service, v flow) {
	if f.told || f.far.Len() > 0 && !end.Before(f.firstFar()) {
		f.far.Push(end.Whole, end.Part, v)
		return
	}
	if len(f.near) == nearMost {
		last := f.near[0]
		if !end.Before(last.end) {
			f.far.Push(end.Whole, end.Part, v)
			return
		}
		f.far.Push(last.end.Whole, last.end.Part, last.flow)
		f.near = f.near[:copy(f.near, f.near[1:])]
	}
	f.near = append(f.near, finish{})
	i := len(f.near) - 1
	for ; i > 0 && !end.Before(f.near[i-1].end); i-- {
		f.near[i] = f.near[i-1]
	}
	x := &f.near[i]
	x.end, x.seq, x.amount, x.id = end, v.seq, v.amount, v.id
}

// firstFar returns the least finish in the heap, which is not empty.
func (f *finishes) firstFar() Service {
	least := f.far.Min()
	return Service{least.First, least.Then}
}

// pop removes and returns the next of the flows, of which there is one.
func (f *finishes) pop() flow {
	if f.told {
		return f.far.Pop().Value
	}
	last := len(f.near) - 1
	v := f.near[last].flow
	f.near = f.near[:last]
	if last == 0 && f.far.Len() > 0 {
		f.fill()
	}
	return v
}

// fill takes the next flows out of the heap, where none are near.
func (f *finishes) fill() {
	n := min(nearFill, f.far.Len())
	f.near = append(f.near, make([]finish, n)...)
	for i := n - 1; i >= 0; i-- {
		x := f.far.Pop()
		f.near[i] = finish{Service{x.First, x.Then}, x.Value}
	}
}

func (f *finishes) reset() {
	f.near = f.near[:0]
	f.far.Reset()
}

package sim

import "math/bits"

// Queue is the event queue of a run: a monotone radix wheel of base 64.
//
// An event lies in the bucket named by the highest 6-bit digit in which its
// time differs from the time the wheel stands at (now), and by that digit. So
// the lowest occupied level holds the earliest events, and the lowest occupied
// digit of it the earliest of those. That bucket becomes the front when it is
// small, and is dealt out to the levels below it when it is large. The front
// is a short list in the total order of events; what is pushed into its window
// joins it in order, so ties come out by content and not by insertion.
//
//	level 2  [ ][ ][#][ ]...  64 buckets of 4096 ns   far
//	level 1  [ ][#][#][#]...  64 buckets of 64 ns      |  dealt out downwards
//	level 0  [ ][#][ ][#]...  64 instants             near
//	front    e1 e2 e3                                 next
//
// Times must not be negative. A push or a pop moves an event a few times,
// however many are pending. Memory follows the greatest number of events that
// were pending at once, not the greatest number that each bucket ever held, and
// a run that keeps to that number allocates nothing. The zero Queue is empty
// and ready; it takes some 110 KiB and must not be copied.
type Queue struct {
	bound  Time            // no pending event is earlier
	now    Time            // what the buckets are relative to; no pending event is earlier
	edge   Time            // the last instant of the front's window
	nfront int             // events in front
	front  [frontMax]Event // descending: the next one last
	tied   []Event         // instead of front, where many events share an instant: a heap
	n      int

	levels  uint64             // bit l: level l has an occupied bucket
	digits  [16]uint64         // bit d of level l: bucket d of it is occupied
	buckets [numBuckets]bucket // level<<digitBits | digit
	homes   [numBuckets][homeLen]Event
	spare   *block // empty blocks
	spares  int    // how many
}

// A bucket is an unordered bag of events: first in its home, then in blocks.
type bucket struct {
	events []Event // in the home, or in the block that is being filled
	block  *block  // that block; those that follow it in the list are full
}

type block struct {
	next   *block
	events [blockLen]Event
}

const (
	digitBits  = 6
	numBuckets = 11 << digitBits // 66 bits cover a Time
	homeLen    = 8
	loadMax    = 12      // a bucket of so few becomes the front as it is
	frontMax   = 32      // the front goes back to the wheel when pushes make it larger
	blockLen   = 128     // events in a block
	tiedMax    = 1 << 16 // an empty heap of more is given back
)

// Len returns the number of pending events.
func (q *Queue) Len() int { return q.n }

// Push adds an event. Its time must not lie before the last event that Next
// returned, nor before the time of the last limit that Next was refused at.
func (q *Queue) Push(e Event) {
	if Invariants && e.At < q.now {
		Check(false, "event at %d pushed behind the clock, which is at %d", e.At, q.now)
	}
	q.n++
	if e.At < q.bound {
		q.bound = e.At
	}
	if e.At <= q.edge {
		q.insert(e)
		return
	}
	q.put(e)
}

// Next removes and returns the least event if it comes before limit.
func (q *Queue) Next(limit Event) (Event, bool) {
	if limit.At < q.bound {
		return Event{}, false
	}
	return q.next(limit)
}

// Reset empties the queue and sets its clock back to zero. Memory is kept.
func (q *Queue) Reset() {
	for q.levels != 0 {
		level := uint(bits.TrailingZeros64(q.levels))
		for _, b := q.take(level, uint(bits.TrailingZeros64(q.digits[level%16]))); b != nil; {
			b = q.release(b)
		}
	}
	q.nfront, q.tied = 0, q.tied[:0]
	q.bound, q.now, q.edge, q.n = 0, 0, 0, 0
}

func (q *Queue) next(limit Event) (Event, bool) {
	if q.nfront == 0 {
		if len(q.tied) == 0 && !q.load(limit.At) {
			return Event{}, false
		}
		if len(q.tied) > 0 {
			return q.nextTied(limit)
		}
	}
	e := q.front[(q.nfront-1)%frontMax]
	q.bound = e.At
	if !e.Before(limit) {
		return Event{}, false
	}
	q.now = e.At
	q.nfront--
	q.n--
	return e, true
}

// load makes the earliest bucket the front, dealing out buckets that are too
// large for it. It touches no bucket that starts after limit: later pushes may
// lie between limit and such a start.
func (q *Queue) load(limit Time) bool {
	for q.levels != 0 {
		level := uint(bits.TrailingZeros64(q.levels))
		digit := uint(bits.TrailingZeros64(q.digits[level%16]))
		shift := level * digitBits
		start := Time((uint64(q.now)>>shift&^63 | uint64(digit)) << shift)
		if start > limit {
			q.bound = start
			return false
		}
		q.now = start
		events, b := q.take(level, digit)
		switch {
		case len(events) <= loadMax && (b == nil || b.next == nil):
			q.edge = start + (Time(1)<<shift - 1)
			q.nfront = len(events)
			rank(q.front[:q.nfront], events)
			if b != nil {
				q.release(b)
			}
			return true
		case level == 0:
			q.edge = start
			q.heapify(events, b)
			return true
		}
		q.deal(events)
		for b != nil {
			if b = q.release(b); b != nil {
				q.deal(b.events[:])
			}
		}
	}
	q.bound = Never
	return false
}

// take empties a bucket. The events are valid until block b is released; the
// blocks that follow b are full ones of the same bucket.
func (q *Queue) take(level, digit uint) (events []Event, b *block) {
	q.digits[level%16] &^= 1 << digit
	if q.digits[level%16] == 0 {
		q.levels &^= 1 << level
	}
	i := level<<digitBits | digit
	p := &q.buckets[i]
	events, b = p.events, p.block
	if b != nil {
		*p = bucket{events: q.homes[i][:0]}
	} else {
		p.events = events[:0]
	}
	return events, b
}

// put adds e to its bucket.
func (q *Queue) put(e Event) {
	level := uint(bits.Len64(uint64(e.At^q.now)|1)-1) * 43 >> 8 // ÷ digitBits
	digit := uint(uint64(e.At)>>(level*digitBits)) & 63
	q.levels |= 1 << level
	q.digits[level%16] |= 1 << digit
	b := &q.buckets[level<<digitBits|digit]
	if len(b.events) == cap(b.events) {
		q.extend(level<<digitBits | digit)
	}
	b.events = append(b.events, e)
}

// extend makes room in bucket i: its home, or else a block.
func (q *Queue) extend(i uint) {
	b := &q.buckets[i]
	if cap(b.events) == 0 {
		b.events = q.homes[i][:0]
		return
	}
	fresh := q.spare
	if fresh != nil {
		q.spare = fresh.next
		q.spares--
	} else {
		fresh = new(block)
	}
	fresh.next = b.block
	if b.block == nil {
		b.events = append(fresh.events[:0], b.events...)
	} else {
		b.events = fresh.events[:0]
	}
	b.block = fresh
}

// release keeps an empty block for later, unless there are many, and returns
// the one that followed it.
func (q *Queue) release(b *block) (next *block) {
	next = b.next
	if q.spares < numBuckets+2*q.n/blockLen {
		b.next, q.spare = q.spare, b
		q.spares++
	}
	return next
}

// deal distributes events of a bucket over the levels below it.
func (q *Queue) deal(events []Event) {
	for _, e := range events {
		q.put(e)
	}
}

// heapify makes a bucket of one instant the front.
func (q *Queue) heapify(events []Event, b *block) {
	q.tied = append(q.tied, events...)
	for b != nil {
		if b = q.release(b); b != nil {
			q.tied = append(q.tied, b.events[:]...)
		}
	}
	for i := len(q.tied)/2 - 1; i >= 0; i-- {
		siftDown(q.tied, i)
	}
}

// insert adds an event that lies in the window of the front.
func (q *Queue) insert(e Event) {
	n := q.nfront
	switch {
	case len(q.tied) > 0:
		q.pushTied(e)
	case n < frontMax:
		for ; n > 0 && q.front[n-1].Before(e); n-- {
			q.front[n] = q.front[n-1]
		}
		q.front[n] = e
		q.nfront++
	case q.now != q.edge:
		// Too many for a list: back to the wheel, relative to now, which lies
		// inside the window. So they land below the level that they came from.
		q.edge = -1
		q.nfront = 0
		for _, f := range q.front {
			q.put(f)
		}
		q.put(e)
	default:
		// One instant is left of the window; no wheel can tell its events apart.
		for _, f := range q.front {
			q.pushTied(f)
		}
		q.nfront = 0
		q.pushTied(e)
	}
}

func (q *Queue) pushTied(e Event) {
	q.tied = append(q.tied, e)
	f, i := q.tied, len(q.tied)-1
	for i > 0 && e.Before(f[(i-1)/2]) {
		f[i] = f[(i-1)/2]
		i = (i - 1) / 2
	}
	f[i] = e
}

// nextTied is next for a front in the form of a heap.
func (q *Queue) nextTied(limit Event) (Event, bool) {
	f := q.tied
	e, last := f[0], len(f)-1
	q.bound = e.At
	if !e.Before(limit) {
		return Event{}, false
	}
	f[0] = f[last]
	q.tied = f[:last]
	q.n--
	switch {
	case last > 0:
		siftDown(q.tied, 0)
	case cap(q.tied) > tiedMax:
		q.tied = nil
	}
	return e, true
}

// siftDown moves event i of the heap f down to its place.
func siftDown(f []Event, i int) {
	e := f[i]
	for {
		c := 2*i + 1
		if c >= len(f) {
			break
		}
		if c+1 < len(f) && f[c+1].Before(f[c]) {
			c++
		}
		if !f[c].Before(e) {
			break
		}
		f[i] = f[c]
		i = c
	}
	f[i] = e
}

// rank copies src to dst in descending order. It counts for each event those
// that come after it, by subtraction with borrow: no branch depends on data.
func rank(dst, src []Event) {
	for i, e := range src {
		after := uint64(0)
		for _, f := range src[:i] { // the earlier of two equal ones goes after
			_, less := bits.Sub64(uint64(e.Ord), uint64(f.Ord), 1)
			_, less = bits.Sub64(uint64(e.At), uint64(f.At), less)
			after += less
		}
		for _, f := range src[i:] {
			_, less := bits.Sub64(uint64(e.Ord), uint64(f.Ord), 0)
			_, less = bits.Sub64(uint64(e.At), uint64(f.At), less)
			after += less
		}
		dst[after] = e
	}
}

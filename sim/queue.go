package sim

import "math/bits"

// Queue is the event queue of a run: a monotone radix wheel of base 64.
//
// An event lies in the bucket named by the highest 6-bit digit in which its
// time differs from the time the wheel stands at (now), and by that digit. So
// the lowest occupied level holds the earliest events, and the lowest occupied
// digit of it the earliest of those. That bucket becomes the front when it is
// small; a large bucket is dealt out to the levels below it. The front is a
// handful of unordered events; an event pushed into its window joins them. Next
// compares them all, without a branch: at this size that costs less than to
// mispredict one step of a sorted insertion. Content orders events of one
// instant, not insertion.
//
//	level 2  [ ][ ][#][ ]...  64 buckets of 4096 ns   far
//	level 1  [ ][#][#][#]...  64 buckets of 64 ns      |  dealt out downwards
//	level 0  [ ][#][ ][#]...  64 instants             near
//	front    e3 e1 e2                                 next
//
// Times must not be negative. A push or a pop moves an event a few times,
// however many are pending. Memory is bounded by the most events that were
// pending at once, not by the sum of the most that each bucket held; a run within
// that bound allocates nothing. The zero Queue is empty and ready; it takes some
// 110 KiB and must not be copied.
type Queue struct {
	bound Time // no pending event is earlier
	now   Time // what the buckets are relative to; no pending event is earlier
	base  Time // the first instant of the front's window
	edge  Time // the last instant of the front's window
	n     int

	used   uint64 // bit s: slot s of the front holds an event
	minKey uint64 // the key of the earliest event, which is the greatest of keys
	// by slot: (base + keySpan − time)<<slotBits | slot, or 0: the next event has the greatest
	keys  [frontMax]uint64
	ords  [frontMax]Order             // by slot
	ahead []Order                     // of the last bucket that was dealt out, until Ahead was asked
	tied  Heap[Order, Time, struct{}] // instead of the slots, where many events share an instant

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
	slotBits   = 4
	frontMax   = 1 << slotBits   // the front goes back to the wheel when pushes make it larger
	fullFront  = 1<<frontMax - 1 // Queue.used then
	keySpan    = 1 << 59         // more than the front's window can span
	loadMax    = 12              // a bucket of so few becomes the front as it is
	loadLevel  = 8               // if it ends within 2^54 instants
	fillMax    = 6               // together with those that follow while they are so few
	blockLen   = 128             // events in a block
	tiedMax    = 1 << 16         // a larger heap releases its memory when it is empty
	aheadMax   = 8               // blocks; a larger bucket is dealt out twice, and counts as ahead the second time
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
	q.bound = min(q.bound, e.At)
	switch {
	case e.At > q.edge:
		q.put(e)
	case q.used == fullFront || q.tied.Len() > 0:
		q.overflowFront(e)
	default:
		q.insertFront(e)
	}
}

// Next removes and returns the least event if it comes before limit.
func (q *Queue) Next(limit Event) (Event, bool) {
	if limit.At < q.bound {
		return Event{}, false
	}
	return q.next(limit)
}

// Quiet reports that no event is pending up to an instant, that included. It may say
// false where there is none.
func (q *Queue) Quiet(at Time) bool { return at < q.bound }

// Reset empties the queue and sets its clock back to zero. Memory is kept.
func (q *Queue) Reset() {
	for q.levels != 0 {
		level := uint(bits.TrailingZeros64(q.levels))
		for _, b := q.take(level, uint(bits.TrailingZeros64(q.digits[level%16]))); b != nil; {
			b = q.release(b)
		}
	}
	q.clearFront()
	q.tied.Reset()
	q.bound, q.now, q.base, q.edge, q.n = 0, 0, 0, 0, 0
}

// next is a separate function so that Next, which most often refuses, is inlined.
//
//go:noinline
func (q *Queue) next(limit Event) (Event, bool) {
	if q.used == 0 {
		if q.tied.Len() == 0 && !q.load(limit.At) {
			return Event{}, false
		}
		if q.tied.Len() > 0 {
			return q.nextTied(limit)
		}
	}
	if limit.At <= q.bound {
		q.breakTies()
		if !q.at(q.minKey).Before(limit) {
			return Event{}, false
		}
	}
	rest := q.without(q.minKey)
	if rest>>slotBits == q.minKey>>slotBits { // another event of this instant
		q.keys[q.minKey%frontMax] = q.minKey
		q.breakTies()
		rest = q.without(q.minKey)
	}
	e := q.at(q.minKey)
	q.used &^= 1 << (q.minKey % frontMax)
	q.minKey = rest
	q.bound = min(q.base+keySpan-Time(rest>>slotBits), q.edge) // the latter when none is left
	q.now = e.At
	q.n--
	return e, true
}

// load makes the earliest bucket the front and deals out buckets that are too large
// for it. The clock never passes limit, because later pushes may lie between limit
// and the start of a later bucket.
func (q *Queue) load(limit Time) bool {
	for q.levels != 0 {
		level, digit, start := q.first()
		if start > limit {
			q.bound = start
			return false
		}
		q.now = start
		if level <= loadLevel && q.buckets[level<<digitBits|digit].few(loadMax) {
			q.fill(level, digit, start)
			return true
		}
		events, b := q.take(level, digit)
		q.ahead = q.ahead[:0]
		if level == 0 {
			q.base, q.edge = start, start
			q.heapify(events, b)
			return true
		}
		near := b.near()
		for q.deal(events, near); b != nil; {
			if b = q.release(b); b != nil {
				q.deal(b.events[:], near)
			}
		}
	}
	q.bound = Never
	return false
}

// first returns the earliest occupied bucket, and the first instant it covers.
func (q *Queue) first() (level, digit uint, start Time) {
	level = uint(bits.TrailingZeros64(q.levels))
	digit = uint(bits.TrailingZeros64(q.digits[level%16]))
	shift := level * digitBits
	return level, digit, Time((uint64(q.now)>>shift&^63 | uint64(digit)) << shift)
}

// few reports whether the bucket holds no more than n events, n < blockLen.
func (b *bucket) few(n int) bool {
	return len(b.events) <= n && (b.block == nil || b.block.next == nil)
}

// near reports whether no more than aheadMax blocks begin with b.
func (b *block) near() bool {
	for range aheadMax {
		if b == nil {
			return true
		}
		b = b.next
	}
	return b == nil
}

// fill makes a bucket the front, together with the small buckets that follow it: with
// fewer loads, more pushes go to the front directly.
func (q *Queue) fill(level, digit uint, start Time) {
	q.base = start
	for n := 0; ; {
		events, b := q.take(level, digit)
		for _, e := range events {
			q.insertFront(e)
		}
		if b != nil {
			q.release(b)
		}
		q.edge = start + (Time(1)<<(level*digitBits) - 1)
		if n += len(events); n >= fillMax || q.levels == 0 {
			break
		}
		level, digit, start = q.first()
		if level > loadLevel || !q.buckets[level<<digitBits|digit].few(fillMax-n) {
			break
		}
	}
	q.bound = q.at(q.minKey).At
}

// Ahead returns the orders of events that are about to happen, unsorted, so that the
// caller can prefetch their subjects. It returns the events of a bucket once, after
// the bucket was dealt out, and nothing otherwise. The slice is valid until the next
// call of Next.
func (q *Queue) Ahead() []Order {
	dealt := q.ahead
	q.ahead = q.ahead[:0]
	return dealt
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
	n := len(b.events)
	if n == cap(b.events) {
		q.extend(level<<digitBits|digit, e)
		return
	}
	b.events = b.events[:n+1]
	b.events[n] = e
}

// extend adds e to a bucket i that is full: to its home, or else to a block.
func (q *Queue) extend(i uint, e Event) {
	b := &q.buckets[i]
	if cap(b.events) == 0 {
		b.events = append(q.homes[i][:0], e)
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
	b.events, b.block = append(b.events, e), fresh
}

// release returns the block after b. It keeps b for reuse, unless it has enough.
func (q *Queue) release(b *block) (next *block) {
	next = b.next
	if q.spares < numBuckets+2*q.n/blockLen {
		b.next, q.spare = q.spare, b
		q.spares++
	}
	return next
}

// deal distributes events of a bucket over the levels below it, and records them for
// Ahead when they are near.
func (q *Queue) deal(events []Event, near bool) {
	for _, e := range events {
		q.put(e)
	}
	if near {
		for _, e := range events {
			q.ahead = append(q.ahead, e.Ord)
		}
	}
}

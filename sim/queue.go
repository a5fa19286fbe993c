package sim

import (
	"math/bits"
	"slices"
)

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
// Times must not be negative. A push or a pop moves few events whatever the
// number of pending ones. Buckets are lists of blocks in one arena, so memory
// follows the greatest number of events that were pending at once (16 bytes
// each, and a partly filled block a bucket), and nothing is allocated once that
// number has been seen. The zero Queue is empty and ready.
type Queue struct {
	bound Time    // no pending event is earlier
	now   Time    // what the buckets are relative to; no pending event is earlier
	edge  Time    // while front is not empty: the last instant of its window
	front []Event // see frontMax
	n     int

	levels  uint64 // bit l: level l has an occupied bucket
	digits  [numLevels]uint64
	buckets [1024]bucket // level<<6 | digit; a power of two spares bounds checks

	blocks []block
	links  []uint32 // of each block: the next of its bucket or of the free list
	free   uint32   // head of the list of free blocks, +1; 0: none
}

// A bucket is an unordered bag of events in a list of blocks. Only the head
// block is partly filled.
type bucket struct{ head, n uint32 }

type block [blockLen]Event

const (
	digitBits = 6
	numLevels = 11 // 66 bits cover a non-negative Time
	blockLen  = 8

	// loadMax is the size up to which a bucket becomes the front as it is.
	loadMax = 8
	// frontMax tells the two forms of the front apart: up to frontMax events
	// lie in descending order, the next one last; more than that are all of
	// one instant and form a binary heap, the next one first.
	frontMax = 16
)

// Len returns the number of pending events.
func (q *Queue) Len() int { return q.n }

// Push adds an event. Its time must not lie before the last event that Next
// returned, nor before the time of the last limit that Next was refused at.
func (q *Queue) Push(e Event) {
	if e.At < q.bound {
		q.bound = e.At
	}
	q.n++
	if len(q.front) > 0 && e.At <= q.edge {
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
	*q = Queue{
		front:  q.front[:0],
		blocks: q.blocks[:0],
		links:  q.links[:0],
	}
}

func (q *Queue) next(limit Event) (Event, bool) {
	n := len(q.front)
	if n == 0 {
		if !q.load(limit.At) {
			return Event{}, false
		}
		n = len(q.front)
	}
	if n > frontMax {
		return q.nextTied(limit)
	}
	e := q.front[n-1]
	if !e.Before(limit) {
		q.bound = e.At
		return Event{}, false
	}
	q.front = q.front[:n-1]
	q.n--
	q.now = e.At
	q.bound = e.At
	return e, true
}

// load makes the earliest bucket the front, dealing out buckets that are too
// large for it. It touches no bucket that starts after limit: later pushes may
// lie between limit and such a start.
func (q *Queue) load(limit Time) bool {
	for q.levels != 0 {
		level := uint(bits.TrailingZeros64(q.levels))
		digit := uint(bits.TrailingZeros64(q.digits[level%numLevels]))
		shift := level * digitBits
		start := Time(uint64(q.now)>>shift&^63|uint64(digit)) << shift
		if start > limit {
			q.bound = start
			return false
		}
		q.now = start
		b := q.detach(level, digit)
		if b.n <= loadMax || level == 0 {
			q.edge = start + (Time(1)<<shift - 1)
			q.fill(b)
			return true
		}
		q.deal(b)
	}
	q.bound = Never
	return false
}

// put adds e to its bucket.
func (q *Queue) put(e Event) {
	diff := uint64(e.At ^ q.now)
	level := uint(63-bits.LeadingZeros64(diff|1)) * 43 >> 8 // ÷ 6
	digit := uint(uint64(e.At)>>(level*digitBits)) & 63
	b := &q.buckets[(level<<digitBits|digit)%1024]
	i := b.n % blockLen
	if i == 0 {
		b.head = q.grab(b.head)
		q.levels |= 1 << level
		q.digits[level] |= 1 << digit
	}
	q.blocks[b.head][i] = e
	b.n++
}

// grab returns a free block, linked to next.
func (q *Queue) grab(next uint32) uint32 {
	if q.free != 0 {
		i := q.free - 1
		q.free = q.links[i]
		q.links[i] = next
		return i
	}
	i := len(q.blocks)
	if i < cap(q.blocks) {
		q.blocks = q.blocks[:i+1]
	} else {
		q.blocks = append(q.blocks, block{})
	}
	q.links = append(q.links, next)
	return uint32(i)
}

// detach takes a bucket off the wheel.
func (q *Queue) detach(level, digit uint) bucket {
	p := &q.buckets[(level<<digitBits|digit)%1024]
	b := *p
	*p = bucket{}
	q.digits[level] &^= 1 << digit
	if q.digits[level] == 0 {
		q.levels &^= 1 << level
	}
	return b
}

// deal distributes a detached bucket over the levels below it.
func (q *Queue) deal(b bucket) {
	for b.n > 0 {
		i := b.head
		events := q.blocks[i]
		n := (b.n-1)%blockLen + 1
		b.head, b.n = q.links[i], b.n-n
		q.links[i], q.free = q.free, i+1
		for _, e := range events[:n] {
			q.put(e)
		}
	}
}

// fill makes a detached bucket the front.
func (q *Queue) fill(b bucket) {
	f := q.front[:0]
	for b.n > 0 {
		i := b.head
		n := (b.n-1)%blockLen + 1
		f = append(f, q.blocks[i][:n]...)
		b.head, b.n = q.links[i], b.n-n
		q.links[i], q.free = q.free, i+1
	}
	q.front = f
	if len(f) > frontMax {
		for i := len(f)/2 - 1; i >= 0; i-- {
			siftDown(f, i)
		}
		return
	}
	sortDescending(f)
}

// insert adds an event that lies in the window of the front.
func (q *Queue) insert(e Event) {
	n := len(q.front)
	if n < frontMax {
		q.front = append(q.front, e)
		settle(q.front)
		return
	}
	if q.now != q.edge {
		// Too many for a list: back to the wheel, relative to now, which lies
		// inside the window. So they land on lower levels than they came from.
		for _, f := range q.front {
			q.put(f)
		}
		q.front = q.front[:0]
		q.put(e)
		return
	}
	// One instant is left of the window, so a wheel cannot tell them apart.
	if n == frontMax {
		slices.Reverse(q.front) // ascending order is a heap
	}
	q.front = append(q.front, e)
	f := q.front
	for n > 0 && e.Before(f[(n-1)/2]) {
		f[n] = f[(n-1)/2]
		n = (n - 1) / 2
	}
	f[n] = e
}

// nextTied is next for a front in the form of a heap.
func (q *Queue) nextTied(limit Event) (Event, bool) {
	f := q.front
	e, last := f[0], len(f)-1
	q.bound = e.At
	if !e.Before(limit) {
		return Event{}, false
	}
	f[0] = f[last]
	q.front = f[:last]
	q.n--
	if last > frontMax {
		siftDown(q.front, 0)
	} else {
		sortDescending(q.front)
	}
	return e, true
}

func sortDescending(f []Event) {
	for i := 1; i < len(f); i++ {
		settle(f[:i+1])
	}
}

// settle moves the last event of f to its place in descending order.
func settle(f []Event) {
	j := len(f) - 1
	e := f[j]
	for ; j > 0 && f[j-1].Before(e); j-- {
		f[j] = f[j-1]
	}
	f[j] = e
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

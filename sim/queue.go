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
// Times must not be negative. A push or a pop moves few events whatever the
// number of pending ones. Buckets are lists of blocks in one arena, so memory
// follows the greatest number of events that were pending at once (16 bytes
// each, and a partly filled block a bucket), and nothing is allocated once that
// number has been seen. The zero Queue is empty and ready.
type Queue struct {
	bound  Time            // no pending event is earlier
	now    Time            // what the buckets are relative to; no pending event is earlier
	edge   Time            // the last instant of the front's window
	nfront int             // events in front
	front  [frontMax]Event // descending: the next one last
	tied   []Event         // instead of front, where many events share an instant: a heap
	n      int

	levels  uint64 // bit l: level l has an occupied bucket
	digits  [16]uint64
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
	blockLen  = 8  // a bucket of up to one block becomes the front as it is
	frontMax  = 16 // the front goes back to the wheel when pushes make it larger
)

// Len returns the number of pending events.
func (q *Queue) Len() int { return q.n }

// Push adds an event. Its time must not lie before the last event that Next
// returned, nor before the time of the last limit that Next was refused at.
func (q *Queue) Push(e Event) {
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
	*q = Queue{
		tied:   q.tied[:0],
		blocks: q.blocks[:0],
		links:  q.links[:0],
	}
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
		b := q.detach(level, digit)
		switch {
		case b.n <= blockLen:
			q.edge = start + (Time(1)<<shift - 1)
			q.nfront = int(b.n)
			rank(q.front[:b.n], q.blocks[b.head][:b.n])
			q.release(b.head)
			return true
		case level == 0:
			q.edge = start
			q.heapify(b)
			return true
		}
		q.deal(b)
	}
	q.bound = Never
	return false
}

// put adds e to its bucket.
func (q *Queue) put(e Event) {
	level := uint(bits.Len64(uint64(e.At^q.now)|1)-1) * 43 >> 8 // ÷ 6
	digit := uint64(e.At) >> (level * digitBits) & 63
	b := &q.buckets[(uint64(level)<<digitBits|digit)%1024]
	i := b.n % blockLen
	if i == 0 {
		b.head = q.grab(b.head)
		q.levels |= 1 << level
		q.digits[level%16] |= 1 << digit
	}
	q.blocks[b.head][i] = e
	b.n++
}

// detach takes a bucket off the wheel.
func (q *Queue) detach(level, digit uint) bucket {
	p := &q.buckets[(level<<digitBits|digit)%1024]
	b := *p
	*p = bucket{}
	q.digits[level%16] &^= 1 << digit
	if q.digits[level%16] == 0 {
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
		q.release(i)
		for _, e := range events[:n] {
			q.put(e)
		}
	}
}

// heapify makes a detached bucket of one instant the front.
func (q *Queue) heapify(b bucket) {
	for b.n > 0 {
		i := b.head
		n := (b.n-1)%blockLen + 1
		q.tied = append(q.tied, q.blocks[i][:n]...)
		b.head, b.n = q.links[i], b.n-n
		q.release(i)
	}
	for i := len(q.tied)/2 - 1; i >= 0; i-- {
		siftDown(q.tied, i)
	}
}

// grab returns a free block, linked to next.
func (q *Queue) grab(next uint32) uint32 {
	if q.free != 0 {
		i := q.free - 1
		q.free = q.links[i]
		q.links[i] = next
		return i
	}
	if len(q.blocks) < cap(q.blocks) {
		q.blocks = q.blocks[:len(q.blocks)+1]
	} else {
		q.blocks = append(q.blocks, block{})
	}
	q.links = append(q.links, next)
	return uint32(len(q.links) - 1)
}

// release puts a block on the free list.
func (q *Queue) release(i uint32) {
	q.links[i] = q.free
	q.free = i + 1
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
	if last > 0 {
		siftDown(q.tied, 0)
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

package sim

import "math/bits"

// The front of a Queue is a few events in slots, or a heap when more events share
// one instant.

// at returns the event of the front that has the given key.
func (q *Queue) at(key uint64) Event {
	return Event{q.base + keySpan - Time(key>>slotBits), q.ords[key%frontMax]}
}

// without takes a key away and returns the greatest of the others.
func (q *Queue) without(key uint64) uint64 {
	q.keys[key%frontMax] = 0
	rest := greatest((*[frontMax / 2]uint64)(q.keys[:frontMax/2]))
	if q.used >= 1<<(frontMax/2) {
		rest = max(rest, greatest((*[frontMax / 2]uint64)(q.keys[frontMax/2:])))
	}
	return rest
}

// greatest compiles to conditional moves.
func greatest(x *[frontMax / 2]uint64) uint64 {
	return max(max(x[0], x[1], x[2], x[3]), max(x[4], x[5], x[6], x[7]))
}

// breakTies chooses among the events of the front's next instant: minKey becomes
// the key of the first of them in the total order.
func (q *Queue) breakTies() {
	for _, key := range q.keys {
		if key>>slotBits == q.minKey>>slotBits && q.ords[key%frontMax] < q.ords[q.minKey%frontMax] {
			q.minKey = key
		}
	}
}

// insertFront adds an event to a front that has a slot for it.
func (q *Queue) insertFront(e Event) {
	slot := uint64(bits.TrailingZeros64(^q.used)) % frontMax
	key := uint64(q.base+keySpan-e.At)<<slotBits | slot
	q.used |= 1 << slot
	q.keys[slot], q.ords[slot] = key, e.Ord
	q.minKey = max(q.minKey, key)
}

func (q *Queue) clearFront() {
	q.used, q.minKey = 0, 0
	q.keys = [frontMax]uint64{}
}

// overflowFront adds an event to a front that has no slot for it.
func (q *Queue) overflowFront(e Event) {
	if q.tied.Len() > 0 {
		q.pushTied(e)
		return
	}
	var front [frontMax]Event
	for slot, key := range q.keys {
		front[slot] = q.at(key)
	}
	q.clearFront()
	if q.now != q.edge {
		// Put the front back into the wheel. Now lies inside the window, so its
		// events land below the level that they came from.
		q.edge = -1
		for _, f := range front {
			q.put(f)
		}
		q.put(e)
		return
	}
	// One instant is left of the window; no wheel can tell its events apart.
	for _, f := range front {
		q.pushTied(f)
	}
	q.pushTied(e)
}

// heapify makes a bucket of one instant the front.
func (q *Queue) heapify(events []Event, b *block) {
	for _, e := range events {
		q.tied.Append(e.Ord, e.At, struct{}{})
	}
	for b != nil {
		if b = q.release(b); b != nil {
			for _, e := range b.events {
				q.tied.Append(e.Ord, e.At, struct{}{})
			}
		}
	}
	q.tied.Init()
}

func (q *Queue) pushTied(e Event) { q.tied.Push(e.Ord, e.At, struct{}{}) }

// nextTied is next for a front in the form of a heap.
func (q *Queue) nextTied(limit Event) (Event, bool) {
	least := q.tied.Min()
	e := Event{least.Then, least.First}
	q.bound = e.At
	if !e.Before(limit) {
		return Event{}, false
	}
	q.tied.Pop()
	q.n--
	if q.tied.Len() == 0 && q.tied.Cap() > tiedMax {
		q.tied = Heap[Order, Time, struct{}]{}
	}
	return e, true
}

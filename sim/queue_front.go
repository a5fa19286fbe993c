package sim

import "math/bits"

// The front of a Queue: a few events in slots, or a heap when more of them
// share one instant.

// at returns the event of the front that has the given lead.
func (q *Queue) at(lead uint64) Event {
	return Event{q.base + leadSpan - Time(lead>>slotBits), q.ords[lead%frontMax]}
}

// without takes a lead away and returns the greatest of the others.
func (q *Queue) without(lead uint64) uint64 {
	q.leads[lead%frontMax] = 0
	rest := greatest((*[frontMax / 2]uint64)(q.leads[:frontMax/2]))
	if q.used >= 1<<(frontMax/2) {
		rest = max(rest, greatest((*[frontMax / 2]uint64)(q.leads[frontMax/2:])))
	}
	return rest
}

// greatest compiles to conditional moves.
func greatest(x *[frontMax / 2]uint64) uint64 {
	return max(max(x[0], x[1], x[2], x[3]), max(x[4], x[5], x[6], x[7]))
}

// settle chooses among the events of the front's next instant: most becomes
// the lead of the first of them in the total order.
func (q *Queue) settle() {
	for _, lead := range q.leads {
		if lead>>slotBits == q.most>>slotBits && q.ords[lead%frontMax] < q.ords[q.most%frontMax] {
			q.most = lead
		}
	}
}

// join adds an event to a front that has a slot for it.
func (q *Queue) join(e Event) {
	slot := uint64(bits.TrailingZeros64(^q.used)) % frontMax
	lead := uint64(q.base+leadSpan-e.At)<<slotBits | slot
	q.used |= 1 << slot
	q.leads[slot], q.ords[slot] = lead, e.Ord
	q.most = max(q.most, lead)
}

func (q *Queue) clearFront() {
	q.used, q.most = 0, 0
	q.leads = [frontMax]uint64{}
}

// crowd adds an event to a front that has no slot for it.
func (q *Queue) crowd(e Event) {
	if q.tied.Len() > 0 {
		q.pushTied(e)
		return
	}
	var front [frontMax]Event
	for slot, lead := range q.leads {
		front[slot] = q.at(lead)
	}
	q.clearFront()
	if q.now != q.edge {
		// Back to the wheel, relative to now, which lies inside the window. So
		// they land below the level that they came from.
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

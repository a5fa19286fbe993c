package sim

// EventHeap is a heap of events with the contract of Queue. It is the oracle of the
// Queue's tests, and serves models with few pending events: it takes no memory beside
// them.
type EventHeap struct{ heap Heap[Time, Order, struct{}] }

// Len returns the number of pending events.
func (h *EventHeap) Len() int { return h.heap.Len() }

// Push adds an event.
func (h *EventHeap) Push(e Event) { h.heap.Push(e.At, e.Ord, struct{}{}) }

// Next removes and returns the least event if it comes before limit.
func (h *EventHeap) Next(limit Event) (Event, bool) {
	if h.heap.Len() == 0 {
		return Event{}, false
	}
	e := Event{h.heap.Min().First, h.heap.Min().Then}
	if !e.Before(limit) {
		return Event{}, false
	}
	h.heap.Pop()
	return e, true
}

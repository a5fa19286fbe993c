package sim

// Heap is a binary heap of events with the same contract as Queue. It is the
// plain implementation that Queue is tested against.
type Heap struct{ a []Event }

// Len returns the number of pending events.
func (h *Heap) Len() int { return len(h.a) }

// Push adds an event.
func (h *Heap) Push(e Event) {
	h.a = append(h.a, e)
	i := len(h.a) - 1
	for i > 0 {
		p := (i - 1) / 2
		if !h.a[i].Before(h.a[p]) {
			break
		}
		h.a[i], h.a[p] = h.a[p], h.a[i]
		i = p
	}
}

// Next removes and returns the least event if it comes before limit.
func (h *Heap) Next(limit Event) (Event, bool) {
	if len(h.a) == 0 || !h.a[0].Before(limit) {
		return Event{}, false
	}
	top := h.a[0]
	n := len(h.a) - 1
	h.a[0] = h.a[n]
	h.a = h.a[:n]
	for i := 0; ; {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h.a[c+1].Before(h.a[c]) {
			c++
		}
		if !h.a[c].Before(h.a[i]) {
			break
		}
		h.a[i], h.a[c] = h.a[c], h.a[i]
		i = c
	}
	return top, true
}

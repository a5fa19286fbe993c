package sim

// Queue is the event queue of a run.
type Queue struct{ h Heap }

// Len returns the number of pending events.
func (q *Queue) Len() int { return q.h.Len() }

// Push adds an event. Its time must not lie before the last event that Next
// returned, nor before the time of the last limit that Next was refused at.
func (q *Queue) Push(e Event) { q.h.Push(e) }

// Next removes and returns the least event if it comes before limit.
func (q *Queue) Next(limit Event) (Event, bool) { return q.h.Next(limit) }

package sim

// JobID names a job of a mechanism from its beginning to its end, after which the
// mechanism uses it again. It is also the ID under which the job waits for a Lock,
// a Pool or a Link.
type JobID = uint32

// Wake asks the owner of the event queue for a call of a mechanism's Advance.
type Wake struct {
	At      Time
	Tie     int64  // orders wakes of one instant by content
	Subject uint32 // of Advance: a job, or a device
}

// Outbox carries items from a mechanism to its caller: wakes that the mechanism asks
// for, jobs that have ended. A mechanism calls nobody; it puts items, and the caller
// takes them after each call.
//
//	mechanism ── Put ──▶ [ w1 w2 ] ── Take ──▶ caller, who pushes events
//
// It reuses its memory. The zero Outbox is empty and ready.
type Outbox[T any] struct{ items []T }

// Put adds an item.
func (o *Outbox[T]) Put(v T) { o.items = append(o.items, v) }

// Take empties the outbox and returns its items in the order of Put, valid until
// the next Put.
func (o *Outbox[T]) Take() []T {
	items := o.items
	o.items = items[:0]
	return items
}

package sim

// Event is one entry of the event queue: when, and a word that orders events
// of the same instant and names the subject. Sixteen bytes, no pointers.
type Event struct {
	At  Time
	Ord Order
}

// Order settles ties at one instant by content: the kind of event first (4
// bits), then a tie-breaker that does not depend on how the run went (36 bits:
// an invocation's place in the trace, a container's place in creation order),
// then the subject, an index (24 bits).
type Order uint64

// Limits of the three fields of an Order.
const (
	MaxKind    = 1<<4 - 1
	MaxTie     = 1<<36 - 1
	MaxSubject = 1<<24 - 1
)

// MakeOrder packs kind, tie and subject; the caller keeps them within limits.
func MakeOrder(kind uint8, tie uint64, subject uint32) Order {
	return Order(kind)<<60 | Order(tie)<<24 | Order(subject)
}

// Kind returns the kind of event, which is the first tie-breaker.
func (o Order) Kind() uint8 { return uint8(o >> 60) }

// Tie returns the content that settles ties within a kind.
func (o Order) Tie() uint64 { return uint64(o>>24) & MaxTie }

// Subject returns the index of the entity that the event is about.
func (o Order) Subject() uint32 { return uint32(o) & MaxSubject }

// Before reports whether e comes before f in the total order of a run.
func (e Event) Before(f Event) bool {
	return e.At < f.At || e.At == f.At && e.Ord < f.Ord
}

package sim

// ring is a first-in first-out queue in one slice that doubles when it is full.
type ring[T any] struct {
	slots []T // a power of two of them
	head  int
	n     int
}

const (
	ringMin  = 8
	ringKeep = 1 << 14 // slots that an emptied ring keeps
)

func (r *ring[T]) push(v T) {
	if r.n == len(r.slots) {
		grown := make([]T, max(ringMin, 2*len(r.slots)))
		copied := copy(grown, r.slots[r.head:])
		copy(grown[copied:], r.slots[:r.head])
		r.slots, r.head = grown, 0
	}
	r.slots[(r.head+r.n)&(len(r.slots)-1)] = v
	r.n++
}

func (r *ring[T]) pop() T {
	v := r.slots[r.head]
	r.head = (r.head + 1) & (len(r.slots) - 1)
	r.n--
	if r.n == 0 && len(r.slots) > ringKeep {
		r.slots, r.head = nil, 0
	}
	return v
}

// first returns the oldest element of a ring that is not empty.
func (r *ring[T]) first() *T { return &r.slots[r.head] }

package sim

// Ring is a first-in first-out queue in one slice, which doubles when it is full.
//
//	slots  [ d ][ · ][ · ][ b ][ c ]     head 3, Len 3
//
// It allocates nothing while the queue stays within the length that it once had.
// The zero Ring is empty and ready.
type Ring[T any] struct {
	slots []T // a power of two of them
	head  int
	n     int
}

const (
	ringMin  = 8
	ringKeep = 1 << 14 // slots that an emptied ring keeps
)

// Len returns how many elements are queued.
func (r *Ring[T]) Len() int { return r.n }

// Push adds v at the end.
func (r *Ring[T]) Push(v T) {
	if r.n == len(r.slots) {
		r.grow()
	}
	r.slots[(r.head+r.n)&(len(r.slots)-1)] = v
	r.n++
}

func (r *Ring[T]) grow() {
	grown := make([]T, max(ringMin, 2*len(r.slots)))
	copied := copy(grown, r.slots[r.head:])
	copy(grown[copied:], r.slots[:r.head])
	r.slots, r.head = grown, 0
}

// Pop removes and returns the oldest element of a ring that is not empty.
func (r *Ring[T]) Pop() T {
	v := r.slots[r.head]
	r.head = (r.head + 1) & (len(r.slots) - 1)
	r.n--
	if r.n == 0 && len(r.slots) > ringKeep {
		r.slots, r.head = nil, 0
	}
	return v
}

// Front returns the oldest element of a ring that is not empty, valid until the
// next call of Push or Pop.
func (r *Ring[T]) Front() *T { return &r.slots[r.head] }

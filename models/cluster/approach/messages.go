package approach

import "thaw/sim"

// Messages are on their way, each named by its handle.
type Messages[M any] struct {
	slots sim.Arena[int32, message[M]]
}

type message[M any] struct {
	is  M
	any bool // on its way; else the slot is vacant
}

// Put begins the way of a message.
func (m *Messages[M]) Put(x M) int32 { return m.slots.Alloc(message[M]{x, true}) }

// Take ends it.
func (m *Messages[M]) Take(id int32) M {
	at := m.slots.At(id)
	at.any = false
	m.slots.Free(id)
	return at.is
}

// Len returns how many are on their way.
func (m *Messages[M]) Len() int { return m.slots.Len() }

// Left returns those that are, in the order of their handles.
func (m *Messages[M]) Left() (left []M) {
	for id := range int32(m.slots.Slots()) {
		if x := m.slots.At(id); x.any {
			left = append(left, x.is)
		}
	}
	return left
}

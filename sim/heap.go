package sim

import "cmp"

// Heap is a binary heap: Pop removes the element with the least keys. Key First
// decides, key Then breaks its ties, and an optional tie function breaks the rest.
// With a total order, pops do not depend on the order of pushes.
//
// Keys are stored in the heap. A comparison function in their place, which cannot be
// inlined, doubles or triples the time of a pop; with keys the heap is within a tenth
// of one written by hand for its element.
//
// A heap with a moved function tells the caller where each element stands, so that
// Remove and Update reach elements in the middle. A heap allocates nothing while it
// stays within the length that it once had. The zero Heap is empty and ready, without
// either function.
type Heap[P, Q cmp.Ordered, T any] struct {
	tie   func(a, b T) bool
	moved func(v T, at int)
	items []HeapItem[P, Q, T]
}

// HeapItem is an element of a Heap and its keys.
type HeapItem[P, Q cmp.Ordered, T any] struct {
	Value T // in front: behind the keys, struct{} would take space
	First P
	Then  Q
}

// NewHeap returns an empty heap. Tie orders elements whose keys are equal; nil leaves
// their order open. Moved, if not nil, is called whenever an element comes to stand at
// a place, and not when it leaves the heap.
func NewHeap[P, Q cmp.Ordered, T any](tie func(a, b T) bool, moved func(v T, at int)) Heap[P, Q, T] {
	return Heap[P, Q, T]{tie: tie, moved: moved}
}

// Len returns the number of elements.
func (h *Heap[P, Q, T]) Len() int { return len(h.items) }

// Cap returns the number of elements that fit without allocation.
func (h *Heap[P, Q, T]) Cap() int { return cap(h.items) }

// Min returns the least element of a heap that is not empty, valid until the next
// change.
func (h *Heap[P, Q, T]) Min() *HeapItem[P, Q, T] { return &h.items[0] }

// At returns the element at a place from 0 to Len() - 1. The least element is at 0;
// the order of the others is unspecified.
func (h *Heap[P, Q, T]) At(place int) *HeapItem[P, Q, T] { return &h.items[place] }

// Push adds an element.
func (h *Heap[P, Q, T]) Push(first P, then Q, v T) {
	h.items = append(h.items, HeapItem[P, Q, T]{v, first, then})
	h.up(len(h.items) - 1)
}

// Pop removes and returns the least element of a heap that is not empty.
func (h *Heap[P, Q, T]) Pop() HeapItem[P, Q, T] {
	least, last := h.items[0], len(h.items)-1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	if last > 0 {
		h.down(0)
	}
	return least
}

// Remove removes the element at a place.
func (h *Heap[P, Q, T]) Remove(place int) {
	last := len(h.items) - 1
	h.items[place] = h.items[last]
	h.items = h.items[:last]
	if place < last {
		h.restore(place)
	}
}

// Update gives the element at a place other keys.
func (h *Heap[P, Q, T]) Update(place int, first P, then Q) {
	h.items[place].First, h.items[place].Then = first, then
	h.restore(place)
}

// Append adds an element without ordering it; call Init afterwards. For many elements
// this is faster than Push.
func (h *Heap[P, Q, T]) Append(first P, then Q, v T) {
	h.items = append(h.items, HeapItem[P, Q, T]{v, first, then})
}

// Init puts all elements in order.
func (h *Heap[P, Q, T]) Init() {
	if h.moved != nil {
		for i := range h.items {
			h.moved(h.items[i].Value, i)
		}
	}
	for i := len(h.items)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

// Reset empties the heap and keeps its memory.
func (h *Heap[P, Q, T]) Reset() { h.items = h.items[:0] }

// restore moves the element at a place to where its keys belong.
func (h *Heap[P, Q, T]) restore(place int) {
	h.up(place)
	h.down(place)
}

// before is inlined, and settles most comparisons by the first keys.
func (h *Heap[P, Q, T]) before(a, b *HeapItem[P, Q, T]) bool {
	return a.First < b.First || a.First == b.First && h.tied(a, b)
}

// tied compares elements with equal first keys.
//
//go:noinline
func (h *Heap[P, Q, T]) tied(a, b *HeapItem[P, Q, T]) bool {
	if a.Then != b.Then || h.tie == nil {
		return a.Then < b.Then
	}
	return h.tie(a.Value, b.Value)
}

// up moves the element at i towards the root.
func (h *Heap[P, Q, T]) up(i int) {
	items := h.items
	x := items[i]
	for i > 0 {
		parent := (i - 1) / 2
		p := &items[parent]
		if !h.before(&x, p) {
			break
		}
		items[i] = *p
		h.note(items, i)
		i = parent
	}
	items[i] = x
	h.note(items, i)
}

// down moves the element at i towards the leaves.
func (h *Heap[P, Q, T]) down(i int) {
	items := h.items
	x := items[i]
	for {
		child := 2*i + 1
		if child >= len(items) {
			break
		}
		c := &items[child]
		if child+1 < len(items) {
			if d := &items[child+1]; h.before(d, c) {
				child++
				c = d
			}
		}
		if !h.before(c, &x) {
			break
		}
		items[i] = *c
		h.note(items, i)
		i = child
	}
	items[i] = x
	h.note(items, i)
}

// note tells the caller where an element stands.
func (h *Heap[P, Q, T]) note(items []HeapItem[P, Q, T], place int) {
	if h.moved != nil {
		h.moved(items[place].Value, place)
	}
}

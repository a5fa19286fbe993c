package sim

// Handle is the type of a slot's index in an Arena.
type Handle interface{ ~int32 | ~uint32 }

// Arena holds values in numbered slots and uses the slots of freed values again.
//
//	slots  [ a ][ · ][ c ][ · ]     free  [ 3 1 ]     Alloc takes slot 1
//
// A handle is a slot's index: it names its value from Alloc to Free. Alloc takes the
// slot freed last, so handles depend on the order of calls alone. An arena allocates
// memory only when more values are alive than ever before. The zero Arena is empty and ready.
type Arena[H Handle, T any] struct {
	slots []T
	free  []H
	live  []bool // by slot, with invariants only
}

// Alloc stores v in a free slot and returns its handle. Pointers that At returned
// before are no longer valid.
func (a *Arena[H, T]) Alloc(v T) H {
	var h H
	if n := len(a.free); n > 0 {
		h = a.free[n-1]
		a.free = a.free[:n-1]
		a.slots[h] = v
	} else {
		h = H(len(a.slots))
		a.slots = append(a.slots, v)
	}
	if Invariants {
		for int(h) >= len(a.live) {
			a.live = append(a.live, false)
		}
		a.live[h] = true
	}
	return h
}

// Free vacates the slot of h, which keeps its value until it is used again.
func (a *Arena[H, T]) Free(h H) {
	if Invariants {
		if !a.live[h] {
			Check(false, "slot %d of an arena is freed twice", h)
		}
		a.live[h] = false
	}
	a.free = append(a.free, h)
}

// At returns the value in slot h, valid until the next Alloc.
func (a *Arena[H, T]) At(h H) *T { return &a.slots[h] }

// Len returns how many slots are in use.
func (a *Arena[H, T]) Len() int { return len(a.slots) - len(a.free) }

// Slots returns how many slots there are, the free ones included: the greatest
// number that were in use at once.
func (a *Arena[H, T]) Slots() int { return len(a.slots) }

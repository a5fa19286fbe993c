package fleet

import "thaw/models/workload"

// marks are what the fleet writes for indices itself, where they are asked for. As a
// Follower each is called at every start or end and takes 2 to 4 % of the
// instructions of scenario B1, counted by callgrind: 42 instructions an invocation
// for the bounds and 72 for the bits of 1,518, in place of 10 and 33.
type marks struct {
	warm   *WarmBits // or nil
	bounds *Bounds   // or nil
}

// MarkWarm keeps bits, empty as yet, up to date.
func (f *Fleet) MarkWarm(b *WarmBits) { f.marks.warm = b }

// RaiseBounds keeps bounds above the available memory of each invoker.
func (f *Fleet) RaiseBounds(b *Bounds) { f.marks.bounds = b }

// WarmBits are sets of bits that say where units are warm: two levels a unit, or one
// where it is short.
type WarmBits struct {
	Words  int // leaf words a unit
	Stride int // leaf and summary words a unit
	Bits   []uint64
}

// Set sets the bit of u on i.
func (b *WarmBits) Set(u UnitID, i InvokerID) {
	base, w := int(u)*b.Stride, int(i)>>6
	b.Bits[base+w] |= 1 << (i & 63)
	if b.Stride > b.Words {
		b.Bits[base+b.Words+w>>6] |= 1 << (w & 63)
	}
}

// Clear clears the bit of u on i if gone is 1, and keeps it if gone is 0. It has no
// branch, for warmth cannot be predicted.
func (b *WarmBits) Clear(u UnitID, i InvokerID, gone uint64) {
	base, w := int(u)*b.Stride, int(i)>>6
	leaf := &b.Bits[base+w]
	*leaf &^= gone << (i & 63)
	if b.Stride > b.Words {
		b.summarise(base, w, *leaf)
	}
}

// summarise clears the bit of a leaf word that has become 0.
func (b *WarmBits) summarise(base, w int, leaf uint64) {
	b.Bits[base+b.Words+w>>6] &^= bit(leaf == 0) << (w & 63)
}

// Has reports whether the bit of u on i is set.
func (b *WarmBits) Has(u UnitID, i InvokerID) bool {
	return b.Bits[int(u)*b.Stride+int(i)>>6]>>(i&63)&1 == 1
}

// Fan is the number of children of a node of Bounds.
const Fan = 8

// Bounds are trees of upper bounds of an amount of memory of the invokers: Levels[l][k] is
// that of the invokers below node k, Fan^(l+1) of them.
type Bounds struct{ Levels [][]workload.MiB }

// Raise lifts the bounds above invoker i to a quantity, as far as they are lower.
func (b *Bounds) Raise(i InvokerID, quantity workload.MiB) {
	if len(b.Levels) > 0 && b.Levels[0][uint(i)/Fan] < quantity {
		b.lift(uint(i), quantity)
	}
}

func (b *Bounds) lift(k uint, quantity workload.MiB) {
	for _, level := range b.Levels {
		k /= Fan
		if level[k] >= quantity {
			return
		}
		level[k] = quantity
	}
}

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

package index

import (
	"math/bits"

	"thaw/models/cluster/fleet"
)

// Warm answers on which invokers a unit has a warm container: two levels
// of bits a unit, or one where it is short. It takes invokers/8 bytes a unit.
type Warm struct {
	fleet.Deaf
	functions []fleet.Function
	words     int // leaf words a unit
	stride    int // leaf and summary words a unit
	bits      []uint64
}

// flatWords is so many leaf words that they are looked through without a summary.
const flatWords = 4

// newWarm returns an index that does not follow the fleet yet.
func newWarm(f *fleet.Fleet) *Warm {
	x := &Warm{functions: f.Functions(), words: (len(f.Invokers()) + 63) / 64}
	x.stride = x.words
	if x.words > flatWords {
		x.stride += (x.words + 63) / 64
	}
	x.bits = make([]uint64, f.Units()*x.stride)
	return x
}

// summarise gives an index that is still empty a summary, however short it is.
func (x *Warm) summarise() {
	if x.stride == x.words {
		units := len(x.bits) / x.words
		x.stride += (x.words + 63) / 64
		x.bits = make([]uint64, units*x.stride)
	}
}

// Warm sets or clears the bit of u on i, without a branch: warmth cannot be
// predicted.
func (x *Warm) Warm(u fleet.UnitID, i fleet.InvokerID, warm bool) {
	base, w := int(u)*x.stride, int(i)>>6
	leaf := x.bits[base+w]&^(1<<(i&63)) | bit(warm)<<(i&63)
	x.bits[base+w] = leaf
	if x.stride > x.words {
		s := &x.bits[base+x.words+w>>6]
		*s = *s&^(1<<(w&63)) | bit(leaf != 0)<<(w&63)
	}
}

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// First returns the lowest-index invoker for which View.HasWarm is true, or fleet.None.
func (x *Warm) First(fn fleet.FuncID) fleet.InvokerID {
	base := int(x.functions[fn].Unit()) * x.stride
	if x.stride == x.words {
		for w, warm := range x.bits[base : base+x.words] {
			if warm != 0 {
				return fleet.InvokerID(w<<6 + bits.TrailingZeros64(warm))
			}
		}
		return fleet.None
	}
	for w := base; ; w += 64 {
		s := base + x.words + (w-base)>>6
		if some := x.bits[s]; some != 0 {
			w += bits.TrailingZeros64(some)
			return fleet.InvokerID((w-base)<<6 + bits.TrailingZeros64(x.bits[w]))
		}
		if s+1 == base+x.stride {
			return fleet.None
		}
	}
}

// Next returns the lowest-index invoker after i for which View.HasWarm is
// true, or fleet.None.
func (x *Warm) Next(fn fleet.FuncID, i fleet.InvokerID) fleet.InvokerID {
	b := x.bits[int(x.functions[fn].Unit())*x.stride:]
	w := int(i) >> 6
	if rest := b[w] &^ (1<<(i&63)<<1 - 1); rest != 0 {
		return fleet.InvokerID(w<<6 + bits.TrailingZeros64(rest))
	}
	for w++; w < x.words; w++ {
		if b[w] != 0 {
			return fleet.InvokerID(w<<6 + bits.TrailingZeros64(b[w]))
		}
	}
	return fleet.None
}

func (x *Warm) has(u fleet.UnitID, i fleet.InvokerID) bool {
	return x.bits[int(u)*x.stride+int(i)>>6]>>(i&63)&1 == 1
}

package cluster

import (
	"math/bits"
)

// WarmIndex answers on which invokers a unit has a warm container: two levels
// of bits a unit, or one where it is short. It takes invokers/8 bytes a unit.
type WarmIndex struct {
	functions []function
	words     int // leaf words a unit
	stride    int // leaf and summary words a unit
	bits      []uint64
}

// flatWords is so many leaf words that they are looked through without a summary.
const flatWords = 4

func newWarmIndex(functions []function, units, invokers int) *WarmIndex {
	x := &WarmIndex{functions: functions, words: (invokers + 63) / 64}
	x.stride = x.words
	if x.words > flatWords {
		x.stride += (x.words + 63) / 64
	}
	x.bits = make([]uint64, units*x.stride)
	return x
}

// summarise gives an index that is still empty a summary, however short it is.
func (x *WarmIndex) summarise() {
	if x.stride == x.words {
		units := len(x.bits) / x.words
		x.stride += (x.words + 63) / 64
		x.bits = make([]uint64, units*x.stride)
	}
}

func (x *WarmIndex) set(u UnitID, i InvokerID) {
	base, w := int(u)*x.stride, int(i)>>6
	x.bits[base+w] |= 1 << (i & 63)
	if x.stride > x.words {
		x.bits[base+x.words+w>>6] |= 1 << (w & 63)
	}
}

// keep clears the bit of u on i unless warm, without a branch.
func (x *WarmIndex) keep(u UnitID, i InvokerID, warm bool) {
	base, w := int(u)*x.stride, int(i)>>6
	leaf := x.bits[base+w] &^ (bit(!warm) << (i & 63))
	x.bits[base+w] = leaf
	if x.stride > x.words {
		x.bits[base+x.words+w>>6] &^= bit(leaf == 0) << (w & 63)
	}
}

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// First returns the lowest-index invoker for which View.HasWarm is true, or None.
func (x *WarmIndex) First(fn FuncID) InvokerID {
	base := int(x.functions[fn].unit) * x.stride
	if x.stride == x.words {
		for w, warm := range x.bits[base : base+x.words] {
			if warm != 0 {
				return InvokerID(w<<6 + bits.TrailingZeros64(warm))
			}
		}
		return None
	}
	for w := base; ; w += 64 {
		s := base + x.words + (w-base)>>6
		if some := x.bits[s]; some != 0 {
			w += bits.TrailingZeros64(some)
			return InvokerID((w-base)<<6 + bits.TrailingZeros64(x.bits[w]))
		}
		if s+1 == base+x.stride {
			return None
		}
	}
}

// Next returns the lowest-index invoker after i for which View.HasWarm is
// true, or None.
func (x *WarmIndex) Next(fn FuncID, i InvokerID) InvokerID {
	b := x.bits[int(x.functions[fn].unit)*x.stride:]
	w := int(i) >> 6
	if rest := b[w] &^ (1<<(i&63)<<1 - 1); rest != 0 {
		return InvokerID(w<<6 + bits.TrailingZeros64(rest))
	}
	for w++; w < x.words; w++ {
		if b[w] != 0 {
			return InvokerID(w<<6 + bits.TrailingZeros64(b[w]))
		}
	}
	return None
}

func (x *WarmIndex) has(u UnitID, i InvokerID) bool {
	return x.bits[int(u)*x.stride+int(i)>>6]>>(i&63)&1 == 1
}

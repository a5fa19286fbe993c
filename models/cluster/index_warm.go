package cluster

import "math/bits"

// WarmIndex answers on which invokers a unit has a warm container: two levels
// of bits a unit. It takes invokers/8 bytes a unit.
type WarmIndex struct {
	functions []function
	words     int // leaf words a unit
	stride    int // leaf and summary words a unit
	bits      []uint64
}

func newWarmIndex(functions []function, units, invokers int) *WarmIndex {
	words := (invokers + 63) / 64
	stride := words + (words+63)/64
	return &WarmIndex{functions: functions, words: words, stride: stride, bits: make([]uint64, units*stride)}
}

func (x *WarmIndex) set(u UnitID, i InvokerID) {
	base, w := int(u)*x.stride, int(i)>>6
	x.bits[base+w] |= 1 << (i & 63)
	x.bits[base+x.words+w>>6] |= 1 << (w & 63)
}

// keep clears the bit of u on i unless warm, without a branch.
func (x *WarmIndex) keep(u UnitID, i InvokerID, warm bool) {
	base, w := int(u)*x.stride, int(i)>>6
	leaf := x.bits[base+w] &^ (bit(!warm) << (i & 63))
	x.bits[base+w] = leaf
	x.bits[base+x.words+w>>6] &^= bit(leaf == 0) << (w & 63)
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

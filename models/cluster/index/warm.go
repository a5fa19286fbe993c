package index

import (
	"math/bits"

	"thaw/models/cluster/fleet"
)

// Warm answers on which invokers a unit has a warm container: two levels
// of bits a unit, or one where it is short. It takes invokers/8 bytes a unit.
type Warm struct {
	fleet.WarmBits
	functions []fleet.Function
}

// flatWords is so many leaf words that they are looked through without a summary.
const flatWords = 4

// newWarm returns an index that does not follow the fleet yet.
func newWarm(f *fleet.Fleet) *Warm {
	x := &Warm{functions: f.Functions()}
	x.Words = (len(f.Invokers()) + 63) / 64
	x.Stride = x.Words
	if x.Words > flatWords {
		x.Stride += (x.Words + 63) / 64
	}
	x.Bits = make([]uint64, f.Units()*x.Stride)
	return x
}

// summarise gives an index that is still empty a summary, however short it is.
func (x *Warm) summarise() {
	if x.Stride == x.Words {
		units := len(x.Bits) / x.Words
		x.Stride += (x.Words + 63) / 64
		x.Bits = make([]uint64, units*x.Stride)
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
	base := int(x.functions[fn].Unit()) * x.Stride
	if x.Stride == x.Words {
		for w, warm := range x.Bits[base : base+x.Words] {
			if warm != 0 {
				return fleet.InvokerID(w<<6 + bits.TrailingZeros64(warm))
			}
		}
		return fleet.None
	}
	for w := base; ; w += 64 {
		s := base + x.Words + (w-base)>>6
		if some := x.Bits[s]; some != 0 {
			w += bits.TrailingZeros64(some)
			return fleet.InvokerID((w-base)<<6 + bits.TrailingZeros64(x.Bits[w]))
		}
		if s+1 == base+x.Stride {
			return fleet.None
		}
	}
}

// Next returns the lowest-index invoker after i for which View.HasWarm is
// true, or fleet.None.
func (x *Warm) Next(fn fleet.FuncID, i fleet.InvokerID) fleet.InvokerID {
	b := x.Bits[int(x.functions[fn].Unit())*x.Stride:]
	w := int(i) >> 6
	if rest := b[w] &^ (1<<(i&63)<<1 - 1); rest != 0 {
		return fleet.InvokerID(w<<6 + bits.TrailingZeros64(rest))
	}
	for w++; w < x.Words; w++ {
		if b[w] != 0 {
			return fleet.InvokerID(w<<6 + bits.TrailingZeros64(b[w]))
		}
	}
	return fleet.None
}

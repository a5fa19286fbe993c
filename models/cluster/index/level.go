package index

import (
	"math"
	"math/bits"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Level sorts invokers into levels of available memory, each a set of bits,
// so that what is warm can be intersected with what is most available.
type Level struct {
	fleet.Deaf
	invokers []fleet.Invoker
	most     *Available
	shift    int // available MiB >> shift is the level
	words    int // leaf words a level
	at       []int16
	bits     []uint64 // by level: leaf words, and behind them one word of which of them are not zero
	some     [levels / 64]uint64
}

const (
	levels        = 512
	levelInvokers = 64 * 64 // one summary word has to do
)

// newLevel returns nil for more invokers than it is made for.
func newLevel(f *fleet.Fleet, most *Available) *Level {
	invokers := f.Invokers()
	n := len(invokers)
	if n > levelInvokers {
		return nil
	}
	x := &Level{invokers: invokers, most: most, words: (n + 63) / 64, at: make([]int16, n)}
	for i := range invokers {
		for f.Capacity(fleet.InvokerID(i))>>x.shift >= levels {
			x.shift++
		}
	}
	x.bits = make([]uint64, levels*(x.words+1))
	for i := range invokers {
		x.put(fleet.InvokerID(i), x.level(i))
	}
	f.Follow(x, fleet.Accounts|fleet.Members)
	return x
}

func (x *Level) level(i int) int16 {
	return int16(max(0, x.invokers[i].Available()) >> x.shift)
}

// of returns the words of a level.
func (x *Level) of(level int) []uint64 {
	return x.bits[level*(x.words+1):][:x.words+1]
}

func (x *Level) put(i fleet.InvokerID, level int16) {
	x.at[i] = level
	b, w := x.of(int(level)), int(i)>>6
	b[w] |= 1 << (i & 63)
	b[x.words] |= 1 << w
	x.some[level>>6] |= 1 << (level & 63)
}

// Account moves invoker i to its level.
func (x *Level) Account(i fleet.InvokerID) {
	level, old := x.level(int(i)), x.at[i]
	if level == old {
		return
	}
	b, w := x.of(int(old)), int(i)>>6
	b[w] &^= 1 << (i & 63)
	b[x.words] &^= bit(b[w] == 0) << w
	x.some[old>>6] &^= bit(b[x.words] == 0) << (old & 63)
	x.put(i, level)
}

// Offer moves invoker i to its level.
func (x *Level) Offer(i fleet.InvokerID) { x.Account(i) }

// fewWarm is how many warm invokers are looked at one by one before the levels
// are asked.
const fewWarm = 8

// Most returns the invoker with the most available memory among those for which
// View.HasWarm is true and at least mem MiB are available (ties: lowest index),
// or fleet.None.
func (x *Level) Most(warm *Warm, fn fleet.FuncID, mem workload.MiB) fleet.InvokerID {
	unit := warm.Bits[int(warm.functions[fn].Unit())*warm.Stride:][:x.words+1]
	best, most, seen := fleet.None, mem-1, 0
	for s := unit[x.words]; s != 0; s &= s - 1 {
		w := bits.TrailingZeros64(s)
		if unit[w] == 0 {
			unit[x.words] &^= 1 << w // that word has none
			continue
		}
		seen += bits.OnesCount64(unit[w])
		if seen > fewWarm {
			return x.mostByLevel(unit, mem)
		}
		best, most = x.among(unit[w], w, best, most, math.MaxInt32)
	}
	return best
}

// among looks at the invokers of one word of bits, up to one that has as much as
// there can be.
func (x *Level) among(word uint64, w int, best fleet.InvokerID, most, ceiling workload.MiB) (fleet.InvokerID,
	workload.MiB) {
	for ; word != 0; word &= word - 1 {
		i := w<<6 + bits.TrailingZeros64(word)
		if a := x.invokers[i].Available(); a > most {
			best, most = fleet.InvokerID(i), a
			if a == ceiling {
				break
			}
		}
	}
	return best, most
}

// mostByLevel goes from the highest level down to the first with a warm invoker.
func (x *Level) mostByLevel(unit []uint64, mem workload.MiB) fleet.InvokerID {
	_, ceiling := x.most.Max()
	for k := len(x.some) - 1; k >= 0; k-- {
		for some := x.some[k]; some != 0; {
			l := bits.Len64(some) - 1
			some &^= 1 << l
			best, most := fleet.None, mem-1
			level := x.of(k<<6 + l)
			for s := unit[x.words] & level[x.words]; s != 0; s &= s - 1 {
				w := bits.TrailingZeros64(s)
				if best, most = x.among(unit[w]&level[w], w, best, most, ceiling); most == ceiling {
					break // and the lowest index of those
				}
			}
			if best != fleet.None {
				return best
			}
		}
	}
	return fleet.None
}

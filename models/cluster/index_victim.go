package cluster

import (
	"math"
	"math/bits"
	"slices"

	"thaw/sim"
)

// VictimIndex finds the invokers where making room costs least, for policies
// that judge by how long the victims have been idle. It works where the least
// recently idle container goes first; under a Ranker every invoker is visited.
//
// Of each invoker it keeps, for some sizes of request, since when the last of
// the victims is idle: the one that completes the room. That instant only moves
// on while containers come and go in the order of eviction, because used memory
// becomes idle at the end of that order, what leaves it in front leaves its
// memory free, and what leaves it for use makes others go instead. So a stored
// instant stays a lower bound without being touched, and a search corrects what
// it finds too low. The exceptions, an invoker that had too little to evict and
// a container that is removed out of order, are hooks of a few instructions.
//
//	idle since  3s    5s     9s
//	           [A 64][B 128][C 256]   free 32:  96 MiB → 3s,  100 MiB → 5s,  300 MiB → 9s
type VictimIndex struct {
	v       *View
	sizes   []int32      // ascending, MiB: a request is looked up by the greatest that it reaches
	trees   []tournament // by size: rank of the instant, and the invoker
	short   []uint32     // by invoker: bit k is set where all that is idle is too little for sizes[k]
	victims []ContainerID
	latest  uint32 // rank, of the search that is under way
}

// VictimVisitor is shown invokers by VictimIndex.Search.
type VictimVisitor interface {
	// Visit is shown the containers that would have to go from invoker i, in the
	// order in which they would go; the slice is the index's. It answers until
	// when the last victim elsewhere may have become idle for that invoker to be
	// worth a visit.
	Visit(i InvokerID, victims []ContainerID) (latest sim.Time)
}

// maxSizes bounds the sizes of a VictimIndex: one bit each in short.
const maxSizes = 16

func newVictimIndex(v *View) *VictimIndex {
	x := &VictimIndex{v: v, sizes: sizesOf(v), short: make([]uint32, len(v.invokers))}
	for range x.sizes {
		x.trees = append(x.trees, newTournament(len(v.invokers)))
	}
	for i := range v.invokers {
		for k := range x.sizes {
			x.trees[k].set(InvokerID(i), key(0, InvokerID(i)))
		}
	}
	return x
}

// sizesOf returns the sizes that units book, or as many of them as fit, chosen
// so that each stands for as many units.
func sizesOf(v *View) []int32 {
	all := make([]int32, len(v.firstOf))
	for u, fn := range v.firstOf {
		all[u] = v.Memory(fn)
	}
	slices.Sort(all)
	distinct := slices.Compact(slices.Clone(all))
	if len(distinct) <= maxSizes {
		return distinct
	}
	sizes := make([]int32, maxSizes)
	for k := range sizes {
		sizes[k] = all[k*len(all)/maxSizes]
	}
	return slices.Compact(sizes)
}

// rankOf shortens an instant to 32 bits, rounding down: steps of about a
// millisecond for 52 days, after which all are equal.
func rankOf(t sim.Time) uint32 { return uint32(min(uint64(t)>>20, math.MaxUint32-1)) }

const neverRank = math.MaxUint32

// idled records that a container of invoker i has become idle, since the given
// instant. Where there was too little to evict, it is the last victim now.
func (x *VictimIndex) idled(i InvokerID, since sim.Time) {
	for x.short[i] != 0 {
		k := bits.TrailingZeros32(x.short[i])
		if x.sizes[k] > x.v.Available(i) {
			return
		}
		x.short[i] &^= 1 << k
		x.trees[k].set(i, key(rankOf(since), i))
	}
}

// removed records that idle container c is about to be removed from invoker i.
// When it is not the next victim, memory becomes free earlier in the order than
// it was idle, and what is stored may be too high.
func (x *VictimIndex) removed(c int32, i InvokerID) {
	if x.v.idles.first(int32(i)) == c {
		return
	}
	for k := range x.trees {
		if x.short[i]>>k&1 == 0 {
			x.trees[k].set(i, key(0, i))
		}
	}
}

// Search shows visitor the invokers where mem MiB can be made available by
// evicting containers, the most promising first, until all that are left have a
// last victim that is idle only since later than the visitor's latest.
func (x *VictimIndex) Search(mem int32, visitor VictimVisitor) {
	if x.v.ranked {
		x.visitAll(mem, visitor)
		return
	}
	k := x.sizeAt(mem)
	t := &x.trees[k]
	x.latest = neverRank - 1
	first := None
	for { // correct what seems best until it is best
		least := t.least()
		if uint32(least>>32) > x.latest {
			return
		}
		first = InvokerID(uint32(least))
		fits := x.look(first, k, mem)
		if t.levels[0][first] == least {
			if fits {
				x.latest = rankOf(visitor.Visit(first, x.victims))
			}
			break
		}
	}
	top := len(t.levels) - 1
	for node := range t.levels[top] {
		x.descend(top, node, k, mem, first, visitor)
	}
}

// sizeAt returns the place of the greatest size that mem reaches.
func (x *VictimIndex) sizeAt(mem int32) int {
	k := len(x.sizes) - 1
	for k > 0 && x.sizes[k] > mem {
		k--
	}
	return k
}

// descend visits what is worth it below node, but for one invoker that has been
// visited.
func (x *VictimIndex) descend(level, node, k int, mem int32, except InvokerID, visitor VictimVisitor) {
	at := &x.trees[k].levels[level][node]
	if uint32(*at>>32) > x.latest {
		return
	}
	if level > 0 {
		for j := range fan {
			x.descend(level-1, node*fan+j, k, mem, except, visitor)
		}
		return
	}
	i := InvokerID(node)
	if i != except && x.look(i, k, mem) && uint32(*at>>32) <= x.latest {
		x.latest = rankOf(visitor.Visit(i, x.victims))
	}
}

// look lists the victims of invoker i for mem MiB, reports whether they are
// enough, and corrects what is stored of it for size k.
func (x *VictimIndex) look(i InvokerID, k int, mem int32) bool {
	v := x.v
	inv := &v.invokers[i]
	room := inv.capacity - inv.used
	x.victims = x.victims[:0]
	// What is stored holds for every request that reaches the size and finds no
	// room: the least of these asks for this much.
	least, at := max(x.sizes[k], room+1), uint32(neverRank)
	if room >= mem {
		at = 0 // nothing has to go
	}
	for c := v.idles.first(int32(i)); c != nobody && room < mem; c = v.idles.next(c) {
		y := &v.containers[c]
		x.victims = append(x.victims, ContainerID(c))
		room += y.memory
		if room >= least && at == neverRank {
			at = rankOf(y.since)
		}
	}
	if at == neverRank {
		x.short[i] |= 1 << k
		x.trees[k].set(i, key(at, i))
	} else if uint32(x.trees[k].levels[0][i]>>32) != at {
		x.trees[k].set(i, key(at, i))
	}
	return room >= mem
}

// visitAll shows every candidate: an order of eviction by worth says nothing of
// the time since when the victims are idle.
func (x *VictimIndex) visitAll(mem int32, visitor VictimVisitor) {
	for i := range x.v.invokers {
		if x.v.Available(InvokerID(i)) >= mem {
			x.victims = x.v.Victims(InvokerID(i), mem, x.victims[:0])
			visitor.Visit(InvokerID(i), x.victims)
		}
	}
}

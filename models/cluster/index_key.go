package cluster

import (
	"math"
)

// tournament is an 8-ary tree of minima over one key an invoker. Keys carry
// the invoker's index in their low half, so they are distinct and ties go to
// the lowest index. A new key stops climbing where it changes nothing.
type tournament struct {
	levels [][]uint64
}

func newTournament(n int) tournament {
	var t tournament
	for _, size := range treeShape(n) {
		level := make([]uint64, size)
		for i := range level {
			level[i] = math.MaxUint64
		}
		t.levels = append(t.levels, level)
	}
	return t
}

// key packs a rank, least first, and the invoker.
func key(rank uint32, i InvokerID) uint64 { return uint64(rank)<<32 | uint64(uint32(i)) }

func (t *tournament) set(i InvokerID, key uint64) {
	k := int(i)
	old := t.levels[0][k]
	t.levels[0][k] = key
	for l := 1; l < len(t.levels); l++ {
		k /= fan
		node := &t.levels[l][k]
		switch {
		case key < *node:
			*node = key
		case *node != old:
			return // another one wins here and above
		default:
			c := (*[fan]uint64)(t.levels[l-1][k*fan:])
			key = min(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
			*node = key
		}
	}
}

func (t *tournament) least() uint64 {
	c := (*[fan]uint64)(t.levels[len(t.levels)-1])
	return min(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
}

// AvailableIndex answers which invoker has the most memory available.
type AvailableIndex struct{ t tournament }

func newAvailableIndex(invokers []invoker) *AvailableIndex {
	x := &AvailableIndex{newTournament(len(invokers))}
	for i := range invokers {
		x.set(InvokerID(i), invokers[i].capacity-invokers[i].active)
	}
	return x
}

func (x *AvailableIndex) set(i InvokerID, available int32) {
	x.t.set(i, key(uint32(math.MaxInt32-available), i))
}

// Max returns the invoker with the most available memory (ties: lowest index)
// and that memory in MiB.
func (x *AvailableIndex) Max() (InvokerID, int32) {
	k := x.t.least()
	return InvokerID(uint32(k)), math.MaxInt32 - int32(k>>32)
}

// LoadIndex answers which invoker has the fewest starting and busy containers.
type LoadIndex struct {
	t     tournament
	fit   *FitIndex
	total int64
}

func newLoadIndex(fit *FitIndex, n int) *LoadIndex {
	x := &LoadIndex{t: newTournament(n), fit: fit}
	for i := range n {
		x.t.set(InvokerID(i), key(0, InvokerID(i)))
	}
	return x
}

func (x *LoadIndex) set(i InvokerID, running int32) {
	x.total += int64(running) - int64(x.t.levels[0][i]>>32)
	x.t.set(i, key(uint32(running), i))
}

// Total returns the number of starting and busy containers of all invokers.
func (x *LoadIndex) Total() int64 { return x.total }

// Min returns the invoker with the fewest starting and busy containers among
// those with at least mem MiB available (ties: lowest index), or None. When
// the least loaded of all has no room, it is branch and bound over the tree.
func (x *LoadIndex) Min(mem int32) InvokerID {
	k := x.t.least()
	if i := InvokerID(uint32(k)); x.fit.available(int(i)) >= mem {
		return i
	}
	if x.fit.First(mem, 0) == None {
		return None // nobody has room, which the search below would be slow to find
	}
	top := len(x.t.levels) - 1
	best := uint64(math.MaxUint64)
	for node := range x.t.levels[top] {
		best = x.search(top, node, mem, best)
	}
	if best == math.MaxUint64 {
		return None
	}
	return InvokerID(uint32(best))
}

func (x *LoadIndex) search(level, node int, mem int32, best uint64) uint64 {
	if x.t.levels[level][node] >= best || x.fit.bound(level, node) < mem {
		return best
	}
	if level == 0 {
		return x.t.levels[0][node]
	}
	for j := range fan {
		best = x.search(level-1, node*fan+j, mem, best)
	}
	return best
}

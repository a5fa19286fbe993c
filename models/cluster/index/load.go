package index

import (
	"math"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Load answers which invoker has the least load: starting and busy containers, and
// invocations that wait there.
type Load struct {
	fleet.Deaf
	invokers []fleet.Invoker
	t        tournament
	fit      *Fit
	total    int64
}

func newLoad(f *fleet.Fleet, fit *Fit) *Load {
	n := len(f.Invokers())
	x := &Load{invokers: f.Invokers(), t: newTournament(n), fit: fit}
	for i := range n {
		x.t.set(fleet.InvokerID(i), key(0, fleet.InvokerID(i)))
		x.Account(fleet.InvokerID(i))
	}
	f.Follow(x, fleet.Accounts|fleet.Members)
	return x
}

// Account takes the new key of invoker i.
func (x *Load) Account(i fleet.InvokerID) {
	rank := uint32(closed)
	if x.invokers[i].Open() {
		rank = uint32(x.invokers[i].Load())
	}
	x.total += int64(rank&^closed) - int64(x.t.levels[0][i]>>32&^closed)
	x.t.set(i, key(rank, i))
}

// closed ranks invokers that take no containers behind all others, whatever runs there.
const closed = 1 << 31

// Offer takes the new key of invoker i.
func (x *Load) Offer(i fleet.InvokerID) { x.Account(i) }

// Total returns the load of all invokers that take containers.
func (x *Load) Total() int64 { return x.total }

// Min returns the invoker with the least load among those with at least mem MiB
// available (ties: lowest index), or fleet.None. When
// the least loaded of all has no room, it is branch and bound over the tree.
func (x *Load) Min(mem workload.MiB) fleet.InvokerID {
	k := x.t.least()
	if i := fleet.InvokerID(uint32(k)); x.fit.available(int(i)) >= mem {
		return i
	}
	if x.fit.First(mem, 0) == fleet.None {
		return fleet.None // fleet.Nobody has room, which the search below would be slow to find
	}
	top := len(x.t.levels) - 1
	best := uint64(math.MaxUint64)
	for node := range x.t.levels[top] {
		best = x.search(top, node, mem, best)
	}
	if best == math.MaxUint64 {
		return fleet.None
	}
	return fleet.InvokerID(uint32(best))
}

func (x *Load) search(level, node int, mem workload.MiB, best uint64) uint64 {
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

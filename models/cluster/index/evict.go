package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
	"thaw/sim"
)

// Eviction answers where making room costs least, when to evict a container
// that has been idle for t seconds costs exp(−decay·t), the chance that it would
// have been used again if its invocations came at random (ao2022, section 4.4.2).
//
// All costs fall at the same pace, so their order stays while nothing changes,
// and the cost of an invoker can be written as an instant: that since when a
// single victim of the same cost would have been idle. Of each invoker the index
// keeps a lower bound of this instant for some sizes of request. The bound holds
// when memory is taken and when a container joins the end of the order of
// eviction; when one leaves that may have been a victim, it falls to the instant
// of the next in order. A search corrects the bounds that it finds too low.
//
//	idle since  3s    5s     9s
//	           [A 64][B 128][C 256]   free 32:  96 MiB cost as much as one since 3 s,
//	                                           100 MiB as one since 6.5 s (A and B)
type Eviction struct {
	fleet.Deaf
	f     *fleet.Fleet
	decay float64
	sizes []workload.MiB // ascending: a request is looked up by the greatest that it reaches
	trees []tournament   // by size: rank of the bound, and the invoker
	ranks []uint32       // the same by invoker and size
	short []uint32       // by invoker: bit k is set where all that is idle is too little for sizes[k]
	top   []uint32       // by invoker: no rank but neverRank is greater
	list  []fleet.ContainerID

	// of the search under way
	now    sim.Time
	mem    workload.MiB
	size   int
	latest uint32 // ranks above it cannot win
	best   Bid
}

// Bid is what an invoker offers for a new container.
type Bid struct {
	Invoker   fleet.InvokerID
	Cost      float64 // of the evictions
	Available workload.MiB
}

// Beats reports whether b is the better one: less lost, then more memory
// available, then the lower index.
func (b Bid) Beats(o Bid) bool {
	switch {
	case o.Invoker == fleet.None:
		return true
	case b.Cost != o.Cost:
		return b.Cost < o.Cost
	case b.Available != o.Available:
		return b.Available > o.Available
	}
	return b.Invoker < o.Invoker
}

// maxSizes bounds the sizes of an Eviction: one bit each in short.
const maxSizes = 16

func newEviction(f *fleet.Fleet, decay float64) *Eviction {
	x := &Eviction{f: f, decay: decay, sizes: sizesOf(f)}
	n := len(f.Invokers())
	x.ranks = make([]uint32, n*len(x.sizes))
	x.short, x.top = make([]uint32, n), make([]uint32, n)
	for k := range x.sizes {
		x.trees = append(x.trees, newTournament(n))
		for i := range n {
			x.trees[k].set(fleet.InvokerID(i), key(0, fleet.InvokerID(i)))
		}
	}
	f.Follow(x, fleet.Order|fleet.Freed|fleet.Members)
	return x
}

// sizesOf returns the sizes that units book, or as many of them as fit, chosen
// so that each stands for as many units.
func sizesOf(f *fleet.Fleet) []workload.MiB {
	all := make([]workload.MiB, 0, f.Units())
	for u := range f.Units() {
		if fn := f.FirstOf(fleet.UnitID(u)); fn >= 0 { // nobody asks for a container without a function
			all = append(all, f.Function(fn).Memory())
		}
	}
	slices.Sort(all)
	distinct := slices.Compact(slices.Clone(all))
	if len(distinct) <= maxSizes {
		return distinct
	}
	sizes := make([]workload.MiB, maxSizes)
	for k := range sizes {
		sizes[k] = all[k*len(all)/maxSizes]
	}
	return slices.Compact(sizes)
}

// rankOf shortens an instant to 32 bits, rounding down: steps of about a
// millisecond for 52 days, after which all are equal.
func rankOf(t sim.Time) uint32 {
	return uint32(min(uint64(max(0, t))>>20, math.MaxUint32-1))
}

const neverRank = math.MaxUint32

func (x *Eviction) set(i fleet.InvokerID, k int, rank uint32) {
	at := &x.ranks[int(i)*len(x.sizes)+k]
	if *at == rank {
		return
	}
	*at = rank
	x.trees[k].set(i, key(rank, i))
	if rank == neverRank {
		x.short[i] |= 1 << k
		return
	}
	x.short[i] &^= 1 << k
	x.top[i] = max(x.top[i], rank)
}

// Idle keeps the bounds below the instants of what invoker i can evict.
func (x *Eviction) Idle(i fleet.InvokerID, since sim.Time, joins bool) {
	if joins {
		x.joined(i, since)
	} else {
		x.left(i, since)
	}
}

// joined adds a container that is idle since the given instant. Where there was too
// little to evict, it is a victim now; and one that the fleet did not know before
// may be older than others.
func (x *Eviction) joined(i fleet.InvokerID, since sim.Time) {
	rank := rankOf(since)
	if rank < x.top[i] {
		x.lower(i, rank)
	}
	for x.short[i] != 0 {
		k := bits.TrailingZeros32(x.short[i])
		if x.sizes[k] > x.f.Invoker(i).Available() {
			return
		}
		x.set(i, k, rank)
	}
}

// lower lowers the bounds of invoker i to a rank.
func (x *Eviction) lower(i fleet.InvokerID, rank uint32) {
	for k, at := range x.ranks[int(i)*len(x.sizes):][:len(x.sizes)] {
		if at != neverRank && rank < at {
			x.set(i, k, rank)
		}
	}
}

// left takes out a container that has been idle since the given instant.
func (x *Eviction) left(i fleet.InvokerID, since sim.Time) {
	rank := rankOf(since)
	if rank > x.top[i] {
		return // it was no victim of any size
	}
	next := uint32(neverRank)
	if c := x.f.Invoker(i).Oldest(); c != fleet.Nobody {
		next = rankOf(x.f.Container(c).Since())
	}
	top := uint32(0)
	for k, at := range x.ranks[int(i)*len(x.sizes):][:len(x.sizes)] {
		if at == neverRank {
			continue
		}
		if rank <= at {
			at = min(at, next)
			x.set(i, k, at)
		}
		if at != neverRank {
			top = max(top, at)
		}
	}
	x.top[i] = top
}

// Freeing lowers the bounds of invoker i when container c, about to be removed, is
// not the next victim: its memory is free before its turn.
func (x *Eviction) Freeing(c fleet.ContainerID, i fleet.InvokerID) {
	oldest := x.f.Invoker(i).Oldest()
	if !x.f.Ranked() && oldest != c {
		x.lower(i, rankOf(x.f.Container(oldest).Since()))
	}
}

// Offer lowers the bounds of invoker i to nothing: all of its memory may be free.
func (x *Eviction) Offer(i fleet.InvokerID) {
	for k := range x.sizes {
		x.set(i, k, 0)
	}
}

// Cost returns what it costs to evict from invoker i the containers that have to
// go until mem MiB are free: 0 where so much is free. It is summed from the container
// that is idle longest to the one that is idle shortest, whatever their order of
// eviction: the same idle times cost the same to the last bit, and tie.
func (x *Eviction) Cost(i fleet.InvokerID, mem workload.MiB, now sim.Time) float64 {
	x.list = x.f.Victims(i, mem, x.list[:0])
	if x.f.Ranked() && len(x.list) > 2 { // a sum of two has one order; without ranks they come in this one
		slices.SortFunc(x.list, func(a, b fleet.ContainerID) int {
			return cmp.Compare(x.f.Container(a).Since(), x.f.Container(b).Since())
		})
	}
	cost := 0.0
	for _, c := range x.list {
		cost += x.costOf(x.f.Container(c).Since(), now)
	}
	return cost
}

// costOf is the cost of one victim. Beyond 745/decay seconds it is too small for
// a floating-point number and counts as 0.
func (x *Eviction) costOf(since, now sim.Time) float64 {
	return math.Exp(-x.decay * now.Sub(since).Seconds())
}

// Least returns the best bid for a container of mem MiB, or fleet.None where no
// invoker has so much available. Under a Ranker, whose order of eviction says
// nothing of idle times, and with next to no decay it looks at every candidate.
func (x *Eviction) Least(mem workload.MiB, now sim.Time) Bid {
	x.best, x.mem, x.now = Bid{Invoker: fleet.None}, mem, now
	if x.f.Ranked() || x.decay < leastDecay {
		return x.leastOfAll()
	}
	x.size = len(x.sizes) - 1
	for x.size > 0 && x.sizes[x.size] > mem {
		x.size--
	}
	x.latest = neverRank - 1
	t := &x.trees[x.size]
	first := fleet.None
	for { // correct what seems best until it is best
		least := t.least()
		if uint32(least>>32) > x.latest {
			return x.best
		}
		first = fleet.InvokerID(uint32(least))
		if x.look(first); t.levels[0][first] == least {
			break
		}
	}
	top := len(t.levels) - 1
	for node := range t.levels[top] {
		x.descend(t, top, node)
	}
	return x.best
}

func (x *Eviction) leastOfAll() Bid {
	for i := range x.f.Invokers() {
		if a := x.f.Invoker(fleet.InvokerID(i)).Available(); a >= x.mem {
			if b := (Bid{fleet.InvokerID(i), x.Cost(fleet.InvokerID(i), x.mem, x.now), a}); b.Beats(x.best) {
				x.best = b
			}
		}
	}
	return x.best
}

// descend looks at what may be as good as the best below node.
func (x *Eviction) descend(t *tournament, level, node int) {
	if uint32(t.levels[level][node]>>32) > x.latest {
		return
	}
	if level == 0 {
		if i := fleet.InvokerID(node); i != x.best.Invoker {
			x.look(i)
		}
		return
	}
	for j := range fan {
		x.descend(t, level-1, node*fan+j)
	}
}

// look takes the bid of invoker i, and corrects its bound for the size.
func (x *Eviction) look(i fleet.InvokerID) {
	inv := x.f.Invoker(i)
	room := inv.Free()
	// The bound holds for every request that reaches the size and finds no room:
	// the least of these asks for this much.
	least := max(x.sizes[x.size], room+1)
	cost, atLeast := 0.0, -1.0
	for c := inv.Oldest(); c != fleet.Nobody && room < x.mem; {
		y := x.f.Container(c)
		c = y.NextVictim()
		cost += x.costOf(y.Since(), x.now)
		room += y.Memory()
		if room >= least && atLeast < 0 {
			atLeast = cost
		}
	}
	switch {
	case atLeast >= 0:
		x.set(i, x.size, x.bound(atLeast))
	case room >= x.mem:
		x.set(i, x.size, 0) // so much is free
	default:
		x.set(i, x.size, neverRank)
	}
	if room < x.mem {
		return
	}
	if b := (Bid{i, cost, inv.Available()}); b.Beats(x.best) {
		x.best = b
		x.latest = x.limit(cost)
	}
}

// The least decay and cost whose logarithms are exact to far below a step.
const (
	leastDecay = 1e-6
	leastCost  = 1e-290
)

// instant returns since when one container of the given cost is idle.
func (x *Eviction) instant(cost float64) sim.Time {
	idle := -math.Log(max(cost, leastCost)) / x.decay * float64(sim.Second)
	return x.now - sim.Time(min(idle, float64(x.now)))
}

// bound returns a rank that an invoker of the given cost does not fall below.
func (x *Eviction) bound(cost float64) uint32 {
	if cost < leastCost {
		return 0
	}
	return max(1, rankOf(x.instant(cost))) - 1
}

// limit returns a rank above which none costs as little.
func (x *Eviction) limit(cost float64) uint32 {
	return min(neverRank-2, rankOf(x.instant(cost))) + 1
}

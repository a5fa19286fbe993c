package fleet

import (
	"cmp"
	"slices"

	"thaw/models/workload"
	"thaw/sim"
)

// The idle containers of an invoker stand in the order in which memory pressure
// takes them: in a list by recency, or with ranks in a heap by priority. The lists
// are made at the first question: a platform with plenty of memory never evicts,
// and keeping them takes a tenth of its replay.

// ranking is the order of eviction of an invoker with ranks: a heap by the keys of the
// priority, then by the instant since when a container is idle, then by creation.
type (
	ranking  = sim.Heap[uint64, uint64, ContainerID]
	rankItem = sim.HeapItem[uint64, uint64, ContainerID]
)

// RankByPriority makes eviction go by the priorities of Offer. It has to come
// before the first container.
func (f *Fleet) RankByPriority() {
	f.ordered, f.followers.order = false, nil
	f.ranked, f.ranks, f.rankAt = true, make([]ranking, len(f.invokers)), make([]int32, len(f.containers))
	moved := func(c ContainerID, at int) { f.rankAt[c] = int32(at) }
	for i := range f.ranks {
		f.ranks[i] = sim.NewHeap[uint64, uint64](f.older, moved)
	}
}

// ChooseVictims makes eviction go by a choice among the idle containers of an invoker. It
// has to come before the first container.
func (f *Fleet) ChooseVictims(choose func(InvokerID) ContainerID) { f.chooser = choose }

// Rerank changes the priority of idle container c, where containers have one.
func (f *Fleet) Rerank(c ContainerID, priority Priority) {
	if f.ranked {
		x := &f.containers[c]
		f.unrank(c, x)
		f.rank(c, x, priority)
	}
}

// Ranked reports whether eviction goes by priority.
func (f *Fleet) Ranked() bool { return f.ranked }

// Priority returns the priority of idle container c, and 0 without ranks.
func (f *Fleet) Priority(c ContainerID) Priority {
	if f.ranked {
		x := f.rankOf(c)
		return priorityOf(x.First, x.Then)
	}
	return Priority{}
}

// older reports whether idle container a goes before b of the same priority.
func (f *Fleet) older(a, b ContainerID) bool {
	x, y := &f.containers[a], &f.containers[b]
	return x.since < y.since || x.since == y.since && x.serial < y.serial
}

// rankOf returns the place of idle container c in the order of its invoker.
func (f *Fleet) rankOf(c ContainerID) *rankItem {
	return f.ranks[f.containers[c].invoker].At(int(f.rankAt[c]))
}

// Victim returns the container that invoker i evicts next, or Nobody.
func (f *Fleet) Victim(i InvokerID) ContainerID {
	if f.chooser != nil {
		return f.chosen(i)
	}
	return f.first(i)
}

// chosen returns the victim of a chooser.
func (f *Fleet) chosen(i InvokerID) ContainerID {
	if f.invokers[i].idle == 0 {
		return Nobody
	}
	c := f.chooser(i)
	sim.Check(f.containers[c].state == Idle && f.containers[c].invoker == i, "the policy evicts container %d on "+
		"invoker %d, which is not idle there", c, i)
	return c
}

// first returns the container of invoker i that comes first by recency or priority, or
// Nobody.
func (f *Fleet) first(i InvokerID) ContainerID {
	if !f.ranked {
		if !f.ordered {
			f.order()
		}
		return f.invokers[i].oldest
	}
	if f.ranks[i].Len() == 0 {
		return Nobody
	}
	return f.ranks[i].Min().Value
}

// Victims appends to list the idle containers that invoker i would evict to have
// mem MiB free, in the order in which they would go: none where so much is free,
// and all there are where they are not enough. It takes O(victims), and with ranks
// O(victims × idle containers of i).
func (f *Fleet) Victims(i InvokerID, mem workload.MiB, list []ContainerID) []ContainerID {
	free := f.invokers[i].Free()
	for c := f.Victim(i); c != Nobody && free < mem; c = f.victimAfter(i, c) {
		list = append(list, c)
		free += f.containers[c].memory
	}
	return list
}

// victimAfter returns the container that invoker i would evict after c.
func (f *Fleet) victimAfter(i InvokerID, c ContainerID) ContainerID {
	if !f.ranked {
		return f.containers[c].idleNext
	}
	last := f.rankOf(c)
	var next *rankItem
	for k := range f.ranks[i].Len() {
		if x := f.ranks[i].At(k); f.before(last, x) && (next == nil || f.before(x, next)) {
			next = x
		}
	}
	if next == nil {
		return Nobody
	}
	return next.Value
}

// before is the order of the heaps: by priority, then least recently idle, then
// oldest.
func (f *Fleet) before(x, y *rankItem) bool {
	switch {
	case x.First != y.First:
		return x.First < y.First
	case x.Then != y.Then:
		return x.Then < y.Then
	}
	return f.older(x.Value, y.Value)
}

// IdleOn appends to list the idle containers of invoker i, as they are kept: with
// ranks in no order.
func (f *Fleet) IdleOn(i InvokerID, list []ContainerID) []ContainerID {
	if f.ranked {
		for k := range f.ranks[i].Len() {
			list = append(list, f.ranks[i].At(k).Value)
		}
		return list
	}
	for c := f.first(i); c != Nobody; c = f.containers[c].idleNext {
		list = append(list, c)
	}
	return list
}

// linkIdle puts idle container c in the order of eviction of its invoker inv. The
// priority counts with ranks only.
func (f *Fleet) linkIdle(c ContainerID, x *Container, inv *Invoker, priority Priority) {
	inv.idle++
	if f.ordered || f.ranked {
		f.enlist(c, x, inv, priority)
	}
}

// rank puts idle container c into the heap of its invoker, and unrank takes it out.
//
//go:noinline
func (f *Fleet) rank(c ContainerID, x *Container, priority Priority) {
	first, then := priority.key()
	f.ranks[x.invoker].Push(first, then, c)
}

//go:noinline
func (f *Fleet) unrank(c ContainerID, x *Container) { f.ranks[x.invoker].Remove(int(f.rankAt[c])) }

// enlist puts idle container c in the list of its invoker inv, or with ranks in its
// heap. It stays apart: a platform with plenty of memory does without.
//
//go:noinline
func (f *Fleet) enlist(c ContainerID, x *Container, inv *Invoker, priority Priority) {
	if f.ranked {
		f.rank(c, x, priority)
		return
	}
	for _, w := range f.followers.order {
		w.Idle(x.invoker, x.since, true)
	}
	all := f.containers
	prev, next := inv.newest, ContainerID(Nobody)
	if all[prev].since >= x.since { // others became idle at this instant: oldest first
		for prev != Nobody {
			p := &all[prev]
			if p.since < x.since || p.since == x.since && p.serial < x.serial {
				break
			}
			prev, next = p.idlePrev, prev
		}
	}
	x.idlePrev, x.idleNext = prev, next
	all[prev].idleNext = c
	all[next].idlePrev = c
	inv.ends(prev, next, c, c)
}

// unlinkIdle takes container c out of the order of eviction of its invoker inv.
func (f *Fleet) unlinkIdle(c ContainerID, x *Container, inv *Invoker) {
	inv.idle--
	if !f.ordered {
		if f.ranked {
			f.unrank(c, x)
		}
		return
	}
	all, prev, next := f.containers, x.idlePrev, x.idleNext
	all[prev].idleNext = next
	all[next].idlePrev = prev
	inv.ends(prev, next, next, prev)
	for _, w := range f.followers.order {
		w.Idle(x.invoker, x.since, false)
	}
}

// ends sets the oldest idle container where none comes before it, and the newest
// where none comes after. The length of a list cannot be predicted: both ends are
// loaded first, so that the choices are no branches.
func (inv *Invoker) ends(before, after, oldest, newest ContainerID) {
	first, last := inv.oldest, inv.newest
	if before == Nobody {
		first = oldest
	}
	if after == Nobody {
		last = newest
	}
	inv.oldest, inv.newest = first, last
}

// order makes the lists of all invokers.
func (f *Fleet) order() {
	f.ordered = true
	var idles []ContainerID
	for c := range f.containers {
		if f.containers[c].state == Idle {
			idles = append(idles, ContainerID(c))
		}
	}
	slices.SortFunc(idles, func(a, b ContainerID) int {
		x, y := &f.containers[a], &f.containers[b]
		return cmp.Or(cmp.Compare(x.since, y.since), cmp.Compare(x.serial, y.serial))
	})
	for _, c := range idles {
		x := &f.containers[c]
		f.enlist(c, x, &f.invokers[x.invoker], Priority{})
	}
}

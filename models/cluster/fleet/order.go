package fleet

import (
	"cmp"
	"slices"
)

// The idle containers of an invoker stand in the order in which memory pressure
// takes them: in a list by recency, or with ranks in a heap by priority. The lists
// are made at the first question: a platform with plenty of memory never evicts,
// and keeping them takes a tenth of its replay.

// RankByPriority makes eviction go by the priorities of Offer. It has to come
// before the first container.
func (f *Fleet) RankByPriority() {
	f.ordered, f.followers.order = false, nil
	f.ranked, f.heaps = true, make([][]ContainerID, len(f.invokers))
	f.priority, f.heapAt = make([]float64, Nobody+1), make([]int32, Nobody+1)
}

// Ranked reports whether eviction goes by priority.
func (f *Fleet) Ranked() bool { return f.ranked }

// Priority returns the priority of container c, and 0 without ranks.
func (f *Fleet) Priority(c ContainerID) float64 {
	if f.ranked {
		return f.priority[c]
	}
	return 0
}

// Victim returns the container that invoker i evicts next, or Nobody.
func (f *Fleet) Victim(i InvokerID) ContainerID {
	if !f.ranked {
		if !f.ordered {
			f.order()
		}
		return f.invokers[i].oldest
	}
	if len(f.heaps[i]) == 0 {
		return Nobody
	}
	return f.heaps[i][0]
}

// Victims appends to list the idle containers that invoker i would evict to have
// mem MiB free, in the order in which they would go: none where so much is free,
// and all there are where they are not enough. It takes O(victims), and with ranks
// O(victims × idle containers of i).
func (f *Fleet) Victims(i InvokerID, mem int32, list []ContainerID) []ContainerID {
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
	var next ContainerID = Nobody
	for _, o := range f.heaps[i] {
		if f.lower(c, o) && (next == Nobody || f.lower(o, next)) {
			next = o
		}
	}
	return next
}

// IdleOn appends to list the idle containers of invoker i, as they are kept: with
// ranks in no order.
func (f *Fleet) IdleOn(i InvokerID, list []ContainerID) []ContainerID {
	if f.ranked {
		return append(list, f.heaps[i]...)
	}
	for c := f.Victim(i); c != Nobody; c = f.containers[c].idleNext {
		list = append(list, c)
	}
	return list
}

// linkIdle puts idle container c in the order of eviction of its invoker inv.
func (f *Fleet) linkIdle(c ContainerID, x *Container, inv *Invoker) {
	inv.idle++
	if !f.ordered {
		if f.ranked {
			f.heapPush(x.invoker, c)
		}
		return
	}
	for _, w := range f.followers.order {
		w.Idle(x.invoker, x.since, true)
	}
	f.enlist(c, x, inv)
}

// enlist puts idle container c in the list of its invoker inv.
func (f *Fleet) enlist(c ContainerID, x *Container, inv *Invoker) {
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
			f.heapRemove(x.invoker, f.heapAt[c])
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
		f.enlist(c, x, &f.invokers[x.invoker])
	}
}

// lower orders by priority, then least recently idle, then oldest.
func (f *Fleet) lower(a, b ContainerID) bool {
	if wa, wb := f.priority[a], f.priority[b]; wa != wb {
		return wa < wb
	}
	x, y := &f.containers[a], &f.containers[b]
	if x.since != y.since {
		return x.since < y.since
	}
	return x.serial < y.serial
}

func (f *Fleet) heapPush(i InvokerID, c ContainerID) {
	f.heaps[i] = append(f.heaps[i], c)
	f.siftUp(i, int32(len(f.heaps[i])-1))
}

func (f *Fleet) heapRemove(i InvokerID, at int32) {
	h := f.heaps[i]
	last := int32(len(h) - 1)
	moved := h[last]
	f.heaps[i] = h[:last]
	if at == last {
		return
	}
	h[at] = moved
	f.heapAt[moved] = at
	f.siftDown(i, at)
	f.siftUp(i, f.heapAt[moved])
}

func (f *Fleet) siftUp(i InvokerID, at int32) {
	h := f.heaps[i]
	c := h[at]
	for at > 0 {
		p := (at - 1) / 2
		if !f.lower(c, h[p]) {
			break
		}
		h[at] = h[p]
		f.heapAt[h[at]] = at
		at = p
	}
	h[at] = c
	f.heapAt[c] = at
}

func (f *Fleet) siftDown(i InvokerID, at int32) {
	h := f.heaps[i]
	c := h[at]
	for {
		k := 2*at + 1
		if int(k) >= len(h) {
			break
		}
		if int(k)+1 < len(h) && f.lower(h[k+1], h[k]) {
			k++
		}
		if !f.lower(h[k], c) {
			break
		}
		h[at] = h[k]
		f.heapAt[h[at]] = at
		at = k
	}
	h[at] = c
	f.heapAt[c] = at
}

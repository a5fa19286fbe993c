package cluster

import (
	"cmp"
	"slices"
)

// Idle containers of an invoker stand in the order in which memory pressure
// would take them: in a list by recency, or under a Ranker in a heap by worth.
// The lists are made when somebody asks for the first time, for a platform with
// plenty of memory never evicts, and keeping them takes a tenth of its replay.

// linkIdle puts idle container c in the order of eviction of its invoker inv.
func (v *View) linkIdle(c int32, x *container, inv *invoker) {
	inv.idle++
	if v.evict != nil {
		v.evict.joined(x.invoker, x.since)
	}
	if !v.ordered {
		if v.ranked {
			v.heapPush(x.invoker, c)
		}
		return
	}
	v.enlist(c, x, inv)
}

// enlist puts idle container c in the list of its invoker inv.
func (v *View) enlist(c int32, x *container, inv *invoker) {
	all := v.containers
	prev, next := inv.newest, nobody
	if all[prev].since >= x.since { // others became idle at this instant: oldest first
		for prev != nobody {
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
func (v *View) unlinkIdle(c int32, x *container, inv *invoker) {
	inv.idle--
	if !v.ordered {
		if v.ranked {
			v.heapRemove(x.invoker, v.heapAt[c])
		}
		return
	}
	all, prev, next := v.containers, x.idlePrev, x.idleNext
	all[prev].idleNext = next
	all[next].idlePrev = prev
	inv.ends(prev, next, next, prev)
	if v.evict != nil {
		v.evict.left(x.invoker, x.since)
	}
}

// ends sets the oldest idle container where nobody comes before it, and the
// newest where nobody comes after. What the list holds cannot be predicted: both
// ends are loaded first, so that the choices are no branches.
func (inv *invoker) ends(before, after, oldest, newest int32) {
	first, last := inv.oldest, inv.newest
	if before == nobody {
		first = oldest
	}
	if after == nobody {
		last = newest
	}
	inv.oldest, inv.newest = first, last
}

// victim returns the container that invoker i would evict next, or nobody.
func (v *View) victim(i InvokerID) int32 {
	if !v.ranked {
		if !v.ordered {
			v.order()
		}
		return v.invokers[i].oldest
	}
	if len(v.heaps[i]) == 0 {
		return nobody
	}
	return v.heaps[i][0]
}

// order makes the lists of all invokers.
func (v *View) order() {
	v.ordered = true
	var idles []int32
	for c := range v.containers {
		if v.containers[c].state == idle {
			idles = append(idles, int32(c))
		}
	}
	slices.SortFunc(idles, func(a, b int32) int {
		x, y := &v.containers[a], &v.containers[b]
		return cmp.Or(cmp.Compare(x.since, y.since), cmp.Compare(x.serial, y.serial))
	})
	for _, c := range idles {
		x := &v.containers[c]
		v.enlist(c, x, &v.invokers[x.invoker])
	}
}

// lessWorth orders by worth, then least recently idle, then oldest.
func (v *View) lessWorth(a, b int32) bool {
	if wa, wb := v.worth[a], v.worth[b]; wa != wb {
		return wa < wb
	}
	x, y := &v.containers[a], &v.containers[b]
	if x.since != y.since {
		return x.since < y.since
	}
	return x.serial < y.serial
}

func (v *View) heapPush(i InvokerID, c int32) {
	v.heaps[i] = append(v.heaps[i], c)
	v.siftUp(i, int32(len(v.heaps[i])-1))
}

func (v *View) heapRemove(i InvokerID, at int32) {
	h := v.heaps[i]
	last := int32(len(h) - 1)
	moved := h[last]
	v.heaps[i] = h[:last]
	if at == last {
		return
	}
	h[at] = moved
	v.heapAt[moved] = at
	v.siftDown(i, at)
	v.siftUp(i, v.heapAt[moved])
}

func (v *View) siftUp(i InvokerID, at int32) {
	h := v.heaps[i]
	c := h[at]
	for at > 0 {
		p := (at - 1) / 2
		if !v.lessWorth(c, h[p]) {
			break
		}
		h[at] = h[p]
		v.heapAt[h[at]] = at
		at = p
	}
	h[at] = c
	v.heapAt[c] = at
}

func (v *View) siftDown(i InvokerID, at int32) {
	h := v.heaps[i]
	c := h[at]
	for {
		k := 2*at + 1
		if int(k) >= len(h) {
			break
		}
		if int(k)+1 < len(h) && v.lessWorth(h[k+1], h[k]) {
			k++
		}
		if !v.lessWorth(h[k], c) {
			break
		}
		h[at] = h[k]
		v.heapAt[h[at]] = at
		at = k
	}
	h[at] = c
	v.heapAt[c] = at
}

package cluster

import "thaw/sim"

// auditIndices compares the indices that policies asked for with a count of
// everything.
func (v *View) auditIndices(now sim.Time) {
	for i := range v.invokers {
		if v.room != nil {
			for l, k := 0, i/fan; l < len(v.room.levels); l, k = l+1, k/fan {
				sim.Check(v.room.levels[l][k] >= v.room.free(i), "invoker %d has more free memory than the room index allows at level %d", i, l)
			}
		}
		if x := v.level; x != nil {
			level := x.level(i)
			b := x.of(int(level))
			sim.Check(x.at[i] == level && b[i>>6]>>(i&63)&1 == 1 && b[x.words]>>(i>>6)&1 == 1 && x.some[level>>6]>>(level&63)&1 == 1,
				"invoker %d is not on its level %d", i, level)
		}
		if v.evict != nil && !v.ranked && v.evict.decay >= leastDecay {
			v.evict.audit(InvokerID(i), now)
		}
	}
	for d := range v.deploys {
		if x := &v.deploys[d]; v.walk != nil && x.containers > 0 {
			at := v.walk.place(&v.walk.walks[x.unit], x.invoker)
			sim.Check(v.walk.bits.has(x.unit, at) == (x.warmest != nobody), "walk index of deployment %d", d)
		}
	}
}

// audit compares the bounds of invoker i with what its evictions cost.
func (x *EvictionIndex) audit(i InvokerID, now sim.Time) {
	inv := &x.v.invokers[i]
	for k, size := range x.sizes {
		rank := x.ranks[int(i)*len(x.sizes)+k]
		sim.Check(uint32(x.trees[k].levels[0][i]>>32) == rank, "invoker %d, %d MiB: the tree holds another bound", i, size)
		sim.Check(rank == neverRank == (x.short[i]>>k&1 == 1), "invoker %d, %d MiB: marked as short, or not, wrongly", i, size)
		sim.Check(rank == neverRank || rank <= x.top[i], "invoker %d, %d MiB: above the top", i, size)
		need := max(size, inv.capacity-inv.used+1)
		if inv.capacity-inv.active < need {
			continue // whatever the bound, nothing can be had
		}
		x.now = now
		cost := x.Cost(i, need, now)
		sim.Check(rank <= x.limit(cost), "invoker %d, %d MiB: bound %d, but the evictions cost %v, which is %d", i, size, rank, cost, x.limit(cost))
	}
}

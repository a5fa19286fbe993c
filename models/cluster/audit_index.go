package cluster

import (
	"thaw/sim"
)

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

// auditPicture compares the scheduler's picture with what it must know: its own
// decisions, and, when no news is on the way, every container that is there.
func (e *engine) auditPicture() {
	p := e.control.picture
	type account struct{ active, used, running, idle int32 }
	counted := make([]account, len(p.invokers))
	known := make(map[[2]int32]int32) // entries less containers, by unit and invoker
	for c := range p.containers {
		x := &p.containers[c]
		if x.state == vacant {
			continue
		}
		a := &counted[x.invoker]
		a.used += x.memory
		known[[2]int32{int32(p.deploys[x.deploy].unit), int32(x.invoker)}]++
		if x.state == idle {
			a.idle++
			sim.Check(x.memory <= p.Available(x.invoker), "an idle entry of %d MiB on invoker %d, where %d are available", x.memory, x.invoker, p.Available(x.invoker))
			continue
		}
		a.active += x.memory
		a.running++
	}
	for i := range p.invokers {
		x := &p.invokers[i]
		sim.Check(*x == invoker{capacity: x.capacity, active: counted[i].active, used: counted[i].used, running: counted[i].running, idle: counted[i].idle, oldest: x.oldest, newest: x.newest},
			"the picture of invoker %d books %+v, counted %+v", i, *x, counted[i])
		sim.Check(x.active <= x.used && x.active <= x.capacity && e.invokers[i].active <= x.active, "invoker %d: %d MiB are active, the scheduler books %d", i, e.invokers[i].active, x.active)
	}
	p.auditIndices(e.now)
	unknown := make([]int32, len(p.invokers))
	for c := range e.containers {
		if x := &e.containers[c]; x.state != vacant {
			known[[2]int32{int32(e.deploys[x.deploy].unit), int32(x.invoker)}]--
			if entry := p.entries[c]; entry == nobody {
				unknown[x.invoker]++
			} else {
				sim.Check(p.mirrored[entry] == int32(c), "container %d has entry %d, which mirrors %d", c, entry, p.mirrored[entry])
			}
		}
	}
	for i := range unknown {
		sim.Check(unknown[i] == p.unknown[i], "invoker %d: %d containers without an entry, counted %d", i, p.unknown[i], unknown[i])
	}
	if len(p.reports) > p.head || e.underway() {
		return
	}
	for at, n := range known { // any order: each is checked for itself
		sim.Check(n <= 0 && (n == 0 || p.unknown[at[1]] > 0), "unit %d on invoker %d: %d more entries than containers, and no news on the way", at[0], at[1], n)
	}
}

// underway reports whether a decision is on its way to an invoker.
func (e *engine) underway() bool {
	for _, x := range e.control.picture.errands {
		if x.underway {
			return true
		}
	}
	return false
}

package index

import (
	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// Audit compares the indices with a count of everything, under the build tag
// invariants.
func (s *Set) Audit(now sim.Time) {
	for i := range s.f.Invokers() {
		s.auditInvoker(fleet.InvokerID(i), now)
	}
	for d := range s.f.Deploys() {
		x := s.f.Deployment(fleet.DeployID(d))
		if x.Invoker() == fleet.None {
			continue
		}
		warm := x.Warmest() != fleet.Nobody
		if s.warm != nil {
			sim.Check(s.warm.Has(x.Unit(), x.Invoker()) == warm, "warm index of deployment %d", d)
		}
		if s.walks != nil && int(x.Unit()) < len(s.walks.walks) {
			at := s.walks.place(&s.walks.walks[x.Unit()], x.Invoker())
			sim.Check(s.walks.bits.Has(x.Unit(), at) == warm, "walk index of deployment %d", d)
		}
	}
}

// auditInvoker checks what the indices of accounts say of invoker i.
func (s *Set) auditInvoker(i fleet.InvokerID, now sim.Time) {
	inv := s.f.Invoker(i)
	if s.available != nil {
		_, most := s.available.Max()
		sim.Check(most >= inv.Available(), "invoker %d has more available than the most", i)
	}
	if s.fit != nil {
		sim.Check(s.fit.First(inv.Available(), 0) <= i, "invoker %d is not found by its available memory", i)
	}
	if x := s.room; x != nil {
		for l, k := 0, i/fan; l < len(x.Levels); l, k = l+1, k/fan {
			sim.Check(x.Levels[l][k] >= inv.Free(),
				"invoker %d has more free memory than the room index allows at level %d", i, l)
		}
	}
	if x := s.level; x != nil {
		level := x.level(int(i))
		b := x.of(int(level))
		sim.Check(x.at[i] == level && b[i>>6]>>(i&63)&1 == 1 && b[x.words]>>(i>>6)&1 == 1 &&
			x.some[level>>6]>>(level&63)&1 == 1,
			"invoker %d is not on its level %d", i, level)
	}
	if s.eviction != nil && !s.f.Ranked() && s.eviction.decay >= leastDecay {
		s.eviction.audit(i, now)
	}
}

// audit compares the bounds of invoker i with what its evictions cost.
func (x *Eviction) audit(i fleet.InvokerID, now sim.Time) {
	inv := x.f.Invoker(i)
	for k, size := range x.sizes {
		rank := x.ranks[int(i)*len(x.sizes)+k]
		sim.Check(uint32(x.trees[k].levels[0][i]>>32) == rank, "invoker %d, %d MiB: the tree holds another bound", i,
			size)
		sim.Check(rank == neverRank == (x.short[i]>>k&1 == 1), "invoker %d, %d MiB: marked as short, or not, wrongly",
			i, size)
		sim.Check(rank == neverRank || rank <= x.top[i], "invoker %d, %d MiB: above the top", i, size)
		need := max(size, inv.Free()+1)
		if inv.Available() < need {
			continue // whatever the bound, nothing can be had
		}
		x.now = now
		cost := x.Cost(i, need, now)
		sim.Check(rank <= x.limit(cost), "invoker %d, %d MiB: bound %d, but the evictions cost %v, which is %d", i,
			size, rank, cost, x.limit(cost))
	}
}

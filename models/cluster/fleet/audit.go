package fleet

import (
	"thaw/sim"
)

// Audit counts everything again and compares it with the accounts, under the build
// tag invariants.
func (f *Fleet) Audit() {
	counted := make([]Invoker, len(f.invokers))
	containers := make([]int32, len(f.deploys))
	for c := range f.containers {
		x := &f.containers[c]
		if x.state == Vacant {
			continue
		}
		a := &counted[x.invoker]
		containers[x.deploy]++
		a.used += x.memory
		if x.state == Idle {
			a.idle++
			sim.Check(x.running == 0, "idle container %d runs %d invocations", c, x.running)
			continue
		}
		a.running++
		a.active += x.memory
		sim.Check(x.running >= 1 && x.running <= f.slots, "container %d runs %d invocations of at most %d", c,
			x.running, f.slots)
	}
	var sums Sums
	for i := range f.invokers {
		x, a := &f.invokers[i], &counted[i]
		a.offered, a.oldest, a.newest, a.queued = x.offered, x.oldest, x.newest, x.queued
		sim.Check(*x == *a, "invoker %d books %+v, counted %+v", i, *x, *a)
		sim.Check(0 <= x.active && x.active <= x.used && x.active <= f.capacities[i], "invoker %d books %+v", i, *x)
		sim.Check(x.Open() || x.idle == 0, "invoker %d takes no containers and keeps idle ones: %+v", i, *x)
		ordered := int32(f.idleLength(InvokerID(i)))
		sim.Check(!f.ordered && !f.ranked ||
			ordered == x.idle, "invoker %d: %d containers in the order of eviction, %d idle", i, ordered, x.idle)
		sums.Active += int64(x.active)
		sums.ActiveSquares += int64(x.active) * int64(x.active)
		sums.UsedSquares += int64(x.used) * int64(x.used)
	}
	sim.Check(sums == f.sums, "the sums over the invokers are %+v, counted %+v", f.sums, sums)
	f.auditDeployments(containers)
}

// auditDeployments checks that each container is found from its deployment.
func (f *Fleet) auditDeployments(containers []int32) {
	for d := range f.deploys {
		x := &f.deploys[d]
		if containers[d] == 0 {
			continue
		}
		sim.Check(x.containers == containers[d], "deployment %d has %d containers, counted %d", d, x.containers,
			containers[d])
		sim.Check(f.find(x.unit, x.invoker) == DeployID(d), "deployment %d is not found by unit %d and invoker %d", d,
			x.unit, x.invoker)
		sim.Check(x.warmest == Nobody || f.invokers[x.invoker].Open(),
			"deployment %d is warm on invoker %d, which is closed", d, x.invoker)
		for c := x.warmest; c != Nobody; c = f.containers[c].warmPrev {
			k := &f.containers[c]
			sim.Check(k.deploy == DeployID(d) && k.running < f.slots && (k.state == Idle || k.state == Busy),
				"container %d in the warm list of deployment %d: %+v", c, d, *k)
		}
	}
}

// idleLength counts the containers in invoker i's order of eviction.
func (f *Fleet) idleLength(i InvokerID) int {
	if f.ranked {
		return f.ranks[i].Len()
	}
	n := 0
	for c := f.invokers[i].oldest; c != Nobody; c = f.containers[c].idleNext {
		n++
	}
	return n
}

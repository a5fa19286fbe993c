package cluster

import (
	"thaw/sim"
)

// audit counts everything again and compares it with the running accounts. It
// runs under the build tag invariants, at whole simulated seconds (see audited).
func (e *engine) audit() {
	type account struct{ active, used, running, idle int32 }
	invokers := make([]account, len(e.invokers))
	containers := make([]int32, len(e.deploys))
	var idles int32
	for c := range e.containers {
		x := &e.containers[c]
		if x.state == vacant {
			continue
		}
		a := &invokers[x.invoker]
		containers[x.deploy]++
		a.used += x.memory
		if x.state == idle {
			idles++
			a.idle++
			sim.Check(x.running == 0, "idle container %d runs %d invocations", c, x.running)
			sim.Check(x.expires >= e.now, "container %d expired at %d, before %d", c, x.expires, e.now)
		} else {
			a.running++
			a.active += x.memory
			sim.Check(x.running >= 1 && x.running <= e.slots, "container %d runs %d invocations of at most %d", c, x.running, e.slots)
		}
	}
	for i := range e.invokers {
		x, a := &e.invokers[i], invokers[i]
		sim.Check(x.active == a.active && x.used == a.used && x.running == a.running && x.idle == a.idle,
			"invoker %d books %+v, counted %+v", i, *x, a)
		sim.Check(0 <= x.active && x.active <= x.used && x.used <= x.capacity, "invoker %d books %+v", i, *x)
		if e.daemons != nil {
			held := e.daemons.Held(int32(i))
			absent, leaving := e.daemons.Count(int32(i))
			sim.Check(held == x.used-absent+leaving+e.goingFrom(InvokerID(i)) && held <= x.capacity, "invoker %d holds %d MiB, counted %d − %d + %d", i, held, x.used, absent, leaving)
		}
		sim.Check(!e.ordered && !e.ranked || int32(e.idleLength(InvokerID(i))) == x.idle, "invoker %d: %d containers in the order of eviction, %d idle", i, e.idleLength(InvokerID(i)), x.idle)
	}
	e.auditDeployments(containers)
	e.auditIndices(e.now)
	placed, recorded, waits := int64(e.live), e.tally.completed+e.tally.rejected, int64(e.central.n)
	if e.control != nil {
		waits += int64(e.control.waiting.n)
		if e.control.picture != nil {
			e.auditPicture()
		}
	}
	sim.Check(e.read == placed+recorded+waits, "%d invocations read, %d in flight, %d ended, %d waiting", e.read, placed, recorded, waits)
}

// auditDeployments checks that each container is found from its deployment,
// and that the warm index agrees.
func (e *engine) auditDeployments(containers []int32) {
	for d := range e.deploys {
		x := &e.deploys[d]
		if containers[d] == 0 {
			continue
		}
		sim.Check(x.containers == containers[d], "deployment %d has %d containers, counted %d", d, x.containers, containers[d])
		sim.Check(e.find(x.unit, x.invoker) == int32(d), "deployment %d is not found by unit %d and invoker %d", d, x.unit, x.invoker)
		for c := x.warmest; c != nobody; c = e.containers[c].warmPrev {
			k := &e.containers[c]
			sim.Check(k.deploy == int32(d) && k.running < e.slots && (k.state == idle || k.state == busy),
				"container %d in the warm list of deployment %d: %+v", c, d, *k)
		}
		if e.warm != nil {
			sim.Check(e.warm.has(x.unit, x.invoker) == (x.warmest != nobody), "warm index of deployment %d", d)
		}
	}
	for i := range e.invokers {
		if e.most != nil {
			_, most := e.most.Max()
			sim.Check(most >= e.Available(InvokerID(i)), "invoker %d has more available than the most", i)
		}
		if e.fit != nil {
			sim.Check(e.fit.First(e.Available(InvokerID(i)), 0) <= InvokerID(i), "invoker %d is not found by its available memory", i)
		}
	}
}

// idleLength counts the containers in invoker i's order of eviction.
func (e *engine) idleLength(i InvokerID) int {
	if e.ranked {
		return len(e.heaps[i])
	}
	n := 0
	for c := e.invokers[i].oldest; c != nobody; c = e.containers[c].idleNext {
		n++
	}
	return n
}

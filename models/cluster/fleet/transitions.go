package fleet

import (
	"thaw/models/workload"
	"thaw/sim"
)

// Reserve counts a container that deployment d is about to get, so that evictions
// that make room for it do not dissolve the deployment. Create has to follow.
func (f *Fleet) Reserve(d DeployID) { f.deploys[d].containers++ }

// Create makes a container of memory MiB of deployment d, which has reserved it
// and whose invoker has the room. A starting or busy one holds one slot for its
// first invocation, and others can use its free slots once it is ready: with several
// slots it has to be a starting one. An idle one is in neither order until it is
// offered.
func (f *Fleet) Create(d DeployID, i InvokerID, memory workload.MiB, s State, now sim.Time) ContainerID {
	c := f.newContainer()
	x := &f.containers[c]
	*x = Container{
		since: now, Expires: sim.Never, Alarm: x.Alarm, serial: f.serials,
		deploy: d, invoker: i, memory: memory, running: 1, state: s,
	}
	f.serials++
	inv := &f.invokers[i]
	f.use(inv, memory)
	if s == Idle {
		x.running = 0
		return c
	}
	f.activate(i, inv, memory)
	return c
}

// Ready ends the start of container c, whose free slots others can use now.
func (f *Fleet) Ready(c ContainerID) {
	x := &f.containers[c]
	if x.state != Starting {
		return
	}
	x.state = Busy
	if x.running < f.slots && f.invokers[x.invoker].Open() {
		f.linkWarm(c, x)
	}
}

// Use takes a slot of warm container c, which is x. It stays a function of its own: in it the
// compiler inlines all parts, which it does not where Use is inlined itself.
//
//go:noinline
func (f *Fleet) Use(c ContainerID, x *Container) {
	if x.state == Idle {
		inv := &f.invokers[x.invoker]
		f.unlinkIdle(c, x, inv)
		x.state = Busy
		f.activate(x.invoker, inv, x.memory)
	}
	x.running++
	if x.running == f.slots {
		f.unlinkWarm(x, &f.deploys[x.deploy])
	}
}

// Release gives a slot of container c back, which is x. It reports whether none is
// taken any more: then the container is idle, and in neither order until it is offered.
func (f *Fleet) Release(c ContainerID, x *Container, now sim.Time) (idle bool) {
	full := x.running == f.slots
	x.running--
	if x.running > 0 {
		if full && f.invokers[x.invoker].Open() {
			f.linkWarm(c, x)
		}
		return false
	}
	if !full {
		f.unlinkWarm(x, &f.deploys[x.deploy]) // it moves from the busy to the idle part of the list
	}
	x.state, x.since = Idle, now
	inv := &f.invokers[x.invoker]
	f.deactivate(inv, x.memory)
	if f.marks.bounds != nil {
		f.marks.bounds.Raise(x.invoker, inv.Available())
	}
	f.tellReturned(x.invoker)
	return true
}

// Offer puts idle container c, which is x, of a priority that counts with ranks only,
// into the orders of reuse and of eviction.
func (f *Fleet) Offer(c ContainerID, x *Container, priority Priority) {
	f.linkWarm(c, x)
	f.linkIdle(c, x, &f.invokers[x.invoker], priority)
}

// Remove takes idle container c away. Its slot keeps all but the deployment until
// it is used again.
func (f *Fleet) Remove(c ContainerID) {
	x := &f.containers[c]
	d, inv := &f.deploys[x.deploy], &f.invokers[x.invoker]
	for _, w := range f.followers.freed {
		w.Freeing(c, x.invoker)
	}
	f.unlinkWarm(x, d)
	f.unlinkIdle(c, x, inv)
	f.use(inv, -x.memory)
	d.containers--
	if d.containers == 0 {
		f.undeploy(x.deploy)
	}
	x.state = Vacant
	x.deploy, f.freeSlot = DeployID(f.freeSlot), c
}

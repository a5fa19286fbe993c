package keepalive

import (
	"slices"
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// clones is greedy-dual where all containers of a unit on an invoker, which are clones of
// each other, have one priority. It keeps a heap of these deployments by invoker, each with
// a list of its idle containers, so that a start changes one place of a heap however many
// clones there are.
type clones struct {
	view   *cluster.View
	spread bool                                   // the worth of a deployment is divided among its containers
	cold   []time.Duration                        // by function: its mean cold start, or less than 0: not asked yet
	clock  []cluster.Priority                     // by invoker
	heaps  []sim.Heap[uint8, uint8, deploymentID] // by invoker: of deployments with idle containers
	deploy []deployment                           // by number
	notes  Slots[clone]
}

// deploymentID numbers the deployments of a view.
type deploymentID = int32

// deployment is a unit on an invoker.
type deployment struct {
	priority       cluster.Priority
	base           cluster.Priority // the clock at its last start
	fn             cluster.FuncID   // which started there last
	at             int32            // its place in the heap
	oldest, newest cluster.ContainerID
}

// clone is a container. Nobody, slot 0, ends a list.
type clone struct {
	older, newer cluster.ContainerID
	since        sim.Time
	serial       int64
	idle         bool
}

func newClones(v *cluster.View, spread bool) *clones {
	p := &clones{view: v, spread: spread, clock: make([]cluster.Priority, v.Invokers()),
		heaps: make([]sim.Heap[uint8, uint8, deploymentID], v.Invokers())}
	p.cold = slices.Repeat([]time.Duration{-1}, len(v.Table().Functions))
	for i := range p.heaps {
		p.heaps[i] = sim.NewHeap[uint8, uint8](p.before, func(d deploymentID, at int) { p.deploy[d].at = int32(at) })
	}
	return p
}

// before orders deployments as their first victims go: by priority, then least recently
// idle, then oldest.
func (p *clones) before(a, b deploymentID) bool {
	x, y := &p.deploy[a], &p.deploy[b]
	if x.priority != y.priority {
		return x.priority.Less(y.priority)
	}
	c, d := &p.notes[x.oldest], &p.notes[y.oldest]
	return c.since < d.since || c.since == d.since && c.serial < d.serial
}

// of returns the deployment of container c.
func (p *clones) of(c cluster.ContainerID) (deploymentID, *deployment) {
	d := p.view.DeploymentOf(c)
	for int(d) >= len(p.deploy) {
		p.deploy = append(p.deploy, deployment{})
	}
	return d, &p.deploy[d]
}

// Started gives the deployment of c a new priority.
func (p *clones) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, _ sim.Time) {
	p.leave(c)
	_, x := p.of(c)
	x.base, x.fn = p.clock[p.view.InvokerOf(c)], fn
	p.settle(c, 0)
}

// coldStart returns the mean cold start of fn, which is computed once.
func (p *clones) coldStart(fn cluster.FuncID) time.Duration {
	cold := &p.cold[fn]
	if *cold < 0 {
		*cold = p.view.MeanColdStart(fn)
	}
	return *cold
}

// Loaded changes the worth of each clone where it is divided among them.
func (p *clones) Loaded(c cluster.ContainerID, _ sim.Time) {
	if p.spread {
		p.settle(c, 0)
	}
}

// settle sets the priority of c's deployment, which is about to lose some containers. A
// deployment that has served no start is worth the clock of the time at which it was loaded.
func (p *clones) settle(c cluster.ContainerID, losing int32) {
	d, x := p.of(c)
	containers, starts := p.view.DeployedHere(c)
	switch {
	case starts > 0:
		divisor := uint64(1)
		if p.spread {
			divisor = uint64(max(1, containers-losing))
		}
		unit := unitOf(p.coldStart(x.fn), uint64(p.view.MemoryOf(c))*divisor)
		x.priority = x.base.Plus(unit.Times(uint64(starts)))
	case x.oldest == 0:
		x.priority = p.clock[p.view.InvokerOf(c)]
	}
	if x.oldest != 0 {
		p.heaps[p.view.InvokerOf(c)].Update(int(p.deploy[d].at), 0, 0)
	}
}

// Idle keeps c without a limit, and puts it behind the clones that are idle for longer.
func (p *clones) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	d, x := p.of(c)
	if _, starts := p.view.DeployedHere(c); starts == 0 && x.oldest == 0 {
		p.settle(c, 0)
	}
	note := p.notes.At(c)
	*note = clone{older: x.newest, since: now, serial: p.view.Serial(c), idle: true}
	for note.older != 0 { // others became idle at this instant: oldest first
		y := &p.notes[note.older]
		if y.since < now || y.serial < note.serial {
			break
		}
		note.older, note.newer = y.older, note.older
	}
	heap, first := &p.heaps[p.view.InvokerOf(c)], x.oldest == 0
	p.link(x, note.older, c)
	p.link(x, c, note.newer)
	if first {
		heap.Push(0, 0, d)
	} else {
		heap.Update(int(x.at), 0, 0)
	}
	return cluster.Lease{Keep: cluster.Forever, Priority: x.priority}
}

// link makes a and b neighbours in the list of x.
func (p *clones) link(x *deployment, a, b cluster.ContainerID) {
	if a != 0 {
		p.notes[a].newer = b
	} else {
		x.oldest = b
	}
	if b != 0 {
		p.notes[b].older = a
	} else {
		x.newest = a
	}
}

// leave takes c out of the list of its deployment if it is idle.
func (p *clones) leave(c cluster.ContainerID) {
	note := p.notes.At(c)
	if !note.idle {
		return
	}
	note.idle = false
	_, x := p.of(c)
	heap := &p.heaps[p.view.InvokerOf(c)]
	if x.oldest == x.newest {
		heap.Remove(int(x.at))
		x.oldest, x.newest = 0, 0
		return
	}
	p.link(x, note.older, note.newer)
	heap.Update(int(x.at), 0, 0)
}

// Victim returns the container of least priority, of clones the least recently idle.
func (p *clones) Victim(i cluster.InvokerID) cluster.ContainerID {
	return p.deploy[p.heaps[i].Min().Value].oldest
}

// Removed raises the clock to the priority of a victim.
func (p *clones) Removed(c cluster.ContainerID, evicted bool, _ sim.Time) {
	_, x := p.of(c)
	if i := p.view.InvokerOf(c); evicted && p.clock[i].Less(x.priority) {
		p.clock[i] = x.priority
	}
	p.leave(c)
	if p.spread {
		p.settle(c, 1)
	}
}

package network

import "thaw/sim"

// state is the progress of a group's namespace.
type state uint8

const (
	building state = iota // its namespace, or more endpoints, are being made
	ready
)

// group is a network namespace on one invoker that containers share.
type group struct {
	invoker, name int32
	members       int32 // containers, those that wait included, and one for Prepare
	free          int32 // endpoints that are prepared and not in use
	making        int32 // endpoints that are being prepared
	waiting       int32
	first, latest sim.JobID // of those that wait
	state         state
}

// join makes a container (or a Prepare) a member of its group and reports
// whether it can go on; otherwise it waits.
func (n *Invokers) join(id sim.JobID, now sim.Time) bool {
	j := n.jobs.At(id)
	slot := n.groupOf(j.invoker, j.name)
	j.group = slot
	g := n.groups.At(slot)
	g.members++
	if g.state == ready && g.waiting == 0 && n.claim(g, j.kind) {
		return true
	}
	g.waiting++
	if g.first == nobody {
		g.first = id
	} else {
		n.jobs.At(g.latest).next = id
	}
	g.latest = id
	switch {
	case g.members == 1 && g.state == building: // the group is new
		g.making = n.block(j.want)
		n.build(slot, found, n.program.found, 1, now)
	case g.state == ready:
		n.extend(slot, now)
	}
	return false
}

// block returns the number of endpoints to prepare when want containers are expected.
func (n *Invokers) block(want int32) int32 {
	if n.recipe.Block == 0 {
		return 0
	}
	return max(int32(n.recipe.Block), want)
}

// extend begins to prepare endpoints for the containers that wait for a group.
func (n *Invokers) extend(slot int32, now sim.Time) {
	g := n.groups.At(slot)
	g.state, g.making = building, n.block(g.waiting)
	n.build(slot, prepare, n.program.endpoint, g.making, now)
}

// build begins a job of the invoker for a group that containers wait for. The job ends by
// an event even when its steps take no time.
func (n *Invokers) build(slot int32, as role, program []segment, times int32, now sim.Time) {
	g := n.groups.At(slot)
	id := n.take(job{owner: n.jobs.At(g.first).owner, invoker: g.invoker, group: slot, began: now, kind: Own, role: as})
	n.load(id, program, times)
	if n.run(id, now) { // a recipe whose steps take no time
		j := n.jobs.At(id)
		j.phase, j.program = running, instant
		j.pc, j.repeat = 0, 1
		n.hold(id, now)
	}
}

// instant is a program that takes no time.
var instant = []segment{{lock: none}}

// claim takes an endpoint of a group for a container, if there is one or the
// container makes its own.
func (n *Invokers) claim(g *group, kind Kind) bool {
	if n.recipe.Block == 0 || kind == Prepare {
		return true
	}
	if g.free == 0 {
		return false
	}
	g.free--
	return true
}

// serve continues the containers that wait for a group, in the order of arrival, and
// prepares more endpoints if there are too few.
func (n *Invokers) serve(slot int32, now sim.Time) {
	g := n.groups.At(slot)
	for g.first != nobody && n.claim(g, n.jobs.At(g.first).kind) {
		id := g.first
		j := n.jobs.At(id)
		g.first, j.next = j.next, nobody
		g.waiting--
		j.phase = starting
		n.wake(id, now)
	}
	if g.first != nobody {
		n.extend(slot, now)
	}
}

// leave ends the membership of a container that is disconnected.
func (n *Invokers) leave(id sim.JobID, now sim.Time) {
	j := n.jobs.At(id)
	slot := n.of[j.invoker].groups[j.name] - 1
	g := n.groups.At(slot)
	if n.recipe.Block > 0 {
		g.free++
	}
	if g.state == ready && g.waiting > 0 {
		n.serve(slot, now)
	}
	n.part(slot, j.owner, now)
}

// part removes one member from a group and deletes the namespace after the last.
func (n *Invokers) part(slot int32, owner int64, now sim.Time) {
	g := n.groups.At(slot)
	if g.members--; g.members > 0 {
		return
	}
	n.of[g.invoker].groups[g.name] = 0
	n.groups.Free(slot)
	id := n.take(job{owner: owner, invoker: g.invoker, group: -1, began: now, kind: Own, role: last})
	n.load(id, n.program.dissolve, 1)
	if n.run(id, now) {
		n.jobs.At(id).phase = over
		n.jobs.Free(id)
	}
}

// groupOf returns the slot of a group on an invoker, which it allocates if need be.
func (n *Invokers) groupOf(at, name int32) int32 {
	o := &n.of[at]
	for int(name) >= len(o.groups) {
		o.groups = append(o.groups, 0)
	}
	if slot := o.groups[name] - 1; slot >= 0 {
		return slot
	}
	slot := n.groups.Alloc(group{invoker: at, name: name, first: nobody, latest: nobody})
	o.groups[name] = slot + 1
	return slot
}

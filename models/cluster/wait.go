package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/sim"
)

// Wait tells whether an invocation may wait for a start which it did not cause
// (semantics, "Waiting for a start").
type Wait uint8

// What an invocation without a warm container may wait for.
const (
	WaitNever    Wait = iota // nothing: it starts a container
	WaitStart                // a starting container of its function
	WaitEstimate             // also a busy one, where that is expected sooner than a new one
)

// joins reports whether an invocation waits on the invoker of deployment d, where no
// container of its unit takes it at once.
func (e *engine) joins(at fleet.DeployID, d *fleet.Deployment) bool {
	return e.lines.Room(at) || e.lines.Learns() && e.lines.Sooner(at, d.Unit(), d.Containers())
}

// join puts invocation f into the line of a deployment, to which it comes at the given
// instant. It has an invoker and no container.
func (e *engine) join(f int32, at fleet.DeployID, unit UnitID, comes sim.Time) {
	x := &e.inFlight[f]
	x.start, x.kind, x.phase, x.container = -1, outcome.Warm, inLine, ContainerID(at)
	e.requests[f].reached = comes
	e.live++
	e.tally.DelayedStarts++
	e.lines.Join(at, unit, f)
}

// serveLine gives a slot of container c, which has become free, to whoever has waited
// longest for one. It reports whether somebody had.
func (e *engine) serveLine(c ContainerID) bool {
	k := e.fleet.Container(c)
	unit := e.UnitOf(c)
	f, some := e.lines.Serve(k.Deploy(), unit)
	if !some {
		return false
	}
	x, r := &e.inFlight[f], &e.requests[f]
	x.container, x.phase = c, active
	if k.Prewarmed {
		k.Prewarmed, x.kind = false, outcome.Prewarmed
	}
	r.waited = max(0, e.now.Sub(r.reached))
	r.warming = e.warming(r.number)
	e.live-- // placed counts it
	e.placed(e.fleet.Function(r.fn), r.fn, c, x.kind)
	e.tally.GotContainer(k.Invoker(), x.kind)
	begins := max(e.now, r.reached).Add(r.warming)
	if e.cpus != nil {
		e.post(begins, kindReady, r.number, f)
		return true
	}
	e.execute(f, x, r.number, begins)
	return true
}

// serveSlots gives all free slots of container c, which has become ready, to those who
// wait for one.
func (e *engine) serveSlots(c ContainerID) {
	k := e.fleet.Container(c)
	for int(k.Running()) < e.cfg.Concurrency && e.lines.Waiting(k.Deploy()) > 0 {
		e.fleet.Use(c, k)
		e.serveLine(c)
	}
}

// behindStart returns the lowest-index invoker on which an invocation of fn may wait, or
// None. Waiting needs no memory.
func (e *engine) behindStart(fn FuncID) InvokerID {
	unit := e.Unit(fn)
	if !e.lines.RoomOf(unit) && !e.lines.Learns() {
		return None
	}
	for i := range InvokerID(e.Invokers()) {
		if at, d, some := e.fleet.Deployed(unit, i); some && e.joins(at, d) {
			return i
		}
	}
	return None
}

// learnt notes what invocation f, which ends, took to run.
func (e *engine) learnt(f int32) {
	if x := &e.inFlight[f]; e.lines.Learns() {
		e.lines.Executed(e.UnitOf(x.container), e.now.Sub(x.start))
	}
}

// startEnds notes that container c is ready, if it is so now.
func (e *engine) startEnds(c ContainerID) {
	k := e.fleet.Container(c)
	if k.State() != fleet.Starting {
		return
	}
	unit := e.UnitOf(c)
	e.lines.StartEnds(k.Deploy(), unit)
	if e.lines.Learns() {
		e.lines.Started(unit, e.now.Sub(k.Since()))
	}
}

// auditLines counts the lines again: those in them have a record, and nobody waits where
// a container has a free slot.
func (e *engine) auditLines() {
	waiting := 0
	for f := range e.inFlight {
		if e.inFlight[f].phase == inLine {
			waiting++
			at := fleet.DeployID(e.inFlight[f].container)
			sim.Check(e.lines.Waiting(at) > 0, "invocation %d waits in the line of deployment %d, which is empty", f, at)
			d := e.fleet.Deployment(at)
			sim.Check(d.Warmest() == fleet.Nobody, "invocation %d waits for a start, and container %d is free", f,
				d.Warmest())
		}
	}
	sim.Check(waiting == e.lines.Len(), "%d invocations wait in lines of %d", waiting, e.lines.Len())
}

package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/lines"
	"thaw/models/outcome"
	"thaw/sim"
)

// Wait tells whether an invocation may wait for a start which it did not cause.
type Wait = lines.Wait

// What an invocation without a warm container may wait for.
const WaitNever, WaitStart, WaitEstimate = lines.Never, lines.Start, lines.Estimate

// standIn puts invocation f into the line of a deployment, to which it comes at the given
// instant. It has an invoker and no container.
func (e *engine) standIn(f int32, at fleet.DeployID, unit UnitID, comes sim.Time) {
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
	if e.stepwise {
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

// auditLines counts the lines again.
func (e *engine) auditLines() {
	var waiting []fleet.DeployID
	for f := range e.inFlight {
		if e.inFlight[f].phase == inLine {
			waiting = append(waiting, fleet.DeployID(e.inFlight[f].container))
		}
	}
	e.lines.Audit(waiting)
}

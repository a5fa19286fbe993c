package cluster

import (
	"thaw/models/cluster/fleet"
)

// prewarm is a container to be loaded ahead of need: where, and unless an
// invocation of the unit has arrived meanwhile.
type prewarm struct {
	unit    UnitID
	invoker InvokerID
	arrived int64 // the unit's last arrival when it was planned
}

// notePrewarm keeps what a lease says of the time after container c.
//
//go:noinline
func (e *engine) notePrewarm(c ContainerID, l Lease) {
	for int(c) >= len(e.after) {
		e.after = append(e.after, 0)
	}
	e.after[c] = max(0, l.Prewarm)
}

// planPrewarm posts the loading of another container when c, which is about
// to expire, has a lease that asks for one.
func (e *engine) planPrewarm(c ContainerID) {
	after := e.after[c]
	if after == 0 {
		return
	}
	x := e.fleet.Container(c)
	unit := e.UnitOf(c)
	p := prewarm{unit: unit, invoker: x.Invoker(), arrived: e.arrived[unit]}
	e.post(e.now.Add(after), kindPrewarm, x.Serial(), e.prewarms.Alloc(p))
}

// prewarm loads a container on the invoker where its predecessor stood, if the
// unit was not invoked since and memory is free: loading ahead evicts nothing.
func (e *engine) prewarm(k int32) {
	p := *e.prewarms.At(k)
	e.prewarms.Free(k)
	if e.arrived[p.unit] != p.arrived || e.Free(p.invoker) < e.Memory(e.FunctionOf(p.unit)) {
		return
	}
	f, x := e.newInFlight()
	x.phase = loading
	at, _ := e.fleet.Deploy(p.unit, p.invoker)
	if e.lines != nil {
		e.lines.StartBegins(at, p.unit)
		defer e.admit() // who waits centrally may wait for this start
	}
	x.container = e.create(at, p.invoker, e.Memory(e.FunctionOf(p.unit)), fleet.Starting)
	c := e.fleet.Container(x.container)
	c.Prewarmed = true
	if e.daemons != nil || e.steps != nil {
		x.kind = e.newKind(f)
		e.commission(f, e.now)
		return
	}
	// its draws are keyed by the container's serial, apart from those of invocations
	e.post(e.now.Add(e.coldStart(f, e.FunctionOf(p.unit), -1-c.Serial())), kindReady, c.Serial(), f)
}

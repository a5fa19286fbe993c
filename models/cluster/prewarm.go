package cluster

import (
	"thaw/models/cluster/fleet"
)

// planPrewarm posts the loading of another container when c, which is about
// to expire, has a lease that asks for one.
func (e *engine) planPrewarm(c ContainerID) {
	if id, after, some := e.plans.Plan(c); some {
		e.post(e.now.Add(after), kindPrewarm, e.fleet.Container(c).Serial(), id)
	}
}

// prewarm loads a container on the invoker where its predecessor stood, if the
// unit was not invoked since and memory is free: loading ahead evicts nothing.
func (e *engine) prewarm(k int32) {
	unit, i, wanted := e.plans.Due(k)
	fn := e.FunctionOf(unit)
	if !wanted || e.Free(i) < e.Memory(fn) {
		return
	}
	f, x := e.newInFlight()
	x.phase = loading
	at, _ := e.fleet.Deploy(unit, i)
	if e.lines != nil {
		e.lines.StartBegins(at, unit)
		if e.workers != nil {
			defer e.serve(i, -1) // who waits there may wait for this start
		}
		defer e.admit() // who waits centrally, too
	}
	x.container = e.create(at, i, e.Memory(fn), fleet.Starting)
	c := e.fleet.Container(x.container)
	c.Prewarmed = true
	if e.daemons != nil || e.steps != nil {
		x.kind = e.newKind(f)
		e.commission(f, e.now)
		return
	}
	// its draws are keyed by the container's serial, apart from those of invocations
	e.post(e.now.Add(e.coldStart(f, fn, -1-c.Serial())), kindReady, c.Serial(), f)
}

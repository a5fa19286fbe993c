package cluster

import (
	"thaw/models/cluster/ahead"
	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// hands are those of the platform that a keep-alive policy orders containers with.
type hands struct{ e *engine }

// Load orders a container of unit u on the invoker that the scheduler chooses.
func (h hands) Load(u UnitID) { h.LoadOn(u, None) }

// LoadOn orders one on invoker i.
func (h hands) LoadOn(u UnitID, i InvokerID) {
	if number, first := h.e.plans.Order(u, i); first {
		h.e.post(h.e.now, kindPrewarm, number, ahead.Ordered)
	}
}

// Renew gives idle container c a new lease from now on.
func (h hands) Renew(c ContainerID, l Lease) {
	e, x := h.e, h.e.fleet.Container(c)
	if x.State() != fleet.Idle {
		return
	}
	e.plans.Leased(c, l.Prewarm)
	e.fleet.Rerank(c, l.Priority)
	e.lease(c, x, l)
}

// planPrewarm posts the loading of another container when c, which is about
// to expire, has a lease that asks for one.
func (e *engine) planPrewarm(c ContainerID) {
	if id, after, some := e.plans.Plan(c); some {
		e.post(e.now.Add(after), kindPrewarm, e.fleet.Container(c).Serial(), id)
	}
}

// prewarm loads a container on the invoker where its predecessor stood, if the
// unit was not invoked since; or those that were ordered.
func (e *engine) prewarm(k int32) {
	if k != ahead.Ordered {
		if unit, i, wanted := e.plans.Due(k); wanted {
			e.loadAhead(unit, i)
		}
		return
	}
	for more := true; more; {
		unit, i := e.plans.Next()
		more = e.plans.Waiting() > 0 // what is ordered behind the last one has an event of its own
		e.loadAhead(unit, i)
		if more && (!e.queue.Quiet(e.now) || e.alarms.Due() <= e.now) { // others may come before the next one
			e.post(e.now, kindPrewarm, e.plans.Waiting(), ahead.Ordered)
			return
		}
	}
}

// loadAhead loads a container of a unit, if memory is free: loading ahead evicts nothing.
func (e *engine) loadAhead(unit UnitID, i InvokerID) {
	if layer := e.layers.Of(unit); layer != nil {
		e.loadLayer(unit, layer, i)
		return
	}
	fn := e.FunctionOf(unit)
	if i == None {
		i = e.sched.Place(fn, -1-e.fleet.Created(), e.now)
	}
	if i == None || e.Free(i) < e.Memory(fn) {
		e.tally.Prewarms.Refused++
		return
	}
	at, _ := e.fleet.Deploy(unit, i)
	if e.lines != nil {
		e.lines.StartBegins(at, unit)
		if e.workers != nil {
			defer e.serve(i, -1) // who waits there may wait for this start
		}
		defer e.admit() // who waits centrally, too
	}
	f := e.load(at, i, e.Memory(fn))
	x := &e.inFlight[f]
	c := e.fleet.Container(x.container)
	if e.daemons != nil || e.steps != nil {
		x.kind = e.newKind(f)
		e.commission(f, e.now)
		return
	}
	// its draws are keyed by the container's serial, apart from those of invocations
	e.post(e.now.Add(e.coldStart(f, fn, -1-c.Serial())), kindReady, c.Serial(), f)
}

// load creates a container of memory MiB of deployment at on invoker i, which loads ahead of
// need, and returns its record.
func (e *engine) load(at fleet.DeployID, i InvokerID, memory workload.MiB) int32 {
	f, x := e.newInFlight()
	x.phase = loading
	x.container = e.create(at, i, memory, fleet.Starting)
	e.fleet.Container(x.container).Prewarmed = true
	e.tally.Prewarms.Loaded++
	for _, w := range e.watch.loads {
		w.Loaded(x.container, e.now)
	}
	return f
}

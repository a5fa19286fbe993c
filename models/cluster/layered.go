package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/layers"
)

// Containers that serve no function yet (package layers), where a keep-alive policy has some.

// takeOver lets an invocation of fn, which finds no container on invoker i, have one without
// a function that suits it: only the rest of its cold start is left, which coldStart draws.
func (e *engine) takeOver(fn FuncID, i InvokerID) {
	for _, u := range e.layers.Suiting(fn) {
		c := e.fleet.WarmestOf(u, i)
		if c == fleet.Nobody {
			continue
		}
		if e.fleet.Container(c).Prewarmed {
			e.tally.Prewarms.Wasted-- // remove counts it
		}
		e.remove(c, false)
		e.tally.PartialStarts++
		e.above = e.layers.Of(u)
		return
	}
}

// descend lets a container that expired on invoker i go on as one of a lower layer, if its
// policy says so and the memory is free.
func (e *engine) descend(unit UnitID, i InvokerID) {
	layer := e.layers.Of(unit)
	if layer == nil || e.Free(i) < layer.Memory {
		return
	}
	at, _ := e.fleet.Deploy(unit, i)
	c := e.create(at, i, layer.Memory, fleet.Starting)
	e.fleet.Ready(c)
	e.release(c)
}

// loadLayer makes a container of a layer, ahead of need, on invoker i.
func (e *engine) loadLayer(unit UnitID, layer *layers.Layer, i InvokerID) {
	if i == None || !e.fleet.Invoker(i).Open() || e.Free(i) < layer.Memory {
		e.tally.Prewarms.Refused++
		return
	}
	at, _ := e.fleet.Deploy(unit, i)
	f := e.load(at, i, layer.Memory)
	serial := e.fleet.Container(e.inFlight[f].container).Serial()
	e.post(e.now.Add(layer.Building(&e.cfg.Startup, -1-serial)), kindReady, serial, f)
}

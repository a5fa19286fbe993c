package cluster

import (
	"thaw/models/workload"
	"thaw/sim"
)

const (
	foreseeFrom = 1 << 12 // containers: below, the nearest caches hold what matters
	expectAhead = 32      // arrivals: so many misses overlap
)

// foresee touches the containers that the completions ahead will need, each with
// the one that it will follow in its deployment. Where those lie outside the
// nearest caches, asking for many at a time takes hardly longer than asking for
// one. No result depends on it. What was ahead when nobody asked may be over by
// now, and its flight be vacant, which has a link in place of a container.
func (e *engine) foresee(ahead []sim.Order) {
	flights, touched := e.flights, e.touched
	for _, o := range ahead {
		if o.Kind() != kindCompleted {
			continue
		}
		c := ContainerID(o.Subject())
		if e.detailed {
			c = flights[c].container
		}
		touched += e.fleet.PrefetchRelease(c)
	}
	e.touched = touched
}

// expect does it for arrivals, with the container that each would most likely find.
func (e *engine) expect(ahead []workload.Invocation) {
	touched := e.touched
	for k := range ahead {
		touched += e.fleet.PrefetchStart(ahead[k].Function)
	}
	e.touched = touched
	if e.watch.expecter != nil {
		e.watch.expecter.Expect(ahead)
	}
}

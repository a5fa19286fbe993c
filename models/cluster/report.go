package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
)

// The way from the invokers to the scheduler's stale view.

// deliver is the arrival of a decision at its invoker: the invocation gets the
// container that is found there, and the invoker tells what the scheduler cannot
// know.
func (e *engine) deliver(id int32) {
	v := e.control.stale
	m := v.reached(id)
	i := v.InvokerOf(m.entry)
	e.live--
	f := e.begin(m.arrival, m.duration, m.request.number, m.request.fn, i, 0)
	e.requests[f].came(&m.request)
	x := &e.inFlight[f]
	fresh := x.kind == outcome.Cold || x.kind == outcome.Restored
	if m.warm && fresh {
		v.staleDecisions++
	}
	if lost := v.match(f, m.entry, x.container, fresh); lost != fleet.Nobody {
		e.report(report{about: gone, subject: lost, serial: v.Serial(lost)})
	}
	if v.unknown[i] == 0 {
		return
	}
	v.list = e.fleet.IdleOn(i, v.list[:0])
	for _, c := range v.list {
		e.present(c)
	}
}

// present reports idle container c unless the scheduler knows of it.
func (e *engine) present(c ContainerID) {
	v := e.control.stale
	if v.entries[c] == fleet.Nobody {
		x := e.fleet.Container(c)
		e.report(report{about: here, subject: c, serial: x.Serial(), since: x.Since(), priority: e.fleet.Priority(c)})
	}
}

// ended reports that invocation f has ended in container c, which is idle.
func (e *engine) ended(f int32, c ContainerID) {
	v := e.control.stale
	entry := v.reserved[f]
	e.report(report{about: completed, subject: entry, serial: v.Serial(entry), since: e.now,
		priority: e.fleet.Priority(c)})
}

// vanished reports that container c is about to be removed.
func (e *engine) vanished(c ContainerID) {
	v := e.control.stale
	entry := v.entries[c]
	if entry == fleet.Nobody {
		v.unknown[e.InvokerOf(c)]--
		return
	}
	v.entries[c], v.mirrored[entry] = fleet.Nobody, fleet.Nobody
	e.report(report{about: gone, subject: entry, serial: v.Serial(entry)})
}

// report sends a message to the scheduler.
func (e *engine) report(r report) {
	v := e.control.stale
	if v.update == 0 {
		e.learn(r)
		return
	}
	v.reports.Push(r)
	e.post(e.now.Add(v.update), kindReport, v.sent, 0)
	v.sent++
}

// reported is the arrival of the oldest report: they all take as long.
func (e *engine) reported() {
	e.learn(e.control.stale.reports.Pop())
}

// learn brings a report into the stale view.
func (e *engine) learn(r report) {
	v := e.control.stale
	switch r.about {
	case completed:
		x := v.fleet.Container(r.subject)
		v.fleet.Release(r.subject, x, r.since)
		v.fleet.Offer(r.subject, x, r.priority)
		if e.central.Len() > 0 {
			e.admit()
		}
	case gone:
		// An entry that is reserved again stays: the invoker will find another
		// container for it. And one that was dropped and is used again is another.
		if x := v.fleet.Container(r.subject); x.State() == fleet.Idle && x.Serial() == r.serial &&
			v.mirrored[r.subject] == fleet.Nobody {
			v.drop(r.subject, e.now)
		}
	case here:
		e.meet(r)
	}
}

// meet makes an entry for a container that the scheduler did not know of, if it
// is still idle and there is room for it beside what the scheduler has booked.
func (e *engine) meet(r report) {
	v := e.control.stale
	x := e.fleet.Container(r.subject)
	i := x.Invoker()
	if x.State() != fleet.Idle || x.Serial() != r.serial || v.entries[r.subject] != fleet.Nobody ||
		v.Available(i) < x.Memory() {
		return
	}
	at, _ := v.fleet.Deploy(e.UnitOf(r.subject), i)
	entry := v.create(at, i, x.Memory(), fleet.Idle, r.since)
	v.fleet.Offer(entry, v.fleet.Container(entry), r.priority)
	v.entries[r.subject], v.mirrored[entry] = entry, r.subject
	v.unknown[i]--
}

package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
)

// The way from the invokers to the scheduler's picture.

// deliver is the arrival of a decision at its invoker: the invocation gets the
// container that is found there, and the invoker tells what the scheduler cannot
// know.
func (e *engine) deliver(id int32) {
	p := e.control.picture
	m := p.reached(id)
	i := p.InvokerOf(m.entry)
	e.live--
	f := e.begin(m.arrival, m.duration, m.request.number, m.request.fn, i, 0)
	e.requests[f] = m.request
	x := &e.flights[f]
	fresh := x.kind == outcome.Cold || x.kind == outcome.Restored
	if m.warm && fresh {
		p.stale++
	}
	if lost := p.match(f, m.entry, x.container, fresh); lost != fleet.Nobody {
		e.report(report{about: gone, subject: lost, serial: p.Serial(lost)})
	}
	if p.unknown[i] == 0 {
		return
	}
	p.list = e.fleet.IdleOn(i, p.list[:0])
	for _, c := range p.list {
		e.present(c)
	}
}

// present reports idle container c unless the scheduler knows of it.
func (e *engine) present(c ContainerID) {
	p := e.control.picture
	if p.entries[c] == fleet.Nobody {
		x := e.fleet.Container(c)
		e.report(report{about: here, subject: c, serial: x.Serial(), since: x.Since(), worth: e.fleet.Priority(c)})
	}
}

// ended reports that flight f has ended in container c, which is idle.
func (e *engine) ended(f int32, c ContainerID) {
	p := e.control.picture
	entry := p.promised[f]
	e.report(report{about: completed, subject: entry, serial: p.Serial(entry), since: e.now, worth: e.fleet.Priority(c)})
}

// vanished reports that container c is about to be removed.
func (e *engine) vanished(c ContainerID) {
	p := e.control.picture
	entry := p.entries[c]
	if entry == fleet.Nobody {
		p.unknown[e.InvokerOf(c)]--
		return
	}
	p.entries[c], p.mirrored[entry] = fleet.Nobody, fleet.Nobody
	e.report(report{about: gone, subject: entry, serial: p.Serial(entry)})
}

// report sends news to the scheduler.
func (e *engine) report(r report) {
	p := e.control.picture
	if p.update == 0 {
		e.learn(r)
		return
	}
	p.reports.Push(r)
	e.post(e.now.Add(p.update), kindReport, p.sent, 0)
	p.sent++
}

// reported is the arrival of the oldest report: they all take as long.
func (e *engine) reported() {
	e.learn(e.control.picture.reports.Pop())
}

// learn brings a report into the picture.
func (e *engine) learn(r report) {
	p := e.control.picture
	switch r.about {
	case completed:
		p.fleet.Release(r.subject, r.since)
		p.fleet.Offer(r.subject, r.worth)
		if e.central.Len() > 0 {
			e.admit()
		}
	case gone:
		// An entry that is promised again stays: the invoker will find another
		// container for it. And one that was dropped and is used again is another.
		if x := p.fleet.Container(r.subject); x.State() == fleet.Idle && x.Serial() == r.serial && p.mirrored[r.subject] == fleet.Nobody {
			p.drop(r.subject, e.now)
		}
	case here:
		e.meet(r)
	}
}

// meet makes an entry for a container that the scheduler did not know of, if it
// is still idle and there is room for it beside what the scheduler has booked.
func (e *engine) meet(r report) {
	p := e.control.picture
	x := e.fleet.Container(r.subject)
	i := x.Invoker()
	if x.State() != fleet.Idle || x.Serial() != r.serial || p.entries[r.subject] != fleet.Nobody || p.Available(i) < x.Memory() {
		return
	}
	at, _ := p.fleet.Deploy(e.UnitOf(r.subject), i)
	entry := p.create(at, i, x.Memory(), fleet.Idle, r.since)
	p.fleet.Offer(entry, r.worth)
	p.entries[r.subject], p.mirrored[entry] = entry, r.subject
	p.unknown[i]--
}

package cluster

import "thaw/models/outcome"

// The way from the invokers to the scheduler's picture.

// deliver is the arrival of a decision at its invoker: the invocation gets the
// container that is found there, and the invoker tells what the scheduler cannot
// know.
func (e *engine) deliver(id int32) {
	p := e.control.picture
	m := p.reached(id)
	i := p.containers[m.entry].invoker
	e.live--
	f := e.begin(m.arrival, m.duration, m.request.number, m.request.fn, i, 0)
	e.requests[f] = m.request
	x := &e.flights[f]
	fresh := x.kind == outcome.Cold || x.kind == outcome.Restored
	if m.warm && fresh {
		p.stale++
	}
	if lost := p.match(f, m.entry, x.container, fresh); lost != nobody {
		e.report(report{about: gone, subject: lost, serial: p.containers[lost].serial})
	}
	if p.unknown[i] == 0 {
		return
	}
	if e.ranked {
		for _, c := range e.heaps[i] {
			e.present(c)
		}
		return
	}
	for c := e.victim(i); c != nobody; c = e.containers[c].idleNext {
		e.present(c)
	}
}

// present reports idle container c unless the scheduler knows of it.
func (e *engine) present(c int32) {
	p := e.control.picture
	if p.entries[c] == nobody {
		x := &e.containers[c]
		e.report(report{about: here, subject: c, serial: x.serial, since: x.since, worth: e.worthOf(c)})
	}
}

// worthOf returns what container c is worth to its keep-alive policy.
func (e *engine) worthOf(c int32) float64 {
	if e.ranked {
		return e.worth[c]
	}
	return 0
}

// ended reports that flight f has ended in container c, which is idle.
func (e *engine) ended(f, c int32) {
	p := e.control.picture
	entry := p.promised[f]
	e.report(report{about: completed, subject: entry, serial: p.containers[entry].serial, since: e.now, worth: e.worthOf(c)})
}

// vanished reports that container c is about to be removed.
func (e *engine) vanished(c int32) {
	p := e.control.picture
	entry := p.entries[c]
	if entry == nobody {
		p.unknown[e.containers[c].invoker]--
		return
	}
	p.entries[c], p.mirrored[entry] = nobody, nobody
	e.report(report{about: gone, subject: entry, serial: p.containers[entry].serial})
}

// report sends news to the scheduler.
func (e *engine) report(r report) {
	p := e.control.picture
	if p.update == 0 {
		e.learn(r)
		return
	}
	if p.head > 1024 && 2*p.head > len(p.reports) {
		p.reports = p.reports[:copy(p.reports, p.reports[p.head:])]
		p.head = 0
	}
	p.reports = append(p.reports, r)
	e.post(e.now.Add(p.update), kindReport, p.sent, 0)
	p.sent++
}

// reported is the arrival of the oldest report: they all take as long.
func (e *engine) reported() {
	p := e.control.picture
	r := p.reports[p.head]
	p.head++
	e.learn(r)
}

// learn brings a report into the picture.
func (e *engine) learn(r report) {
	p := e.control.picture
	switch r.about {
	case completed:
		p.rest(r.subject, r.since, r.worth)
		if e.central.n > 0 {
			e.admit()
		}
	case gone:
		// An entry that is promised again stays: the invoker will find another
		// container for it. And one that was dropped and is used again is another.
		if x := &p.containers[r.subject]; x.state == idle && x.serial == r.serial && p.mirrored[r.subject] == nobody {
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
	x := &e.containers[r.subject]
	if x.state != idle || x.serial != r.serial || p.entries[r.subject] != nobody || p.Available(x.invoker) < x.memory {
		return
	}
	at, _ := p.deploy(e.deploys[x.deploy].unit, x.invoker)
	p.deploys[at].containers++
	entry := p.enter(at, x.invoker, x.memory, r.since, idle)
	p.link(entry, &p.containers[entry], r.since, r.worth)
	p.entries[r.subject], p.mirrored[entry] = entry, r.subject
	p.unknown[x.invoker]--
}

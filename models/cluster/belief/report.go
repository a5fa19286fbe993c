package belief

import (
	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// Report is a message from an invoker to the scheduler.
type Report struct {
	about    news
	subject  fleet.ContainerID // an entry, or a container that has none
	serial   int64             // of the subject
	since    sim.Time          // idle since when
	priority fleet.Priority
}

type news uint8

const (
	completed news = iota // an entry's container is idle
	gone                  // an entry has no container any more
	here                  // a container is idle that has no entry
)

// Ended reports that invocation f has ended in container c, which is idle.
func (b *Belief) Ended(f int32, c fleet.ContainerID, now sim.Time) Report {
	entry := b.reserved[f]
	return Report{about: completed, subject: entry, serial: b.fleet.Container(entry).Serial(), since: now,
		priority: b.real.Priority(c)}
}

// Vanished reports that container c is about to be removed, if the scheduler knows it.
func (b *Belief) Vanished(c fleet.ContainerID) (r Report, ok bool) {
	entry := b.entries[c]
	if entry == fleet.Nobody {
		b.unknown[b.real.Container(c).Invoker()]--
		return r, false
	}
	b.entries[c], b.mirrored[entry] = fleet.Nobody, fleet.Nobody
	return b.lost(entry), true
}

// lost reports that an entry has no container any more.
func (b *Belief) lost(entry fleet.ContainerID) Report {
	return Report{about: gone, subject: entry, serial: b.fleet.Container(entry).Serial()}
}

// Strangers returns the idle containers of invoker i, if there are any that the scheduler
// does not know of; Here is about each. The slice is valid until the next call.
func (b *Belief) Strangers(i fleet.InvokerID) []fleet.ContainerID {
	if b.unknown[i] == 0 {
		return nil
	}
	b.strangers = b.real.IdleOn(i, b.strangers[:0])
	return b.strangers
}

// Here reports idle container c unless the scheduler knows of it.
func (b *Belief) Here(c fleet.ContainerID) (r Report, ok bool) {
	if b.entries[c] != fleet.Nobody {
		return r, false
	}
	x := b.real.Container(c)
	return Report{about: here, subject: c, serial: x.Serial(), since: x.Since(), priority: b.real.Priority(c)}, true
}

// Send puts a report on its way and returns its number: they all take as long. Arrived is
// the oldest.
func (b *Belief) Send(r Report) (number int64) {
	b.reports.Push(r)
	b.sent++
	return b.sent - 1
}

// Arrived returns the report that has been on its way for longest.
func (b *Belief) Arrived() Report { return b.reports.Pop() }

// Learn brings a report into the belief. It tells whether memory is available by that.
func (b *Belief) Learn(r Report, now sim.Time) (available bool) {
	switch r.about {
	case completed:
		for _, w := range b.ends {
			w.Ended(r.subject, r.since)
		}
		x := b.fleet.Container(r.subject)
		b.fleet.Release(r.subject, x, r.since)
		b.fleet.Offer(r.subject, x, r.priority)
		return true
	case gone:
		// An entry that is reserved again stays: the invoker will find another
		// container for it. And one that was dropped and is used again is another.
		if x := b.fleet.Container(r.subject); x.State() == fleet.Idle && x.Serial() == r.serial &&
			b.mirrored[r.subject] == fleet.Nobody {
			b.drop(r.subject, now)
		}
	case here:
		b.meet(r)
	}
	return false
}

// meet makes an entry for a container that the scheduler did not know of, if it
// is still idle and there is room for it beside what the scheduler has booked.
func (b *Belief) meet(r Report) {
	x := b.real.Container(r.subject)
	i := x.Invoker()
	if x.State() != fleet.Idle || x.Serial() != r.serial || b.entries[r.subject] != fleet.Nobody ||
		b.fleet.Invoker(i).Available() < x.Memory() {
		return
	}
	at, _ := b.fleet.Deploy(b.real.DeploymentOf(r.subject).Unit(), i)
	entry := b.create(at, i, x.Memory(), fleet.Idle, r.since)
	b.fleet.Offer(entry, b.fleet.Container(entry), r.priority)
	b.entries[r.subject], b.mirrored[entry] = entry, r.subject
	b.unknown[i]--
}

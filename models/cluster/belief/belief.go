// Package belief is the scheduler's knowledge of the platform when messages take time: a
// fleet of its own, whose containers are called entries. It contains the scheduler's
// decisions at once. All else it learns from reports, which take the update delay. It
// therefore counts on containers that an invoker evicts for one of its decisions, until a
// report says so or its own bookings leave them no memory.
//
// An entry mirrors a container. A decision reserves an entry. When it reaches the
// invoker, the invocation gets the container that is warm there, or a new one. If
// another entry mirrors that container, the two pairs exchange partners. An entry
// that loses its container goes with the next report. An idle container without an
// entry is reported and gets one.
//
//	entry    idle ──reserve──▶ busy ──report: completed──▶ idle ──report: gone──▶ ·
//	            ╎                 ╎                           ╎
//	container  idle ──evicted, taken ...  starts, runs  ──▶  idle ──removed──▶ ·
package belief

import (
	"thaw/models/cluster/fleet"
	"thaw/models/workload"
	"thaw/sim"
)

// Belief is that of one run.
type Belief struct {
	fleet    *fleet.Fleet // of entries
	real     *fleet.Fleet
	entries  []fleet.ContainerID // by container: its entry, or Nobody
	mirrored []fleet.ContainerID // by entry: its container, or Nobody
	unknown  []int32             // by invoker: containers without an entry
	reserved []fleet.ContainerID // by invocation in flight: its entry
	list     []fleet.ContainerID // of makeRoom
	reports  sim.Ring[Report]
	sent     int64
	starts   []startWatcher
	removals []removalWatcher
	ends     []endWatcher

	strangers []fleet.ContainerID
}

// What a scheduler may want to know of entries, the containers that it knows.
type (
	startWatcher interface {
		Started(c fleet.ContainerID, fn fleet.FuncID, cold bool, now sim.Time)
	}
	removalWatcher interface {
		Removed(c fleet.ContainerID, evicted bool, now sim.Time)
	}
	endWatcher interface {
		Ended(c fleet.ContainerID, at sim.Time)
	}
)

// New returns the belief about a real fleet, which is kept in another one.
func New(believed, real *fleet.Fleet) *Belief {
	return &Belief{fleet: believed, real: real, unknown: make([]int32, len(real.Invokers()))}
}

// Watch subscribes the scheduler to starts and removals of entries, and to ends of
// executions: it hears of one when the report comes, which tells when it was.
func (b *Belief) Watch(sched any) {
	if w, ok := sched.(startWatcher); ok {
		b.starts = append(b.starts, w)
	}
	if w, ok := sched.(removalWatcher); ok {
		b.removals = append(b.removals, w)
	}
	if w, ok := sched.(endWatcher); ok {
		b.ends = append(b.ends, w)
	}
}

// Reserve books an entry for an invocation of fn that is sent to invoker i: the warmest,
// which it reports, or a new one.
func (b *Belief) Reserve(fn fleet.FuncID, i fleet.InvokerID, now sim.Time) (entry fleet.ContainerID, warm bool) {
	fun := b.fleet.Function(fn)
	at, d := b.fleet.DeployFor(fun, i)
	d.CountStart()
	c := d.Warmest()
	warm = c != fleet.Nobody
	if warm {
		b.fleet.Use(c, b.fleet.Container(c))
	} else {
		c = b.create(at, i, fun.Memory(), fleet.Busy, now)
	}
	b.makeRoom(i, now)
	for _, w := range b.starts {
		w.Started(c, fn, !warm, now)
	}
	return c, warm
}

// create makes an entry of deployment d.
func (b *Belief) create(d fleet.DeployID, i fleet.InvokerID, memory workload.MiB, s fleet.State,
	since sim.Time) fleet.ContainerID {
	b.fleet.Reserve(d)
	entry := b.fleet.Create(d, i, memory, s, since)
	b.mirrored = reach(b.mirrored, entry)
	return entry
}

// makeRoom drops the idle entries of invoker i that have no room beside its active
// memory, so that a warm invoker is always a candidate.
func (b *Belief) makeRoom(i fleet.InvokerID, now sim.Time) {
	inv := b.fleet.Invoker(i)
	available := inv.Available()
	if inv.Free() >= 0 { // all idle ones have room
		return
	}
	b.list = b.fleet.Victims(i, b.fleet.Capacity(i)+1, b.list[:0])
	for _, c := range b.list {
		if b.fleet.Container(c).Memory() > available {
			b.assumeGone(c, i, now)
		}
	}
}

// assumeGone drops an idle entry whose container must go.
func (b *Belief) assumeGone(entry fleet.ContainerID, i fleet.InvokerID, now sim.Time) {
	if c := b.mirrored[entry]; c != fleet.Nobody {
		b.entries[c], b.mirrored[entry] = fleet.Nobody, fleet.Nobody
		b.unknown[i]++
	}
	b.drop(entry, now)
}

// reach lengthens a slice so that it has an index.
func reach[K ~int32, T any](s []T, k K) []T {
	for K(len(s)) <= k {
		var none T
		s = append(s, none)
	}
	return s
}

// Match pairs the entry reserved for invocation f with container c, which serves it
// and is new when the start is cold. An entry that loses its container by that is
// reported.
func (b *Belief) Match(f int32, entry, c fleet.ContainerID, cold bool) (lost Report, some bool) {
	b.reserved = reach(b.reserved, f)
	b.reserved[f] = entry
	b.entries = reach(b.entries, c)
	other, left := b.entries[c], b.mirrored[entry]
	if other == entry {
		return lost, false
	}
	i := b.fleet.Container(entry).Invoker()
	if other == fleet.Nobody && !cold {
		b.unknown[i]--
	}
	b.entries[c], b.mirrored[entry] = entry, c
	switch { // the partners that are left become partners
	case left != fleet.Nobody:
		b.entries[left] = other
		if other == fleet.Nobody {
			b.unknown[i]++
		} else {
			b.mirrored[other] = left
		}
	case other != fleet.Nobody:
		b.mirrored[other] = fleet.Nobody
		return b.lost(other), true
	}
	return lost, false
}

// drop forgets an idle entry.
func (b *Belief) drop(entry fleet.ContainerID, now sim.Time) {
	for _, w := range b.removals {
		w.Removed(entry, true, now)
	}
	b.fleet.Remove(entry)
}

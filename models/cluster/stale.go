package cluster

import (
	"fmt"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
	"thaw/sim"
)

// staleView is the scheduler's knowledge of the platform when messages take time: a
// View with a fleet of its own, whose containers are called entries. It contains the
// scheduler's decisions at once. All else it learns from reports, which take the
// update delay. It therefore counts on containers that an invoker evicts for one of
// its decisions, until a report says so or its own bookings leave them no memory.
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
type staleView struct {
	View
	entries        []ContainerID // by container: its entry, or Nobody
	mirrored       []ContainerID // by entry: its container, or Nobody
	unknown        []int32       // by invoker: containers without an entry
	dispatches     sim.Arena[int32, dispatch]
	reserved       []ContainerID // by invocation in flight: its entry
	list           []ContainerID
	reports        sim.Ring[report]
	sent           int64
	update         time.Duration
	staleDecisions int64
	starts         []StartWatcher
	removals       []EvictionWatcher
}

// dispatch is a decision on its way to an invoker.
type dispatch struct {
	arrival  sim.Time
	duration time.Duration
	request  request
	entry    ContainerID
	warm     bool // a warm start is expected
	underway bool
}

// report is a message from an invoker to the scheduler.
type report struct {
	about    news
	subject  ContainerID // an entry, or a container that has none
	serial   int64       // of the subject
	since    sim.Time    // idle since when
	priority Priority
}

type news uint8

const (
	completed news = iota // an entry's container is idle
	gone                  // an entry has no container any more
	here                  // a container is idle that has no entry
)

func newStaleView(cfg *Config, table *workload.Table) *staleView {
	v := &staleView{update: cfg.Control.Update, unknown: make([]int32, cfg.Invokers)}
	v.View.init(cfg, table)
	return v
}

// watch subscribes the scheduler to starts and removals of entries, the containers
// that it knows.
func (v *staleView) watch(sched Scheduler) {
	if w, ok := sched.(StartWatcher); ok {
		v.starts = append(v.starts, w)
	}
	if w, ok := sched.(EvictionWatcher); ok {
		v.removals = append(v.removals, w)
	}
}

// reserve books an entry for an invocation that is sent to invoker i: the warmest,
// or a new one. It returns the dispatch.
func (v *staleView) reserve(x dispatch, i InvokerID, now sim.Time) int32 {
	fn := x.request.fn
	fun := v.fleet.Function(fn)
	at, d := v.fleet.DeployFor(fun, i)
	d.CountStart()
	c := d.Warmest()
	warm := c != fleet.Nobody
	if warm {
		v.fleet.Use(c, v.fleet.Container(c))
	} else {
		c = v.create(at, i, fun.Memory(), fleet.Busy, now)
	}
	v.makeRoom(i, now)
	for _, w := range v.starts {
		w.Started(c, fn, !warm, now)
	}
	x.entry, x.warm, x.underway = c, warm, true
	if v.dispatches.Len() > sim.MaxSubject {
		// the error of Replay
		panic(fleet.LimitError(fmt.Sprintf("more than %d decisions on their way at once", sim.MaxSubject)))
	}
	return v.dispatches.Alloc(x)
}

// reached ends a dispatch, at its invoker.
func (v *staleView) reached(id int32) dispatch {
	x := v.dispatches.At(id)
	x.underway = false
	v.dispatches.Free(id)
	return *x
}

// create makes an entry of deployment d.
func (v *staleView) create(d fleet.DeployID, i InvokerID, memory workload.MiB, s fleet.State,
	since sim.Time) ContainerID {
	v.fleet.Reserve(d)
	entry := v.fleet.Create(d, i, memory, s, since)
	v.mirrored = reach(v.mirrored, entry)
	return entry
}

// makeRoom drops the idle entries of invoker i that have no room beside its active
// memory, so that a warm invoker is always a candidate.
func (v *staleView) makeRoom(i InvokerID, now sim.Time) {
	inv := v.fleet.Invoker(i)
	available := inv.Available()
	if inv.Free() >= 0 { // all idle ones have room
		return
	}
	v.list = v.fleet.Victims(i, inv.Capacity()+1, v.list[:0])
	for _, c := range v.list {
		if v.MemoryOf(c) > available {
			v.assumeGone(c, i, now)
		}
	}
}

// assumeGone drops an idle entry whose container must go.
func (v *staleView) assumeGone(entry ContainerID, i InvokerID, now sim.Time) {
	if c := v.mirrored[entry]; c != fleet.Nobody {
		v.entries[c], v.mirrored[entry] = fleet.Nobody, fleet.Nobody
		v.unknown[i]++
	}
	v.drop(entry, now)
}

// reach lengthens a slice so that it has an index.
func reach[K ~int32, T any](s []T, k K) []T {
	for K(len(s)) <= k {
		var none T
		s = append(s, none)
	}
	return s
}

// match pairs the entry reserved for invocation f with container c, which serves it
// and is new when the start is cold. It returns an entry that loses its container by
// that, or Nobody.
func (v *staleView) match(f int32, entry, c ContainerID, cold bool) (lost ContainerID) {
	v.reserved = reach(v.reserved, f)
	v.reserved[f] = entry
	v.entries = reach(v.entries, c)
	other, left := v.entries[c], v.mirrored[entry]
	if other == entry {
		return fleet.Nobody
	}
	i := v.InvokerOf(entry)
	if other == fleet.Nobody && !cold {
		v.unknown[i]--
	}
	v.entries[c], v.mirrored[entry] = entry, c
	switch { // the partners that are left become partners
	case left != fleet.Nobody:
		v.entries[left] = other
		if other == fleet.Nobody {
			v.unknown[i]++
		} else {
			v.mirrored[other] = left
		}
	case other != fleet.Nobody:
		v.mirrored[other] = fleet.Nobody
		return other
	}
	return fleet.Nobody
}

// drop forgets an idle entry.
func (v *staleView) drop(entry ContainerID, now sim.Time) {
	for _, w := range v.removals {
		w.Removed(entry, true, now)
	}
	v.fleet.Remove(entry)
}

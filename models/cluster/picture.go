package cluster

import (
	"fmt"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
	"thaw/sim"
)

// picture is what the scheduler knows of the platform when messages take time: a
// View of its own, with an entry for each container that it knows of. It knows
// its own decisions at once, and all else from reports, which take the update
// delay: so it counts on containers that its decisions make the invokers evict,
// until it is told, unless there is no memory left for them beside what it booked.
//
// An entry mirrors a container. A decision promises an entry; the invoker, when
// the decision reaches it, serves it with the container that it finds, which need
// not be the one that the entry mirrors. Then they are paired anew. An entry that
// is left without a container goes with the next report, and a container without
// an entry that is found idle gets one.
//
//	entry    idle ──promise──▶ busy ──report: completed──▶ idle ──report: gone──▶ ·
//	            ╎                 ╎                           ╎
//	container  idle ──evicted, taken ...  starts, runs  ──▶  idle ──removed──▶ ·
type picture struct {
	View
	entries  []ContainerID // by container: its entry, or Nobody
	mirrored []ContainerID // by entry: its container, or Nobody
	unknown  []int32       // by invoker: containers without an entry
	errands  sim.Arena[int32, errand]
	promised []ContainerID // by flight: its entry
	list     []ContainerID
	reports  sim.Ring[report]
	sent     int64
	update   time.Duration
	stale    int64
	starts   []StartWatcher
	removals []EvictionWatcher
}

// errand is a decision on its way to an invoker.
type errand struct {
	arrival  sim.Time
	duration time.Duration
	request  request
	entry    ContainerID
	warm     bool // a warm start is expected
	underway bool
}

// report is news of an invoker on the way to the scheduler.
type report struct {
	about   news
	subject ContainerID // an entry, or a container that has none
	serial  int64       // of the subject
	since   sim.Time    // idle since when
	worth   float64
}

type news uint8

const (
	completed news = iota // an entry's container is idle
	gone                  // an entry has no container any more
	here                  // a container is idle that has no entry
)

func newPicture(cfg *Config, table *workload.Table) *picture {
	p := &picture{update: cfg.Control.Update, unknown: make([]int32, cfg.Invokers)}
	p.View.init(cfg, table)
	return p
}

// watch notes what the scheduler wants to hear of: in its own terms, since it
// knows nothing else.
func (p *picture) watch(sched Scheduler) {
	if w, ok := sched.(StartWatcher); ok {
		p.starts = append(p.starts, w)
	}
	if w, ok := sched.(EvictionWatcher); ok {
		p.removals = append(p.removals, w)
	}
}

// promise books an entry for an invocation that is sent to invoker i: the warmest,
// or a new one. It returns the errand.
func (p *picture) promise(x errand, i InvokerID, now sim.Time) int32 {
	fn := x.request.fn
	fun := p.fleet.Function(fn)
	at, d := p.fleet.DeployFor(fun, i)
	d.CountStart()
	c := d.Warmest()
	warm := c != fleet.Nobody
	if warm {
		p.fleet.Use(c)
	} else {
		c = p.create(at, i, fun.Memory(), fleet.Busy, now)
	}
	p.makeRoom(i, now)
	for _, w := range p.starts {
		w.Started(c, fn, !warm, now)
	}
	x.entry, x.warm, x.underway = c, warm, true
	if p.errands.Len() > sim.MaxSubject {
		panic(fleet.LimitError(fmt.Sprintf("more than %d decisions on their way at once", sim.MaxSubject))) // the error of Replay
	}
	return p.errands.Alloc(x)
}

// reached ends an errand.
func (p *picture) reached(id int32) errand {
	x := p.errands.At(id)
	x.underway = false
	p.errands.Free(id)
	return *x
}

// create makes an entry of deployment d.
func (p *picture) create(d fleet.DeployID, i InvokerID, memory int32, s fleet.State, since sim.Time) ContainerID {
	p.fleet.Reserve(d)
	entry := p.fleet.Create(d, i, memory, s, since)
	p.mirrored = reach(p.mirrored, entry)
	return entry
}

// makeRoom takes idle entries of invoker i for gone that have no room any more
// beside the active memory: a warm invoker is always a candidate.
func (p *picture) makeRoom(i InvokerID, now sim.Time) {
	inv := p.fleet.Invoker(i)
	available := inv.Available()
	if inv.Free() >= 0 { // all idle ones have room
		return
	}
	p.list = p.fleet.Victims(i, inv.Capacity()+1, p.list[:0])
	for _, c := range p.list {
		if p.MemoryOf(c) > available {
			p.presume(c, i, now)
		}
	}
}

// presume drops an idle entry whose container must go.
func (p *picture) presume(entry ContainerID, i InvokerID, now sim.Time) {
	if c := p.mirrored[entry]; c != fleet.Nobody {
		p.entries[c], p.mirrored[entry] = fleet.Nobody, fleet.Nobody
		p.unknown[i]++
	}
	p.drop(entry, now)
}

// reach lengthens a slice so that it has an index.
func reach[K ~int32, T any](s []T, k K) []T {
	for K(len(s)) <= k {
		var none T
		s = append(s, none)
	}
	return s
}

// match pairs the entry that was promised to flight f with the container c that
// serves it, which is new when the start is cold. It returns an entry that has
// lost its container by that, or Nobody.
func (p *picture) match(f int32, entry, c ContainerID, cold bool) (lost ContainerID) {
	p.promised = reach(p.promised, f)
	p.promised[f] = entry
	p.entries = reach(p.entries, c)
	other, left := p.entries[c], p.mirrored[entry]
	if other == entry {
		return fleet.Nobody
	}
	i := p.InvokerOf(entry)
	if other == fleet.Nobody && !cold {
		p.unknown[i]--
	}
	p.entries[c], p.mirrored[entry] = entry, c
	switch { // the partners that are left become partners
	case left != fleet.Nobody:
		p.entries[left] = other
		if other == fleet.Nobody {
			p.unknown[i]++
		} else {
			p.mirrored[other] = left
		}
	case other != fleet.Nobody:
		p.mirrored[other] = fleet.Nobody
		return other
	}
	return fleet.Nobody
}

// drop forgets an idle entry.
func (p *picture) drop(entry ContainerID, now sim.Time) {
	for _, w := range p.removals {
		w.Removed(entry, true, now)
	}
	p.fleet.Remove(entry)
}

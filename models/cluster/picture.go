package cluster

import (
	"fmt"
	"time"

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
	serials  int64
	entries  []int32 // by container: its entry, or nobody
	mirrored []int32 // by entry: its container, or nobody
	unknown  []int32 // by invoker: containers without an entry
	errands  []errand
	idlers   []int32 // vacant errands
	promised []int32 // by flight: its entry
	list     []ContainerID
	reports  []report
	head     int
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
	entry    int32
	warm     bool // a warm start is expected
	underway bool
}

// report is news of an invoker on the way to the scheduler.
type report struct {
	about   news
	subject int32    // an entry, or a container that has none
	serial  int64    // of the subject
	since   sim.Time // idle since when
	worth   float64
}

type news uint8

const (
	completed news = iota // an entry's container is idle
	gone                  // an entry has no container any more
	here                  // a container is idle that has no entry
)

func newPicture(cfg *Config, table *workload.Table) *picture {
	p := &picture{View: newView(cfg, table), update: cfg.Control.Update, unknown: make([]int32, cfg.Invokers)}
	p.ordered = true
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
	fun := &p.functions[fn]
	at, _ := p.deploy(fun.unit, i)
	p.deploys[at].starts++
	inv := &p.invokers[i]
	c := p.deploys[at].warmest
	warm := c != nobody
	if warm {
		k := &p.containers[c]
		p.unlinkIdle(c, k, inv)
		p.unlinkWarm(k, &p.deploys[at])
		k.state, k.running = busy, 1
	} else {
		p.deploys[at].containers++
		c = p.enter(at, i, fun.memory, now, busy)
	}
	p.activate(i, inv, fun.memory, now)
	for _, w := range p.starts {
		w.Started(ContainerID(c), fn, !warm, now)
	}
	x.entry, x.warm, x.underway = c, warm, true
	if n := len(p.idlers); n > 0 {
		id := p.idlers[n-1]
		p.idlers, p.errands[id] = p.idlers[:n-1], x
		return id
	}
	if len(p.errands) > sim.MaxSubject {
		panic(limitError(fmt.Sprintf("more than %d decisions on their way at once", sim.MaxSubject))) // the error of Replay
	}
	p.errands = append(p.errands, x)
	return int32(len(p.errands) - 1)
}

// reached ends an errand.
func (p *picture) reached(id int32) errand {
	x := p.errands[id]
	p.errands[id].underway = false
	p.idlers = append(p.idlers, id)
	return x
}

// activate books memory as active. Idle entries that have no room beside it any
// more are taken for gone: a warm invoker is always a candidate.
func (p *picture) activate(i InvokerID, inv *invoker, memory int32, now sim.Time) {
	inv.active += memory
	inv.running++
	p.reorder(i, inv)
	available := inv.capacity - inv.active
	if inv.used <= inv.capacity { // all idle ones have room
		return
	}
	p.list = p.Victims(i, inv.capacity+1, p.list[:0])
	for _, c := range p.list {
		if p.containers[c].memory > available {
			p.presume(int32(c), i, now)
		}
	}
}

// presume drops an idle entry whose container must go.
func (p *picture) presume(entry int32, i InvokerID, now sim.Time) {
	if c := p.mirrored[entry]; c != nobody {
		p.entries[c], p.mirrored[entry] = nobody, nobody
		p.unknown[i]++
	}
	p.drop(entry, now)
}

// enter makes an entry of deployment at, which has counted it.
func (p *picture) enter(at int32, i InvokerID, memory int32, since sim.Time, s state) int32 {
	c := p.freeSlot
	if c != nobody {
		p.freeSlot = p.containers[c].deploy
	} else {
		c = int32(len(p.containers))
		p.containers = append(p.containers, container{})
		p.mirrored = reach(p.mirrored, c)
		if p.ranked {
			p.worth, p.heapAt = append(p.worth, 0), append(p.heapAt, 0)
		}
	}
	p.containers[c] = container{since: since, serial: p.serials, deploy: at, invoker: i, memory: memory, running: uint16(bit(s == busy)), state: s}
	p.serials++
	p.invokers[i].used += memory
	return c
}

// reach lengthens a slice so that it has an index.
func reach[T any](s []T, k int32) []T {
	for int32(len(s)) <= k {
		var none T
		s = append(s, none)
	}
	return s
}

// match pairs the entry that was promised to flight f with the container c that
// serves it, which is new when the start is cold. It returns an entry that has
// lost its container by that, or nobody.
func (p *picture) match(f, entry, c int32, cold bool) (lost int32) {
	p.promised = reach(p.promised, f)
	p.promised[f] = entry
	p.entries = reach(p.entries, c)
	other, left := p.entries[c], p.mirrored[entry]
	if other == entry {
		return nobody
	}
	i := p.containers[entry].invoker
	if other == nobody && !cold {
		p.unknown[i]--
	}
	p.entries[c], p.mirrored[entry] = entry, c
	switch { // the partners that are left become partners
	case left != nobody:
		p.entries[left] = other
		if other == nobody {
			p.unknown[i]++
		} else {
			p.mirrored[other] = left
		}
	case other != nobody:
		p.mirrored[other] = nobody
		return other
	}
	return nobody
}

// rest makes an entry idle.
func (p *picture) rest(entry int32, since sim.Time, worth float64) {
	x := &p.containers[entry]
	inv := &p.invokers[x.invoker]
	inv.active -= x.memory
	inv.running--
	if p.fit != nil {
		p.fit.raise(x.invoker, inv.capacity-inv.active)
	}
	p.reorder(x.invoker, inv)
	x.state, x.running = idle, 0
	p.link(entry, x, since, worth)
}

// link puts an idle entry into the orders of reuse and of eviction.
func (p *picture) link(entry int32, x *container, since sim.Time, worth float64) {
	x.since = since
	if p.ranked {
		p.worth[entry] = worth
	}
	p.linkWarm(entry, x)
	p.linkIdle(entry, x, &p.invokers[x.invoker])
}

// drop forgets an idle entry.
func (p *picture) drop(entry int32, now sim.Time) {
	for _, w := range p.removals {
		w.Removed(ContainerID(entry), true, now)
	}
	x := &p.containers[entry]
	d, inv := &p.deploys[x.deploy], &p.invokers[x.invoker]
	if p.evict != nil {
		p.evict.freed(entry, x.invoker)
	}
	p.unlinkWarm(x, d)
	p.unlinkIdle(entry, x, inv)
	inv.used -= x.memory
	if p.room != nil {
		p.room.raise(x.invoker)
	}
	d.containers--
	if d.containers == 0 {
		p.undeploy(x.deploy)
	}
	x.state = vacant
	x.deploy, p.freeSlot = p.freeSlot, entry
}

package keepalive

import (
	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// S3FIFO is S3-FIFO over containers, each an object of the cache of its invoker.
var S3FIFO = Define("s3-fifo",
	"no container expires; each invoker has a small queue for new containers and a main queue, first in, first out; "+
		"what was used again in the small one moves to the main one, and what was not is remembered by its function, "+
		"whose next container begins in the main one",
	"yang2023s3fifo, section 4; assumed: queues by MiB, the function as the key of its containers, and "+
		"containers that "+
		"run keep their places",
	s3FIFOParams{Small: 0.1, Promote: 2}, newS3FIFO)

type s3FIFOParams struct {
	Small   float64 `param:"small" min:"0" max:"1" help:"share of an invoker's memory for the small queue"`
	Promote int     `param:"promote" min:"1" max:"3" help:"uses in the small queue that move a container to the main one"`
}

// most is the count of uses at which counting stops.
const most = 3

// s3FIFO keeps the idle containers of each queue in a heap by the order in which they
// joined it. Containers that run belong to a queue too, and their memory counts.
type s3FIFO struct {
	s3FIFOParams
	view   *cluster.View
	caches []s3Cache // by invoker
	notes  Slots[s3Note]
	ghosts ghosts
	joined int64 // so many have joined a queue
}

type s3Cache struct {
	small, main           sim.Heap[int64, int8, cluster.ContainerID]
	inSmall               workload.MiB
	wantSmall, mostGhosts workload.MiB
}

type s3Note struct {
	joined                int64
	at                    int32 // in the heap
	uses                  int8
	there, main, idle, on bool
}

func newS3FIFO(params s3FIFOParams, v *cluster.View) cluster.KeepAlive {
	p := &s3FIFO{s3FIFOParams: params, view: v, caches: make([]s3Cache, v.Invokers())}
	p.ghosts.init(v.Invokers())
	moved := func(c cluster.ContainerID, at int) { p.notes[c].at = int32(at) }
	for i := range p.caches {
		small := workload.MiB(params.Small * float64(v.Capacity(cluster.InvokerID(i))))
		p.caches[i] = s3Cache{wantSmall: small, mostGhosts: v.Capacity(cluster.InvokerID(i)) - small,
			small: sim.NewHeap[int64, int8](nil, moved), main: sim.NewHeap[int64, int8](nil, moved)}
	}
	return p
}

// enter puts container c into a queue unless it is in one.
func (p *s3FIFO) enter(c cluster.ContainerID) (*s3Note, *s3Cache) {
	x, cache := p.notes.At(c), &p.caches[p.view.InvokerOf(c)]
	if !x.there {
		p.joined++
		*x = s3Note{there: true, joined: p.joined}
		x.main = p.ghosts.take(p.view.UnitOf(c), p.view.InvokerOf(c))
		if !x.main {
			cache.inSmall += p.view.MemoryOf(c)
		}
	}
	return x, cache
}

// queue returns the heap in which x stands when it is idle.
func (cache *s3Cache) queue(x *s3Note) *sim.Heap[int64, int8, cluster.ContainerID] {
	if x.main {
		return &cache.main
	}
	return &cache.small
}

// Loaded puts a container into its queue.
func (p *s3FIFO) Loaded(c cluster.ContainerID, _ sim.Time) { p.enter(c) }

// Started counts a use, and takes c away from those that can go. The start for which a
// container was made is none; that of a container loaded ahead is none either.
func (p *s3FIFO) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	x, cache := p.enter(c)
	if x.idle {
		cache.queue(x).Remove(int(x.at))
		x.idle = false
	}
	if x.on && x.uses < most {
		x.uses++
	}
	x.on = true
}

// Idle keeps c without a limit, at its place.
func (p *s3FIFO) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	x, cache := p.enter(c)
	x.idle = true
	cache.queue(x).Push(x.joined, 0, c)
	return cluster.Lease{Keep: cluster.Forever}
}

// Victim looks at the first of the small queue while that has its share, and at the first
// of the main one otherwise. A use costs one step at most.
func (p *s3FIFO) Victim(i cluster.InvokerID) cluster.ContainerID {
	cache := &p.caches[i]
	for {
		queue := &cache.main
		if queue.Len() == 0 || cache.small.Len() > 0 && cache.inSmall >= cache.wantSmall {
			queue = &cache.small
		}
		c := queue.Min().Value
		x := &p.notes[c]
		switch {
		case x.main && x.uses > 0:
			x.uses--
		case !x.main && int(x.uses) >= p.Promote:
			x.uses = 0
		default:
			return c
		}
		queue.Pop()
		if !x.main {
			cache.inSmall -= p.view.MemoryOf(c)
		}
		p.joined++
		x.main, x.joined = true, p.joined
		cache.main.Push(x.joined, 0, c)
	}
}

// Removed remembers the function of a container that left the small queue.
func (p *s3FIFO) Removed(c cluster.ContainerID, evicted bool, _ sim.Time) {
	x := p.notes.At(c)
	if !x.there {
		return
	}
	i := p.view.InvokerOf(c)
	cache := &p.caches[i]
	if x.idle {
		cache.queue(x).Remove(int(x.at))
	}
	if !x.main {
		cache.inSmall -= p.view.MemoryOf(c)
		if evicted {
			p.ghosts.put(p.view.UnitOf(c), i, p.view.MemoryOf(c), cache.mostGhosts)
		}
	}
	*x = s3Note{}
}

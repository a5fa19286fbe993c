package keepalive

import (
	"thaw/models/cluster"
	"thaw/sim"
)

// Sieve is SIEVE over containers, each an object of the cache of its invoker.
var Sieve = Define("sieve",
	"no container expires; under memory pressure a hand goes from the oldest container to the newest and around: it "+
		"clears the mark of those that were used again and takes the first idle one without a mark",
	"zhang2024sieve, section 3; assumed: it evicts until memory is free, and the hand passes over containers that run "+
		"(the paper's objects have one size and are never in use)",
	none{}, newSieve)

// sieve keeps a list of each invoker's containers, from the oldest to the newest.
type sieve struct {
	view  *cluster.View
	rings []ring // by invoker
	notes Slots[sieveNote]
}

// ring is the list of an invoker. Nobody, slot 0, ends it.
type ring struct{ oldest, newest, hand cluster.ContainerID }

type sieveNote struct {
	older, newer cluster.ContainerID
	used, idle   bool // used again since it was created or the hand passed
	there        bool
}

func newSieve(_ none, v *cluster.View) cluster.KeepAlive {
	return &sieve{view: v, rings: make([]ring, v.Invokers())}
}

// Idle keeps c without a limit.
func (p *sieve) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.enter(c)
	p.notes.At(c).idle = true
	return cluster.Lease{Keep: cluster.Forever}
}

// Started puts a new container at the end of the list, and marks another as used.
func (p *sieve) Started(c cluster.ContainerID, _ cluster.FuncID, cold bool, _ sim.Time) {
	p.enter(c)
	x := p.notes.At(c)
	x.used, x.idle = !cold, false
}

// enter puts container c into the list unless it is there.
func (p *sieve) enter(c cluster.ContainerID) {
	if p.notes.At(c).there {
		return
	}
	r := &p.rings[p.view.InvokerOf(c)]
	*p.notes.At(c) = sieveNote{older: r.newest, there: true}
	if r.newest != 0 {
		p.notes.At(r.newest).newer = c
	} else {
		r.oldest = c
	}
	r.newest = c
}

// Victim moves the hand on to a container without a mark that is idle. One round clears all
// marks, so that the second finds one.
func (p *sieve) Victim(i cluster.InvokerID) cluster.ContainerID {
	r := &p.rings[i]
	for {
		if r.hand == 0 {
			r.hand = r.oldest
		}
		x := p.notes.At(r.hand)
		if x.idle && !x.used {
			return r.hand
		}
		if x.idle {
			x.used = false
		}
		r.hand = x.newer
	}
}

// Removed takes c out of the list. The hand stands before whoever follows.
func (p *sieve) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	x := *p.notes.At(c)
	if !x.there {
		return
	}
	r := &p.rings[p.view.InvokerOf(c)]
	if r.hand == c {
		r.hand = x.newer
	}
	if x.older != 0 {
		p.notes.At(x.older).newer = x.newer
	} else {
		r.oldest = x.newer
	}
	if x.newer != 0 {
		p.notes.At(x.newer).older = x.older
	} else {
		r.newest = x.older
	}
	*p.notes.At(c) = sieveNote{}
}

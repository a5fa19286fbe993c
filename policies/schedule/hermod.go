package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/load"
	"thaw/sim"
)

// Hermod packs at low load and balances at high load.
var Hermod = Define("hermod",
	"of the candidates with a core to spare one where something runs before an idle one, and of these one with a warm "+
		"container, the lowest index; without a core to spare, the least loaded, of equals one with a warm container",
	"kaffes2022hermod, abstract (consolidation at low load, least loaded at high load, aware of locality); dslab, "+
		"extra/hermod.rs (the order of the four cases); assumed: ties to the lowest index",
	hermodParams{signalOf("fresh")}, newHermod)

type hermodParams struct{ signalParams }

type hermod struct {
	*signal
	warm *index.Warm
}

func newHermod(q hermodParams, v *cluster.View) cluster.Scheduler {
	p := &hermod{newSignal(q.signalParams, v, false), v.WarmIndex()}
	if p.averages != nil {
		return struct {
			*hermod
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

// Place looks at the warm invokers first, then at all until one works and has a core to
// spare.
func (p *hermod) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	idleWarm, idle := cluster.None, cluster.None
	for i := p.warm.First(fn); i != cluster.None; i = p.warm.Next(fn, i) {
		if spare, works := p.state(i); !spare || p.view.Available(i) < mem {
			continue
		} else if works {
			return i
		} else if idleWarm == cluster.None {
			idleWarm = i
		}
	}
	for k := range p.cores {
		i := cluster.InvokerID(k)
		if spare, works := p.state(i); !spare || p.view.Available(i) < mem {
			continue
		} else if works {
			return i
		} else if idle == cluster.None {
			idle = i
		}
	}
	switch {
	case idleWarm != cluster.None:
		return idleWarm
	case idle != cluster.None:
		return idle
	}
	return p.spread(fn)
}

// state tells whether invoker i has a core to spare, and whether something runs there: an
// average that decays is nothing when it rounds to 0.
func (p *hermod) state(i cluster.InvokerID) (spare, works bool) {
	n := p.number(i)
	return n < load.Whole(int32(p.cores[i])), n >= load.Whole(1)/2
}

// spread returns the least loaded candidate, of equals the first with a warm container, or
// None.
func (p *hermod) spread(fn cluster.FuncID) cluster.InvokerID {
	best := p.least(p.view.Memory(fn))
	if best == cluster.None || p.view.HasWarm(best, fn) {
		return best
	}
	for i := p.warm.First(fn); i != cluster.None; i = p.warm.Next(fn, i) {
		if p.perCore(i) == p.perCore(best) && p.view.Candidate(i, fn) {
			return i
		}
	}
	return best
}

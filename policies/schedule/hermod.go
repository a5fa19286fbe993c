package schedule

import (
	"thaw/models/cluster"
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

type hermod struct{ *signal }

func newHermod(q hermodParams, v *cluster.View) cluster.Scheduler {
	p := &hermod{newSignal(q.signalParams, v, false)}
	if p.averages != nil {
		return struct {
			*hermod
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

func (p *hermod) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	packed, rank := cluster.None, -1
	spread, spreadWarm := cluster.None, false
	for i := p.fit.First(mem, 0); i != cluster.None; i = firstFrom(p.fit, p.view, mem, i+1) {
		warm := p.view.HasWarm(i, fn)
		if n := p.number(i); n < load.Whole(int32(p.cores[i])) {
			r := 0
			if n >= load.Whole(1)/2 { // an average that decays is nothing when it rounds to 0
				r = 2
			}
			if warm {
				r++
			}
			if r > rank {
				packed, rank = i, r
			}
			if r == 3 {
				break
			}
		}
		if rank < 0 && (spread == cluster.None || p.before(i, warm, spread, spreadWarm)) {
			spread, spreadWarm = i, warm
		}
	}
	if packed != cluster.None {
		return packed
	}
	return spread
}

// before reports whether i is less loaded than another one, or as loaded and warm alone.
func (p *hermod) before(i cluster.InvokerID, warm bool, other cluster.InvokerID, otherWarm bool) bool {
	x, y := p.perCore(i), p.perCore(other)
	return x < y || x == y && warm && !otherWarm
}

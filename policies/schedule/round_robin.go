package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/sim"
)

// RoundRobin takes invokers in turn.
var RoundRobin = Define("round-robin",
	"the next invoker with memory available after the one chosen last, in index order and around",
	"thaw: replay semantics, preamble of rules 20 to 24 (the classical turn-taking, among candidates)",
	none{}, newRoundRobin)

// roundRobin holds the next invoker in turn.
type roundRobin struct {
	view *cluster.View
	fit  *index.Fit
	turn cluster.InvokerID
}

func newRoundRobin(_ none, v *cluster.View) cluster.Scheduler {
	return &roundRobin{view: v, fit: v.FitIndex()}
}

// Place takes the next candidate in turn. Without a candidate the turn does not
// move.
func (p *roundRobin) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem, i := p.view.Memory(fn), p.turn
	if p.view.Available(i) < mem {
		if i = p.fit.First(mem, p.turn); i == cluster.None {
			i = p.fit.First(mem, 0)
		}
		if i == cluster.None {
			return cluster.None
		}
	}
	if p.turn = i + 1; int(p.turn) == p.view.Invokers() {
		p.turn = 0
	}
	return i
}

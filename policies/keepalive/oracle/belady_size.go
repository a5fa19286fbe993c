package oracle

import (
	"thaw/models/cluster"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// BeladySize evicts what is large and not needed for long. With sizes the best choice is
// NP-hard, and this heuristic is no bound in the strict sense.
var BeladySize = keepalive.Define("belady-size",
	"an oracle, and a heuristic: no container expires; under memory pressure the one with the largest "+
		"MiB × time until "+
		"it is needed goes first, and what is never needed again before all others",
	"belady1966, MIN (equal sizes); thaw: with sizes a heuristic, no bound",
	struct{}{}, newBeladySize, policies.NeedFuture, policies.NeedMemory)

// beladySize keeps the idle containers of each invoker in a list by recency. The k-th most
// recently idle one of a unit is needed when k more containers of it are in use than now.
type beladySize struct {
	view     *cluster.View
	busy     []int                 // by unit: containers in use
	newest   []cluster.ContainerID // by invoker: the most recently idle
	notes    keepalive.Slots[note]
	seen     []int   // by unit: idle ones looked at in the present question
	question []int64 // by unit: in which question that was
	asked    int64
	now      sim.Time // of the latest event, which Victim is not told
}

type note struct {
	older, newer cluster.ContainerID // Nobody, slot 0, ends the list
	busy, idle   bool
}

func newBeladySize(_ struct{}, v *cluster.View) cluster.KeepAlive {
	return &beladySize{view: v, busy: make([]int, v.Units()), newest: make([]cluster.ContainerID, v.Invokers()),
		seen: make([]int, v.Units()), question: make([]int64, v.Units())}
}

// Foresees says that the policy asks the future.
func (p *beladySize) Foresees() {}

// Arrived notes the time, at which room may be needed.
func (p *beladySize) Arrived(_ cluster.FuncID, now sim.Time) { p.now = now }

// Started counts the container as in use.
func (p *beladySize) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, now sim.Time) {
	p.now = now
	p.leave(c)
	p.notes.At(c).busy = true
	p.busy[p.view.UnitOf(c)]++
}

// Idle keeps c without a limit.
func (p *beladySize) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	p.now = now
	p.leave(c)
	newest := &p.newest[p.view.InvokerOf(c)]
	*p.notes.At(c) = note{older: *newest, idle: true}
	if *newest != 0 {
		p.notes[*newest].newer = c
	}
	*newest = c
	return cluster.Lease{Keep: cluster.Forever}
}

// Victim asks of each idle container when it is needed. Ties: least recently idle.
func (p *beladySize) Victim(i cluster.InvokerID) cluster.ContainerID {
	p.asked++
	var victim cluster.ContainerID
	var most cluster.Priority
	for c := p.newest[i]; c != 0; c = p.notes[c].older {
		u := p.view.UnitOf(c)
		if p.question[u] != p.asked {
			p.question[u], p.seen[u] = p.asked, 0
		}
		next := p.view.Future().NextAbove(int32(u), p.busy[u]+p.seen[u], p.now)
		p.seen[u]++
		worth := cluster.NewPriority(0, uint64(next.Sub(p.now))).Times(uint64(p.view.MemoryOf(c)))
		if !worth.Less(most) {
			victim, most = c, worth
		}
	}
	return victim
}

// Removed forgets c.
func (p *beladySize) Removed(c cluster.ContainerID, _ bool, now sim.Time) {
	p.now = now
	p.leave(c)
}

// leave takes c out of the list, or off those in use.
func (p *beladySize) leave(c cluster.ContainerID) {
	x := *p.notes.At(c)
	if x.busy {
		p.busy[p.view.UnitOf(c)]--
	}
	if x.idle {
		if x.older != 0 {
			p.notes[x.older].newer = x.newer
		}
		if x.newer != 0 {
			p.notes[x.newer].older = x.older
		} else {
			p.newest[p.view.InvokerOf(c)] = x.older
		}
	}
	p.notes[c] = note{}
}

package keepalive

import (
	"thaw/models/cluster"
	"thaw/sim"
)

// ranks is what the policies have in common that treat an invoker as a cache: nothing
// expires, and a container's priority is set at the decision of a start on it.
//
//	priority = clock of the invoker + what the start is worth [× starts]
//
// The clock of an invoker is the greatest priority that it evicted. New starts begin at the
// clock, so that containers without recent starts age. All of it are whole numbers:
// containers of equal worth and histories have equal priorities, and ties go by the rule
// (semantics, rule 13). An invoker that crashes keeps its clock: all its containers then
// begin at the same one, so that no decision depends on it.
type ranks struct {
	view     *cluster.View
	worth    worth
	counts   bool               // times the starts of the container's unit on its invoker
	clock    []cluster.Priority // by invoker
	unit     []cluster.Priority // by function: its worth; nothing before the first start
	priority []rank             // by container slot
}

// worth is what one start of fn in c is worth.
type worth func(fn cluster.FuncID, c cluster.ContainerID) cluster.Priority

// rank is the priority of a container, once it has served a start.
type rank struct {
	priority cluster.Priority
	started  bool
}

func newRanks(v *cluster.View, counts bool, w worth) *ranks {
	return &ranks{view: v, worth: w, counts: counts, clock: make([]cluster.Priority, v.Invokers()),
		unit: make([]cluster.Priority, len(v.Table().Functions))}
}

// Ranks says that eviction follows Lease.Priority.
func (p *ranks) Ranks() {}

// Started sets the priority of c. Starts are those of c's unit on its invoker since the
// first of its living containers was created.
func (p *ranks) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, _ sim.Time) {
	unit := &p.unit[fn]
	if *unit == (cluster.Priority{}) {
		*unit = p.worth(fn, c)
	}
	worth := *unit
	if p.counts {
		_, starts := p.view.DeployedHere(c)
		worth = worth.Times(uint64(starts))
	}
	p.grow(c)
	p.priority[c] = rank{p.clock[p.view.InvokerOf(c)].Plus(worth), true}
}

// Idle keeps c without a limit, at the priority of its last start. A prewarmed
// container without a start is worth nothing more than the clock.
func (p *ranks) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.grow(c)
	x := p.priority[c]
	if !x.started {
		x.priority = p.clock[p.view.InvokerOf(c)]
	}
	return cluster.Lease{Keep: cluster.Forever, Priority: x.priority}
}

// Removed raises the clock to the priority of a victim, and clears the slot for
// its next container.
func (p *ranks) Removed(c cluster.ContainerID, evicted bool, _ sim.Time) {
	p.grow(c)
	if i := p.view.InvokerOf(c); evicted && p.clock[i].Less(p.priority[c].priority) {
		p.clock[i] = p.priority[c].priority
	}
	p.priority[c] = rank{}
}

// grow makes room for slot c.
func (p *ranks) grow(c cluster.ContainerID) {
	for int(c) >= len(p.priority) {
		p.priority = append(p.priority, rank{})
	}
}

package keepalive

import (
	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// GreedyDual treats containers as a cache of objects with different sizes, costs
// and popularity.
var GreedyDual = Define("greedy-dual",
	"no container expires; under memory pressure the one of least priority goes first: clock + starts × cold-start "+
		"seconds ÷ MiB",
	"fuerst2021faascache, Greedy-Dual keep-alive policy; cao1997, GreedyDual-Size; young1994, Greedy-Dual",
	none{}, newGreedyDual, policies.NeedMemory)

// greedyDual is rule 13 of the semantics. The clock of an invoker is the greatest
// priority that it evicted. New starts begin at the clock, so that containers
// without recent starts age.
type greedyDual struct {
	view     *cluster.View
	clock    []float64 // by invoker
	priority []float64 // by container slot; unset before the first start
}

// unset marks a slot whose container has not served a start.
const unset = -1.0

func newGreedyDual(_ none, v *cluster.View) cluster.KeepAlive {
	return &greedyDual{view: v, clock: make([]float64, v.Invokers())}
}

// Ranks says that eviction follows Lease.Priority.
func (p *greedyDual) Ranks() {}

// Started sets the priority of c. Frequency counts the starts of c's unit on
// its invoker since the first of its living containers was created.
func (p *greedyDual) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, _ sim.Time) {
	_, starts := p.view.DeployedHere(c)
	value := float64(starts) * p.view.MeanColdStart(fn).Seconds() / float64(p.view.MemoryOf(c))
	p.grow(c)
	p.priority[c] = p.clock[p.view.InvokerOf(c)] + value
}

// Idle keeps c without a limit, at the priority of its last start. A prewarmed
// container without a start has frequency 0.
func (p *greedyDual) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.grow(c)
	priority := p.priority[c]
	if priority == unset {
		priority = p.clock[p.view.InvokerOf(c)]
	}
	return cluster.Lease{Keep: cluster.Forever, Priority: priority}
}

// Removed raises the clock to the priority of a victim, and clears the slot for
// its next container.
func (p *greedyDual) Removed(c cluster.ContainerID, evicted bool, _ sim.Time) {
	p.grow(c)
	if i := p.view.InvokerOf(c); evicted && p.priority[c] > p.clock[i] {
		p.clock[i] = p.priority[c]
	}
	p.priority[c] = unset
}

// grow makes room for slot c.
func (p *greedyDual) grow(c cluster.ContainerID) {
	for int(c) >= len(p.priority) {
		p.priority = append(p.priority, unset)
	}
}

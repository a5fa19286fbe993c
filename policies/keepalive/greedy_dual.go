package keepalive

import (
	"math/bits"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// GreedyDual treats containers as a cache of objects with different sizes, costs
// and popularity.
var GreedyDual = Define("greedy-dual",
	"no container expires; under memory pressure the one of least priority goes first: clock + starts × cold-start "+
		"time ÷ MiB; with clones=shared a start gives it to all containers of the function on the invoker",
	"fuerst2021faascache, Greedy-Dual keep-alive policy; cao1997, GreedyDual-Size; young1994, Greedy-Dual; "+
		"faascachesim, LambdaScheduler.py (clones=shared)",
	greedyDualParams{Clones: "own"}, newGreedyDual, policies.NeedMemory)

type greedyDualParams struct {
	Clones string `param:"clones" enum:"own|shared" help:"whose priority a start sets: the container's or all clones'"`
}

// greedyDual is rule 13 of the semantics. The clock of an invoker is the greatest
// priority that it evicted. New starts begin at the clock, so that containers
// without recent starts age. All of it are whole numbers: containers of equal units and
// histories have equal priorities, and ties go by the rule.
type greedyDual struct {
	view     *cluster.View
	clock    []cluster.Priority // by invoker
	unit     []cluster.Priority // by function: what one start is worth; nothing before the first
	priority []rank             // by container slot
}

// rank is the priority of a container, once it has served a start.
type rank struct {
	priority cluster.Priority
	started  bool
}

func newGreedyDual(params greedyDualParams, v *cluster.View) cluster.KeepAlive {
	if params.Clones == "shared" {
		return newClones(v, false)
	}
	return &greedyDual{view: v, clock: make([]cluster.Priority, v.Invokers()),
		unit: make([]cluster.Priority, len(v.Table().Functions))}
}

// fraction is the power of two by which a unit counts parts of a nanosecond a MiB.
const fraction = 10

// unitOf returns floor(cost in nanoseconds × 2^fraction ÷ MiB). It fits into the 128
// bits of a priority for every cost and size.
func unitOf(cost time.Duration, mib uint64) cluster.Priority {
	ns := uint64(max(0, cost))
	hi, lo := ns>>(64-fraction), ns<<fraction
	high := hi / mib
	low, _ := bits.Div64(hi%mib, lo, mib)
	return cluster.NewPriority(high, low)
}

// Ranks says that eviction follows Lease.Priority.
func (p *greedyDual) Ranks() {}

// Started sets the priority of c. Frequency counts the starts of c's unit on
// its invoker since the first of its living containers was created.
func (p *greedyDual) Started(c cluster.ContainerID, fn cluster.FuncID, _ bool, _ sim.Time) {
	_, starts := p.view.DeployedHere(c)
	unit := &p.unit[fn]
	if *unit == (cluster.Priority{}) {
		*unit = unitOf(p.view.MeanColdStart(fn), uint64(p.view.MemoryOf(c)))
	}
	p.grow(c)
	p.priority[c] = rank{p.clock[p.view.InvokerOf(c)].Plus(unit.Times(uint64(starts))), true}
}

// Idle keeps c without a limit, at the priority of its last start. A prewarmed
// container without a start has frequency 0.
func (p *greedyDual) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	p.grow(c)
	x := p.priority[c]
	if !x.started {
		x.priority = p.clock[p.view.InvokerOf(c)]
	}
	return cluster.Lease{Keep: cluster.Forever, Priority: x.priority}
}

// Removed raises the clock to the priority of a victim, and clears the slot for
// its next container.
func (p *greedyDual) Removed(c cluster.ContainerID, evicted bool, _ sim.Time) {
	p.grow(c)
	if i := p.view.InvokerOf(c); evicted && p.clock[i].Less(p.priority[c].priority) {
		p.clock[i] = p.priority[c].priority
	}
	p.priority[c] = rank{}
}

// grow makes room for slot c.
func (p *greedyDual) grow(c cluster.ContainerID) {
	for int(c) >= len(p.priority) {
		p.priority = append(p.priority, rank{})
	}
}

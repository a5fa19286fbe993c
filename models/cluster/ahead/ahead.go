// Package ahead keeps the containers that keep-alive policies want to be loaded ahead of
// need: some time after a container expired, unless its unit was invoked meanwhile; or
// when a policy orders one.
//
//	lease ──▶ Leased ··· the container expires ──▶ Plan ··· its time has come ──▶ Due ──▶ load
//	arrival ─▶ Arrived ───────────────────────────────────────────────────────────┤ or not
//	policy ──▶ Order ──▶ a line ──▶ Next ──▶ load
//
// The replay posts the events and loads the containers. Orders are for the instant in which
// they are given, and there can be one for each unit in every instant: the first of the line
// alone has an event.
package ahead

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// Plans are those of a run.
type Plans struct {
	fleet   *fleet.Fleet
	arrived []int64         // by unit: the number of its last arrival
	after   []time.Duration // by slot of a container: of its lease
	plans   sim.Arena[int32, plan]
	orders  []order // those of the present instant
	next    int     // the first of them that is left
	given   int64   // orders so far
}

// order is a container that a policy wants now.
type order struct {
	unit    fleet.UnitID
	invoker fleet.InvokerID // or None: the scheduler chooses
}

// Ordered stands in events for the line of orders, where others have a plan.
const Ordered = sim.MaxSubject

// plan is a container to be loaded: where, and unless an invocation of the unit has arrived
// meanwhile.
type plan struct {
	unit    fleet.UnitID
	invoker fleet.InvokerID
	arrived int64 // the unit's last arrival when it was planned
}

// New returns the plans for a fleet.
func New(f *fleet.Fleet) *Plans { return &Plans{fleet: f, arrived: make([]int64, f.Units())} }

// Arrived notes an invocation of unit u.
func (p *Plans) Arrived(u fleet.UnitID, number int64) { p.arrived[u] = number }

// Leased notes how long after the end of the present lease of container c another one is
// wanted, 0 for never.
func (p *Plans) Leased(c fleet.ContainerID, after time.Duration) {
	for int(c) >= len(p.after) {
		p.after = append(p.after, 0)
	}
	p.after[c] = max(0, after)
}

// Plan plans the container that follows c, which is about to expire, and tells when it is
// due; or no is planned.
func (p *Plans) Plan(c fleet.ContainerID) (id int32, after time.Duration, some bool) {
	if after = p.after[c]; after == 0 {
		return 0, 0, false
	}
	unit := p.fleet.DeploymentOf(c).Unit()
	return p.plans.Alloc(plan{unit, p.fleet.Container(c).Invoker(), p.arrived[unit]}), after, true
}

// Order puts a container of unit u into the line of the present instant, on invoker i, or with
// None on whichever the scheduler chooses. It reports whether it is the first of the line: that
// one needs an event. Its number settles ties with other events.
func (p *Plans) Order(u fleet.UnitID, i fleet.InvokerID) (number int64, first bool) {
	if first = p.next == len(p.orders); first {
		p.orders, p.next = p.orders[:0], 0
	}
	p.orders = append(p.orders, order{u, i})
	p.given++
	return p.given, first
}

// Next takes the first order of the line.
func (p *Plans) Next() (u fleet.UnitID, i fleet.InvokerID) {
	x := p.orders[p.next]
	p.next++
	return x.unit, x.invoker
}

// Waiting returns the number of the first order of the line; 0: none is left.
func (p *Plans) Waiting() int64 {
	if p.next == len(p.orders) {
		return 0
	}
	return p.given - int64(len(p.orders)-p.next) + 1
}

// Due ends a plan whose time has come. It reports whether a container of unit u is still
// wanted on invoker i.
func (p *Plans) Due(id int32) (u fleet.UnitID, i fleet.InvokerID, wanted bool) {
	x := *p.plans.At(id)
	p.plans.Free(id)
	return x.unit, x.invoker, p.arrived[x.unit] == x.arrived
}

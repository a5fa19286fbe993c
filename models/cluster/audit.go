package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// audit counts everything again and compares it with the running accounts. It
// runs each simulated second under the build tag invariants.
func (e *engine) audit() {
	e.fleet.Audit()
	e.indices.Audit(e.now)
	for c := range e.fleet.Containers() {
		x := e.fleet.Container(ContainerID(c))
		sim.Check(x.State() != fleet.Idle || x.Expires >= e.now, "container %d expired at %d, before %d", c, x.Expires, e.now)
	}
	for i := range InvokerID(e.Invokers()) {
		x := e.fleet.Invoker(i)
		sim.Check(x.Used() <= x.Capacity(), "invoker %d books %+v", i, *x)
		if e.daemons != nil {
			held := e.daemons.Held(int32(i))
			absent, leaving := e.daemons.Count(int32(i))
			sim.Check(held == x.Used()-absent+leaving+e.goingFrom(i) && held <= x.Capacity(), "invoker %d holds %d MiB, counted %d − %d + %d", i, held, x.Used(), absent, leaving)
		}
	}
	placed, recorded, waits := int64(e.live), e.tally.Completed+e.tally.Rejected, int64(e.central.Len())
	if e.control != nil {
		waits += int64(e.control.waiting.Len())
		if e.control.picture != nil {
			e.auditPicture()
		}
	}
	sim.Check(e.read == placed+recorded+waits, "%d invocations read, %d in flight, %d ended, %d waiting", e.read, placed, recorded, waits)
}

// auditPicture compares the scheduler's picture with what it must know: its own
// decisions, and, when no news is on the way, every container that is there.
func (e *engine) auditPicture() {
	p := e.control.picture
	p.fleet.Audit()
	p.indices.Audit(e.now)
	for i := range InvokerID(p.Invokers()) {
		active, booked := e.fleet.Invoker(i).Active(), p.fleet.Invoker(i).Active()
		sim.Check(active <= booked, "invoker %d: %d MiB are active, the scheduler books %d", i, active, booked)
	}
	type place struct {
		unit    UnitID
		invoker InvokerID
	}
	known := make(map[place]int32) // entries less containers
	for c := range ContainerID(p.fleet.Containers()) {
		x := p.fleet.Container(c)
		if x.State() == fleet.Vacant {
			continue
		}
		known[place{p.UnitOf(c), x.Invoker()}]++
		sim.Check(x.State() != fleet.Idle || x.Memory() <= p.Available(x.Invoker()), "an idle entry of %d MiB on invoker %d, where %d are available", x.Memory(), x.Invoker(), p.Available(x.Invoker()))
	}
	unknown := make([]int32, len(p.unknown))
	for c := range ContainerID(e.fleet.Containers()) {
		x := e.fleet.Container(c)
		if x.State() == fleet.Vacant {
			continue
		}
		known[place{e.UnitOf(c), x.Invoker()}]--
		if entry := p.entries[c]; entry == fleet.Nobody {
			unknown[x.Invoker()]++
		} else {
			sim.Check(p.mirrored[entry] == c, "container %d has entry %d, which mirrors %d", c, entry, p.mirrored[entry])
		}
	}
	for i := range unknown {
		sim.Check(unknown[i] == p.unknown[i], "invoker %d: %d containers without an entry, counted %d", i, p.unknown[i], unknown[i])
	}
	if p.reports.Len() > 0 || e.underway() {
		return
	}
	for at, n := range known { // any order: each is checked for itself
		sim.Check(n <= 0 && (n == 0 || p.unknown[at.invoker] > 0), "unit %d on invoker %d: %d more entries than containers, and no news on the way", at.unit, at.invoker, n)
	}
}

// underway reports whether a decision is on its way to an invoker.
func (e *engine) underway() bool {
	errands := &e.control.picture.errands
	for id := range int32(errands.Slots()) {
		if errands.At(id).underway {
			return true
		}
	}
	return false
}

package belief

import (
	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// Audit compares the belief with what it must contain: its own decisions, and, when
// neither they nor reports are on their way, every container.
func (b *Belief) Audit(underway bool) {
	b.fleet.Audit()
	for i := range fleet.InvokerID(len(b.unknown)) {
		active, booked := b.real.Invoker(i).Active(), b.fleet.Invoker(i).Active()
		sim.Check(active <= booked, "invoker %d: %d MiB are active, the scheduler books %d", i, active, booked)
	}
	type place struct {
		unit    fleet.UnitID
		invoker fleet.InvokerID
	}
	known := make(map[place]int32) // entries less containers
	for c := range fleet.ContainerID(b.fleet.Containers()) {
		x := b.fleet.Container(c)
		if x.State() == fleet.Vacant {
			continue
		}
		known[place{b.fleet.DeploymentOf(c).Unit(), x.Invoker()}]++
		available := b.fleet.Invoker(x.Invoker()).Available()
		sim.Check(x.State() != fleet.Idle || x.Memory() <= available,
			"an idle entry of %d MiB on invoker %d, where %d are available", x.Memory(), x.Invoker(), available)
	}
	unknown := make([]int32, len(b.unknown))
	for c := range fleet.ContainerID(b.real.Containers()) {
		x := b.real.Container(c)
		if x.State() == fleet.Vacant {
			continue
		}
		known[place{b.real.DeploymentOf(c).Unit(), x.Invoker()}]--
		if entry := b.entries[c]; entry == fleet.Nobody {
			unknown[x.Invoker()]++
		} else {
			sim.Check(b.mirrored[entry] == c, "container %d has entry %d, which mirrors %d", c, entry,
				b.mirrored[entry])
		}
	}
	for i := range unknown {
		sim.Check(unknown[i] == b.unknown[i], "invoker %d: %d containers without an entry, counted %d", i,
			b.unknown[i], unknown[i])
	}
	if b.reports.Len() > 0 || underway {
		return
	}
	for at, n := range known { // any order: each is checked for itself
		sim.Check(n <= 0 && (n == 0 || b.unknown[at.invoker] > 0),
			"unit %d on invoker %d: %d more entries than containers, and no report on the way", at.unit, at.invoker, n)
	}
}

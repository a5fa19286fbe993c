package fleet

import "thaw/sim"

// Close makes invoker i take no containers any more. The replay has to remove those that
// are idle there before, and each of the others when it has become idle. What
// runs there goes on; free slots of busy containers are offered no more.
func (f *Fleet) Close(i InvokerID) {
	f.eachBusy(i, func(c ContainerID, x *Container) {
		f.unlinkWarm(x, &f.deploys[x.deploy])
		x.warmPrev, x.warmNext = Nobody, Nobody // unlinking it again changes nothing
	})
	f.invokers[i].offered = 0
	f.tellOffer(i)
}

// Open makes invoker i take containers again.
func (f *Fleet) Open(i InvokerID) {
	inv := &f.invokers[i]
	inv.offered = f.capacities[i]
	f.eachBusy(i, f.linkWarm)
	if f.marks.bounds != nil {
		f.marks.bounds.Raise(i, inv.Available())
	}
	f.tellOffer(i)
}

func (f *Fleet) tellOffer(i InvokerID) {
	for _, w := range f.followers.members {
		w.Offer(i)
	}
}

// eachBusy calls f for each busy container of invoker i that has a free slot.
func (f *Fleet) eachBusy(i InvokerID, call func(c ContainerID, x *Container)) {
	if !f.shared {
		return
	}
	for c := range f.containers {
		if x := &f.containers[c]; x.state == Busy && x.invoker == i && x.running < f.slots {
			call(ContainerID(c), x)
		}
	}
}

// Lose takes a slot of container c away, which is lost with its invoker, in whatever
// state it is. When it was the last one the container is idle, in both orders, and
// has to be removed at once.
func (f *Fleet) Lose(c ContainerID, now sim.Time) (idle bool) {
	f.Ready(c)
	x := &f.containers[c]
	if !f.Release(c, x, now) {
		return false
	}
	f.Offer(c, x, Priority{})
	return true
}

package fleet

import (
	"thaw/sim"
)

// Follower hears of changes of a fleet, at the places that it asks for. It reads
// the fleet and changes nothing of it.
type Follower interface {
	// Warm says whether unit u has a container on invoker i that takes an
	// invocation at once: it has come, or it has been taken.
	Warm(u UnitID, i InvokerID, warm bool)

	// Idle says that a container of invoker i, idle since the given instant, joins
	// the order of eviction, or that it has left it.
	Idle(i InvokerID, since sim.Time, joins bool)

	// Account says that the active memory of invoker i, and with it the number of
	// running containers, has changed, or the number of those that wait there.
	Account(i InvokerID)

	// Offer says that invoker i takes containers from now on, or none any more.
	Offer(i InvokerID)

	// Freeing says that the memory of idle container c on invoker i is about to
	// become free: it will be removed.
	Freeing(c ContainerID, i InvokerID)
}

// Places is a set of the places at which a follower hears of changes.
type Places uint8

// The places.
const (
	Warmth   Places = 1 << iota // Warm
	Order                       // Idle, and without ranks only
	Taken                       // Account, when an invocation takes memory
	Returned                    // Account, when memory becomes available again
	Freed                       // Freeing
	Members                     // Offer

	Accounts = Taken | Returned
)

// followers has a list a place, so that a place without followers costs one
// comparison.
type followers struct{ warmth, order, taken, returned, freed, members []Follower }

// Follow adds a follower at some places.
func (f *Fleet) Follow(w Follower, at Places) {
	l := &f.followers
	for _, of := range []struct {
		place Places
		list  *[]Follower
	}{{Warmth, &l.warmth}, {Order, &l.order}, {Taken, &l.taken}, {Returned, &l.returned}, {Freed, &l.freed},
		{Members, &l.members}} {
		if at&of.place != 0 {
			*of.list = append(*of.list, w)
		}
	}
	if at&Order != 0 && !f.ranked {
		f.ordered = true
	}
}

// Deaf is a Follower that minds nothing. Followers embed it and define the
// methods of their places.
type Deaf struct{}

// Warm does nothing.
func (Deaf) Warm(UnitID, InvokerID, bool) {}

// Idle does nothing.
func (Deaf) Idle(InvokerID, sim.Time, bool) {}

// Account does nothing.
func (Deaf) Account(InvokerID) {}

// Offer does nothing.
func (Deaf) Offer(InvokerID) {}

// Freeing does nothing.
func (Deaf) Freeing(ContainerID, InvokerID) {}

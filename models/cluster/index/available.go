package index

import (
	"math"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Available answers which invoker has the most memory available.
type Available struct {
	fleet.Deaf
	invokers []fleet.Invoker
	t        tournament
}

func newAvailable(f *fleet.Fleet) *Available {
	invokers := f.Invokers()
	x := &Available{invokers: invokers, t: newTournament(len(invokers))}
	for i := range invokers {
		x.Account(fleet.InvokerID(i))
	}
	f.Follow(x, fleet.Accounts|fleet.Members)
	return x
}

// Account takes the new key of invoker i.
func (x *Available) Account(i fleet.InvokerID) {
	x.t.set(i, key(uint32(math.MaxInt32-x.invokers[i].Available()), i))
}

// Offer takes the new key of invoker i.
func (x *Available) Offer(i fleet.InvokerID) { x.Account(i) }

// Max returns the invoker with the most available memory (ties: lowest index)
// and that memory in MiB.
func (x *Available) Max() (fleet.InvokerID, workload.MiB) {
	k := x.t.least()
	return fleet.InvokerID(uint32(k)), math.MaxInt32 - workload.MiB(k>>32)
}

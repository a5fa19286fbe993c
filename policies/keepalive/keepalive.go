// Package keepalive holds the policies that decide how long idle containers
// stay, and which goes first under memory pressure, one file a policy.
//
//	busy ──completed──▶ idle ──Idle──▶ Lease{Keep, Priority}
//	                     │  ▲
//	          lease ends │  └─ a warm start before that
//	                     ▼
//	                  expired, or evicted earlier for another's memory
//
// Expiry is a matter of Lease.Keep. Eviction is least recently idle first,
// unless the policy ranks containers by Lease.Priority (semantics, rules 12, 13).
package keepalive

import (
	"time"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// Define declares a keep-alive policy: policies.Define, with a view for the
// constructor, which each run calls once.
func Define[P any](name, summary, source string, defaults P,
	build func(P, *cluster.View) cluster.KeepAlive, needs ...policies.Need) policies.Entry[cluster.NewKeepAlive] {
	if build == nil {
		panic("keepalive: " + name + " has no constructor")
	}
	return policies.Define(name, summary, source, defaults, func(p P) cluster.NewKeepAlive {
		return func(v *cluster.View) cluster.KeepAlive { return build(p, v) }
	}, needs...)
}

// none is the parameter list of a policy that takes none.
type none struct{}

// fixed grants every container the same lease.
type fixed struct{ keep time.Duration }

func (p fixed) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: p.keep}
}

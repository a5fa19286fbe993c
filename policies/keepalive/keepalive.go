// Package keepalive holds the keep-alive policies, one file per policy. They decide
// how long idle containers stay, and in which order they are evicted under memory
// pressure.
//
//	busy ──completed──▶ idle ──Idle──▶ Lease{Keep, Priority}
//	                     │  ▲
//	          lease ends │  └─ a warm start before that
//	                     ▼
//	                  expired, or evicted earlier for another's memory
//
// Lease.Keep decides expiry. Eviction takes the least recently idle container
// first, unless the policy ranks containers by Lease.Priority (semantics, rules 12,
// 13).
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

// none is the empty parameter list.
type none struct{}

// fixed grants every container the same lease.
type fixed struct{ keep time.Duration }

func (p fixed) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: p.keep}
}

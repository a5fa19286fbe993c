// Package schedule holds the policies that choose an invoker for an
// invocation, one file a policy.
//
//	invocation of fn ──Place──▶ invoker 3, or None: it waits in the central queue
//	                     │
//	                     └─ reads the View and its indices; candidates are the
//	                        invokers with memory available for fn
//
// A scheduler computes per-function state (home and step, place on a ring) at
// construction and keeps it in a slice by function. A decision allocates nothing,
// and scans all invokers only if no index answers it. Ties go to the lowest index.
// The replay semantics number the rules.
package schedule

import (
	"math/bits"

	"thaw/models/cluster"
	"thaw/policies"
)

// Define declares a scheduler: policies.Define, with a view for the constructor,
// which each run calls once.
func Define[P any](name, summary, source string, defaults P,
	build func(P, *cluster.View) cluster.Scheduler, needs ...policies.Need) policies.Entry[cluster.NewScheduler] {
	if build == nil {
		panic("schedule: " + name + " has no constructor")
	}
	return policies.Define(name, summary, source, defaults, func(p P) cluster.NewScheduler {
		return func(v *cluster.View) cluster.Scheduler { return build(p, v) }
	}, needs...)
}

// none is the empty parameter list.
type none struct{}

// hashName is FNV-1a of 64 bits, the hash that names a function's home
// (semantics, rule 22).
func hashName(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

// below maps 64 random bits to a number below n, and returns the unused bits for
// another draw. Its bias is less than n²/2⁶⁴ over two draws: 1 in 10⁹ for 100,000
// invokers.
func below(random uint64, n int) (number int, rest uint64) {
	hi, lo := bits.Mul64(random, uint64(n))
	return int(hi), lo
}

package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// Tabled returns the strategies of which a replay has a table, in alphabetical
// order.
func Tabled() []policies.Entry[snapshot.Strategy] {
	return []policies.Entry[snapshot.Strategy]{Cached, FaaSnap, OnDemand, Reap}
}

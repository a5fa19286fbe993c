package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// Tabled returns the strategies with a table for replays, in alphabetical order.
func Tabled() []policies.Entry[snapshot.Strategy] {
	return []policies.Entry[snapshot.Strategy]{Cached, FaaSnap, OnDemand, Reap}
}

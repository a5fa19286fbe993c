package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// OnDemand is a plain snapshot.
var OnDemand = policies.Define("on-demand",
	"a plain snapshot: all guest memory is mapped to the memory file, each page is read when it is touched, with "+
		"the host's read-ahead",
	"ao2022, section 5.1.4 (Firecracker); ustiugov2021reap, section on snapshots",
	none{}, func(none) snapshot.Strategy { return onDemand{} })

type onDemand struct{ cached bool }

func (onDemand) Watch() snapshot.Watch { return snapshot.Watch{} }

func (s onDemand) Plan(r *snapshot.Record) snapshot.Plan {
	return snapshot.Plan{Cached: s.cached, Mappings: []snapshot.Mapping{whole(r.Pages, snapshot.MemoryFile)}}
}

// Package prefetch holds the restore strategies of microVMs, one file per
// strategy.
//
//	record phase ──▶ touched pages, present pages ──Plan──▶ mappings, set file, fetch
//
// A strategy makes a Plan with all its decisions. The page-level model simulates the
// plan.
package prefetch

import "thaw/models/snapshot"

// none is the empty parameter list.
type none struct{}

// whole maps all n pages of a guest to one backing.
func whole(n int32, to snapshot.Backing) snapshot.Mapping {
	return snapshot.Mapping{Guest: snapshot.Span{First: 0, Pages: n}, To: to}
}

// sorted returns the runs of pages in address order.
func sorted(n int32, pages []int32) []snapshot.Span {
	set := snapshot.NewBits(n)
	for _, p := range pages {
		set.Add(p)
	}
	return set.Spans(n)
}

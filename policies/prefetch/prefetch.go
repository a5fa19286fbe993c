// Package prefetch holds the strategies that decide how a microVM is restored, one
// file a strategy.
//
//	record phase ──▶ what was touched, what was present ──Plan──▶ mappings, set file, fetch
//
// A strategy tells all that it decides in its Plan; the page-level model counts what
// comes of it.
package prefetch

import "thaw/models/snapshot"

// none is the parameter list of a strategy that takes none.
type none struct{}

// whole maps all of a guest of n pages to one thing.
func whole(n int32, to snapshot.Backing) snapshot.Mapping {
	return snapshot.Mapping{Guest: snapshot.Span{First: 0, Pages: n}, To: to}
}

// sorted returns the runs of the pages given, in address order.
func sorted(n int32, pages []int32) []snapshot.Span {
	set := snapshot.NewBits(n)
	for _, p := range pages {
		set.Add(p)
	}
	return set.Spans(n)
}

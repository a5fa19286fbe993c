package prefetch

import (
	"thaw/models/snapshot"
	"thaw/policies"
)

// Cached is a plain snapshot whose memory file is in the page cache.
var Cached = policies.Define("cached",
	"a plain snapshot whose memory file lies in the page cache beforehand: a reference, no disk is read",
	"ao2022, section 5.2.1 (Cached)",
	none{}, func(none) snapshot.Strategy { return onDemand{cached: true} })

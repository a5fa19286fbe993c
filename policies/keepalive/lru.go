package keepalive

import (
	"thaw/models/cluster"
)

// LRU keeps containers until other containers need their memory.
var LRU = Define("lru",
	"no container expires; under memory pressure the least recently idle goes first",
	"fuerst2021faascache, LRU variant of the caching keep-alive",
	none{}, func(none, *cluster.View) cluster.KeepAlive { return fixed{keep: cluster.Forever} })

package keepalive

import (
	"thaw/models/cluster"
)

// None keeps no idle container, like a platform without keep-alive.
var None = Define("none",
	"a container goes at the instant at which it becomes idle, unless an invocation arrives at that very instant",
	"thaw: replay semantics, rules 2 and 12 with T = 0",
	none{}, func(none, *cluster.View) cluster.KeepAlive { return fixed{} })

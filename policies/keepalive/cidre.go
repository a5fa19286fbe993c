package keepalive

import (
	"thaw/models/cluster"
	"thaw/policies"
)

// CIDRE evicts with concurrency in mind. That a request may wait for a busy container, its
// other half, is the platform's: --wait estimate.
var CIDRE = Define("cidre",
	"as greedy-dual with shared clones, but what a function's containers on an invoker are worth is "+
		"divided among them: "+
		"of a function that has many the next one to go is worth little; with --wait estimate a request "+
		"chooses between "+
		"a busy container and a cold start",
	"liu2025cidre, abstract (container-level and concurrency information, balanced evictions); assumed: the formula, "+
		"clock + starts × cold-start time ÷ (MiB × containers of the function on the invoker)",
	none{}, func(_ none, v *cluster.View) cluster.KeepAlive { return newClones(v, true) }, policies.NeedMemory)

package schedule

import (
	"thaw/models/cluster"
)

// SophonSrMc reuses a few warm containers and places cold starts by least cost of
// evictions.
var SophonSrMc = Define("sophon-sr-mc",
	"among candidates with a warm container the first on the function's walk; without any, the one whose evictions "+
		"cost least, as in sophon-ma-mc",
	"ao2022, section 4.4.2 (Sticky-Random/Min-Cost); ao2022, section 4.4.3 (sampling)",
	sophonCostParams{Decay: sophonDecay}, func(q sophonCostParams, v *cluster.View) cluster.Scheduler {
		return newSophon(v, true, q.Decay, q.Sample)
	})

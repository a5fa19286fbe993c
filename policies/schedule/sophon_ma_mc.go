package schedule

import (
	"thaw/models/cluster"
)

// SophonMaMc balances warm starts by memory and places cold starts by least cost of
// evictions.
var SophonMaMc = Define("sophon-ma-mc",
	"among candidates with a warm container the one with the most memory available; without any, the one whose "+
		"evictions cost least: the sum of exp(−decay·idle seconds) over the containers that would have to go",
	"ao2022, section 4.4.2 (Max-Available/Min-Cost); ao2022, section 4.4.3 (sampling)",
	sophonCostParams{Decay: sophonDecay}, func(q sophonCostParams, v *cluster.View) cluster.Scheduler {
		return newSophon(v, false, q.Decay, q.Sample)
	})

package schedule

import (
	"thaw/models/cluster"
)

// SophonSrMa reuses a few warm containers.
var SophonSrMa = Define("sophon-sr-ma",
	"among candidates with a warm container the first on the function's walk; without any, the one with the most "+
		"memory available",
	"ao2022, section 4.4.2 (Sticky-Random/Max-Available); ao2022, section 4.4.3 (sampling)",
	sophonParams{}, func(q sophonParams, v *cluster.View) cluster.Scheduler {
		return newSophon(v, true, byAvailable, q.Sample)
	})

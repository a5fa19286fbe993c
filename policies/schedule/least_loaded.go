package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/sim"
)

// LeastLoaded balances the number of containers at work.
var LeastLoaded = Define("least-loaded",
	"the invoker with the fewest starting and busy containers among those with memory available",
	"thaw: replay semantics, rule 21; fuerst2022chrlu, evaluation (the least-loaded baseline)",
	none{}, newLeastLoaded)

type leastLoaded struct {
	view *cluster.View
	load *index.Load
}

func newLeastLoaded(_ none, v *cluster.View) cluster.Scheduler {
	return &leastLoaded{view: v, load: v.LoadIndex()}
}

func (p *leastLoaded) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	return p.load.Min(p.view.Memory(fn))
}

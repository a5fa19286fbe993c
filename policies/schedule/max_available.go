package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/sim"
)

// MaxAvailable balances the memory of containers at work.
var MaxAvailable = Define("max-available",
	"the invoker with the most memory available, warm or not",
	"ao2022, section 4.3.1 (Max Available)",
	none{}, newMaxAvailable)

type maxAvailable struct {
	view      *cluster.View
	available *index.Available
}

func newMaxAvailable(_ none, v *cluster.View) cluster.Scheduler {
	return &maxAvailable{view: v, available: v.AvailableIndex()}
}

// Place takes the top of the tournament tree. If it has no room, no invoker has.
func (p *maxAvailable) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	i, available := p.available.Max()
	if available < p.view.Memory(fn) {
		return cluster.None
	}
	return i
}

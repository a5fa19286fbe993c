package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/sim"
)

// FirstFit fills the platform from invoker 0 upwards.
var FirstFit = Define("first-fit",
	"the first invoker that has a warm container of the function, else the first that has memory available",
	"thaw: replay semantics, rule 20 (first-fit bin packing, warm containers before the rest)",
	none{}, newFirstFit)

// firstFit is rule 20 of the semantics.
type firstFit struct {
	view *cluster.View
	warm *index.Warm
	fit  *index.Fit
}

func newFirstFit(_ none, v *cluster.View) cluster.Scheduler {
	return &firstFit{view: v, warm: v.WarmIndex(), fit: v.FitIndex()}
}

// Place finds a warm invoker by bit scan, else the first invoker with room in the
// tree. A warm invoker is a candidate, because the memory of an idle container is
// available. With container concurrency above 1, an invoker may also be warm by a
// busy container's free slot, which needs no memory.
func (p *firstFit) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	if i := p.warm.First(fn); i != cluster.None {
		return i
	}
	return p.fit.First(p.view.Memory(fn), 0)
}

// Package mine has a scheduler.
package mine

import (
	"thaw/models/cluster"
	"thaw/policies/schedule"
	"thaw/sim"
)

type params struct {
	First int `param:"first" min:"0" help:"invoker that is tried first"`
}

// Policy places invocations on the next invoker with room, from one of your choice on.
var Policy = schedule.Define("mine",
	"the next invoker with room, counted from one of your choice",
	"assumed: an example", params{First: 1}, newScheduler)

type scheduler struct {
	view  *cluster.View
	first int
}

func newScheduler(p params, v *cluster.View) cluster.Scheduler { return scheduler{v, p.First} }

// Place implements cluster.Scheduler.
func (s scheduler) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	n := s.view.Invokers()
	for k := range n {
		if i := cluster.InvokerID((s.first + k) % n); s.view.Available(i) >= s.view.Memory(fn) {
			return i
		}
	}
	return cluster.None
}

package schedule

import (
	"thaw/models/cluster"
	"thaw/sim"
)

// GreedyOmniscient knows all containers and all times, and runs into the herd where its
// loads are stale.
var GreedyOmniscient = Define("greedy-omniscient",
	"the candidate with the least expected time: warm time where a warm container is there, cold time elsewhere, "+
		"times the slowdown by the load, 1 up to a load of one for each core and the load beyond",
	"fuerst2022chrlu, section 6 (online greedy, which knows each container and has stale loads); "+
		"fuerst2024thesis, section 4.2 (expected time); assumed: the slowdown, that of equal shares of the cores, and "+
		"times as learned so far",
	greedyParams{signalOf("stale")}, newGreedyOmniscient)

type greedyParams struct{ signalParams }

type greedyOmniscient struct {
	*signal
	learned
}

func newGreedyOmniscient(q greedyParams, v *cluster.View) cluster.Scheduler {
	p := &greedyOmniscient{newSignal(q.signalParams, v, false), newLearned(v)}
	if p.averages != nil {
		return struct {
			*greedyOmniscient
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

func (p *greedyOmniscient) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	warm, cold := p.times(fn)
	best, least := cluster.None, 0.0
	for i := p.fit.First(mem, 0); i != cluster.None; i = firstFrom(p.fit, p.view, mem, i+1) {
		took := cold
		if p.view.HasWarm(i, fn) {
			took = warm
		}
		took *= max(1, p.perCore(i)+1/float64(p.cores[i])) // this invocation included
		if best == cluster.None || took < least {
			best, least = i, took
		}
	}
	return best
}

// times returns the expected warm and cold time of fn in nanoseconds. A function without a
// warm start yet has the mean of all, and without a cold one the cold start that the platform
// expects on top of the warm time.
func (p *greedyOmniscient) times(fn cluster.FuncID) (warm, cold float64) {
	x, start := &p.of[fn], float64(p.view.MeanColdStart(fn))
	if warm = x.warm.mean(); x.warm.n == 0 {
		warm = p.all.mean()
	}
	if cold = x.cold.mean(); x.cold.n == 0 {
		cold = warm + start
	} else if x.warm.n == 0 {
		warm = max(0, cold-start)
	}
	return warm, cold
}

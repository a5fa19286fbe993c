package schedule

import (
	"math"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
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
	warm *index.Warm
}

func newGreedyOmniscient(q greedyParams, v *cluster.View) cluster.Scheduler {
	p := &greedyOmniscient{newSignal(q.signalParams, v, false), newLearned(v), v.WarmIndex()}
	if p.averages != nil {
		return struct {
			*greedyOmniscient
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

// Place compares the best of all that start cold with the warm invokers. A warm invoker
// among all is no better cold than warm, so that it may stand there as well; where cold
// starts have been quicker than warm ones, it does not.
func (p *greedyOmniscient) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if p.fit.First(mem, 0) == cluster.None {
		return cluster.None
	}
	warm, cold := p.times(fn)
	best, least := cluster.None, math.Inf(1)
	for i := p.warm.First(fn); i != cluster.None; i = p.warm.Next(fn, i) {
		if took := warm * p.slowdown(i); took < least && p.view.Available(i) >= mem {
			best, least = i, took
		}
	}
	for k := range p.cores {
		i := cluster.InvokerID(k)
		slow := p.slowdown(i)
		took := cold * slow
		if took > least || took == least && i > best || p.view.Available(i) < mem ||
			cold < warm && p.view.HasWarm(i, fn) {
			continue
		}
		best, least = i, took
		if slow == 1 {
			break // nobody starts cold in less time
		}
	}
	return best
}

// slowdown is that of one invocation more on invoker i.
func (p *greedyOmniscient) slowdown(i cluster.InvokerID) float64 {
	return max(1, p.perCore(i)+1/float64(p.cores[i]))
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

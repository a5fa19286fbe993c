package keepalive

import (
	"thaw/models/cluster"
)

// LFU is FaasCache's FREQ: greedy-dual without sizes. It evicts what is started least often,
// weighed by the time of a cold start, and ages what is idle.
var LFU = Define("lfu",
	"no container expires; under memory pressure the one of least priority goes first: clock + starts × cold-start "+
		"time",
	"fuerst2021faascache, FREQ variant of the caching keep-alive; faascachesim, LambdaScheduler.py, calc_priority",
	none{}, func(_ none, v *cluster.View) cluster.KeepAlive {
		return newRanks(v, true, func(fn cluster.FuncID, _ cluster.ContainerID) cluster.Priority {
			return cluster.NewPriority(0, uint64(max(0, v.MeanColdStart(fn))))
		})
	})

package keepalive

import (
	"thaw/models/cluster"
	"thaw/policies"
)

// Size is FaasCache's SIZE: greedy-dual without costs. It evicts what is large and seldom
// started, and ages what is idle.
var Size = Define("size",
	"no container expires; under memory pressure the one of least priority goes first: clock + starts ÷ MiB",
	"fuerst2021faascache, SIZE variant of the caching keep-alive; faascachesim, LambdaScheduler.py, calc_priority",
	none{}, func(_ none, v *cluster.View) cluster.KeepAlive {
		return newRanks(v, true, func(_ cluster.FuncID, c cluster.ContainerID) cluster.Priority {
			return cluster.NewPriority(0, startOverSize/uint64(v.MemoryOf(c)))
		})
	}, policies.NeedMemory)

// startOverSize is what one start is worth in a container of a MiB.
const startOverSize = 1 << 32

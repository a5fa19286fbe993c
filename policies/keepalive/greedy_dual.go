package keepalive

import (
	"math/bits"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
)

// GreedyDual treats containers as a cache of objects with different sizes, costs
// and popularity.
var GreedyDual = Define("greedy-dual",
	"no container expires; under memory pressure the one of least priority goes first: clock + starts × cold-start "+
		"time ÷ MiB; with clones=shared a start gives it to all containers of the function on the invoker",
	"fuerst2021faascache, Greedy-Dual keep-alive policy; cao1997, GreedyDual-Size; young1994, Greedy-Dual; "+
		"faascachesim, LambdaScheduler.py (clones=shared)",
	greedyDualParams{Clones: "own"}, newGreedyDual, policies.NeedMemory)

type greedyDualParams struct {
	Clones string `param:"clones" enum:"own|shared" help:"whose priority a start sets: the container's or all clones'"`
}

func newGreedyDual(p greedyDualParams, v *cluster.View) cluster.KeepAlive {
	if p.Clones == "shared" {
		return newClones(v, false)
	}
	return newRanks(v, true, costOverSize(v))
}

// fraction is the power of two by which a unit counts parts of a nanosecond a MiB.
const fraction = 10

// costOverSize is a start worth unitOf the mean cold start of its function and the memory of
// its container.
func costOverSize(v *cluster.View) worth {
	return func(fn cluster.FuncID, c cluster.ContainerID) cluster.Priority {
		return unitOf(v.MeanColdStart(fn), uint64(v.MemoryOf(c)))
	}
}

// unitOf returns floor(cost in nanoseconds × 2^fraction ÷ MiB). It fits into the 128
// bits of a priority for every cost and size.
func unitOf(cost time.Duration, mib uint64) cluster.Priority {
	ns := uint64(max(0, cost))
	hi, lo := ns>>(64-fraction), ns<<fraction
	high := hi / mib
	low, _ := bits.Div64(hi%mib, lo, mib)
	return cluster.NewPriority(high, low)
}

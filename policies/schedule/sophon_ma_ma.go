package schedule

import (
	"thaw/models/cluster"
)

// SophonMaMa balances memory, warm or cold.
var SophonMaMa = Define("sophon-ma-ma",
	"among candidates with a warm container the one with the most memory available; without any, the same among all",
	"ao2022, section 4.4.2 (Max-Available/Max-Available); ao2022, section 4.4.3 (sampling)",
	sophonParams{}, func(q sophonParams, v *cluster.View) cluster.Scheduler {
		return newSophon(v, false, byAvailable, q.Sample)
	})

// sophonParams are the parameters of the policies with cold starts by available
// memory.
type sophonParams struct {
	Sample int `param:"sample" min:"0" help:"invokers that are drawn and looked at for a cold start; 0: all (ao2022, section 4.4.3: 10 for large deployments)"`
}

// sophonCostParams are the parameters of the policies with cold starts by the cost
// of evictions.
type sophonCostParams struct {
	Sample int     `param:"sample" min:"0" help:"invokers that are drawn and looked at for a cold start; 0: all (ao2022, section 4.4.3: 10 for large deployments)"`
	Decay  float64 `param:"decay" min:"0" max:"1000" help:"rate per second at which the cost of an eviction falls while the container is idle; 0: every eviction costs 1"`
}

// ao2022, section 4.4.2: 0.3 works well across workloads.
const sophonDecay = 0.3

package keepalive

import (
	"thaw/models/cluster"
	"thaw/policies"
)

// Landlord charges containers rent for their memory. A start gives a container the time of a
// cold start as credit. When memory is needed, every container on the invoker pays the
// same for each MiB, as much as makes the poorest idle one penniless, and that one goes.
//
// The policy subtracts nothing. What all have paid for a MiB is the clock, and a container's
// priority is what the clock reads when its credit is used up: clock at the start + cost ÷ MiB.
var Landlord = Define("landlord",
	"no container expires; a start gives a container its cold-start time as credit, of which memory pressure takes "+
		"rent by MiB: the first without credit goes",
	"young2002, Landlord; fuerst2021faascache, LND variant of the caching keep-alive; faascachesim, "+
		"LambdaScheduler.py, Landlord_Charge_Rent",
	none{}, func(_ none, v *cluster.View) cluster.KeepAlive { return newRanks(v, false, costOverSize(v)) },
	policies.NeedMemory)

package queue

import (
	"thaw/models/worker"
	"thaw/policies"
)

// Queueless has no regulator.
var Queueless = policies.Define("queueless",
	"an invocation starts at once; without memory it waits at its worker, in the order in which they come",
	"fuerst2023iluvatar, section 4 (no queue); iluvatar, queueless.rs with no limit of cores",
	none{}, func(none) worker.Policy { return worker.Policy{Unregulated: true} })

// none is the empty parameter list.
type none struct{}

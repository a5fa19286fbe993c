package queue

import (
	"thaw/models/worker"
	"thaw/policies"
)

// FCFS keeps the order.
var FCFS = policies.Define("fcfs",
	"in the order in which they come",
	"fuerst2023iluvatar, section 4; iluvatar, fcfs.rs",
	defaults(), func(p params) worker.Policy { return p.policy(nil, false) })

package queue

import "thaw/models/worker"

// SJF prefers short executions.
var SJF = define("sjf",
	"the shortest expected execution first: the moving average of the function on this worker, in a container as "+
		"it would get now; an unknown one is expected to take no time",
	"fuerst2023iluvatar, section 4; iluvatar, minheap.rs, whose key does not tell cold from warm, and queueing/mod.rs "+
		"(est_wall_time), which does",
	defaults(), func(c worker.Case) int64 { return int64(c.Expected()) })

package queue

import "thaw/models/worker"

// EEDF is between the order of arrival and that of duration.
var EEDF = define("eedf",
	"the earliest expected deadline first: the time at which it joined plus its expected execution, as in sjf",
	"fuerst2023iluvatar, section 4 (earliest effective deadline first); iluvatar, minheap_ed.rs, with the estimate "+
		"of queueing/mod.rs (est_wall_time)",
	defaults(), func(c worker.Case) int64 { return int64(c.Now) + int64(c.Expected()) })

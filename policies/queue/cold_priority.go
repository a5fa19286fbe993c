package queue

// ColdPriority orders by the container that is there.
var ColdPriority = define("cold-priority",
	"the least expected time first, as in sjf, but that of an invocation whose container is warm counts as 0 while "+
		"another one of its function runs on the worker",
	"iluvatar, cold_priority.rs",
	defaults(), byContainer)

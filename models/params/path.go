package params

import (
	"strconv"

	"thaw/sim"
)

// Path is what an invocation passes before a decision, component by component: each is a queue
// before so many servers, of which 0 means that nobody waits there.
type Path struct {
	Controller, Database, Queue, Invoker                             Sourced[sim.Dist]
	ControllerServers, DatabaseServers, QueueServers, InvokerServers Sourced[int]
	Batch                                                            Sourced[int]
	Record                                                           Sourced[sim.Dist]
}

// fields lists the numbers of the section path.
func (x *Path) fields() []Field {
	servers := func(of string, at *Sourced[int]) Field {
		return bind("path."+of+"_servers", "servers", "of them at a time; 0: nobody waits there", at,
			parseCount(0, 65_536), strconv.Itoa)
	}
	return []Field{
		latency("path.controller", "in the controller, beside its database", &x.Controller),
		servers("controller", &x.ControllerServers),
		latency("path.database", "to read what an invocation is of from the database", &x.Database),
		servers("database", &x.DatabaseServers),
		latency("path.record", "to write the record of an invocation that has ended into the database, which nobody "+
			"waits for", &x.Record),
		latency("path.queue", "in the message queue between controller and invokers", &x.Queue),
		servers("queue", &x.QueueServers),
		bind("path.queue_batch", "messages", "messages that the queue hands over together", &x.Batch,
			parseCount(1, 65_536), strconv.Itoa),
		latency("path.invoker", "in the invoker, before the function runs", &x.Invoker),
		servers("invoker", &x.InvokerServers),
	}
}

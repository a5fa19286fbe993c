package cluster

import (
	"thaw/sim"
)

// The kinds of event, in the order in which they run at one instant (semantics,
// rule 2). Within a kind, ties go by the content named here.
const (
	// a container's pending timer: looks whether its lease has ended. First, because it only posts kindExpiry
	kindAlarm uint8 = iota
	kindCPU         // an invoker's shared cores finish work: posts kindCompleted, or kindDaemon
	// a job of a mechanism moves on; by invocation, or container that goes. Early, like kindDaemon
	kindMechanism
	kindStage   // a start comes to its next step; by invocation
	kindRemoval // a container that goes comes to its next step; by creation
	// a job of a container daemon moves on; by invocation, or container that goes. Early: the rest of a start follows
	kindDaemon
	// an execution ends; by invocation number. Before arrivals, which may use what it frees
	kindCompleted
	// a container is ready; by invocation number. Before arrivals, which may find its free slots
	kindReady
	// news of an invoker reach the scheduler, in the order in which they were sent; with worker queues, which exclude
	// that, a regulator's limit may have moved; by invoker
	kindReport
	kindMessage // a decision reaches its invoker; by invocation number. Before expiries, like arrivals
	// the controller, or a station before it, is free for the next one, after what it may see; or clients give up,
	// after what answers them
	kindController
	// invokers join, drain, crash or slow down. After completions, which they keep; before arrivals, which see it
	kindMembers
	kindArrival // of the trace, never queued; and the turns of clients, by record
	kindExpiry  // a lease ends; by creation. After arrivals: the last instant of a lease still serves
	kindPrewarm // a container is loaded ahead; by serial of the container it replaces
	kindTick    // a policy's period: sees the instant when all else is done
)

// post queues an event.
func (e *engine) post(at sim.Time, kind uint8, tie int64, subject int32) {
	e.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, uint64(tie)&sim.MaxTie, uint32(subject))})
}

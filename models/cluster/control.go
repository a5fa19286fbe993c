package cluster

import (
	"time"

	"thaw/models/control"
	"thaw/models/outcome"
	"thaw/sim"
)

// Control describes the way between the controller and the invokers.
type Control = control.Config

// InspectionCounter is an optional ability of a scheduler: it returns on how many
// invokers the modelled scheduler inspects containers for a decision, however our
// scheduler finds it. The engine calls it right after Place, with its answer.
type InspectionCounter interface {
	InspectedInvokers(fn FuncID, i InvokerID) int
}

// controller is the control plane of a run.
type controller struct {
	Control
	server      sim.Pool          // the controller
	waiting     sim.Ring[waiting] // invocations that wait for it, in the order in which they came
	inspections InspectionCounter // nil: decisions look at no containers
	delayed     *delayed          // nil: the scheduler sees the platform itself
	sending     sending           // with worker queues: what the controller works on
}

// sending is an invocation on its way from the controller to the queue of an invoker.
type sending struct {
	waiting
	to  InvokerID
	any bool
}

// newControl returns nil where nothing is modelled.
func newControl(cfg *Config) *controller {
	k := &controller{Control: cfg.Control, server: sim.NewPool(1)}
	if !k.Delayed() && !k.Occupied() {
		return nil
	}
	return k
}

// request brings an invocation that has arrived to the controller.
func (e *engine) request(w waiting) {
	if !e.control.Occupied() {
		e.decide(w)
		return
	}
	if e.control.server.Acquire(0, e.now) {
		e.decide(w)
	} else {
		e.control.waiting.Push(w)
	}
}

// decide is the turn of an invocation at the controller. It occupies it once,
// whether it can be placed now or joins the queue.
func (e *engine) decide(w waiting) {
	k := e.control
	w.controlled += e.now.Sub(w.arrival)
	work := k.Decision
	i := None
	if e.central.Len() == 0 {
		i = e.place(w.fn, w.number)
		if k.inspections != nil {
			work += time.Duration(k.inspections.InspectedInvokers(w.fn, i)) * k.Look
		}
	}
	if k.Occupied() {
		e.post(e.now.Add(work), kindController, 0, 0)
	}
	switch {
	case e.workers != nil:
		if i == None && e.central.Len() == 0 {
			i = e.leastBusy(w.fn)
		}
		w.controlled += work
		k.sending = sending{w, i, true}
	case i == None && e.cfg.Drop:
		e.left(w.fn)
		e.unanswered(&w, outcome.Rejected, false)
	case i == None:
		e.enqueue(w)
	default:
		e.send(&w, work, i)
	}
}

// decided frees the controller for the next invocation.
func (e *engine) decided() {
	if s := e.control.sending; s.any {
		e.control.sending.any = false
		if !e.gone(s.ticket, s.fn) {
			e.bring(&s.waiting, s.to)
		}
	}
	for {
		if _, some := e.control.server.Release(e.now); !some {
			return
		}
		if w := e.control.waiting.Pop(); !e.gone(w.ticket, w.fn) { // who was called off occupies nobody
			e.decide(w)
			return
		}
	}
}

// send sends an invocation to invoker i, after the rest of the controller's work
// on it.
func (e *engine) send(w *waiting, work time.Duration, i InvokerID) {
	k := e.control
	delay := work + e.scheduling(w.number) + k.Message
	r := request{number: w.number, queued: e.now.Sub(w.arrival) - w.controlled, schedule: w.controlled + delay,
		fn: w.fn, ticket: w.ticket}
	if k.delayed == nil {
		f := e.begin(w.arrival, w.duration, w.number, w.fn, i, delay)
		e.requests[f].came(&r)
		e.carry(f, w)
		return
	}
	e.dispatch(dispatch{arrival: w.arrival, duration: w.duration, request: r}, i, delay)
}

// awaited reports whether an invocation waits for something else than the end of
// another one: for the controller, for a report, or for a container that loads ahead of
// need.
func (e *engine) awaited() bool {
	hopeful := e.members == nil || e.central.Len() == 0 || e.members.Hopeful(e.central.Front().fn)
	if e.clients != nil && e.clients.Busy() {
		return true
	}
	return e.waits() > 0 && hopeful || e.control != nil && (e.control.waiting.Len() > 0 || e.control.sending.any)
}

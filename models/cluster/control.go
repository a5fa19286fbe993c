package cluster

import (
	"time"

	"thaw/models/cluster/approach"
	"thaw/models/cluster/fleet"
	"thaw/models/control"
	"thaw/models/outcome"
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
	approach.Approach[waiting]
	inspections InspectionCounter // nil: decisions look at no containers
	delayed     *delayed          // nil: the scheduler sees the platform itself
}

// newControl returns nil where nothing is modelled.
func newControl(cfg *Config) *controller {
	k := &controller{Approach: approach.New[waiting](cfg.Control, cfg.Seed)}
	if k.Open() {
		return nil
	}
	return k
}

// request takes an invocation that has arrived, and brings it to the controller once it is
// through the stations before that.
func (e *engine) request(w waiting) {
	if e.control.Enter(&w, w.number, e.now) {
		e.reach(w)
	} else {
		e.wakeStations()
	}
}

// wakeStations posts what the stations ask for.
func (e *engine) wakeStations() {
	for _, w := range e.control.Wakes() {
		if w.Subject >= giveUps {
			// the error of Replay
			panic(fleet.LimitError("more invocations before decisions at once than an event can name"))
		}
		e.post(w.At, kindController, w.Tie, int32(w.Subject))
	}
}

// controls takes an event of the controller, which is subject 0, or of a station.
func (e *engine) controls(subject int32) {
	if subject == 0 {
		e.decided()
		return
	}
	through := e.control.Advance(uint32(subject), e.now)
	e.wakeStations()
	for _, w := range through {
		e.reach(w)
	}
}

// follow lets stations do what follows the execution of an invocation.
func (e *engine) follow(number int64) {
	if e.control != nil && e.control.Follow(number, e.now) {
		e.wakeStations()
	}
}

// reach brings an invocation to the controller.
func (e *engine) reach(w waiting) {
	if e.control.Turn(&w, e.now) {
		e.decide(w)
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
		if !k.Occupied() { // it is there at once
			e.bring(&w, i)
			return
		}
		k.Send(&w, int32(i))
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
	if w, i, some := e.control.Sent(); some && !e.gone(w.ticket, w.fn) {
		e.bring(&w, InvokerID(i))
	}
	for {
		w, some := e.control.Release(e.now)
		if !some {
			return
		}
		if !e.gone(w.ticket, w.fn) { // who was called off occupies nobody
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
	if e.clients != nil && e.clients.Busy() || e.flows != nil && e.flows.Busy() {
		return true
	}
	return e.waits() > 0 && hopeful || e.control != nil && e.control.Holds() > 0
}

package cluster

import (
	"time"

	"thaw/models/cluster/fleet"
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
	path        *control.Path     // or nil: nothing is before the controller
	passing     []waiting         // by job of the path
}

// sending is an invocation on its way from the controller to the queue of an invoker.
type sending struct {
	waiting
	to  InvokerID
	any bool
}

// newControl returns nil where nothing is modelled.
func newControl(cfg *Config) *controller {
	k := &controller{Control: cfg.Control, server: sim.NewPool(1), path: control.NewPath(cfg.Control.Path, cfg.Seed)}
	if !k.Delayed() && !k.Occupied() && k.path == nil {
		return nil
	}
	return k
}

// request takes an invocation that has arrived, and brings it to the controller once it is
// through the stations before that.
func (e *engine) request(w waiting) {
	k := e.control
	if k.path == nil {
		e.turn(w)
		return
	}
	job := k.path.Enter(w.number, e.now)
	for int(job) >= len(k.passing) {
		k.passing = append(k.passing, waiting{})
	}
	k.passing[job] = w
	e.wakePath()
}

// wakePath posts what the stations ask for.
func (e *engine) wakePath() {
	for _, w := range e.control.path.Wakes() {
		if w.Subject >= sim.MaxSubject {
			panic(fleet.LimitError("more invocations at the stations of the control plane than an event can name"))
		}
		e.post(w.At, kindController, w.Tie, int32(w.Subject)+1)
	}
}

// controls takes an event of the control plane: of the controller, which is subject 0, or of a
// station.
func (e *engine) controls(subject int32) {
	if subject == 0 {
		e.decided()
		return
	}
	k := e.control
	k.path.Advance(sim.JobID(subject-1), e.now)
	e.wakePath()
	for _, job := range k.path.Passed() {
		e.turn(k.passing[job])
	}
}

// follow lets the control plane do what it does behind the execution of an invocation.
func (e *engine) follow(number int64) {
	if k := e.control; k != nil && k.path != nil {
		k.path.Follow(number, e.now)
		e.wakePath()
	}
}

// abandonControl ends what waits for the controller or is on its way there, in the order of the
// trace.
func (e *engine) abandonControl() {
	k := e.control
	e.abandon(&k.waiting)
	if k.path == nil {
		return
	}
	for _, job := range k.path.Left() {
		w := &k.passing[job]
		e.never(w.arrival, w.duration, w.number, w.fn, outcome.Unfinished)
	}
}

// turn brings an invocation to the controller.
func (e *engine) turn(w waiting) {
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
		if !k.Occupied() { // it is there at once
			e.bring(&w, i)
			return
		}
		k.sending = sending{w, i, true}
	case i == None && e.cfg.Drop:
		e.never(w.arrival, w.duration, w.number, w.fn, outcome.Rejected)
	case i == None:
		e.enqueue(w)
	default:
		e.send(&w, work, i)
	}
}

// holds returns how many invocations wait for the controller, or are on their way to it or at
// it.
func (k *controller) holds() (n int) {
	n = k.waiting.Len()
	if k.sending.any {
		n++
	}
	if k.path != nil {
		n += k.path.Passing()
	}
	return n
}

// decided frees the controller for the next invocation.
func (e *engine) decided() {
	if s := e.control.sending; s.any {
		e.control.sending.any = false
		e.bring(&s.waiting, s.to)
	}
	if _, some := e.control.server.Release(e.now); some {
		e.decide(e.control.waiting.Pop())
	}
}

// send sends an invocation to invoker i, after the rest of the controller's work
// on it.
func (e *engine) send(w *waiting, work time.Duration, i InvokerID) {
	k := e.control
	delay := work + e.scheduling(w.number) + k.Message
	r := request{number: w.number, queued: e.now.Sub(w.arrival) - w.controlled, schedule: w.controlled + delay,
		fn: w.fn}
	if k.delayed == nil {
		e.requests[e.begin(w.arrival, w.duration, w.number, w.fn, i, delay)].came(&r)
		return
	}
	e.dispatch(dispatch{arrival: w.arrival, duration: w.duration, request: r}, i, delay)
}

// awaited reports whether an invocation waits for something else than the end of
// another one: for the controller, for a report, or for a container that loads ahead of
// need.
func (e *engine) awaited() bool {
	hopeful := e.members == nil || e.central.Len() == 0 || e.members.Hopeful(e.central.Front().fn)
	return e.waits() > 0 && hopeful || e.control != nil && e.control.holds() > 0
}

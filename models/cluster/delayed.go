package cluster

import (
	"fmt"
	"slices"
	"time"

	"thaw/models/cluster/approach"
	"thaw/models/cluster/belief"
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// The way between the scheduler and the invokers, where messages take time.

// delayed is what a run with delays keeps.
type delayed struct {
	View       // what the scheduler sees
	belief     *belief.Belief
	dispatches approach.Messages[dispatch]
	decisions  int64 // that were stale
}

// dispatch is a decision on its way to an invoker.
type dispatch struct {
	arrival  sim.Time
	duration time.Duration
	request  request
	entry    ContainerID
	warm     bool // a warm start is expected
}

// newDelayed returns what the scheduler knows of the platform real.
func newDelayed(cfg *Config, table *workload.Table, real *View) *delayed {
	d := &delayed{}
	d.View.init(cfg, table)
	d.belief = belief.New(&d.View.fleet, &real.fleet)
	return d
}

// dispatch sends an invocation to invoker i, where it comes after a delay.
func (e *engine) dispatch(x dispatch, i InvokerID, delay time.Duration) {
	d := e.control.delayed
	x.entry, x.warm = d.belief.Reserve(x.request.fn, i, e.now)
	if d.dispatches.Len() > sim.MaxSubject {
		// the error of Replay
		panic(fleet.LimitError(fmt.Sprintf("more than %d decisions on their way at once", sim.MaxSubject)))
	}
	e.live++
	e.post(e.now.Add(delay), kindMessage, x.request.number, d.dispatches.Put(x))
}

// deliver is the arrival of a decision at its invoker: the invocation gets the
// container that is found there, and the invoker tells what the scheduler cannot
// know.
func (e *engine) deliver(id int32) {
	d := e.control.delayed
	m := d.dispatches.Take(id)
	i := d.InvokerOf(m.entry)
	e.live--
	f := e.begin(m.arrival, m.duration, m.request.number, m.request.fn, i, 0)
	e.requests[f].came(&m.request)
	if e.clients != nil {
		e.ticketed(f, m.request.ticket)
	}
	x := &e.inFlight[f]
	fresh := x.kind == outcome.Cold || x.kind == outcome.Restored
	if m.warm && fresh {
		d.decisions++
	}
	e.report(d.belief.Match(f, m.entry, x.container, fresh))
	for _, c := range d.belief.Strangers(i) {
		e.report(d.belief.Here(c))
	}
}

// report sends a message to the scheduler, if there is one.
func (e *engine) report(r belief.Report, some bool) {
	if !some {
		return
	}
	if e.control.Update == 0 {
		e.learn(r)
		return
	}
	e.post(e.now.Add(e.control.Update), kindReport, e.control.delayed.belief.Send(r), 0)
}

// reported is the arrival of the oldest report: they all take as long.
func (e *engine) reported() { e.learn(e.control.delayed.belief.Arrived()) }

// learn brings a report into the belief of the scheduler, and serves the central queue
// with what is available by that.
func (e *engine) learn(r belief.Report) {
	if e.control.delayed.belief.Learn(r, e.now) && e.central.Len() > 0 {
		e.admit()
	}
}

// underway returns the decisions that have not reached their invokers, in the order of the
// trace.
func (d *delayed) underway() []dispatch {
	left := d.dispatches.Left()
	slices.SortFunc(left, func(a, b dispatch) int { return int(a.request.number - b.request.number) })
	return left
}

// astray ends their invocations at the end of the run.
func (d *delayed) astray(e *engine) {
	for _, x := range d.underway() {
		w := waiting{arrival: x.arrival, duration: x.duration, number: x.request.number, fn: x.request.fn,
			ticket: x.request.ticket}
		e.never(&w, outcome.Unfinished)
	}
}

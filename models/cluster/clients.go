package cluster

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/client"
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// The way between the clients and the platform (package client), where there is more than
// the arrivals of a trace: attempts that are given up and tried again, users in a closed
// loop, and a gate that refuses.
//
//	arrival, or a client's next turn ─▶ gate ─▶ ask: placed, or it waits
//	                 ▲                    │
//	                 └─ pause ─ unanswered ◀── refused, failed, timed out
//
// An attempt that is given up goes on: the platform ends it, and nobody hears of that.

// checkUsers returns what makes the users of a table impossible on a platform.
func (c *Config) checkUsers(table *workload.Table) error {
	u := table.Users
	if u == nil {
		return nil
	}
	if err := u.Check(len(table.Functions)); err != nil {
		return err
	}
	who, again := "users who never think", "would ask again at the same instant, for ever; let them think"
	if !u.Stuck() {
		attempts := 1
		if p := c.Client; p != nil && p.Backoff.Base == 0 && p.Budget == 0 {
			attempts += p.Retries // without a pause
		}
		if u.Refusals(attempts) <= workload.MostRefusals {
			return nil
		}
		who = fmt.Sprintf("%d users who think for %v on average", u.Count, u.Think.Mean())
		again = fmt.Sprintf("asks again after no more than that, all of them up to %.2g times until the trace ends "+
			"(at most %.0e); let them think for %v or longer", u.Refusals(attempts), float64(workload.MostRefusals),
			u.LeastThink(attempts))
	}
	var errs []error
	if c.Drop || c.Throttle.On() {
		errs = append(errs, fmt.Errorf("%s, where invocations are refused for want of memory or for a limit: "+
			"whoever is refused %s", who, again))
	}
	for f := range table.Functions {
		memory := table.Functions[f].Memory
		if c.Scope == PerApp {
			memory = table.Apps[table.Functions[f].App].Memory
		}
		if largest := c.Largest(); memory > largest && u.Menu[f].Weight > 0 {
			errs = append(errs, fmt.Errorf("%s, and function %q, whose %d MiB are more than the %d MiB of the largest "+
				"invoker: whoever is refused %s", who, table.Functions[f].Name, memory, largest, again))
			break
		}
	}
	return errors.Join(errs...)
}

// buildClients makes clients and gate, where there is more than a trace, and returns what makes them
// impossible.
func (e *engine) buildClients(cfg *Config) error {
	if cfg.Client != nil || e.table.Users != nil || cfg.Throttle.On() {
		var p client.Policy
		if cfg.Client != nil {
			p = *cfg.Client
		}
		e.clients = client.New(p, e.table.Users, cfg.Seed)
	}
	if cfg.Throttle.On() {
		e.gate = client.NewGate(cfg.Throttle, e.Units(), cfg.Concurrency)
	}
	return cfg.checkUsers(e.table)
}

// beginOutside posts the first turn of every user, and of workflows.
func (e *engine) beginOutside() error {
	if e.clients != nil {
		e.clients.Begin(e.postTurn)
	}
	if e.flows != nil {
		return e.flows.Begin(e.table.Workflow, e.cfg.Seed)
	}
	return nil
}

// postTurn posts the instant at which the client in a slot acts.
func (e *engine) postTurn(slot int32, at sim.Time) {
	e.post(at, kindArrival, e.clients.Tie(slot), slot)
}

// open makes a record of the client of an attempt that had none.
func (e *engine) open(w *waiting) {
	if w.ticket != 0 {
		return
	}
	w.ticket = e.clients.Open(w.number, w.fn, w.arrival, w.duration)
	if w.ticket.Slot() > sim.MaxSubject {
		// the error of Replay
		panic(fleet.LimitError(fmt.Sprintf("more than %d clients who wait for an answer", sim.MaxSubject)))
	}
}

// turn is a client's own: its next attempt, or a user's next invocation.
func (e *engine) turn(slot int32) {
	t, first := e.clients.Next(slot, e.read, e.now)
	r := e.clients.Of(t)
	if first {
		e.read++
	}
	e.ask(&waiting{arrival: e.now, duration: r.Duration, number: client.Numbered(r.Number, r.Attempt), fn: r.Function,
		ticket: t}, first)
}

// ask brings an attempt to the platform, the first one of its invocation or another one.
//
//go:noinline
func (e *engine) ask(w *waiting, first bool) {
	if first {
		if e.read > client.MostInvocations {
			// the error of Replay
			panic(fleet.LimitError(fmt.Sprintf("more than %d invocations, with clients", client.MostInvocations)))
		}
		e.clients.First()
	}
	if e.watch.arriving {
		e.announce(w.fn, w.number)
	}
	if e.Memory(w.fn) > e.largest { // no invoker could ever hold it: no retry helps
		e.clients.Refused++
		e.never(w, outcome.Rejected)
		return
	}
	if e.gate != nil && !e.gate.Admit(int32(e.Unit(w.fn)), e.now) {
		e.clients.Refused++
		e.clients.Throttled++
		e.unanswered(w, outcome.Rejected, true)
		return
	}
	if e.diverted {
		e.watchOver(w)
		e.divert(w)
		return
	}
	if e.central.Len() == 0 {
		if i := e.place(w.fn, w.number); i != None {
			f := e.begin(w.arrival, w.duration, w.number, w.fn, i, e.scheduling(w.number))
			e.carry(f, w)
			return
		}
	}
	if e.cfg.Drop {
		e.left(w.fn)
		e.unanswered(w, outcome.Rejected, false)
		return
	}
	e.watchOver(w)
	e.enqueue(*w)
}

// carry notes which attempt is in flight as f. Its client is watched over unless the
// attempt is known to end in time.
func (e *engine) carry(f int32, w *waiting) {
	if e.clients == nil {
		return
	}
	x := &e.inFlight[f]
	if e.clients.Times() {
		known := x.start >= 0 && x.phase == active && e.cpus == nil && e.members == nil
		if !known || !e.clients.InTime(w.arrival, x.start.Add(x.duration)) {
			e.watchOver(w)
		}
	}
	e.ticketed(f, w.ticket)
}

// ticketed notes the ticket of the attempt in flight as f.
func (e *engine) ticketed(f int32, t client.Ticket) {
	e.requests[f].ticket = t
	if t != 0 && e.clients.Awaited(t) {
		r := e.clients.Of(t)
		r.Flight, r.Queue = f, client.Nobody
	}
}

// queuesAt notes the invoker at which an attempt waits, which its client may call off.
func (e *engine) queuesAt(t client.Ticket, i InvokerID) {
	if t != 0 && e.clients.Cancels() && e.clients.Awaited(t) {
		e.clients.Of(t).Queue = int32(i)
	}
}

// watchOver sets the timer of an attempt that was issued now.
func (e *engine) watchOver(w *waiting) {
	if e.clients == nil || !e.clients.Times() || !e.clients.Awaited(w.ticket) {
		return
	}
	e.open(w)
	if at, first := e.clients.Arm(w.ticket); first {
		e.post(at, kindController, 1, giveUps)
	}
}

// giveUps is the subject of events of kindController at which clients give attempts up.
const giveUps = sim.MaxSubject

// giveUp lets clients give attempts up whose time is over.
func (e *engine) giveUp() {
	for {
		t, next, some := e.clients.Due(e.now)
		if t == 0 {
			if some {
				e.post(next, kindController, 1, giveUps)
			}
			e.callOff()
			return
		}
		r := e.clients.Of(t)
		if r.Queue != client.Nobody {
			e.calledOff = append(e.calledOff, InvokerID(r.Queue))
		}
		w := waiting{arrival: r.Issued, duration: r.Duration, number: client.Numbered(r.Number, r.Attempt),
			fn: r.Function, ticket: t}
		e.unanswered(&w, outcome.TimedOut, false)
	}
}

// callOff serves the queues that somebody has left by giving up: whoever is first there may
// have waited for that one.
func (e *engine) callOff() {
	if e.central.Len() > 0 && e.clients.Gone(e.central.Front().ticket) {
		e.admit()
	}
	slices.Sort(e.calledOff)
	for _, i := range slices.Compact(e.calledOff) {
		e.serve(i, -1)
	}
	e.calledOff = e.calledOff[:0]
}

// unanswered is the end of an attempt for its client: it tries again, or that is the end of
// the invocation.
func (e *engine) unanswered(w *waiting, how outcome.Status, throttled bool) {
	if !e.tryAgain(w, throttled) {
		e.never(w, how)
	}
}

// tryAgain reports whether the client of an attempt without an answer tries again, or does
// not wait for it any more.
func (e *engine) tryAgain(w *waiting, throttled bool) bool {
	if e.clients == nil {
		return false
	}
	if !e.clients.Awaited(w.ticket) {
		e.clients.Unwanted++
		return true
	}
	e.open(w)
	at, again := e.clients.Retry(w.ticket, throttled, e.now)
	if again {
		e.postTurn(w.ticket.Slot(), at)
	}
	return again
}

// fails is the end of the attempt in flight as f, which was lost with its invoker.
func (e *engine) fails(f int32) {
	x, r := &e.inFlight[f], &e.requests[f]
	e.left(r.fn)
	w := waiting{arrival: x.arrival, duration: x.duration, number: r.number, fn: r.fn, ticket: r.ticket}
	if e.tryAgain(&w, false) {
		return
	}
	r.ticket = w.ticket
	e.tally.Missed(outcome.Failed, 1)
	if e.rows.On() {
		e.emit(f, outcome.Failed)
	}
	e.over(w.ticket)
}

// answered is the end of the attempt in flight as f. It returns when its invocation
// arrived, and whether somebody waits for the answer.
func (e *engine) answered(f int32) (arrival sim.Time, awaited bool) {
	x, r := &e.inFlight[f], &e.requests[f]
	e.left(r.fn)
	switch {
	case r.ticket == 0:
		return x.arrival, true
	case e.clients.Awaited(r.ticket):
		return e.clients.Of(r.ticket).Arrival, true
	}
	e.clients.Unwanted++
	e.clients.Wasted += e.now.Sub(x.start)
	return 0, false
}

// inFlightAs returns where the attempt of a ticket is in flight, or client.Nobody.
func (e *engine) inFlightAs(t client.Ticket) int32 {
	if t == 0 {
		return client.Nobody
	}
	return e.clients.Of(t).Flight
}

// over is the end of an invocation for its client.
func (e *engine) over(t client.Ticket) {
	if t == 0 || e.clients == nil || !e.clients.Awaited(t) {
		return
	}
	if slot, at, again := e.clients.Over(t, e.now); again {
		e.postTurn(slot, at)
	}
}

// left lets an attempt of fn out of the gate.
func (e *engine) left(fn FuncID) {
	if e.gate != nil {
		e.gate.Left(int32(e.Unit(fn)))
	}
	if e.clients != nil {
		e.clients.Ended++
	}
}

// gone drops an attempt that waits and whose client has called it off.
func (e *engine) gone(t client.Ticket, fn FuncID) bool {
	if t == 0 || !e.clients.Gone(t) {
		return false
	}
	e.clients.Cancelled++
	e.left(fn)
	return true
}

// history completes the row of an attempt's invocation.
func (e *engine) history(o *outcome.Invocation, t client.Ticket) {
	o.Attempts, o.Retrying = 1, 0
	if t == 0 || e.clients == nil {
		return
	}
	r := e.clients.Of(t)
	o.Attempts, o.Retrying, o.Arrival = r.Attempt, r.Issued.Sub(r.Arrival), r.Arrival
}

// asked reports whether somebody waits for the attempt in flight as f.
func (e *engine) asked(f int32) bool {
	return e.clients == nil || e.clients.Awaited(e.requests[f].ticket)
}

// abandonClients ends what waits between two attempts at the end of the run.
func (e *engine) abandonClients() {
	if e.clients == nil {
		return
	}
	for _, r := range e.clients.Paused() {
		e.tally.Missed(outcome.Unfinished, 1)
		if e.rows.On() {
			o := e.rows.Missing(r.Number, r.Function, r.Arrival, e.now, r.Duration, outcome.Unfinished)
			o.Attempts, o.Retrying, o.Queued = r.Attempt, e.now.Sub(r.Arrival), 0
		}
	}
}

// auditClients counts attempts and invocations again.
func (e *engine) auditClients(placed, waits int64) {
	e.clients.Audit()
	attempts := e.read + e.clients.Retries
	sim.Check(attempts == placed+waits+e.clients.Ended+e.clients.Refused, "%d attempts, %d in flight, %d waiting, %+v",
		attempts, placed, waits, e.clients.Counts)
	if e.gate != nil {
		sim.Check(int64(e.gate.Inside()) == placed+waits, "%d attempts within the gate, %d in flight, %d waiting",
			e.gate.Inside(), placed, waits)
	}
}

package cluster

import (
	"slices"

	"thaw/models/client"
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/sim"
)

// complete ends an execution: the container becomes idle or has one more free slot,
// the keep-alive policy gives its lease, and the queue is served (semantics, rule
// 12). The lease comes first: its priority counts for an eviction that the queue may
// cause at once.
func (e *engine) complete(subject int32) {
	if e.detailed {
		e.land(subject)
		return
	}
	e.tally.Completed++
	e.live--
	if len(e.watch.ends) > 0 {
		e.ended(ContainerID(subject))
	}
	e.release(ContainerID(subject))
	if e.central.Len() > 0 {
		e.admit()
	}
}

// land does it for invocation f in flight.
//
//go:noinline
func (e *engine) land(f int32) {
	x := &e.inFlight[f]
	c := x.container
	if x.phase == lost {
		e.vacate(f, x)
		return
	}
	arrival, awaited := x.arrival, true
	if e.clients != nil {
		arrival, awaited = e.answered(f)
	}
	e.live--
	if e.cpus != nil {
		e.cpuEnd(e.fleet.Container(c).Invoker())
	}
	if e.flows != nil {
		x.duration = e.now.Sub(x.start)
	}
	if awaited {
		e.tally.Completed++
		e.tally.Ends(x.kind, x.start.Sub(arrival), e.now.Sub(arrival), x.duration)
	}
	if e.steps != nil {
		e.settled(f)
	}
	if e.rows.On() && awaited {
		e.emit(f, outcome.Completed)
	}
	if e.clients != nil {
		e.over(e.requests[f].ticket)
	}
	if e.lines != nil {
		e.lines.Executed(e.UnitOf(c), e.now.Sub(x.start))
	}
	if e.workers != nil {
		e.workerEnds(f)
	}
	e.follow(e.requests[f].number)
	e.vacate(f, x)
	if len(e.watch.ends) > 0 {
		e.ended(c)
	}
	e.free(c)
	if e.workers != nil {
		if i := e.fleet.Container(c).Invoker(); e.workers.Queued(int32(i)) > 0 {
			e.serve(i, -1)
		}
		return
	}
	if e.control != nil && e.control.delayed != nil {
		e.report(e.control.delayed.belief.Ended(f, c, e.now), true)
		return
	}
	if e.central.Len() > 0 {
		e.admit()
	}
}

// ended tells of an execution that has completed in container c.
func (e *engine) ended(c ContainerID) {
	for _, w := range e.watch.ends {
		w.Ended(c, e.now)
	}
}

// settled notes that invocation f, whose start may have been one by steps, has ended.
func (e *engine) settled(f int32) {
	x := &e.inFlight[f]
	switch x.kind {
	case outcome.Restored:
		e.tally.Restore(x.start.Sub(x.arrival))
	case outcome.Cold:
		e.steps.Recorded(f, e.now)
	}
}

// release frees a slot of container c. When the container is idle by that, it gets
// its lease. It stays a function of its own: within a larger one the compiler would
// not inline its parts.
//
//go:noinline
func (e *engine) release(c ContainerID) {
	if e.lines != nil && e.serveLine(c) {
		return
	}
	x := e.fleet.Container(c)
	if !e.fleet.Release(c, x, e.now) {
		return
	}
	lease := e.keep.Idle(c, e.now)
	if e.plans != nil {
		e.plans.Leased(c, lease.Prewarm)
	}
	e.fleet.Offer(c, x, lease.Priority)
	e.lease(c, x, lease)
}

// lease sets when idle container c expires. One alarm a slot is pending at a
// time: it is posted again when it rings too early, so a renewal is free.
func (e *engine) lease(c ContainerID, x *fleet.Container, l Lease) {
	x.Expires = sim.Never
	if at := e.now.Add(max(0, l.Keep)); at >= e.now { // else past the end of time
		x.Expires = at
	}
	if x.Expires < x.Alarm || x.Expires == e.now {
		e.setAlarm(c, x)
	}
}

// setAlarm posts the end of a lease, or what comes at its time.
//
//go:noinline
func (e *engine) setAlarm(c ContainerID, x *fleet.Container) {
	if x.Expires == e.now {
		e.post(e.now, kindExpiry, x.Serial(), int32(c))
		return
	}
	e.post(x.Expires, kindAlarm, x.Serial(), int32(c))
	x.Alarm = x.Expires
}

// alarm looks whether the lease of the container in slot c has ended.
func (e *engine) alarm(c ContainerID, at sim.Time) {
	x := e.fleet.Container(c)
	if x.Alarm != at {
		return // an earlier alarm has taken its place
	}
	x.Alarm = sim.Never
	if x.State() != fleet.Idle {
		return
	}
	if x.Expires == at {
		e.post(at, kindExpiry, x.Serial(), int32(c))
	} else if x.Expires != sim.Never {
		e.post(x.Expires, kindAlarm, x.Serial(), int32(c))
		x.Alarm = x.Expires
	}
}

// expire removes container c unless it was used or removed at this instant.
func (e *engine) expire(c ContainerID, serial uint64) {
	x := e.fleet.Container(c)
	if x.State() != fleet.Idle || x.Expires != e.now || uint64(x.Serial())&sim.MaxTie != serial {
		return
	}
	if e.plans != nil {
		e.planPrewarm(c)
	}
	i, below := x.Invoker(), UnitID(-1)
	if e.layers != nil {
		below = within(e.keep).(Layerer).Below(c)
	}
	e.tally.Expired(i)
	e.remove(c, false)
	if below >= 0 {
		e.descend(below, i)
	}
}

// remove takes idle container c away, at once (semantics, rule 5).
func (e *engine) remove(c ContainerID, evicted bool) {
	for _, w := range e.watch.removals {
		w.Removed(c, evicted, e.now)
	}
	if e.control != nil && e.control.delayed != nil {
		e.report(e.control.delayed.belief.Vanished(c))
	}
	x := e.fleet.Container(c)
	e.tally.Gone(x, e.now)
	e.tally.Memory(e.now, -x.Memory())
	unit := e.UnitOf(c)
	if e.gate != nil {
		e.gate.Grown(int32(unit), -1)
	}
	e.fleet.Remove(c)
	if e.daemons != nil || e.steps != nil {
		e.decommission(c, unit)
	}
}

// abandon ends what waits at the end of the run.
func (e *engine) abandon(r *sim.Ring[waiting]) {
	for r.Len() > 0 {
		w := r.Pop()
		e.never(&w, outcome.Unfinished)
	}
}

// emit appends the outcome of invocation f to the batch, for those who want it.
func (e *engine) emit(f int32, status outcome.Status) {
	x, r := &e.inFlight[f], &e.requests[f]
	if x.phase == inLine { // no container was found for it
		e.history(e.rows.Missing(client.Invocation(r.number), r.fn, x.arrival, e.now, x.duration, status), r.ticket)
		return
	}
	k := e.fleet.Container(x.container)
	o := e.rows.Next()
	o.Number, o.Arrival, o.Start, o.End = client.Invocation(r.number), x.arrival, x.start, e.now
	o.Duration, o.Queued, o.Schedule, o.Warming, o.CoreWait = x.duration, r.queued, r.schedule, r.warming, 0
	if e.cfg.CPU == CPUIsolated && x.start >= 0 {
		o.CoreWait = x.start.Sub(r.ready)
	}
	o.Container, o.Function, o.Invoker, o.StartWait = k.Serial(), r.fn, k.Invoker(), r.waited
	o.StagesAt, o.Kind, o.Status = -1, x.kind, status
	if (x.kind == outcome.Cold || x.kind == outcome.Restored) && e.cfg.Stages {
		o.StagesAt = e.rows.AddStages(e.stages[f])
	}
	if status != outcome.Completed {
		if status == outcome.Unfinished {
			o.End = -1
		}
		if o.Start > e.now || status == outcome.Unfinished && o.Start == e.now { // it would have begun later
			o.Start = -1
		}
	}
	e.history(o, r.ticket)
	if sim.Invariants && e.cfg.Stages {
		e.auditStages(o)
	}
}

// never records an invocation that is not answered, if somebody still waits for that.
func (e *engine) never(w *waiting, status outcome.Status) {
	f := int32(client.Nobody)
	if e.clients != nil {
		if !e.clients.Awaited(w.ticket) {
			return
		}
		f = e.inFlightAs(w.ticket)
	}
	e.tally.Missed(status, 1)
	switch {
	case !e.rows.On():
	case f != client.Nobody:
		e.emit(f, status)
	default:
		e.history(e.rows.Missing(client.Invocation(w.number), w.fn, w.arrival, e.now, w.duration, status), w.ticket)
	}
	e.over(w.ticket)
}

// sinkError returns the first error of a sink.
func (e *engine) sinkError() error {
	if e.err != nil {
		return e.err
	}
	if e.flows != nil && e.flows.Err() != nil {
		return e.flows.Err()
	}
	return e.rows.Err()
}

// finish settles what is left at the end of the run: what is in flight or in
// the queue is unfinished, in the order of the trace, and idle containers stop
// being counted.
func (e *engine) finish() (outcome.Summary, error) {
	end := e.now
	if e.cfg.Horizon > 0 {
		end = e.cfg.Horizon
	}
	e.now = end
	e.lastSecond()
	var left []int32
	for f := range e.inFlight {
		if p := e.inFlight[f].phase; (p == active || p == inLine) && e.asked(int32(f)) {
			left = append(left, int32(f))
		}
	}
	if e.detailed {
		e.tally.Missed(outcome.Unfinished, int64(len(left)))
	} else {
		e.tally.Missed(outcome.Unfinished, int64(e.live))
	}
	if e.rows.On() {
		slices.SortFunc(left, func(a, b int32) int { return int(e.requests[a].number - e.requests[b].number) })
		for _, f := range left {
			e.emit(f, outcome.Unfinished)
		}
	}
	if e.control != nil && e.control.delayed != nil {
		e.control.delayed.astray(e)
	}
	e.abandonClients()
	e.abandon(&e.central)
	if e.workers != nil {
		e.abandonWorkers()
	}
	if e.control != nil {
		for _, w := range e.control.Abandon() {
			e.never(&w, outcome.Unfinished)
		}
	}
	e.rows.Flush()
	if err := e.sinkError(); err != nil {
		return outcome.Summary{}, err
	}
	if l := e.out.Latency; l != nil {
		l.All, l.Cold = e.tally.Latencies()
	}
	if f := e.out.Functions; f != nil {
		*f = e.tally.Functions()
	}
	sum := e.tally.Summary(e.read, int64(e.table.Imputed()), end)
	if e.steps != nil {
		if c, some := e.steps.Snapshots(); some {
			sum.SnapshotsRecorded, sum.SnapshotsDropped, sum.RestoresClamped = c.Recorded, c.Dropped, c.Clamped
		}
	}
	if e.control != nil && e.control.delayed != nil {
		sum.StaleDecisions = e.control.delayed.decisions
	}
	if e.flows != nil {
		e.flows.Close(e.out.Workflows, &sum)
	}
	if e.clients != nil {
		c := &e.clients.Counts
		sum.Retries, sum.Timeouts, sum.Throttled = c.Retries, c.GivenUp, c.Throttled
		sum.Duplicates, sum.DuplicateS = c.Unwanted, c.Wasted.Seconds()
	}
	return sum, nil
}

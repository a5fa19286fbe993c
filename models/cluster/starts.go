package cluster

import (
	"fmt"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// arrive takes the next invocation of the trace (semantics, rule 7).
func (e *engine) arrive(in *workload.Invocation) {
	number := e.read
	e.read++
	if e.clients != nil {
		e.ask(&waiting{arrival: in.Arrival, duration: in.Duration, number: number, fn: in.Function}, true)
		return
	}
	if e.watch.arriving {
		e.announce(in.Function, number)
	}
	if e.Memory(in.Function) > e.largest { // no invoker could ever hold it
		e.never(&waiting{arrival: in.Arrival, duration: in.Duration, number: number, fn: in.Function}, outcome.Rejected)
		return
	}
	if e.diverted {
		e.divert(&waiting{arrival: in.Arrival, duration: in.Duration, number: number, fn: in.Function})
		return
	}
	if e.central.Len() == 0 {
		if i := e.place(in.Function, number); i != None {
			e.start(in.Arrival, in.Duration, number, in.Function, i)
			return
		}
	}
	if e.cfg.Drop {
		e.never(&waiting{arrival: in.Arrival, duration: in.Duration, number: number, fn: in.Function}, outcome.Rejected)
		return
	}
	e.enqueue(waiting{arrival: in.Arrival, duration: in.Duration, number: number, fn: in.Function})
}

// enqueue puts an invocation into the central queue.
//
//go:noinline
func (e *engine) enqueue(w waiting) {
	if !w.counted {
		e.tally.Queued++
	}
	w.counted = true
	e.central.Push(w)
}

// announce tells of an arrival, before it is placed.
func (e *engine) announce(fn FuncID, number int64) {
	for _, w := range e.watch.arrivals {
		w.Arrived(fn, e.now)
	}
	if e.plans != nil {
		e.plans.Arrived(e.Unit(fn), number)
	}
}

// place asks the scheduler for an invoker. With container concurrency a busy
// container with a free slot needs no memory: when no invoker has any, the
// lowest-index invoker with such a container takes the invocation.
func (e *engine) place(fn FuncID, number int64) InvokerID {
	i := e.sched.Place(fn, number, e.now)
	if i == None && e.cfg.Concurrency > 1 {
		i = e.freeSlot(fn)
	}
	if i == None && e.lines != nil && e.workers == nil {
		return e.lines.Anywhere(e.Unit(fn))
	}
	return i
}

// freeSlot returns the lowest-index invoker with a container of fn that has a free
// slot, or None.
//
//go:noinline
func (e *engine) freeSlot(fn FuncID) InvokerID { return e.WarmIndex().First(fn) }

// admit starts what waits, strictly in order, as long as the head can be
// placed; it is called whenever memory or a free slot has become available.
func (e *engine) admit() {
	for e.central.Len() > 0 {
		w := *e.central.Front()
		if w.ticket != 0 && e.gone(w.ticket, w.fn) {
			e.central.Pop()
			continue
		}
		i := e.assign(w.fn, w.number)
		if i == None {
			return
		}
		e.central.Pop()
		if e.workers != nil {
			e.enter(&w, i)
			continue
		}
		if e.control != nil {
			e.send(&w, 0, i)
			continue
		}
		if e.clients != nil {
			e.carry(e.begin(w.arrival, w.duration, w.number, w.fn, i, e.scheduling(w.number)), &w)
			continue
		}
		e.start(w.arrival, w.duration, w.number, w.fn, i)
	}
}

// start starts an invocation on invoker i: in a warm container, or in a new one
// (semantics, rules 8 and 9). Without records (see detailed) all that becomes of
// it is settled here: it keeps no record, and the event of its
// end names the container.
func (e *engine) start(arrival sim.Time, duration time.Duration, number int64, fn FuncID, i InvokerID) {
	delay := e.scheduling(number)
	if e.detailed {
		e.begin(arrival, duration, number, fn, i, delay)
		return
	}
	fun := e.fleet.Function(fn)
	at, d := e.fleet.DeployFor(fun, i)
	d.CountStart()
	c, kind := d.Warmest(), outcome.Cold
	if c == fleet.Nobody {
		c = e.create(at, i, fun.Memory(), e.fresh)
		delay += e.cfg.Startup.ColdStart(fn, number, nil)
	} else {
		delay += e.warming(number) + e.resuming(c)
		kind = e.reuse(c)
	}
	e.placed(fun, fn, c, kind)
	start := e.now.Add(delay)
	e.tally.Started(i, kind, start, start.Sub(arrival))
	end := start.Add(duration)
	if e.cfg.Horizon == 0 || end < e.cfg.Horizon { // else it is unfinished
		e.tally.Ends(kind, start.Sub(arrival), end.Sub(arrival), duration)
	}
	e.post(end, kindCompleted, number, int32(c))
}

// begin starts an invocation with a record on invoker i, where its decision arrives
// after a delay.
func (e *engine) begin(arrival sim.Time, duration time.Duration, number int64, fn FuncID, i InvokerID,
	delay time.Duration) int32 {
	f, x := e.newInFlight()
	x.arrival, x.duration, x.phase = arrival, duration, active
	r := &e.requests[f]
	// one by one: a whole request would be made elsewhere and copied, which waits for the stores
	r.number, r.queued, r.schedule, r.warming = number, e.now.Sub(arrival), delay, 0
	r.ready, r.fn, r.reached, r.waited, r.ticket = -1, fn, 0, 0, 0
	fun := e.fleet.Function(fn)
	at, d := e.fleet.DeployFor(fun, i)
	d.CountStart()
	c := d.Warmest()
	cold := c == fleet.Nobody
	if cold && e.lines != nil {
		if e.lines.May(at, d) {
			e.standIn(f, at, fun.Unit(), e.now.Add(delay))
			return f
		}
		e.lines.StartBegins(at, fun.Unit())
	}
	if cold {
		if e.layers != nil {
			e.takeOver(fn, i)
		}
		c = e.create(at, i, fun.Memory(), e.fresh)
		x.container = c
		x.kind = e.newKind(f)
		if e.daemons == nil && e.steps == nil {
			delay += e.coldStart(f, fn, number)
		}
	} else {
		r.warming = e.warming(number) + e.resuming(c)
		x.kind = e.reuse(c)
		delay += r.warming
	}
	x.container = c
	e.placed(fun, fn, c, x.kind)
	e.tally.GotContainer(i, x.kind)
	begins := e.now.Add(delay)
	if cold && (e.daemons != nil || e.steps != nil) {
		e.commission(f, begins)
		return f
	}
	if e.stepwise || cold && e.twoStep {
		x.start = -1
		e.post(begins, kindReady, number, f)
		return f
	}
	e.execute(f, x, number, begins)
	return f
}

// placed counts an invocation that has its container, and tells of it.
func (e *engine) placed(fun *fleet.Function, fn FuncID, c ContainerID, kind outcome.StartKind) {
	e.live++
	e.tally.Placed(fn, kind)
	fun.Starts++
	if len(e.watch.starts) > 0 {
		for _, s := range e.watch.starts {
			s.Started(c, fn, kind == outcome.Cold || kind == outcome.Restored, e.now)
		}
	}
}

// warming returns the latency of a warm start.
func (e *engine) warming(number int64) time.Duration {
	if e.warmConst >= 0 {
		return e.warmConst
	}
	return e.cfg.Startup.WarmStart(number)
}

// resuming returns by how much a warm start that takes container c is longer for its pause.
func (e *engine) resuming(c ContainerID) time.Duration {
	return e.cfg.Startup.Resuming(e.fleet.Container(c).Rested(e.now))
}

// scheduling returns the scheduling latency of an invocation.
func (e *engine) scheduling(number int64) time.Duration {
	if e.schedConst >= 0 {
		return e.schedConst
	}
	return e.cfg.Startup.Scheduling(number)
}

// execute lets invocation x, in slot f and of an invocation's number, run from at
// on, for as long as the trace says.
func (e *engine) execute(f int32, x *inFlight, number int64, at sim.Time) {
	e.begun(x, at)
	d := x.duration
	if e.members != nil {
		d = e.members.Execution(e.InvokerOf(x.container), d)
	}
	e.post(at.Add(d), kindCompleted, number, f)
}

// begun notes when invocation x begins to run.
func (e *engine) begun(x *inFlight, at sim.Time) {
	x.start = at
	if e.tally.Timeline() {
		e.tally.Begins(e.fleet.Container(x.container).Invoker(), at, at.Sub(x.arrival))
	}
}

// coldStart draws the cold-start latency of invocation f and records its stages.
func (e *engine) coldStart(f int32, fn FuncID, number int64) time.Duration {
	if e.cfg.Stages || e.members != nil && e.members.Scaled || e.above != nil {
		var own outcome.StageTimes
		t := &own
		if e.cfg.Stages {
			t = &e.stages[f]
		}
		d := e.cfg.Startup.ColdStart(fn, number, t)
		if e.above != nil {
			d, e.above = e.above.Rest(t), nil
		}
		drawn := t[outcome.Init]
		t[outcome.Init] = e.initTime(f, drawn)
		return d + t[outcome.Init] - drawn
	}
	return e.cfg.Startup.ColdStart(fn, number, nil)
}

// reuse takes a slot of warm container c and tells how the invocation starts.
func (e *engine) reuse(c ContainerID) outcome.StartKind {
	x := e.fleet.Container(c)
	kind := outcome.Warm
	if x.State() == fleet.Idle {
		e.tally.Idled(x, e.now)
		if x.Prewarmed {
			x.Prewarmed, kind = false, outcome.Prewarmed
		}
	}
	e.fleet.Use(c, x)
	return kind
}

// create makes a container of memory MiB of deployment d on invoker i, after
// evicting idle containers until that is free. It holds one slot for who asked.
func (e *engine) create(d fleet.DeployID, i InvokerID, memory workload.MiB, s fleet.State) ContainerID {
	e.fleet.Reserve(d)
	inv := e.fleet.Invoker(i)
	for want := e.cfg.Reserve.Wanted(inv.Free(), memory); inv.Free() < want; {
		v := e.fleet.Victim(i)
		if v == fleet.Nobody && inv.Free() >= memory {
			break
		}
		if v == fleet.Nobody {
			panic(fmt.Sprintf("scheduler %T chose invoker %d, which is no candidate: %d MiB are available, %d "+
				"MiB wanted", e.sched, i, inv.Available(), memory))
		}
		e.tally.Evicted(i)
		e.remove(v, true)
	}
	e.tally.Memory(e.now, memory)
	c := e.fleet.Create(d, i, memory, s, e.now)
	if e.gate != nil {
		e.gate.Grown(int32(e.UnitOf(c)), 1)
	}
	return c
}

// ready is the end of a start-up whose end matters: for the CPU, for other
// slots of the container, or because the container loads ahead of need.
func (e *engine) ready(f int32) {
	x := &e.inFlight[f]
	c, loaded := x.container, x.phase == loading
	if x.phase == lost {
		e.vacate(f, x)
		return
	}
	if e.lines != nil {
		e.lines.Ready(c, e.now)
	}
	e.fleet.Ready(c)
	switch {
	case loaded:
		e.vacate(f, x)
		e.free(c)
	case e.flows != nil:
		e.begun(x, e.now)
		e.flows.Started(f, e.now)
	case e.cpus != nil:
		e.cpuStart(f)
	default:
		e.execute(f, x, e.requests[f].number, e.now)
	}
	if e.lines != nil {
		e.serveSlots(c)
	}
	if e.workers != nil && (loaded || e.cfg.Concurrency > 1) { // else it frees nothing
		e.serve(e.fleet.Container(c).Invoker(), -1)
	}
	if e.central.Len() > 0 {
		e.admit()
	}
}

// newInFlight returns a vacant record and its slot.
func (e *engine) newInFlight() (int32, *inFlight) {
	if f := e.vacated; f >= 0 {
		x := &e.inFlight[f]
		e.vacated = int32(x.container)
		return f, x
	}
	return e.moreInFlight()
}

// moreInFlight adds a slot.
func (e *engine) moreInFlight() (int32, *inFlight) {
	if len(e.inFlight) > sim.MaxSubject {
		panic(fleet.LimitError(fmt.Sprintf("more than %d invocations in flight", sim.MaxSubject)))
	}
	e.inFlight = append(e.inFlight, inFlight{})
	if e.detailed {
		e.requests = append(e.requests, request{})
	}
	if e.cfg.Stages {
		e.stages = append(e.stages, outcome.StageTimes{})
	}
	f := len(e.inFlight) - 1
	return int32(f), &e.inFlight[f]
}

// vacate frees record x, which is in slot f.
func (e *engine) vacate(f int32, x *inFlight) {
	x.phase, x.container, e.vacated = vacant, ContainerID(e.vacated), f
}

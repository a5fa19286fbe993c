package cluster

import (
	"slices"

	"thaw/models/client"
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/worker"
)

// With worker queues (Config.Queue) nobody waits in the central queue while an invoker
// takes invocations: an invocation joins the queue of the one that the scheduler chooses,
// and leaves it when the invoker has a token and room for it. models/worker has the queues.
//
//	arrival ─▶ scheduler ─▶ queue of the invoker ─▶ token, room ─▶ begin
//	                             ▲    └─ short, warm ─────────────▶
//	   served when an invocation joins or ends, a container is ready, a limit moves

// modelled returns how many of an invoker's cores are modelled.
func (c *Config) modelled(cores int) int {
	if c.CPU == CPUIgnored {
		return 0
	}
	return cores
}

// divert takes an invocation that does not go straight to its invoker.
//
//go:noinline
func (e *engine) divert(w *waiting) {
	if e.control != nil {
		e.request(*w)
		return
	}
	e.bring(w, None)
}

// bring brings an invocation to the queue of invoker i, or where that is none, or no member
// any more, to that of another one.
func (e *engine) bring(w *waiting, i InvokerID) {
	if i == None || !e.IsMember(i) {
		if i = None; e.central.Len() == 0 {
			i = e.assign(w.fn, w.number)
		}
	}
	if i == None {
		e.enqueue(*w)
		return
	}
	e.enter(w, i)
}

// assign asks the scheduler for the invoker at which an invocation starts or waits. With
// worker queues and without a candidate it is the one that has least to do.
func (e *engine) assign(fn FuncID, number int64) InvokerID {
	if i := e.place(fn, number); i != None || e.workers == nil {
		return i
	}
	return e.leastBusy(fn)
}

// leastBusy returns the member with the fewest invocations that wait and run there, of
// those that are large enough for fn, or None.
func (e *engine) leastBusy(fn FuncID) InvokerID {
	memory := e.Memory(fn)
	return InvokerID(e.workers.Least(func(i int32) bool {
		return e.IsMember(InvokerID(i)) && e.Capacity(InvokerID(i)) >= memory
	}))
}

// clearQueue ends the wait at invoker i, which is no member any more: with a crash, or
// until the scheduler places who waited anew.
func (e *engine) clearQueue(i InvokerID, crashes bool) {
	for _, it := range e.workers.Dismiss(int32(i)) {
		if crashes {
			e.fail(i, &it)
			continue
		}
		w := itself(&it)
		w.counted = true
		if e.control != nil {
			w.controlled = it.Controlled - e.now.Sub(it.Arrival)
		}
		e.returned = append(e.returned, w)
	}
	if crashes {
		e.workers.Restart(int32(i), e.now)
	}
	e.fleet.Queue(i, 0)
}

// replace places who was dismissed from queues, in the order of the trace.
func (e *engine) replace() {
	slices.SortFunc(e.returned, func(a, b waiting) int { return int(a.number - b.number) })
	for k := range e.returned {
		if w := &e.returned[k]; !e.gone(w.ticket, w.fn) {
			e.divert(w)
		}
	}
	e.returned = e.returned[:0]
}

// fail ends an invocation that waits at invoker i.
func (e *engine) fail(i InvokerID, it *worker.Item) {
	e.tally.Fails(i, e.now, -1, 0)
	e.left(it.Function)
	w := itself(it)
	e.unanswered(&w, outcome.Failed, false)
}

// itself returns an invocation that waited at an invoker.
func itself(it *worker.Item) waiting {
	return waiting{arrival: it.Arrival, duration: it.Duration, number: it.Number, fn: it.Function,
		ticket: client.Ticket(it.Sender)}
}

// enter brings an invocation to invoker i.
func (e *engine) enter(w *waiting, i InvokerID) {
	q, container := e.workers, worker.Cold
	if q.Learns() {
		container = e.containerFor(w.fn, i)
	}
	var it worker.Item
	it.Arrival, it.Joined, it.Duration, it.Controlled = w.arrival, e.now, w.duration, w.controlled
	it.Number, it.Function, it.Sender = w.number, w.fn, uint64(w.ticket)
	if q.Came(int32(i), &it, container) {
		e.launch(&it, i, false)
		return
	}
	if q.Free(int32(i), e.now) && e.holds(i, w.fn) {
		e.launch(&it, i, true)
		return
	}
	q.Join(int32(i), it, container)
	e.queuesAt(w.ticket, i)
	if !e.serve(i, w.number) && !w.counted {
		e.tally.Queued++
	}
}

// containerFor returns the state of the container that an invocation of fn would get on
// invoker i now.
func (e *engine) containerFor(fn FuncID, i InvokerID) worker.State {
	switch c := e.fleet.WarmestOf(e.Unit(fn), i); {
	case c == fleet.Nobody:
		return worker.Cold
	case e.fleet.Container(c).Prewarmed:
		return worker.Prewarmed
	}
	return worker.Warm
}

// serve begins what can begin of the queue of invoker i, strictly in its order. It reports
// whether that includes an invocation by its number.
func (e *engine) serve(i InvokerID, number int64) (begins bool) {
	q := e.workers
	for {
		if it, ok := q.First(int32(i)); ok && e.gone(client.Ticket(it.Sender), it.Function) {
			q.Take(int32(i)) // with or without a token
			continue
		}
		it, ok := q.Head(int32(i), e.now)
		if !ok || !e.holds(i, it.Function) {
			break
		}
		head := q.Take(int32(i))
		begins = begins || head.Number == number
		e.launch(&head, i, true)
	}
	e.fleet.Queue(i, q.Queued(int32(i)))
	if at, some := q.Alarm(int32(i)); some {
		e.post(at, kindReport, int64(i), int32(i))
	}
	return begins
}

// holds reports whether invoker i has a container for fn, or memory for one, or a line in
// which an invocation may wait for one.
func (e *engine) holds(i InvokerID, fn FuncID) bool {
	return e.Candidate(i, fn) || e.HasWarm(i, fn) || e.lines != nil && e.lines.MayOn(i, e.Unit(fn))
}

// launch begins an invocation on invoker i, with a token or past the queue.
func (e *engine) launch(it *worker.Item, i InvokerID, token bool) {
	delay := e.scheduling(it.Number)
	f := e.begin(it.Arrival, it.Duration, it.Number, it.Function, i, delay)
	e.requests[f].queued, e.requests[f].schedule = e.now.Sub(it.Arrival)-it.Controlled, it.Controlled+delay
	if e.clients != nil {
		w := itself(it)
		e.carry(f, &w)
	}
	e.workers.Began(f, int32(i), it, token, e.now)
}

// workerEnds tells the worker of invocation f that it has ended.
func (e *engine) workerEnds(f int32) {
	x := &e.inFlight[f]
	container := worker.Cold
	switch x.kind {
	case outcome.Warm:
		container = worker.Warm
	case outcome.Prewarmed:
		container = worker.Prewarmed
	}
	e.workers.Ended(f, container, e.now.Sub(x.start), e.now)
}

// checked serves who waits at invoker i for a limit that may have moved.
func (e *engine) checked(i InvokerID) {
	if e.workers.Rang(int32(i), e.now) {
		e.serve(i, -1)
	}
}

// waits returns how many invocations wait for a container.
func (e *engine) waits() int {
	n := e.central.Len()
	if e.workers != nil {
		n += e.workers.Waiting()
	}
	if e.lines != nil {
		n += e.lines.Len()
	}
	return n
}

// abandonWorkers ends what waits at workers at the end of the run.
func (e *engine) abandonWorkers() {
	if e.control != nil {
		if w, _, some := e.control.Sent(); some {
			e.never(&w, outcome.Unfinished)
		}
	}
	for _, it := range e.workers.Abandon() {
		w := itself(&it)
		e.never(&w, outcome.Unfinished)
	}
}

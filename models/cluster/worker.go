package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/worker"
)

// With worker queues (Config.Queue) nobody waits in the central queue: an invocation
// joins the queue of the invoker that the scheduler chooses, and leaves it when the
// invoker has a token and room for it. models/worker has the queues.
//
//	arrival ─▶ scheduler ─▶ queue of the invoker ─▶ token, room ─▶ begin
//	                             ▲    └─ short, warm ─────────────▶
//	   served when an invocation joins or ends, a container is ready, a limit moves

// newWorkers makes the queues of a run, or nothing.
func newWorkers(cfg *Config, functions int) (*worker.Workers, error) {
	if cfg.Queue == nil {
		return nil, nil
	}
	p, err := cfg.Queue.For(cfg.modelledCores())
	if err != nil {
		return nil, err
	}
	return worker.New(p, cfg.Invokers, functions, cfg.modelledCores()), nil
}

// modelledCores returns how many cores of an invoker are modelled.
func (c *Config) modelledCores() int {
	if c.CPU == CPUIgnored {
		return 0
	}
	return c.Cores
}

// divert takes an invocation that does not go straight to its invoker.
//
//go:noinline
func (e *engine) divert(w waiting) {
	if e.control != nil {
		e.request(w)
		return
	}
	e.enter(&w, e.assign(w.fn, w.number))
}

// assign asks the scheduler for the invoker at which an invocation waits. Without a
// candidate it is the one that has least to do.
func (e *engine) assign(fn FuncID, number int64) InvokerID {
	if i := e.place(fn, number); i != None {
		return i
	}
	return InvokerID(e.workers.Least())
}

// enter brings an invocation to invoker i.
func (e *engine) enter(w *waiting, i InvokerID) {
	q, container := e.workers, worker.Cold
	if q.Learns() {
		container = e.containerFor(w.fn, i)
	}
	it := worker.Item{Arrival: w.arrival, Joined: e.now, Duration: w.duration, Controlled: w.controlled,
		Number: w.number, Function: w.fn}
	if q.Came(int32(i), &it, container) {
		e.launch(&it, i, false)
		return
	}
	if q.Free(int32(i), e.now) && e.holds(i, w.fn) {
		e.launch(&it, i, true)
		return
	}
	before := q.Queued(int32(i))
	q.Join(int32(i), it, container)
	e.serve(i)
	if q.Queued(int32(i)) > before { // nobody else can have left: who waited before still lacks the same
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

// serve begins what can begin of the queue of invoker i, strictly in its order.
func (e *engine) serve(i InvokerID) {
	q := e.workers
	for {
		it, ok := q.Head(int32(i), e.now)
		if !ok || !e.holds(i, it.Function) {
			break
		}
		head := q.Take(int32(i))
		e.launch(&head, i, true)
	}
	e.fleet.Queue(i, q.Queued(int32(i)))
	if at, some := q.Alarm(int32(i)); some {
		e.post(at, kindReport, int64(i), int32(i))
	}
}

// holds reports whether invoker i has a container for fn, or memory for one.
func (e *engine) holds(i InvokerID, fn FuncID) bool { return e.Candidate(i, fn) || e.HasWarm(i, fn) }

// launch begins an invocation on invoker i, with a token or past the queue.
func (e *engine) launch(it *worker.Item, i InvokerID, token bool) {
	delay := e.scheduling(it.Number)
	f := e.begin(it.Arrival, it.Duration, it.Number, it.Function, i, delay)
	e.requests[f].queued, e.requests[f].schedule = e.now.Sub(it.Joined), it.Controlled+delay
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
		e.serve(i)
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
	if e.control != nil && e.control.sending.any {
		s := &e.control.sending
		e.never(s.arrival, s.duration, s.number, s.fn, outcome.Unfinished)
	}
	for _, it := range e.workers.Abandon() {
		e.never(it.Arrival, it.Duration, it.Number, it.Function, outcome.Unfinished)
	}
}

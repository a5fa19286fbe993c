// Package worker models invokers that decide themselves when their invocations
// start, as the workers of Ilúvatar do.
//
//	Came ──▶ Join: ordered by a key ──Head──▶ Take ──▶ Began ──▶ Ended
//	│         least first, ties               a token            its token is free,
//	│         in order of joining             is free            the worker learns
//	├─ Free: nobody waits, a token is free ───────────▶ Began
//	└─ it passes by: short, warm ─────────────────────▶ Began, without a token
//
// A worker has a queue, a regulator that bounds how many invocations run at a time,
// and estimates of what functions take, which come from its own completions. The
// package knows nothing of memory and containers: its caller says which container an
// invocation is expected to find, and whether a head has room.
//
// Not modelled: the worker's own overhead, retries, and tokens of more than one core.
package worker

import (
	"fmt"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Policy is how the invokers of a run queue: a value, which runs only read.
type Policy struct {
	Key    Key  // nil: in the order in which they join
	Learns bool // Key looks at estimates

	Unregulated bool          // no tokens: whoever has room starts
	Tokens      int           // executions at a time, with AIMD at the least; 0: as many as the invoker has cores
	AIMD        AIMD          // the zero value: the number of tokens is fixed
	Bypass      time.Duration // executions known to be shorter start at once in a warm container; 0: none do
}

// Key computes what an invocation waits by, when it joins: the least goes first.
type Key func(c Case) int64

// Case is what a worker knows of an invocation that joins.
type Case struct {
	Now       sim.Time
	Container State // the container that would serve it now
	Busy      bool  // an invocation of the function runs on the worker
	Of        Estimates
}

// State is that of a container.
type State uint8

// The states of a container that an invocation gets.
const (
	Cold      State = iota // a new one
	Prewarmed              // loaded ahead, and not used yet
	Warm                   // used before
)

// Expected returns the estimate for the container that the invocation would get, or 0
// where the worker has seen no such execution.
func (c *Case) Expected() time.Duration {
	switch c.Container {
	case Warm:
		return c.Of.Warm.OrZero()
	case Prewarmed:
		return c.Of.Prewarmed.OrZero()
	}
	return c.Of.Cold.OrZero()
}

// Item is an invocation that waits.
type Item struct {
	Arrival, Joined sim.Time
	Duration        time.Duration // which no key sees
	Controlled      time.Duration // from its arrival until it was sent here
	Number          int64         // in the trace
	Sender          uint64        // the caller's: who waits for it
	Function        workload.FuncID
	record          int32 // of the function on the worker, or none
}

// For returns the policy on invokers of so many cores, which are 0 where none are
// modelled.
func (p Policy) For(cores int) (Policy, error) {
	if p.Unregulated {
		return p, nil
	}
	if p.AIMD.On() {
		if cores == 0 {
			return p, fmt.Errorf("a worker queue with aimd measures the load of cores, and cpu is ignored: model " +
				"the cores (cpu isolated, shared or stretch), or fix the number of tokens (aimd=false,fixed=N)")
		}
		if p.AIMD.Most == 0 {
			p.AIMD.Most = 2 * max(p.Tokens, cores)
		}
	}
	if p.Tokens == 0 {
		p.Tokens = cores
	}
	if p.Tokens == 0 {
		return p, fmt.Errorf("a worker queue has as many tokens as its invoker has cores, and cpu is ignored: give " +
			"their number (fixed=N), or model the cores (cpu isolated, shared or stretch)")
	}
	if p.AIMD.On() && p.AIMD.Most < p.Tokens {
		return p, fmt.Errorf("a worker queue with aimd has %d tokens at the least and %d at most, expected no fewer",
			p.Tokens, p.AIMD.Most)
	}
	return p, nil
}

// Workers are the queues of all invokers of a run.
type Workers struct {
	policy  Policy // as For returned it for one of them; regulators have what depends on cores
	learns  bool
	queues  []queue
	items   sim.Arena[int32, Item]
	flights []flight // by invocation in flight
	waiting int
	joined  int64
	memory
}

// queue is that of one invoker.
type queue struct {
	heap sim.Heap[int64, int64, int32] // by key, then the order in which they joined
	regulator
	alarm sim.Time // when a look at the regulator is asked for, or sim.Never
	term  uint32   // how often it has begun anew
}

// flight is an invocation that has begun.
type flight struct {
	began  sim.Time // when it left the queue
	record int32    // its function on the worker, or none
	worker int32
	token  bool
}

// New makes the queues of the invokers of a run, each of which has so many cores, for a
// trace of so many functions. Tokens and the load that is bearable are those of its own
// cores.
func New(p *Policy, cores []int, functions int) (*Workers, error) {
	w := &Workers{learns: p.Learns || p.Bypass > 0, queues: make([]queue, len(cores))}
	for i, n := range cores {
		own, err := p.For(n)
		if err != nil {
			return nil, err
		}
		w.policy, w.queues[i] = own, queue{regulator: newRegulator(&own, n), alarm: sim.Never}
	}
	if w.learns {
		w.memory.init(len(cores), functions)
	}
	return w, nil
}

// Learns reports whether anything depends on the state of containers and on estimates.
func (w *Workers) Learns() bool { return w.learns }

// Waiting returns how many invocations wait.
func (w *Workers) Waiting() int { return w.waiting }

// Queued returns how many invocations wait at worker i.
func (w *Workers) Queued(i int32) int32 { return int32(w.queues[i].heap.Len()) }

// Least returns, of the workers that fit, the one with the fewest invocations that wait and
// run (ties: the lowest index), or -1. It takes O(workers).
func (w *Workers) Least(fit func(i int32) bool) int32 {
	best, least := int32(-1), int32(0)
	for i := range w.queues {
		q := &w.queues[i]
		if n := int32(q.heap.Len()) + q.running; (best < 0 || n < least) && fit(int32(i)) {
			best, least = int32(i), n
		}
	}
	return best
}

// Came notes that an invocation has come to worker i, and reports whether it passes the
// queue by: it is known to be short, and its container is warm.
func (w *Workers) Came(i int32, it *Item, container State) (bypasses bool) {
	it.record = none
	if !w.learns {
		return false
	}
	it.record = w.at(i, it.Function)
	r := &w.records[it.record]
	if term := w.queues[i].term; r.term != term {
		*r = record{last: -1, term: term}
	}
	r.arrived(it.Joined)
	return container != Cold && r.Exec.Known() && r.Exec.OrZero() < w.policy.Bypass
}

// Free reports whether nobody waits at worker i and the regulator lets an invocation
// begin now, which then need not join.
func (w *Workers) Free(i int32, now sim.Time) bool {
	q := &w.queues[i]
	return q.heap.Len() == 0 && w.token(q, now)
}

// token reports whether there is a token.
func (w *Workers) token(q *queue, now sim.Time) bool {
	if w.policy.Unregulated {
		return true
	}
	q.advance(&w.policy.AIMD, now)
	return q.held < q.limit
}

// Join puts an invocation, which has come, into the queue of worker i.
func (w *Workers) Join(i int32, it Item, container State) {
	c := Case{Now: it.Joined, Container: container}
	key := int64(0)
	if w.policy.Key != nil {
		if w.learns {
			r := &w.records[it.record]
			c.Of, c.Busy = r.Estimates, r.running > 0
		}
		key = w.policy.Key(c)
	}
	w.queues[i].heap.Push(key, w.joined, w.items.Alloc(it))
	w.joined++
	w.waiting++
}

// Head returns the first invocation in the queue of worker i, if the regulator lets
// one begin now. It is valid until the next Join.
func (w *Workers) Head(i int32, now sim.Time) (*Item, bool) {
	q := &w.queues[i]
	if q.heap.Len() == 0 || !w.token(q, now) {
		return nil, false
	}
	return w.items.At(q.heap.Min().Value), true
}

// First returns the first invocation in the queue of worker i, which may not begin now. It is
// valid until the next Join.
func (w *Workers) First(i int32) (*Item, bool) {
	if w.queues[i].heap.Len() == 0 {
		return nil, false
	}
	return w.items.At(w.queues[i].heap.Min().Value), true
}

// Take takes the first invocation out of the queue of worker i.
func (w *Workers) Take(i int32) Item {
	id := w.queues[i].heap.Pop().Value
	w.items.Free(id)
	w.waiting--
	return *w.items.At(id)
}

// Began notes that an invocation, in flight as f, begins at worker i: with a token, or
// past the queue.
func (w *Workers) Began(f, i int32, it *Item, token bool, now sim.Time) {
	for int(f) >= len(w.flights) {
		w.flights = append(w.flights, flight{})
	}
	q := &w.queues[i]
	q.advance(&w.policy.AIMD, now)
	q.running++
	q.settled = false
	x := &w.flights[f]
	x.began, x.record, x.worker, x.token = now, it.record, i, token && !w.policy.Unregulated
	if x.token {
		q.held++
	}
	if x.record != none {
		w.records[x.record].running++
	}
}

// Ended notes that the invocation in flight as f has ended, after it ran for some time
// in a container of that state.
func (w *Workers) Ended(f int32, container State, ran time.Duration, now sim.Time) {
	x := &w.flights[f]
	q := &w.queues[x.worker]
	q.advance(&w.policy.AIMD, now)
	q.running--
	q.settled = false
	if x.token {
		q.held--
	}
	if x.record != none {
		r := &w.records[x.record]
		r.running--
		r.ended(container, ran, now.Sub(x.began))
	}
}

// Alarm returns when the regulator of worker i may have a token for who waits there,
// if its limit moves and no alarm is set that is not later; the alarm is set by that.
func (w *Workers) Alarm(i int32) (at sim.Time, some bool) {
	q := &w.queues[i]
	if !w.policy.AIMD.On() {
		return 0, false
	}
	if q.heap.Len() == 0 || q.held < q.limit { // the head lacks something else, and no limit gives it that
		q.alarm = sim.Never
		return 0, false
	}
	if q.alarm <= q.check {
		return 0, false
	}
	q.alarm = q.check
	return q.check, true
}

// Rang reports whether an alarm of worker i at now is the one that is set, which it is
// no longer.
func (w *Workers) Rang(i int32, now sim.Time) bool {
	q := &w.queues[i]
	if q.alarm != now {
		return false
	}
	q.alarm = sim.Never
	return true
}

// Abandon empties all queues and returns who waited, in the order of the trace.
func (w *Workers) Abandon() (left []Item) {
	for i := range w.queues {
		left = append(left, w.Dismiss(int32(i))...)
	}
	return inOrder(left)
}

// Dismiss empties the queue of worker i and returns who waited, in the order of the trace.
func (w *Workers) Dismiss(i int32) (left []Item) {
	for w.queues[i].heap.Len() > 0 {
		left = append(left, w.Take(i))
	}
	return inOrder(left)
}

func inOrder(items []Item) []Item {
	slices.SortFunc(items, func(a, b Item) int { return int(a.Number - b.Number) })
	return items
}

// Restart makes worker i, where nobody waits, begin anew at now: nothing runs there, the
// regulator is as at the beginning, and nothing has been seen of any function.
func (w *Workers) Restart(i int32, now sim.Time) {
	q := &w.queues[i]
	q.restart(&w.policy.AIMD, now)
	q.alarm = sim.Never
	q.term++
}

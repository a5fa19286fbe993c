package membership

import (
	"slices"

	"thaw/sim"
)

// Change is what an event has come to.
type Change uint8

// The changes. An event that finds nothing to change is Nothing, such as the drain of an
// invoker that is no member.
const (
	Nothing Change = iota
	Joined         // it is a member from now on, empty
	Resumed        // it was draining and is a member again, with what is there
	Drained        // it is draining from now on
	Crashed        // it was a member or draining, and is gone
	Paced          // its pace is another one
)

type status uint8

const (
	absent status = iota
	member
	draining
)

// Roster is the membership of a run, as it stands and as it will change. It draws each
// failure from its seed, keyed by invoker and number, so that neither policies nor the
// schedule move failures to other instants.
type Roster struct {
	status   []status
	pace     []int64  // millionths
	failed   []bool   // by a failure that was drawn; its repair comes
	draws    []uint32 // failures drawn so far
	joins    []int32  // scheduled and still to come
	events   []Event
	next     int     // of the schedule
	orders   []Event // of this instant
	failures Failures
	up, down sim.Dist
	stream   sim.Stream
	pending  sim.Heap[sim.Time, int32, Kind] // one of each invoker: its failure, or its repair
	members  []int32                         // ascending
	present  int
}

// NewRoster returns the membership of so many invokers at the beginning of a run.
func NewRoster(c *Config, invokers int, seed uint64) *Roster {
	r := &Roster{status: make([]status, invokers), pace: make([]int64, invokers), joins: make([]int32, invokers),
		events: inOrder(c.Events), failures: c.Failures}
	for i := range invokers {
		r.status[i], r.pace[i] = member, Million
	}
	known := make([]bool, invokers)
	for _, e := range r.events {
		if e.Kind == Join {
			r.joins[e.Invoker]++
			if !known[e.Invoker] { // no member before its first join
				r.status[e.Invoker] = absent
			}
		}
		known[e.Invoker] = known[e.Invoker] || e.Kind != SlowDown
	}
	for i := c.First; c.Orders && c.First > 0 && i < invokers; i++ {
		r.status[i] = absent
	}
	r.members = make([]int32, 0, invokers)
	for i, s := range r.status {
		if s == member {
			r.members = append(r.members, int32(i))
		}
	}
	r.present = len(r.members)
	if r.failures.On() {
		r.failed, r.draws = make([]bool, invokers), make([]uint32, invokers)
		r.up, r.down = sim.Exponential(c.Failures.Between), sim.Exponential(c.Failures.Repair)
		r.stream = sim.NewStream(seed, "membership/failures")
		r.pending = sim.NewHeap[sim.Time, int32](func(a, b Kind) bool { return false }, nil)
		for i := range invokers {
			r.pending.Append(r.draw(int32(i), 0, failure), int32(i), failure)
		}
		r.pending.Init()
	}
	return r
}

// draw returns the instant of the next failure of invoker i after now, or of the repair
// of its present one.
func (r *Roster) draw(i int32, now sim.Time, k Kind) sim.Time {
	of, index := r.up, 2*uint64(r.draws[i])
	if k == repair {
		of, index = r.down, index+1
		r.draws[i]++
	}
	if at := now.Add(max(1, of.Draw(r.stream, uint64(i), index))); at > now {
		return at
	}
	return sim.Never
}

// Order adds a join or a drain of this instant, after all others of it.
func (r *Roster) Order(e Event) { r.orders = append(r.orders, e) }

// Next returns the instant of the next event, or sim.Never.
func (r *Roster) Next() sim.Time {
	if len(r.orders) > 0 {
		return r.orders[0].At
	}
	at := sim.Never
	if r.next < len(r.events) {
		at = r.events[r.next].At
	}
	if r.pending.Len() > 0 {
		at = min(at, r.pending.Min().First)
	}
	return at
}

// Take takes the next event, which has come, and tells what it changes: at one instant
// those of the schedule as they stand in it, then those drawn by invoker.
func (r *Roster) Take() (invoker int32, change Change) {
	if len(r.orders) > 0 { // their instant has come, and all else of it
		e := r.orders[0]
		r.orders = slices.Delete(r.orders, 0, 1)
		return e.Invoker, r.apply(e)
	}
	at := r.Next()
	if r.next < len(r.events) && r.events[r.next].At == at {
		e := r.events[r.next]
		r.next++
		if e.Kind == Join {
			r.joins[e.Invoker]--
		}
		return e.Invoker, r.apply(e)
	}
	x := r.pending.Pop()
	i := x.Then
	if x.Value == failure {
		r.pending.Push(r.draw(i, at, repair), i, repair)
		was := r.status[i]
		change = r.apply(Event{Invoker: i, Kind: Crash})
		r.failed[i] = was == member
		return i, change
	}
	r.pending.Push(r.draw(i, at, failure), i, failure)
	if !r.failed[i] { // it has joined by the schedule, or the failure has found no member
		return i, Nothing
	}
	return i, r.apply(Event{Invoker: i, Kind: Join})
}

func (r *Roster) apply(e Event) Change {
	i, was := e.Invoker, r.status[e.Invoker]
	switch e.Kind {
	case Join:
		if was == member {
			return Nothing
		}
		r.enter(i)
		if was == draining {
			return Resumed
		}
		r.present++
		r.pace[i] = Million
		return Joined
	case Drain:
		if was != member {
			return Nothing
		}
		r.leave(i, draining)
		return Drained
	case Crash:
		if was == absent {
			return Nothing
		}
		r.leave(i, absent)
		r.present--
		r.pace[i] = Million
		return Crashed
	}
	if was == absent || r.pace[i] == e.Factor {
		return Nothing
	}
	r.pace[i] = e.Factor
	return Paced
}

// enter makes invoker i a member; a failure that it had is over.
func (r *Roster) enter(i int32) {
	r.status[i] = member
	at, _ := slices.BinarySearch(r.members, i)
	r.members = slices.Insert(r.members, at, i)
	if r.failed != nil {
		r.failed[i] = false
	}
}

// leave makes invoker i a member no more.
func (r *Roster) leave(i int32, to status) {
	if r.status[i] == member {
		at, _ := slices.BinarySearch(r.members, i)
		r.members = slices.Delete(r.members, at, at+1)
	}
	r.status[i] = to
}

// Emptied says that nothing is left on invoker i. If it was draining, it is gone.
func (r *Roster) Emptied(i int32) {
	if r.status[i] == draining {
		r.status[i] = absent
		r.present--
	}
}

// Member reports whether invoker i takes invocations.
func (r *Roster) Member(i int32) bool { return r.status[i] == member }

// There reports whether invoker i is a member or draining.
func (r *Roster) There(i int32) bool { return r.status[i] != absent }

// Members returns how many invokers do.
func (r *Roster) Members() int { return len(r.members) }

// Nth returns the k-th of them, from 0, by index.
func (r *Roster) Nth(k int) int32 { return r.members[k] }

// Present returns how many invokers are members or draining.
func (r *Roster) Present() int { return r.present }

// Pace returns how many millionths of its time an execution on invoker i takes.
func (r *Roster) Pace(i int32) int64 { return r.pace[i] }

// Returns reports whether invoker i, which is no member, will be one again.
func (r *Roster) Returns(i int32) bool {
	return r.joins[i] > 0 || r.failed != nil && r.failed[i]
}

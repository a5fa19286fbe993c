// Package tally keeps the books of a replay: from them come the summary of the run
// and the rows of its timeline.
//
//	starts, ends, evictions ──▶ counts, histograms ──▶ Summary
//	memory, where it changes ─▶ integrals, spreads ──┘
//	                         └▶ a row a second and invoker that changed
//
// Policies never count; the replay tells a Tally. Memory is integrated exactly where
// it changes. The spread over invokers comes from running sums of squares, so that
// sampling it every second does not depend on the number of invokers.
package tally

import (
	"math"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Tally holds the books of one run.
type Tally struct {
	fleet *fleet.Fleet
	table *workload.Table

	Completed           int64
	missed              [outcome.NumStatuses]int64 // invocations that ended otherwise, by status
	Queued              int64
	failures            int64 // of attempts
	DelayedStarts       int64
	PartialStarts       int64 // cold starts from a container without a function
	evictions, expiries int64
	Prewarms            Prewarms
	kinds               [outcome.Restored + 1]int64 // starts by kind
	colds               []uint32                    // by function
	latency             [2]collector                // ns; [1] is of cold starts, [0] of the others
	constLatency        [2]time.Duration            // where everything is constant and nothing waits
	constCount          [2]uint64                   // so many had that, and are not in latency yet
	slowdown            ratios

	memoryUsed               level   // booked by all containers, over the platform
	removing                 level   // held by those whose removal has not ended
	idleArea                 float64 // MiB·ns of idle containers
	restored                 average // latency of the restores that completed
	samples                  int64   // whole seconds seen
	usedSpread, activeSpread float64 // sums of the standard deviations at those

	members level   // invokers that take containers
	present int     // those and the ones that are draining
	rate    float64 // what an hour of these costs, or missing
	cost    float64 // so far
	priced  sim.Time

	line  *timeline     // or nil
	Meter outcome.Meter // or nil
	// Answer is what lies between the end of an execution and its answer, of every invocation
	Answer time.Duration
}

// Prewarms counts containers that are loaded ahead of need.
type Prewarms struct {
	Loaded  int64
	Wasted  int64   // of which went, or are there at the end, without an invocation
	Refused int64   // for which there was no memory free
	idle    float64 // MiB·ns until the first invocation, or the end
}

// Init opens the books of a fleet that serves the functions of a table.
func (t *Tally) Init(f *fleet.Fleet, table *workload.Table) {
	t.fleet, t.table = f, table
	t.colds = make([]uint32, len(f.Functions()))
	t.Members(0, len(f.Invokers()), len(f.Invokers()))
	t.rate = outcome.Missing()
}

// ExpectLatencies names the latency of a warm and of a cold start where everything
// is constant and nothing waits: most have it, and it is counted faster.
func (t *Tally) ExpectLatencies(warm, cold time.Duration) {
	t.constLatency = [2]time.Duration{warm, cold}
}

// Placed counts an invocation of fn that has its container.
func (t *Tally) Placed(fn fleet.FuncID, kind outcome.StartKind) {
	t.kinds[kind]++
	if kind == outcome.Cold {
		t.colds[fn]++
	}
}

// Started notes in the timeline an invocation that has its container on invoker i and
// begins to run at the given instant.
func (t *Tally) Started(i fleet.InvokerID, kind outcome.StartKind, at sim.Time, latency time.Duration) {
	if t.line != nil {
		t.line.placed(i, kind)
		t.line.begins(i, at, latency)
	}
}

// GotContainer is the first half of Started, for starts whose end is not known yet, and
// Begins the second.
func (t *Tally) GotContainer(i fleet.InvokerID, kind outcome.StartKind) {
	if t.line != nil {
		t.line.placed(i, kind)
	}
}

// Begins notes in the timeline that an invocation on invoker i begins to run at the
// given instant.
func (t *Tally) Begins(i fleet.InvokerID, at sim.Time, latency time.Duration) {
	if t.line != nil {
		t.line.begins(i, at, latency)
	}
}

// Ends counts an invocation that completes: at once, or later before the end of the
// run. Latency is from arrival to start; slowdown is response / duration, of
// invocations with a duration.
func (t *Tally) Ends(kind outcome.StartKind, latency, response, duration time.Duration) {
	k := bit(kind == outcome.Cold)
	if latency == t.constLatency[k] {
		t.constCount[k]++
	} else {
		t.latency[k].add(int64(latency))
	}
	if duration > 0 {
		t.slowdown.add(response+t.Answer, duration)
	}
}

// Missed counts n invocations that do not complete, by how they end.
func (t *Tally) Missed(how outcome.Status, n int64) { t.missed[how] += n }

// Ended returns the number of invocations that have ended so far.
func (t *Tally) Ended() int64 {
	return t.Completed + t.missed[outcome.Failed] + t.missed[outcome.TimedOut] + t.missed[outcome.Rejected]
}

// Restore counts a restore that completed.
func (t *Tally) Restore(latency time.Duration) { t.restored.add(latency) }

// Memory books delta MiB of containers from now on.
func (t *Tally) Memory(now sim.Time, delta workload.MiB) {
	t.memoryUsed.add(now, delta)
	if t.Meter != nil {
		t.Meter.Booked(now, delta)
	}
}

// Idled closes the idle time of container x.
func (t *Tally) Idled(x *fleet.Container, now sim.Time) {
	area := float64(x.Memory()) * float64(now-x.Since())
	t.idleArea += area
	if x.Prewarmed || t.Meter != nil {
		t.rested(x, now, area)
	}
}

// rested is no part of Idled, so that Idled can be inlined.
//
//go:noinline
func (t *Tally) rested(x *fleet.Container, now sim.Time, area float64) {
	if x.Prewarmed {
		t.Prewarms.idle += area
	}
	if t.Meter != nil {
		t.Meter.Rested(x.Invoker(), x.Memory(), x.Since(), now)
	}
}

// Gone closes the idle time of container x, which goes.
func (t *Tally) Gone(x *fleet.Container, now sim.Time) {
	t.Idled(x, now)
	if x.Prewarmed {
		t.Prewarms.Wasted++
	}
}

// Removing says that containers under removal on invoker i hold delta MiB more from now
// on. They do not book it any more.
func (t *Tally) Removing(i fleet.InvokerID, now sim.Time, delta workload.MiB) {
	t.removing.add(now, delta)
	if t.line != nil {
		t.line.touch(i)
		t.line.seconds[i].removing += int64(delta)
	}
}

// Evicted counts an eviction on invoker i.
func (t *Tally) Evicted(i fleet.InvokerID) {
	t.evictions++
	if t.line != nil {
		t.line.touch(i)
		t.line.seconds[i].evictions++
	}
}

// Expired counts a lease that ended on invoker i.
func (t *Tally) Expired(i fleet.InvokerID) {
	t.expiries++
	if t.line != nil {
		t.line.touch(i)
		t.line.seconds[i].expiries++
	}
}

// Members notes how many invokers are members from now on, and how many have
// containers or may get some.
func (t *Tally) Members(now sim.Time, members, present int) {
	t.members.add(now, workload.MiB(members)-workload.MiB(t.members.now))
	t.present = present
}

// Costs notes what an hour of the invokers costs from now on.
func (t *Tally) Costs(now sim.Time, rate float64) {
	if t.priced < now {
		t.cost += t.rate * (now.Sub(t.priced).Hours())
	}
	t.rate, t.priced = rate, now
}

// Fails counts an attempt that has failed on invoker i. It began to run at the given
// instant, with that latency, if that is not negative or still to come.
func (t *Tally) Fails(i fleet.InvokerID, now, start sim.Time, latency time.Duration) {
	t.failures++
	if t.line != nil {
		t.line.fails(i, now, start, latency)
	}
}

// Sample notes the spread of memory over the invokers at a whole second.
func (t *Tally) Sample() {
	sums, invokers := t.fleet.Sums(), t.present
	t.samples++
	if invokers == 0 {
		return // nothing is there to be uneven
	}
	t.usedSpread += spread(t.memoryUsed.now, sums.UsedSquares, invokers)
	t.activeSpread += spread(sums.Active, sums.ActiveSquares, invokers)
}

// spread returns the standard deviation of n values from their sums.
func spread(sum, squares int64, n int) float64 {
	mean := float64(sum) / float64(n)
	return math.Sqrt(max(0, float64(squares)/float64(n)-mean*mean))
}

// bit is 1 where something is so: it spares an event a branch.
func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// Audited reports whether there is an audit at a whole second: at every one of the
// first quarter of an hour, later at one in sixteen, so that tests of many hours
// do not spend most of their time in it.
func Audited(at sim.Time) bool {
	second := at / sim.Second
	return second <= 900 || second%16 == 0
}

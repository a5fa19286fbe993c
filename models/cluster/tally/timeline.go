package tally

import (
	"slices"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/sim"
)

// timeline makes the rows of each second: one of every invoker that changed in it,
// and one of the whole platform.
type timeline struct {
	fleet.Deaf // but for accounts

	seconds []second                                        // by invoker
	horizon sim.Time                                        // what begins then or later is outside the run
	later   sim.Heap[int64, fleet.InvokerID, time.Duration] // latencies of starts that end in a later second
	sums    outcome.Second                                  // under invariants: the counts of all rows
	rows    []outcome.Second                                // of each invoker, as last passed on, and the whole
	touched []fleet.InvokerID                               // that have a row in the second being filled
	changed []outcome.Second
	second  int64 // the second that is being filled
	so      far   // at the end of the second before
}

// far are counts of the whole run.
type far struct{ completed, retries, timeouts int64 }

// second is what happened on one invoker in the second being filled.
type second struct {
	placed, colds, begun, evictions, expiries int32
	failed                                    int32
	latency                                   int64 // sum of those that began, ns
	removing                                  int64 // MiB that containers under removal hold; goes on
	touched                                   bool
}

// KeepTimeline opens a timeline of a run up to a horizon: Second has to be called at
// the end of each second.
func (t *Tally) KeepTimeline(horizon sim.Time) {
	n := len(t.fleet.Invokers())
	t.line = &timeline{seconds: make([]second, n), rows: make([]outcome.Second, n+1), horizon: horizon}
	for i := range n {
		t.line.touch(fleet.InvokerID(i)) // the first second has every row
	}
	t.fleet.Follow(t.line, fleet.Accounts|fleet.Members)
}

// Timeline reports whether one is kept.
func (t *Tally) Timeline() bool { return t.line != nil }

// SecondBegan reports whether the second that is being filled contains instants up to
// now: the first one contains instant 0.
func (t *Tally) SecondBegan(now sim.Time) bool {
	return t.line != nil && (t.line.second == 0 || now > sim.Time(t.line.second)*sim.Second)
}

// Account notes that invoker i has changed.
func (l *timeline) Account(i fleet.InvokerID) { l.touch(i) }

// Offer notes that invoker i has joined or left.
func (l *timeline) Offer(i fleet.InvokerID) { l.touch(i) }

// fails counts a failure on invoker i, and forgets a beginning that was to come later.
func (l *timeline) fails(i fleet.InvokerID, now, start sim.Time, latency time.Duration) {
	l.touch(i)
	l.seconds[i].failed++
	if start <= now || start >= l.horizon {
		return
	}
	second := secondOf(start)
	if second <= l.second {
		l.seconds[i].begun--
		l.seconds[i].latency -= int64(latency)
		return
	}
	for k := range l.later.Len() {
		if x := l.later.At(k); x.First == second && x.Then == i && x.Value == latency {
			l.later.Remove(k)
			return
		}
	}
}

// touch notes that invoker i has a row in the second being filled.
func (l *timeline) touch(i fleet.InvokerID) {
	if s := &l.seconds[i]; !s.touched {
		s.touched = true
		l.touched = append(l.touched, i)
	}
}

// placed counts an invocation that has got its container.
func (l *timeline) placed(i fleet.InvokerID, kind outcome.StartKind) {
	l.touch(i)
	s := &l.seconds[i]
	s.placed++
	if kind == outcome.Cold {
		s.colds++
	}
}

// begins counts an invocation that begins to run at an instant, which may come later.
func (l *timeline) begins(i fleet.InvokerID, at sim.Time, latency time.Duration) {
	switch second := secondOf(at); {
	case at >= l.horizon:
	case second > l.second:
		l.later.Push(second, i, latency)
	default:
		l.begun(i, latency)
	}
}

// begun counts a beginning in the second being filled.
func (l *timeline) begun(i fleet.InvokerID, latency time.Duration) {
	l.touch(i)
	s := &l.seconds[i]
	s.begun++
	s.latency += int64(latency)
}

// secondOf returns the second whose row contains an instant: a second has its end, and
// the first one its beginning as well.
func secondOf(at sim.Time) int64 { return int64(max(0, at-1) / sim.Second) }

// Second returns the rows of the second that ends now, valid until the next call. So
// many invocations are queued, and so many attempts were retries and given up so far.
func (t *Tally) Second(queued int, retries, timeouts int64) []outcome.Second {
	l := t.line
	so := far{t.Completed, retries, timeouts}
	for l.later.Len() > 0 && l.later.Min().First <= l.second {
		x := l.later.Pop()
		l.begun(x.Then, x.Value)
	}
	whole := &l.rows[len(l.seconds)]
	*whole = outcome.Second{
		Second: l.second, Invoker: fleet.None, QueueLength: int32(queued),
		Running: whole.Running, Idle: whole.Idle, ActiveMiB: t.fleet.Sums().Active,
		UsedMiB: t.memoryUsed.now, RemovingMiB: t.removing.now, Members: int32(t.members.now),
		Completed: int32(so.completed - l.so.completed), Retries: int32(so.retries - l.so.retries),
		Timeouts: int32(so.timeouts - l.so.timeouts),
	}
	l.so = so
	var latency int64
	l.changed = l.changed[:0]
	slices.Sort(l.touched)
	for _, i := range l.touched {
		inv, s, row := t.fleet.Invoker(i), &l.seconds[i], &l.rows[i]
		whole.Running += inv.Running() - row.Running
		whole.Idle += inv.Idle() - row.Idle
		*row = outcome.Second{
			Second: l.second, Invoker: i,
			Invocations: s.placed, ColdStarts: s.colds, Begun: s.begun, Evictions: s.evictions, Expiries: s.expiries,
			Failed: s.failed, Members: int32(bit(inv.Open())),
			Running: inv.Running(), Idle: inv.Idle(),
			ActiveMiB: int64(inv.Active()), UsedMiB: int64(inv.Used()), RemovingMiB: s.removing,
			LatencyMsMean: meanMs(s.latency, s.begun),
		}
		whole.Invocations += s.placed
		whole.ColdStarts += s.colds
		whole.Begun += s.begun
		whole.Evictions += s.evictions
		whole.Expiries += s.expiries
		whole.Failed += s.failed
		latency += s.latency
		*s = second{removing: s.removing}
		l.changed = append(l.changed, *row)
	}
	l.touched = l.touched[:0]
	whole.LatencyMsMean = meanMs(latency, whole.Begun)
	if sim.Invariants {
		t.auditRows(whole)
	}
	l.second++
	return append(l.changed, *whole)
}

func meanMs(sum int64, n int32) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n) / float64(time.Millisecond)
}

// auditRows checks the rows of a second that is over: all rows so far sum to what the
// summary would say of the run so far, and the rows of the invokers to that of the whole.
func (t *Tally) auditRows(whole *outcome.Second) {
	l := t.line
	l.sums.Invocations += whole.Invocations
	l.sums.ColdStarts += whole.ColdStarts
	l.sums.Evictions += whole.Evictions
	l.sums.Expiries += whole.Expiries
	l.sums.Failed += whole.Failed
	placed := int64(0)
	for _, n := range t.kinds {
		placed += n
	}
	sim.Check(int64(l.sums.Invocations) == placed && int64(l.sums.ColdStarts) == t.kinds[outcome.Cold] &&
		int64(l.sums.Evictions) == t.evictions && int64(l.sums.Expiries) == t.expiries &&
		int64(l.sums.Failed) == t.failures,
		"the rows up to second %d sum to %+v, the books have %d starts (%v by kind), %d evictions, %d expiries",
		l.second, l.sums, placed, t.kinds, t.evictions, t.expiries)
	var states outcome.Second
	for i := range l.seconds {
		row := &l.rows[i]
		states.Running, states.Idle = states.Running+row.Running, states.Idle+row.Idle
		states.ActiveMiB, states.UsedMiB = states.ActiveMiB+row.ActiveMiB, states.UsedMiB+row.UsedMiB
		states.RemovingMiB, states.Members = states.RemovingMiB+row.RemovingMiB, states.Members+row.Members
		sim.Check(0 <= row.ActiveMiB && row.ActiveMiB <= row.UsedMiB &&
			row.UsedMiB <= int64(t.fleet.Capacity(fleet.InvokerID(i))) && row.RemovingMiB >= 0,
			"second %d: %+v", l.second, *row)
	}
	sim.Check(states.Running == whole.Running && states.Idle == whole.Idle && states.ActiveMiB == whole.ActiveMiB &&
		states.UsedMiB == whole.UsedMiB && states.RemovingMiB == whole.RemovingMiB && states.Members == whole.Members,
		"second %d: the rows of the invokers sum to %+v, the whole is %+v", l.second, states, *whole)
}

// Audit compares the books of memory with what containers book and hold, under the
// build tag invariants: so many MiB are held by containers under removal.
func (t *Tally) Audit(removing int64) {
	used := int64(0)
	for i := range t.fleet.Invokers() {
		used += int64(t.fleet.Invoker(fleet.InvokerID(i)).Used())
	}
	sim.Check(used == t.memoryUsed.now, "%d MiB are booked, the books have %d", used, t.memoryUsed.now)
	sim.Check(removing == t.removing.now, "%d MiB are being removed, the books have %d", removing, t.removing.now)
}

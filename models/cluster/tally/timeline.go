package tally

import (
	"slices"
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// timeline makes the rows of each second: one of every invoker that changed in it,
// and one of the whole platform.
type timeline struct {
	fleet.Deaf // but for accounts

	seconds []second          // by invoker
	rows    []outcome.Second  // of each invoker, as last passed on, and the whole
	touched []fleet.InvokerID // that have a row in the second being filled
	changed []outcome.Second
	second  int64 // the second that is being filled
}

// second is what happened on one invoker in the second being filled.
type second struct {
	starts, colds, evictions, expiries int32
	latency                            int64 // sum, ns
	touched                            bool
}

// KeepTimeline opens a timeline: Second has to be called at the end of each second.
func (t *Tally) KeepTimeline() {
	n := len(t.fleet.Invokers())
	t.line = &timeline{seconds: make([]second, n), rows: make([]outcome.Second, n+1)}
	for i := range n {
		t.line.touch(fleet.InvokerID(i)) // the first second has every row
	}
	t.fleet.Follow(t.line, fleet.Accounts)
}

// Timeline reports whether one is kept.
func (t *Tally) Timeline() bool { return t.line != nil }

// SecondBegan reports whether some of the second that is being filled is over.
func (t *Tally) SecondBegan(now sim.Time) bool {
	return t.line != nil && now > sim.Time(t.line.second)*sim.Second
}

// Account notes that invoker i has changed.
func (l *timeline) Account(i fleet.InvokerID) { l.touch(i) }

// touch notes that invoker i has a row in the second being filled.
func (l *timeline) touch(i fleet.InvokerID) {
	if s := &l.seconds[i]; !s.touched {
		s.touched = true
		l.touched = append(l.touched, i)
	}
}

func (l *timeline) began(i fleet.InvokerID, kind outcome.StartKind, latency time.Duration) {
	l.touch(i)
	s := &l.seconds[i]
	s.starts++
	if kind == outcome.Cold {
		s.colds++
	}
	s.latency += int64(latency)
}

// Holder knows the memory that the containers of an invoker hold, in MiB.
type Holder interface{ Held(invoker int32) int32 }

// Second returns the rows of the second that ends now, valid until the next call.
// Holder may be nil: invokers hold what they book. So many invocations are queued.
func (t *Tally) Second(queued int, holder Holder) []outcome.Second {
	l := t.line
	whole := &l.rows[len(l.seconds)]
	*whole = outcome.Second{
		Second: l.second, Invoker: fleet.None, QueueLength: int32(queued),
		Running: whole.Running, Idle: whole.Idle, ActiveMiB: t.fleet.Sums().Active, UsedMiB: t.usedNow(),
	}
	var latency int64
	l.changed = l.changed[:0]
	slices.Sort(l.touched)
	for _, i := range l.touched {
		inv, s, row := t.fleet.Invoker(i), &l.seconds[i], &l.rows[i]
		whole.Running += inv.Running() - row.Running
		whole.Idle += inv.Idle() - row.Idle
		used := inv.Used()
		if holder != nil {
			used = workload.MiB(holder.Held(int32(i)))
		}
		*row = outcome.Second{
			Second: l.second, Invoker: i,
			Invocations: s.starts, ColdStarts: s.colds, Evictions: s.evictions, Expiries: s.expiries,
			Running: inv.Running(), Idle: inv.Idle(),
			ActiveMiB: int64(inv.Active()), UsedMiB: int64(used),
			LatencyMsMean: meanMs(s.latency, s.starts),
		}
		whole.Invocations += s.starts
		whole.ColdStarts += s.colds
		whole.Evictions += s.evictions
		whole.Expiries += s.expiries
		latency += s.latency
		*s = second{}
		l.changed = append(l.changed, *row)
	}
	l.touched = l.touched[:0]
	whole.LatencyMsMean = meanMs(latency, whole.Invocations)
	l.second++
	return append(l.changed, *whole)
}

func meanMs(sum int64, n int32) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n) / float64(time.Millisecond)
}

package cluster

import (
	"slices"
	"time"

	"thaw/models/outcome"
	"thaw/sim"
)

// startTicks posts the first tick of each policy that has them, and sets the
// first second to be sampled.
func (e *engine) startTicks() {
	e.boundary = sim.Second
	for k, t := range e.watch.tickers {
		e.post(sim.Time(max(t.Period(), time.Nanosecond)), kindTick, int64(k), int32(k))
	}
}

// tick calls a policy and posts its next tick.
func (e *engine) tick(subject int32) {
	t := e.watch.tickers[subject]
	t.Tick(e.now)
	e.post(e.now.Add(max(t.Period(), time.Nanosecond)), kindTick, int64(subject), subject)
}

// seconds samples the whole seconds before now, each as everything at that
// instant has left it. They need no events: between events nothing changes, so
// that one audit serves them all.
func (e *engine) seconds(now sim.Time) {
	if sim.Invariants && e.boundary < now && audited(e.boundary) {
		e.audit()
	}
	for ; e.boundary < now; e.boundary += sim.Second {
		e.tally.sample(e.fleet.Sums(), e.Invokers())
		if e.tally.seconds != nil && e.err == nil {
			e.err = e.writeSecond()
		}
	}
}

// audited reports whether there is an audit at a whole second: at every one of the
// first quarter of an hour, later at one in sixteen, so that tests of many hours
// do not spend most of their time in it.
func audited(at sim.Time) bool {
	second := at / sim.Second
	return second <= 900 || second%16 == 0
}

// writeSecond passes on the rows of the second that ends now.
func (e *engine) writeSecond() error {
	t := &e.tally
	whole := &t.rows[e.Invokers()]
	*whole = outcome.Second{
		Second: t.second, Invoker: None, QueueLength: int32(e.central.n),
		Running: whole.Running, Idle: whole.Idle, ActiveMiB: e.fleet.Sums().Active, UsedMiB: t.usedNow(),
	}
	var latency int64
	t.changed = t.changed[:0]
	slices.Sort(t.touched)
	for _, i := range t.touched {
		inv, s, row := e.fleet.Invoker(i), &t.seconds[i], &t.rows[i]
		whole.Running += inv.Running() - row.Running
		whole.Idle += inv.Idle() - row.Idle
		*row = outcome.Second{
			Second: t.second, Invoker: i,
			Invocations: s.starts, ColdStarts: s.colds, Evictions: s.evictions, Expiries: s.expiries,
			Running: inv.Running(), Idle: inv.Idle(),
			ActiveMiB: int64(inv.Active()), UsedMiB: e.usedBy(i),
			LatencyMsMean: meanMs(s.latency, s.starts),
		}
		whole.Invocations += s.starts
		whole.ColdStarts += s.colds
		whole.Evictions += s.evictions
		whole.Expiries += s.expiries
		latency += s.latency
		*s = second{}
		t.changed = append(t.changed, *row)
	}
	t.touched = t.touched[:0]
	whole.LatencyMsMean = meanMs(latency, whole.Invocations)
	t.second++
	return e.out.Timeline.Seconds(append(t.changed, *whole))
}

func meanMs(sum int64, n int32) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n) / float64(time.Millisecond)
}

// lastSeconds passes on the second that the end of the run cut short.
func (e *engine) lastSeconds() error {
	if e.tally.seconds == nil || e.now <= sim.Time(e.tally.second)*sim.Second {
		return nil
	}
	return e.writeSecond()
}

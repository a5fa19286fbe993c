package cluster

import (
	"time"

	"thaw/models/client"
	"thaw/models/cluster/tally"
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
	if sim.Invariants && e.boundary < now && tally.Audited(e.boundary) {
		e.audit()
	}
	for ; e.boundary < now && e.err == nil; e.boundary += sim.Second {
		e.tally.Sample()
		if e.tally.Timeline() {
			e.err = e.writeSecond()
		}
	}
}

// writeSecond passes on the rows of the second that ends now.
func (e *engine) writeSecond() error {
	var c client.Counts
	if e.clients != nil {
		c = e.clients.Counts
	}
	return e.out.Timeline.Seconds(e.tally.Second(e.waits(), c.Retries, c.GivenUp))
}

// lastSecond passes on the second that the end of the run cut short, as it is before
// what is left is settled.
func (e *engine) lastSecond() {
	if e.tally.SecondBegan(e.now) && e.err == nil {
		e.err = e.writeSecond()
	}
}

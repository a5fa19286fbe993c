package cluster

import (
	"time"

	"thaw/sim"
)

// The subjects of kindTick: the engine's own seconds, then the policies' ticks.
const everySecond int32 = 0

// startTicks posts the first tick of each kind.
func (e *engine) startTicks() {
	e.post(sim.Second, kindTick, 0, everySecond)
	for k, t := range e.watch.tickers {
		e.post(sim.Time(max(t.Period(), time.Nanosecond)), kindTick, int64(k)+1, int32(k)+1)
	}
}

// tick is a whole second, or a policy's period; it posts the next.
func (e *engine) tick(subject int32) {
	if subject != everySecond {
		t := e.watch.tickers[subject-1]
		t.Tick(e.now)
		e.post(e.now.Add(max(t.Period(), time.Nanosecond)), kindTick, int64(subject), subject)
		return
	}
	if false {
		e.audit()
	}
	e.tally.sample(len(e.invokers))
	if e.tally.seconds != nil && e.err == nil {
		e.err = e.writeSecond()
	}
	e.post(e.now+sim.Second, kindTick, 0, everySecond)
}

// writeSecond passes on the rows of the second that ends now.
func (e *engine) writeSecond() error {
	t := &e.tally
	whole := TimelineRow{Second: t.second, Invoker: None, QueueLength: int32(e.central.n)}
	var latency int64
	for i := range e.invokers {
		inv, s := &e.invokers[i], &t.seconds[i]
		t.rows[i] = TimelineRow{
			Second: t.second, Invoker: InvokerID(i),
			Invocations: s.starts, ColdStarts: s.colds, Evictions: s.evictions, Expiries: s.expiries,
			Running: inv.running, Idle: inv.idle,
			ActiveMiB: int64(inv.active), UsedMiB: int64(inv.used),
			LatencyMsMean: meanMs(s.latency, s.starts),
		}
		whole.Invocations += s.starts
		whole.ColdStarts += s.colds
		whole.Evictions += s.evictions
		whole.Expiries += s.expiries
		whole.Running += inv.running
		whole.Idle += inv.idle
		whole.ActiveMiB += int64(inv.active)
		whole.UsedMiB += int64(inv.used)
		latency += s.latency
		*s = second{}
	}
	whole.LatencyMsMean = meanMs(latency, whole.Invocations)
	t.rows[len(e.invokers)] = whole
	t.second++
	return e.out.Timeline.Seconds(t.rows)
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

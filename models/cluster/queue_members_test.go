package cluster_test

import (
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// What becomes of who waits at an invoker that drains, with a controller that takes 100 ms
// for each decision? Two invokers with a token each; two calls come at once, one of 5 s and
// one that waits behind it.
func TestHandedBackByTheController(t *testing.T) {
	const ms = time.Millisecond
	event := func(at time.Duration, i int32, k membership.Kind) membership.Event {
		return membership.Event{At: sim.Time(at), Invoker: i, Kind: k}
	}
	for _, x := range []struct {
		what                    string
		events                  []membership.Event
		queued, schedule, start time.Duration // of the second
		invoker                 cluster.InvokerID
	}{
		{"nothing happens", nil, 5900 * ms, 200 * ms, 6100 * ms, 0},
		// it has waited from 200 ms to 2 s; the controller decides again
		{"a drain", []membership.Event{event(2000*ms, 0, membership.Drain)}, 1800 * ms, 300 * ms, 3100 * ms, 1},
		// the controller finds no invoker: it waits centrally until one joins
		{"nobody is left", []membership.Event{event(1000*ms, 1, membership.Drain), event(2000*ms, 0, membership.Drain),
			event(10_000*ms, 1, membership.Join)}, 9700 * ms, 300 * ms, 11_000 * ms, 1},
		// invoker 0 goes while the controller works on the second, which is then brought to the other
		{"a crash meanwhile", []membership.Event{event(150*ms, 0, membership.Crash)}, 0, 200 * ms, 1200 * ms, 1},
	} {
		w := narrow(0, 0)
		w.invokers, w.memory, w.warm, w.cold, w.latency = 2, 1024, 0, time.Second, 0
		w.schedule, w.keepalive = "first-fit", "lru"
		w.functions = []workload.Function{{Name: "app/f", Memory: 128}}
		w.trace = []workload.Invocation{{Duration: 5 * time.Second}, {Duration: time.Second}}
		w.queue = queueing{discipline: "fcfs", tokens: 1}
		w.changes.Events = x.events
		cfg := w.config()
		cfg.Control.Decision = 100 * ms
		list, sum := w.replay(t, cfg, 0)
		o := list[1]
		if o.Status != outcome.Completed || o.Queued != x.queued || o.Schedule != x.schedule ||
			o.Start != sim.Time(x.start) || o.Invoker != x.invoker {
			t.Errorf("%s: %+v, expected %+v", x.what, o, x)
		}
		if want := min(1, x.queued.Milliseconds()); sum.Queued != want {
			t.Errorf("%s: %d were queued, expected %d", x.what, sum.Queued, want)
		}
	}
}

// Do the containers of other invokers stay in use while one drains, where a container
// takes two invocations at a time? Invoker 0 is full with two, a third is on invoker 1;
// after invoker 0 began to drain, the fourth finds the free slot there.
func TestDrainLeavesOthersTheirSlots(t *testing.T) {
	w := narrow(0, 0)
	w.invokers, w.memory, w.warm, w.cold, w.latency = 2, 128, time.Millisecond, 100*time.Millisecond, 0
	w.functions = []workload.Function{{Name: "app/f", Memory: 128}}
	w.trace = nil
	for _, at := range []time.Duration{0, time.Second / 2, time.Second, 3 * time.Second} {
		w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(at), Duration: 10 * time.Second})
	}
	w.changes.Events = []membership.Event{{At: sim.Time(2 * time.Second), Invoker: 0, Kind: membership.Drain}}
	cfg := w.config()
	cfg.Concurrency = 2
	list, _ := w.replay(t, cfg, 0)
	if o := list[3]; o.Kind != outcome.Warm || o.Invoker != 1 || o.Start != sim.Time(3001*time.Millisecond) {
		t.Errorf("after the drain: %+v, expected a warm start on invoker 1 at once", o)
	}
}

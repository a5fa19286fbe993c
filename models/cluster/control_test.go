package cluster_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

const ms = time.Millisecond

// pairOf is one invoker of 512 MiB and three functions of half of it.
func pairOf(schedule, keepalive string) *world {
	return &world{
		invokers: 1, memory: 512, schedule: schedule, keepalive: keepalive, cold: 100 * ms,
		apps:      []workload.App{{Name: "app", Memory: 256}},
		functions: []workload.Function{{Name: "app/f", Memory: 256}, {Name: "app/g", Memory: 256}, {Name: "app/h", Memory: 256}},
	}
}

func (w *world) at(at time.Duration, fn cluster.FuncID, runs time.Duration) *world {
	w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(at), Duration: runs, Function: fn})
	return w
}

// Is a warm container that goes while the decision is on its way a cold start,
// counted as stale?
func TestStaleDecisions(t *testing.T) {
	const f, g, h = 0, 1, 2
	evicted := func() *world {
		// f and h are idle, f for longer. g makes the invoker evict f when it gets
		// there; f is asked for 4 ms after g.
		return pairOf("first-fit", "lru").at(0, f, 100*ms).at(time.Second, h, 100*ms).at(5*time.Second, g, 10*time.Second).at(5004*ms, f, 100*ms)
	}
	// The container of f is idle from 200 ms and expires at 1200 ms, or later by the
	// message delay.
	expired := func(second time.Duration) *world {
		return pairOf("first-fit", "ttl,keep=1s").at(0, f, 100*ms).at(second, f, 100*ms)
	}
	for _, c := range []struct {
		name    string
		world   *world
		control cluster.Control
		stale   int64
		kind    outcome.StartKind // of the last invocation
		start   time.Duration     // of it
	}{
		{"no delay: the scheduler sees that f is gone", evicted(), cluster.Control{}, 0, outcome.Cold, 5104 * ms},
		{"f is decided before the news of its eviction", evicted(), cluster.Control{Message: 3 * ms, Update: 2 * ms}, 1, outcome.Cold, 5107 * ms},
		{"the news are in time", evicted(), cluster.Control{Message: 3 * ms, Update: 1 * ms}, 0, outcome.Cold, 5107 * ms},
		{"f is decided before g gets there", evicted(), cluster.Control{Message: 5 * ms}, 1, outcome.Cold, 5109 * ms},
		{"the message is faster than the expiry", expired(1199 * ms), cluster.Control{Message: 2 * ms}, 0, outcome.Warm, 1201 * ms},
		{"the message gets there when it expires, which still serves", expired(1200 * ms), cluster.Control{Message: 3 * ms}, 0, outcome.Warm, 1203 * ms},
		{"the container expires on the way", expired(1201 * ms), cluster.Control{Message: 2 * ms}, 1, outcome.Cold, 1303 * ms},
		{"the expiry is known", expired(1203 * ms), cluster.Control{Message: 2 * ms}, 0, outcome.Cold, 1305 * ms},
		{"the news of it are on the way", expired(1203 * ms), cluster.Control{Message: 2 * ms, Update: 2 * ms}, 1, outcome.Cold, 1305 * ms},
	} {
		cfg := c.world.config()
		cfg.Control = c.control
		list, sum := c.world.replay(t, cfg, 0)
		last := list[len(list)-1]
		if sum.StaleDecisions != c.stale || last.Kind != c.kind || last.Start != sim.Time(c.start) {
			t.Errorf("%s: %d stale, %v at %v; expected %d, %v at %v", c.name, sum.StaleDecisions, last.Kind, last.Start.Seconds(), c.stale, c.kind, c.start.Seconds())
		}
	}
}

// Does an invoker use what it finds, although the scheduler did not know of it?
// f ends at 200 ms; the scheduler knows it 10 ms later, and places the next f at
// 205 ms for a new container.
func TestLateNewsOfIdleContainers(t *testing.T) {
	w := pairOf("sophon-ma-mc", "lru").at(0, 0, 100*ms).at(205*ms, 0, 100*ms).at(400*ms, 0, 100*ms).at(405*ms, 1, 100*ms)
	cfg := w.config()
	cfg.Control = cluster.Control{Update: 10 * ms}
	list, sum := w.replay(t, cfg, 0)
	if sum.ColdStarts != 2 || sum.WarmStarts != 2 || sum.Evictions != 0 || sum.StaleDecisions != 0 {
		t.Errorf("%d cold and %d warm starts, %d evictions, %d stale; expected 2, 2, 0, 0", sum.ColdStarts, sum.WarmStarts, sum.Evictions, sum.StaleDecisions)
	}
	if o := list[1]; o.Kind != outcome.Warm || o.Start != sim.Time(205*ms) || o.Container != 0 {
		t.Errorf("the second invocation: %+v, expected a warm start at 205 ms", o)
	}
}

// Do the books balance in random worlds with delays, whatever is stale? The
// audit of -tags invariants compares the scheduler's picture with the platform
// each second; here, nobody shares a container, nobody is lost, and invokers are
// not overbooked.
func TestDelaysKeepTheBooks(t *testing.T) {
	var stale, unexpected int64
	for _, schedule := range []string{"first-fit", "sticky-random", "sophon-ma-mc", "sophon-sr-ma", "sophon-sr-mc,sample=2"} {
		for _, keepalive := range []string{"none", "ttl", "lru", "greedy-dual"} {
			for seed := range uint64(40) {
				w := randomWorld(seed, schedule, keepalive)
				cfg := w.config()
				cfg.Control = cluster.Control{Message: time.Duration(seed%4) * 125 * ms, Update: time.Duration(seed%3) * 125 * ms}
				if seed%5 == 0 {
					cfg.Control.Decision = 50 * ms
				}
				if seed%2 == 0 {
					cfg.Daemon = daemon.Config{Parallel: 2, Remove: sim.Const(200 * ms), NamespaceDelete: 50 * ms}
				}
				list, sum := w.replay(t, cfg, 0)
				stale += sum.StaleDecisions
				unexpected += bound(t, w, list, sum)
			}
		}
	}
	if stale < 100 || unexpected < 100 {
		t.Errorf("%d stale decisions and %d evictions: the worlds test too little", stale, unexpected)
	}
}

// bound checks the outcomes of one world.
func bound(t *testing.T, w *world, list []outcome.Invocation, sum outcome.Summary) int64 {
	t.Helper()
	if int(sum.Invocations) != len(list) || sum.Completed+sum.Rejected+sum.Unfinished != sum.Invocations {
		t.Fatalf("%d outcomes of %+v\n%v", len(list), sum, w)
	}
	reached := func(o outcome.Invocation) sim.Time { return o.Arrival.Add(o.Queued + o.Schedule) }
	for n, o := range list {
		if o.Invoker == cluster.None {
			continue
		}
		if o.Start >= 0 && o.Start < reached(o) {
			t.Fatalf("invocation %d began before it got there: %+v\n%v", n, o, w)
		}
		active := int32(0)
		for m, p := range list {
			before := reached(p) < reached(o) || reached(p) == reached(o) && m < n // of one instant, by number
			if m != n && (p.Invoker != o.Invoker || !before || until(p) <= reached(o)) {
				continue
			}
			if m != n && p.Container == o.Container {
				t.Fatalf("invocations %d and %d share a container\n%+v\n%+v\n%v", m, n, p, o, w)
			}
			_, mib := (&dumb{world: *w}).unit(int(p.Function))
			active += mib
		}
		if active > w.memory {
			t.Fatalf("invocation %d: %d MiB are active of %d\n%v", n, active, w.memory, w)
		}
	}
	return sum.Evictions
}

// Does staleness grow with the delays, and go away without them?
func TestStaleShareGrowsWithDelay(t *testing.T) {
	share := func(message, update time.Duration) (n int64) {
		for seed := range uint64(30) {
			w := randomWorld(seed, "sophon-ma-ma", "lru")
			w.latency = 0
			cfg := w.config()
			cfg.Control = cluster.Control{Message: message, Update: update}
			_, sum := w.replay(t, cfg, 0)
			n += sum.StaleDecisions
		}
		return n
	}
	none, short, long := share(0, 0), share(200*ms, 100*ms), share(800*ms, 600*ms)
	if none != 0 || short == 0 || long <= short {
		t.Errorf("%d stale decisions without delay, %d with 300 ms, %d with 1.4 s", none, short, long)
	}
}

// Is the controller a queue with one server? Under Poisson arrivals and decisions
// of fixed length the mean wait is that of M/D/1.
func TestControllerIsMD1(t *testing.T) {
	const decision, rho, count = 10 * ms, 0.8, 60000
	w := pairOf("max-available", "none")
	w.invokers, w.memory, w.cold = 4, 1<<20, 0
	s, at := sim.NewStream(11, "test/controller"), 0.0
	for k := range uint64(count) {
		at -= math.Log(s.Float(k, 0)) * decision.Seconds() / rho
		w.at(time.Duration(at*float64(time.Second)), 0, 0)
	}
	cfg := w.config()
	cfg.Control = cluster.Control{Decision: decision}
	list, sum := w.replay(t, cfg, 0)
	waited := 0.0
	for _, o := range list {
		waited += (o.Schedule - decision).Seconds()
		if o.Queued != 0 || o.Start.Sub(o.Arrival) != o.Schedule {
			t.Fatalf("%+v", o)
		}
	}
	want := rho * decision.Seconds() / (2 * (1 - rho))
	if got := waited / count; math.Abs(got-want) > 0.06*want {
		t.Errorf("mean wait for the controller %.5f s, expected %.5f", got, want)
	}
	if sum.Queued != 0 {
		t.Errorf("%d in the central queue", sum.Queued)
	}
}

// Does a saturated controller place as many as it can and no more, and does an
// invocation that finds no memory wait in the queue, not at the controller?
func TestControllerAtItsLimit(t *testing.T) {
	w := pairOf("first-fit", "lru")
	w.cold = 0
	for k := range 1000 {
		w.at(time.Duration(k)*ms, 0, 0)
	}
	cfg := w.config()
	cfg.Control, cfg.Horizon = cluster.Control{Decision: 4 * ms}, sim.Second
	_, sum := w.replay(t, cfg, 0)
	if sum.Completed < 249 || sum.Completed > 250 {
		t.Errorf("%d completed in 1 s of 4 ms decisions, expected 250", sum.Completed)
	}

	w = pairOf("first-fit", "lru").at(0, 0, time.Second).at(ms, 1, time.Second).at(2*ms, 2, 0)
	cfg = w.config()
	cfg.Control = cluster.Control{Decision: 10 * ms}
	list, _ := w.replay(t, cfg, 0)
	// The third is decided at 20 ms, finds no memory, and is placed when the first
	// ends, at 10 + 100 + 1000 ms.
	if o := list[2]; o.Queued != 1090*ms || o.Schedule != 18*ms || o.Start != sim.Time(1210*ms) {
		t.Errorf("queued %v, controller %v, start %v; expected 1.09 s, 18 ms, 1.21 s", o.Queued, o.Schedule, o.Start.Seconds())
	}
}

// lookers is a scheduler that looks at as many invokers as there are.
type lookers struct{ cluster.Scheduler }

func (lookers) InspectedInvokers(cluster.FuncID, cluster.InvokerID) int { return 3 }

// Does looking at invokers take the controller's time?
func TestLooksTakeTime(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, ms).at(0, 1, ms)
	cfg := w.config()
	cfg.Control = cluster.Control{Decision: 10 * ms, Look: 5 * ms}
	pol := named(t, w.schedule, w.keepalive)
	list, _, err := w.try(cfg, cluster.Policies{Schedule: func(v *cluster.View) cluster.Scheduler { return lookers{pol.Schedule(v)} }, KeepAlive: pol.KeepAlive}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if list[0].Schedule != 25*ms || list[1].Schedule != 50*ms {
		t.Errorf("schedule latencies %v and %v, expected 25 ms and 50 ms", list[0].Schedule, list[1].Schedule)
	}
}

// Are configurations refused that the model does not cover?
func TestControlRefusals(t *testing.T) {
	w := pairOf("first-fit", "lru").at(0, 0, ms)
	cfg := w.config()
	cfg.Control, cfg.Concurrency = cluster.Control{Message: ms}, 2
	if _, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0); err == nil || !strings.Contains(err.Error(), "concurrency is 2") {
		t.Errorf("delays with concurrency: %v", err)
	}
	cfg = w.config()
	cfg.Control = cluster.Control{Update: -ms}
	if _, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0); err == nil || !strings.Contains(err.Error(), "update delay") {
		t.Errorf("a negative delay: %v", err)
	}
}

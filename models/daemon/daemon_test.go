package daemon

import (
	"math"
	"testing"
	"time"

	"thaw/sim"
)

// driver runs daemons: it keeps their wakes and calls them at the right instant.
type driver struct {
	d     *Daemons
	queue sim.Queue
	now   sim.Time
	seq   uint64
	ended func(done Done, at sim.Time)
}

func drive(cfg Config, memory int32) *driver {
	r := &driver{d: New(cfg, 1, func(int) int32 { return memory })}
	r.queue.Reset()
	return r
}

func (r *driver) take() {
	for _, w := range r.d.Wakes() {
		r.seq++
		r.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, r.seq, w.Subject)})
	}
}

// until runs all that happens before the given instant.
func (r *driver) until(t testing.TB, at sim.Time) {
	t.Helper()
	for {
		ev, ok := r.queue.Next(sim.Event{At: at})
		if !ok {
			r.now = at
			return
		}
		r.now = ev.At
		done, ok := r.d.Advance(ev.Ord.Subject(), r.now)
		r.take()
		if absent, leaving := r.d.Count(0); absent < 0 || leaving > r.d.Held(0) {
			t.Fatalf("%v: %d MiB are leaving of %d held", r.now.Seconds(), leaving, r.d.Held(0))
		}
		if held := r.d.Held(0); held < 0 || held > r.d.of[0].capacity {
			t.Fatalf("%v: %d MiB held of %d", r.now.Seconds(), held, r.d.of[0].capacity)
		}
		if ok {
			r.ended(done, r.now)
		}
	}
}

func (r *driver) create(memory int32, prepare, sandbox time.Duration) {
	r.d.Create(0, 0, 0, memory, prepare, sandbox, 0, r.now)
	r.take()
}

func (r *driver) remove(memory int32, service time.Duration) {
	r.d.Remove(0, 0, 0, memory, service, r.now)
	r.take()
}

// The daemon of ao2022, section 4.5.3, with bridge networking.
var bridge = Config{Parallel: 10, NamespaceCreate: 100 * time.Millisecond, NamespaceDelete: 233 * time.Millisecond}

// Does one machine create 10 containers a second when it does nothing else,
// about 3 when as many are deleted (ao2022, section 4.5.3), and with host
// networking as many as its places allow?
func TestCreationRates(t *testing.T) {
	host := Config{Parallel: 10}
	for _, c := range []struct {
		name   string
		cfg    Config
		delete bool
		rate   float64
	}{
		{"bridge, creations alone", bridge, false, 10},
		{"bridge, a deletion for each creation", bridge, true, 3},
		{"host, creations alone", host, false, 10 / 0.3},
		{"host, a deletion for each creation", host, true, 10 / 0.3},
	} {
		r := drive(c.cfg, 1<<20)
		created := 0
		r.ended = func(done Done, _ sim.Time) {
			if done.Removal {
				return
			}
			created++
			if c.delete {
				r.remove(1, 300*time.Millisecond)
			}
			r.create(1, 0, 300*time.Millisecond)
		}
		for range 20 { // always more than there are places
			r.create(1, 0, 300*time.Millisecond)
		}
		r.until(t, 100*sim.Second)
		before := created
		r.until(t, 1100*sim.Second)
		if got := float64(created-before) / 1000; math.Abs(got-c.rate) > 0.01*c.rate {
			t.Errorf("%s: %.3f creations a second, expected %.3f", c.name, got, c.rate)
		}
	}
}

// Is the namespace lock a queue with one server and fixed service? Under Poisson
// creations the mean wait is that of M/D/1, ρD/2(1−ρ) (Pollaczek, Khinchine).
func TestNamespaceLockIsMD1(t *testing.T) {
	for _, rho := range []float64{0.3, 0.7} {
		cfg := Config{Parallel: 1 << 20, NamespaceCreate: 100 * time.Millisecond}
		r := drive(cfg, 1<<30)
		waited, n := time.Duration(0), 0
		r.ended = func(done Done, _ sim.Time) { waited, n = waited+done.Network-cfg.NamespaceCreate, n+1 }
		r.poisson(t, 200_000, rho/0.1, func(uint64) { r.create(1, 0, 300*time.Millisecond) })
		want := rho * 0.1 / (2 * (1 - rho))
		if got := waited.Seconds() / float64(n); math.Abs(got-want) > 0.03*want {
			t.Errorf("ρ = %v: mean wait for the lock %.4f s, expected %.4f", rho, got, want)
		}
	}
}

// Are the places a queue with k servers? Under Poisson creations of exponential
// length the mean wait is that of M/M/k, by Erlang's C.
func TestPlacesAreMMk(t *testing.T) {
	const k, rho, mean = 10, 0.8, 0.3
	r := drive(Config{Parallel: k}, 1<<30)
	waited, n := time.Duration(0), 0
	r.ended = func(done Done, _ sim.Time) { waited, n = waited+done.Waited, n+1 }
	service, s := sim.Exponential(300*time.Millisecond), sim.NewStream(5, "test/service")
	r.poisson(t, 300_000, rho*k/mean, func(u uint64) { r.create(1, 0, service.Quantile(s.Float(u, 0))) })
	// Erlang's B by its recursion, then C.
	load, b := rho*k, 1.0
	for j := 1; j <= k; j++ {
		b = load * b / (float64(j) + load*b)
	}
	c := b / (1 - rho*(1-b))
	want := c * mean / (k * (1 - rho))
	if got := waited.Seconds() / float64(n); math.Abs(got-want) > 0.05*want {
		t.Errorf("mean wait for a place %.4f s, expected %.4f", got, want)
	}
}

// poisson runs n arrivals at a rate per second.
func (r *driver) poisson(t *testing.T, n int, rate float64, arrive func(uint64)) {
	t.Helper()
	s, at := sim.NewStream(3, "test/arrivals"), sim.Time(0)
	for u := range uint64(n) {
		at += sim.Time(-math.Log(s.Float(u, 0)) / rate * float64(sim.Second))
		r.until(t, at)
		arrive(u)
	}
}

// Does a creation that made another container go wait until that one is gone,
// does who came first get the memory first, and does a small one not overtake?
func TestMemoryIsHeldUntilRemoved(t *testing.T) {
	r := drive(Config{Parallel: 10}, 1024)
	var ready []sim.Time
	r.ended = func(done Done, at sim.Time) {
		if !done.Removal {
			ready = append(ready, at)
		}
	}
	at := func(d time.Duration) { r.until(t, sim.Time(d)) }
	r.create(1024, 0, 300*time.Millisecond) // ready at 0.3 s
	at(time.Second)
	r.remove(1024, 200*time.Millisecond) // gone at 1.2 s
	r.create(768, 0, 300*time.Millisecond)
	r.create(512, 0, 300*time.Millisecond) // has to wait for the first one's end
	r.create(64, 0, 300*time.Millisecond)  // would fit, but comes later
	at(2 * time.Second)
	r.remove(768, 200*time.Millisecond) // gone at 2.2 s
	at(10 * time.Second)
	want := []time.Duration{300 * time.Millisecond, 1500 * time.Millisecond, 2500 * time.Millisecond,
		2500 * time.Millisecond}
	if len(ready) != len(want) {
		t.Fatalf("ready at %v, expected at %v", ready, want)
	}
	for k, w := range want {
		if ready[k] != sim.Time(w) {
			t.Errorf("creation %d was ready at %v, expected at %v", k, ready[k].Seconds(), w)
		}
	}
	if r.d.Held(0) != 576 || r.d.Pending(0) != 0 {
		t.Errorf("%d MiB held and %d waiting, expected 576 and none", r.d.Held(0), r.d.Pending(0))
	}
}

// Do the times that a job tells add up to what it took, whatever it waited for?
func TestTimesAddUp(t *testing.T) {
	r := drive(bridge, 4096)
	s := sim.NewStream(9, "test/times")
	const prepare, sandbox = 40 * time.Millisecond, 300 * time.Millisecond
	live, waits := int32(0), 0
	r.ended = func(done Done, at sim.Time) {
		if done.Removal {
			return
		}
		live++
		if total := at.Sub(done.Began); total != done.Waited+prepare+done.Network+sandbox {
			t.Errorf("took %v: waited %v, namespace %v", total, done.Waited, done.Network)
		}
		if done.Waited > 0 {
			waits++
		}
		if done.Network < bridge.NamespaceCreate {
			t.Errorf("namespace in %v", done.Network)
		}
	}
	for k := range uint64(2000) {
		r.until(t, r.now.Add(time.Duration(s.At(k, 0)%uint64(600*time.Millisecond))))
		r.create(512, prepare, sandbox)
		if live > 2 {
			live--
			r.remove(512, 100*time.Millisecond)
		}
	}
	if waits < 100 {
		t.Errorf("%d waits: the load tests too little", waits)
	}
}

// Does the daemon allocate once it has seen its greatest load?
func TestSteadyStateDoesNotAllocate(t *testing.T) {
	r := drive(bridge, 1<<20)
	r.ended = func(done Done, _ sim.Time) {
		if !done.Removal {
			r.remove(1, time.Millisecond)
			r.create(1, 0, 10*time.Millisecond)
		}
	}
	for range 40 {
		r.create(1, 0, 10*time.Millisecond)
	}
	r.until(t, 100*sim.Second)
	if n := testing.AllocsPerRun(10, func() { r.until(t, r.now+10*sim.Second) }); n > 0 {
		t.Errorf("%v allocations in 10 s", n)
	}
}

// Pending returns how many creations of an invoker wait for memory.
func (d *Daemons) Pending(invoker int32) int { return d.of[invoker].pending.Len() }

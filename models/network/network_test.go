package network

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/models/params"
	"thaw/sim"
)

// driver runs invokers: it keeps their wakes and calls them at the right instant.
type driver struct {
	n     *Invokers
	queue sim.Queue
	now   sim.Time
	seq   uint64
	ended func(done Done, at sim.Time)
}

func drive(t testing.TB, cfg Config, r Recipe, invokers int) *driver {
	t.Helper()
	if err := cfg.Fit(&r, 1, false); err != nil {
		t.Fatal(err)
	}
	d := &driver{n: New(cfg, r, invokers), ended: func(Done, sim.Time) {}}
	d.queue.Reset()
	return d
}

func (d *driver) take() {
	for _, w := range d.n.Wakes() {
		d.seq++
		d.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, d.seq, w.Subject)})
	}
}

// until runs all that happens before the given instant.
func (d *driver) until(at sim.Time) {
	for {
		ev, ok := d.queue.Next(sim.Event{At: at})
		if !ok {
			d.now = min(at, max(d.now, at))
			return
		}
		d.now = ev.At
		done, ok := d.n.Advance(ev.Ord.Subject(), d.now)
		d.take()
		if ok {
			d.ended(done, d.now)
		}
	}
}

func (d *driver) setUp(owner int64, invoker, group, want int32) {
	d.n.SetUp(owner, invoker, group, want, d.now)
	d.take()
}

func (d *driver) tearDown(owner int64, invoker, group int32) {
	d.n.TearDown(owner, invoker, group, d.now)
	d.take()
}

// reference is the configuration of the machines of ao2022, chapter 3.
func reference(t testing.TB) Config {
	t.Helper()
	p, err := params.Load(Reference)
	if err != nil {
		t.Fatal(err)
	}
	c, err := FromPlatform(p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	overlay = Recipe{Name: "overlay", Scope: PerContainer,
		Able:   Capabilities{Isolated: true, Addressable: true, Routed: true},
		Member: []Step{Namespace, Pair, MoveLocal, MoveGuest, Attach, Address, Announce}, Leave: []Step{Delete}}
	shared = Recipe{Name: "shared", Scope: Application,
		Able:  Capabilities{Isolated: true, Addressable: true, Routed: true},
		Found: []Step{Root}, Member: []Step{Pair, MoveLocal, MoveGuest, Attach, Address}, Dissolve: []Step{Delete}}
	blocks = Recipe{Name: "blocks", Scope: Application,
		Able:  Capabilities{Isolated: true, Addressable: true, Routed: true},
		Found: []Step{Root, Enter}, Endpoint: []Step{Pair, MoveLocal, Attach,
			Address}, Block: 1, Dissolve: []Step{Delete}}
	pooled = Recipe{Name: "pooled", Scope: PerContainer, Able: Capabilities{Isolated: true, Addressable: true},
		Member: []Step{Namespace, Pair, MoveGuest, Attach, Address,
			Engine}, Leave: []Step{Delete}, Pool: 20, Refill: 500 * time.Millisecond}
)

const forever = 1_000_000 * sim.Second

// How long do N concurrent set-ups on one invoker take? The k-th is connected after
// k (S1 + ... + S6): that much per container however many there are.
func TestSetUpsAreSerialised(t *testing.T) {
	cfg := reference(t)
	one := cfg.Costs[Namespace] + cfg.Costs[Pair] + cfg.Costs[MoveLocal] +
		cfg.Costs[MoveGuest] + cfg.Costs[Attach] + cfg.Costs[Address]
	for _, n := range []int{1, 100, 1600} {
		d := drive(t, cfg, overlay, 1)
		k := 0
		d.ended = func(done Done, at sim.Time) {
			k++
			want := time.Duration(k)*one + cfg.Costs[Announce]
			if at != sim.Time(want) || done.Owner != int64(k-1) {
				t.Fatalf("of %d the %d-th (owner %d) is connected at %v, expected %v", n, k, done.Owner, at.Seconds(),
					want)
			}
			if done.Took+done.Waited != want || done.Took != one+cfg.Costs[Announce] {
				t.Fatalf("of %d the %d-th took %v and waited %v", n, k, done.Took, done.Waited)
			}
		}
		for i := range n {
			d.setUp(int64(i), 0, 0, 0)
		}
		d.until(forever)
		if k != n {
			t.Errorf("%d of %d set-ups ended", k, n)
		}
	}
}

// Do the steps of 100 set-ups take what table 3.3 of ao2022 states? A row of
// calibration: it checks that the profile and the recipe say the same.
func TestStepsAreThoseOfTable33(t *testing.T) {
	d := drive(t, reference(t), overlay, 1)
	for i := range 100 {
		d.setUp(int64(i), 0, 0, 0)
	}
	d.until(forever)
	for s, want := range map[Step]float64{Namespace: 0.10, Pair: 0.10, MoveLocal: 5.18, MoveGuest: 4.77, Attach: 0.49,
		Address: 0.22} {
		if got := d.n.Spent(s).Seconds(); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: %v s, expected %v", s, got, want)
		}
	}
}

// Is the semaphore a queue with one server and fixed service? Under Poisson
// set-ups the mean wait is that of M/D/1, ρD/2(1−ρ) (Pollaczek, Khinchine).
func TestSemaphoreIsMD1(t *testing.T) {
	cfg := reference(t)
	bridge := Recipe{Name: "bridge", Scope: PerContainer, Member: []Step{Pair, MoveGuest, Attach, Address}}
	hold := (cfg.Costs[Pair] + cfg.Costs[MoveGuest] + cfg.Costs[Attach] + cfg.Costs[Address]).Seconds()
	for _, rho := range []float64{0.3, 0.7} {
		d := drive(t, cfg, bridge, 1)
		waited, n := time.Duration(0), 0
		d.ended = func(done Done, _ sim.Time) { waited, n = waited+done.Waited, n+1 }
		s, at := sim.NewStream(3, "test/arrivals"), sim.Time(0)
		for u := range uint64(200_000) {
			at += sim.Time(-math.Log(s.Float(u, 0)) / rho * hold * float64(sim.Second))
			d.until(at)
			d.setUp(0, 0, 0, 0)
		}
		want := rho * hold / (2 * (1 - rho))
		if got := waited.Seconds() / float64(n); math.Abs(got-want) > 0.03*want {
			t.Errorf("ρ = %v: mean wait %.4f s, expected %.4f", rho, got, want)
		}
	}
}

// With the semaphore let go after each step, do all of a burst become ready near
// its end instead of one after the other, and does the burst take as long?
func TestInterleaving(t *testing.T) {
	for _, interleave := range []bool{false, true} {
		cfg := reference(t)
		cfg.Interleave = interleave
		d := drive(t, cfg, overlay, 1)
		var sum, last time.Duration
		d.ended = func(_ Done, at sim.Time) { sum, last = sum+time.Duration(at), time.Duration(at) }
		for i := range 100 {
			d.setUp(int64(i), 0, 0, 0)
		}
		d.until(forever)
		if want := 10860 * time.Millisecond; (last - want).Abs() > 2*time.Millisecond {
			t.Errorf("interleave %v: the last is connected after %v, expected %v", interleave, last, want)
		}
		mean := sum / 100
		if early := mean < 6*time.Second; early == interleave || interleave && mean < 10*time.Second {
			t.Errorf("interleave %v: connected after %v on average", interleave, mean)
		}
	}
}

// Does a group's namespace cost once, is it shared, and does it go with its last
// container, so that the next one pays again?
func TestGroupsComeAndGo(t *testing.T) {
	d := drive(t, reference(t), shared, 2)
	ends := map[int64]float64{}
	d.ended = func(done Done, at sim.Time) {
		if done.Kind == SetUp {
			ends[done.Owner] = at.Seconds()
		}
	}
	check := func(owner int64, want float64) {
		t.Helper()
		if got := ends[owner]; math.Abs(got-want) > 1e-9 {
			t.Errorf("container %d is connected at %v s, expected %v", owner, got, want)
		}
	}
	d.setUp(0, 0, 7, 0)
	d.setUp(1, 0, 7, 0)
	d.setUp(2, 0, 8, 0) // another application
	d.setUp(3, 1, 7, 0) // another invoker
	d.until(10 * sim.Second)
	check(0, 0.300+0.1076)
	check(1, 0.300+2*0.1076)
	check(2, 0.300+3*0.1076)
	check(3, 0.300+0.1076)
	if m, ok := d.n.Members(0, 7); m != 2 || !ok {
		t.Errorf("%d members, %v", m, ok)
	}
	d.setUp(4, 0, 7, 0)
	d.until(20 * sim.Second)
	check(4, 10.1076)
	for _, owner := range []int64{0, 1, 4} {
		d.tearDown(owner, 0, 7)
	}
	d.setUp(5, 0, 7, 0) // comes when the namespace has just gone
	d.until(30 * sim.Second)
	check(5, 20.300+0.1076)
	if got := d.n.Taken(Delete); got != 1 {
		t.Errorf("%d namespaces deleted, expected 1", got)
	}
}

// Are endpoints prepared in blocks as large as what is wanted, in use by one
// container at a time, and used again?
func TestBlocksOfEndpoints(t *testing.T) {
	cfg := reference(t)
	d := drive(t, cfg, blocks, 1)
	var ends []float64
	d.ended = func(done Done, at sim.Time) {
		if done.Kind == SetUp {
			ends = append(ends, at.Seconds())
		}
	}
	for i := range 5 {
		d.setUp(int64(i), 0, 0, 3)
	}
	d.until(100 * sim.Second)
	// Three come with the namespace, the other two wait for two more.
	first := 0.472 + 3*0.0599
	for k, want := range []float64{first, first, first, first + 2*0.0599, first + 2*0.0599} {
		if math.Abs(ends[k]-want) > 1e-9 {
			t.Errorf("container %d is connected at %v, expected %v", k, ends[k], want)
		}
	}
	d.setUp(5, 0, 0, 3)
	d.until(101 * sim.Second)
	if len(ends) != 6 || ends[5] != 100.0599 {
		t.Errorf("connected at %v, expected the sixth at 100.0599: no endpoint was left", ends)
	}
	d.tearDown(0, 0, 0)
	d.setUp(6, 0, 0, 3)
	d.until(102 * sim.Second)
	if len(ends) != 7 || ends[6] != 101 || d.n.Taken(Pair) != 6 {
		t.Errorf("connected at %v with %d pairs, expected the seventh at 101 with 6", ends, d.n.Taken(Pair))
	}
}

// Does a pool hand namespaces out at once, run dry, and fill up at its times?
func TestPool(t *testing.T) {
	cfg := reference(t)
	r := pooled
	r.Pool = 3
	d := drive(t, cfg, r, 1)
	ends := map[int64]float64{}
	d.ended = func(done Done, at sim.Time) { ends[done.Owner] = at.Seconds() }
	d.until(200 * sim.Time(time.Millisecond))
	for i := range 4 {
		d.setUp(int64(i), 0, 0, 0)
	}
	d.until(400 * sim.Time(time.Millisecond))
	for i, want := range []float64{0.2, 0.2, 0.2, 0.300} { // the fourth makes its own in 100 ms
		if math.Abs(ends[int64(i)]-want) > 1e-9 {
			t.Errorf("container %d is connected at %v, expected %v", i, ends[int64(i)], want)
		}
	}
	for at, want := range map[int]int{499: 0, 599: 0, 601: 1, 701: 2, 801: 3, 5000: 3} {
		e := drive(t, cfg, r, 1)
		e.until(200 * sim.Time(time.Millisecond))
		for i := range 4 {
			e.setUp(int64(i), 0, 0, 0)
		}
		e.until(sim.Time(at) * sim.Time(time.Millisecond))
		if got := e.n.Pooled(0); got != want {
			t.Errorf("at %d ms %d namespaces are ready, expected %d", at, got, want)
		}
	}
	r.Reuse = true
	e := drive(t, cfg, r, 1)
	e.setUp(0, 0, 0, 0)
	e.until(sim.Time(time.Millisecond))
	e.tearDown(0, 0, 0)
	e.until(sim.Second)
	if e.n.Pooled(0) != 3 || e.n.Taken(Delete) != 0 || e.n.Taken(Namespace) != 0 {
		t.Errorf("%d ready, %d deleted, %d made; expected the namespace back", e.n.Pooled(0), e.n.Taken(Delete),
			e.n.Taken(Namespace))
	}
}

// With creations and as many deletions, does the rate fall from 10 to about 3 a
// second (ao2022, section 4.5.3)? A row of calibration.
func TestDeletionsSlowCreationsDown(t *testing.T) {
	bridge := pooled
	bridge.Pool = 0
	for _, c := range []struct {
		delete bool
		rate   float64
	}{{false, 10}, {true, 3}} {
		d := drive(t, reference(t), bridge, 1)
		made := 0
		d.ended = func(done Done, _ sim.Time) {
			if done.Kind == SetUp {
				made++
				if c.delete {
					d.tearDown(done.Owner, 0, 0)
				}
				d.setUp(0, 0, 0, 0)
			}
		}
		for range 20 {
			d.setUp(0, 0, 0, 0)
		}
		d.until(1000 * sim.Second)
		if got := float64(made) / 1000; math.Abs(got-c.rate) > 0.05 {
			t.Errorf("deletions %v: %.3f a second, expected %v", c.delete, got, c.rate)
		}
	}
}

// Do containers wait for an address when all are taken, in their order?
func TestAddressesRunOut(t *testing.T) {
	cfg := reference(t)
	cfg.Addresses = 2
	d := drive(t, cfg, overlay, 1)
	var owners []int64
	d.ended = func(done Done, _ sim.Time) {
		if done.Kind == SetUp {
			owners = append(owners, done.Owner)
		}
	}
	for i := range 4 {
		d.setUp(int64(i), 0, 0, 0)
	}
	d.until(100 * sim.Second)
	if len(owners) != 2 {
		t.Fatalf("%v are connected, expected two", owners)
	}
	d.tearDown(0, 0, 0)
	d.until(200 * sim.Second)
	if len(owners) != 3 || owners[2] != 2 {
		t.Errorf("%v are connected, expected the third to be 2", owners)
	}
}

// Do containers in the network of their invoker take no address of its subnet?
func TestHostNetworkingTakesNoAddresses(t *testing.T) {
	cfg := reference(t)
	cfg.Addresses = 2
	host := Recipe{Name: "host", Scope: Host}
	if err := cfg.Fit(&host, 100, false); err != nil {
		t.Error(err)
	}
	d := drive(t, cfg, host, 1)
	connected := 0
	d.ended = func(Done, sim.Time) { connected++ }
	for i := range 4 {
		d.setUp(int64(i), 0, 0, 0)
	}
	d.until(sim.Second)
	if connected != 4 {
		t.Errorf("%d of 4 are connected", connected)
	}
}

// Are all complaints reported at once?
func TestRefusals(t *testing.T) {
	cfg := reference(t)
	cfg.Addresses, cfg.NIC, cfg.Costs[Pair] = 10, 0, -1
	r := overlay
	r.Pool, r.Reuse = 11, true
	err := cfg.Fit(&r, 100, true)
	for _, want := range []string{"step pair takes -1ns", "100 containers on an invoker, and 10 addresses",
		"a pool of 11 namespaces, and 10 addresses", "network cards of 0 bytes", "refilled every 0s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	host := Recipe{Name: "host", Able: Capabilities{Addressable: true, Routed: true}}
	local := pooled
	local.Name = "bridge"
	byJob := shared
	byJob.Scope = Job
	err = Refuse(Demand{Tenants: 3, Across: true, Isolation: PerContainer}, host, local, overlay, byJob)
	for _, want := range []string{"network host: does not isolate tenants, of which there are 3",
		"network host: isolates by host, expected by container",
		"network bridge: does not connect containers on different invokers", "network shared: isolates by job, " +
			"expected by container", "network shared: isolates by job, and nothing tells"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if err := Refuse(Demand{Tenants: 3, Across: true, Addressable: true, Isolation: PerContainer},
		overlay); err != nil {
		t.Error(err)
	}
}

// Does an invoker allocate once it has seen its greatest load?
func TestSteadyStateDoesNotAllocate(t *testing.T) {
	for _, r := range []Recipe{overlay, shared, blocks, pooled} {
		d := drive(t, reference(t), r, 2)
		d.ended = func(done Done, _ sim.Time) {
			if done.Kind == SetUp {
				d.tearDown(done.Owner, int32(done.Owner)%2, int32(done.Owner)%5)
			} else {
				d.setUp(done.Owner, int32(done.Owner)%2, int32(done.Owner)%5, 2)
			}
		}
		for i := range 40 {
			d.setUp(int64(i), int32(i)%2, int32(i)%5, 2)
		}
		d.until(200 * sim.Second)
		if n := testing.AllocsPerRun(10, func() { d.until(d.now + 20*sim.Second) }); n > 0 {
			t.Errorf("%s: %v allocations in 20 s", r.Name, n)
		}
	}
}

// BenchmarkConcurrentSetUps is 10,000 containers that are all set up at once.
func BenchmarkConcurrentSetUps(b *testing.B) {
	cfg := reference(b)
	d := drive(b, cfg, overlay, 1)
	b.ReportAllocs()
	for b.Loop() {
		for i := range 10_000 {
			d.n.SetUp(int64(i), 0, 0, 0, d.now)
		}
		d.take()
		d.until(d.now + 10_000*sim.Second)
	}
}

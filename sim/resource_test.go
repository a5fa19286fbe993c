package sim

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A station is a resource under test: customers come, and depart names the
// next one that leaves by an instant, and when.
type station interface {
	arrive(id uint32, service time.Duration, now Time)
	depart(by Time) (id uint32, at Time, ok bool)
}

// poolStation serves customers for their service time on a Pool or a Lock.
type poolStation struct {
	acquire func(id uint32, now Time) bool
	release func(id uint32, now Time) (uint32, bool)
	service []time.Duration // of each id
	ends    Queue
}

func (s *poolStation) arrive(id uint32, service time.Duration, now Time) {
	s.service = append(s.service, service)
	if s.acquire(id, now) {
		s.ends.Push(Event{now.Add(service), Order(id)})
	}
}

func (s *poolStation) depart(by Time) (uint32, Time, bool) {
	e, ok := s.ends.Next(Event{by, ^Order(0)})
	if !ok {
		return 0, 0, false
	}
	id := uint32(e.Ord)
	if next, ok := s.release(id, e.At); ok {
		s.ends.Push(Event{e.At.Add(s.service[next]), Order(next)})
	}
	return id, e.At, true
}

// linkStation makes amounts of service times.
type linkStation struct {
	*Link
	unitsPerSecond float64
}

func (s linkStation) arrive(id uint32, service time.Duration, now Time) {
	s.Start(id, uint64(service.Seconds()*s.unitsPerSecond), now)
}

func (s linkStation) depart(by Time) (uint32, Time, bool) {
	for at, ok := s.Next(); ok && at <= by; at, ok = s.Next() {
		if id, ok := s.Finish(at); ok {
			return id, at, true
		}
	}
	return 0, 0, false
}

// responses drives a station with Poisson arrivals and returns the mean time
// from arrival to departure of the customers after the first fifth.
func responses(t *testing.T, s station, seed uint64, gap, service Dist, customers int) float64 {
	gaps, services := NewStream(seed, "gap"), NewStream(seed, "service")
	arrived := make([]Time, customers)
	var sum float64
	left, now := 0, Time(0)
	leave := func(by Time) {
		for id, at, ok := s.depart(by); ok; id, at, ok = s.depart(by) {
			left++
			if int(id) >= customers/5 {
				sum += float64(at.Sub(arrived[id]))
			}
		}
	}
	for i := range customers {
		now = now.Add(gap.Draw(gaps, 0, uint64(i)))
		leave(now)
		arrived[i] = now
		s.arrive(uint32(i), service.Draw(services, 0, uint64(i)), now)
	}
	leave(Never)
	if left != customers {
		t.Fatalf("%d customers came, %d left", customers, left)
	}
	return sum / float64(customers-customers/5) / float64(time.Second)
}

func inNs(ns float64) time.Duration { return time.Duration(ns) }

// meets tests the mean of independent replications against a closed form: it
// must lie within 4 standard errors (one false alarm in some 1,500 tests at 20
// replications), and these must be small enough for the test to mean something.
func meets(t *testing.T, name string, want, resolution float64, replicate func(seed uint64) float64) {
	t.Helper()
	const n = 20
	var sum, squares float64
	for i := range uint64(n) {
		v := replicate(NewStream(1, name).At(0, i))
		sum += v
		squares += v * v
	}
	mean := sum / n
	se := math.Sqrt((squares/n - mean*mean) / (n - 1))
	t.Logf("%-40s %.5f ± %.5f s, closed form %.5f s", name, mean, se, want)
	if math.Abs(mean-want) > 4*se {
		t.Errorf("%s: mean %.5f ± %.5f s, the closed form says %.5f s", name, mean, se, want)
	}
	if se > resolution*want {
		t.Errorf("%s: the standard error of %.5f s is beyond %.1f %% of %.5f s", name, se, 100*resolution, want)
	}
}

// erlangC is the probability that a customer of M/M/k waits.
func erlangC(k int, load float64) float64 {
	term, sum := 1.0, 0.0
	for i := range k {
		sum += term
		term *= load / float64(i+1)
	}
	tail := term * float64(k) / (float64(k) - load)
	return tail / (sum + tail)
}

// mean100ms are services of mean 0.1 s that differ in all but the mean.
func mean100ms() map[string]Dist {
	ms := time.Millisecond
	return map[string]Dist{
		"exponential":        Exponential(100 * ms),
		"deterministic":      Const(100 * ms),
		"log-normal, CV 2":   LogNormalMean(100*ms, 200*ms),
		"Weibull, shape 0.6": Weibull(time.Duration(100e6/math.Gamma(1+1/0.6)), 0.6),
	}
}

func TestLockIsASingleServerQueue(t *testing.T) {
	const rho = 0.7
	services := mean100ms()
	gap := Exponential(inNs(100e6 / rho))
	for name, cv := range map[string]float64{"exponential": 1, "deterministic": 0, "log-normal, CV 2": 2} {
		// Pollaczek and Khinchine: Wq = ρ/(1-ρ) · (1+CV²)/2 · E[S]; M/M/1 and
		// M/D/1 are CV = 1 and 0.
		want := 0.1 + rho/(1-rho)*(1+cv*cv)/2*0.1
		meets(t, "lock, "+name, want, 0.05, func(seed uint64) float64 {
			var l Lock
			return responses(t, &poolStation{acquire: l.Acquire, release: l.Release}, seed, gap, services[name],
				30_000)
		})
	}
}

func TestPoolIsErlangC(t *testing.T) {
	for _, k := range []int{1, 3, 10} {
		const rho = 0.75
		load := rho * float64(k)
		want := 0.1 + erlangC(k, load)*0.1/(float64(k)-load)
		meets(t, fmt.Sprintf("pool of %d", k), want, 0.03, func(seed uint64) float64 {
			p := NewPool(k)
			s := &poolStation{acquire: p.Acquire,
				release: func(_ uint32, now Time) (uint32, bool) { return p.Release(now) }}
			return responses(t, s, seed, Exponential(inNs(100e6/load)), Exponential(100*time.Millisecond), 30_000)
		})
	}
}

func mustLink(t testing.TB, cfg LinkConfig) *Link {
	t.Helper()
	l, err := NewLink(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &l
}

// The mean response of processor sharing is E[S]/(1-ρ) whatever the
// distribution of the service is (Kleinrock, Queueing Systems II, 1976, 4.4).
func TestLinkIsProcessorSharing(t *testing.T) {
	const rho = 0.7
	for name, service := range mean100ms() {
		meets(t, "link, "+name, 0.1/(1-rho), 0.03, func(seed uint64) float64 {
			s := linkStation{mustLink(t, LinkConfig{Capacity: 1e9}), 1e9}
			return responses(t, s, seed, Exponential(inNs(100e6/rho)), service, 30_000)
		})
	}
}

// With a cap per flow the number of customers behaves as in M/M/k, so the mean
// response is that of Erlang C.
func TestLinkWithFlowCapIsCores(t *testing.T) {
	for _, k := range []int{2, 4} {
		load := 0.8 * float64(k)
		want := 0.1 + erlangC(k, load)*0.1/(float64(k)-load)
		meets(t, fmt.Sprintf("link as %d cores", k), want, 0.03, func(seed uint64) float64 {
			s := linkStation{mustLink(t, LinkConfig{Capacity: uint64(k) * 1e9, FlowCap: 1e9}), 1e9}
			return responses(t, s, seed, Exponential(inNs(100e6/load)), Exponential(100*time.Millisecond), 30_000)
		})
	}
}

// Requests without bytes feel the issue limit, an M/D/1 queue, and the latency.
func TestLinkIOPSAndLatency(t *testing.T) {
	const rho = 0.8
	want := 0.005 + rho/(1-rho)/2*0.001 // 1000 a second, 5 ms
	meets(t, "link, 1000 IOPS", want, 0.01, func(seed uint64) float64 {
		s := linkStation{mustLink(t, LinkConfig{Capacity: 1e9, IOPS: 1000, Latency: 5 * time.Millisecond}), 0}
		return responses(t, s, seed, Exponential(inNs(1e6/rho)), Const(0), 30_000)
	})
}

// finishAll returns when each request finished.
func finishAll(l *Link) map[uint32]Time {
	done := map[uint32]Time{}
	for at, ok := l.Next(); ok; at, ok = l.Next() {
		for id, ok := l.Finish(at); ok; id, ok = l.Finish(at) {
			done[id] = at
		}
	}
	return done
}

func TestLinkThroughputMeetsTheLimitThatBinds(t *testing.T) {
	for _, c := range []struct {
		amount uint64
		want   float64 // requests per second
	}{{1_000, 3000}, {1_000_000, 1000}} {
		l := mustLink(t, LinkConfig{Capacity: 1e9, IOPS: 3000, Latency: time.Millisecond})
		const n = 6000
		for i := range uint32(n) {
			l.Start(i, c.amount, 0)
		}
		last := Time(0)
		for _, at := range finishAll(l) {
			last = max(last, at)
		}
		if got := n / (last.Seconds() - 0.001); math.Abs(got-c.want) > 0.001*c.want {
			t.Errorf("%d bytes each: %.1f requests per second, want %.1f", c.amount, got, c.want)
		}
	}
}

func TestLinkFinishesExactlyAndInOrder(t *testing.T) {
	l := mustLink(t, LinkConfig{Capacity: 1000}) // a third of it is not a whole number of units
	l.Start(7, 1000, 0)
	l.Start(3, 1000, 0)
	l.Start(5, 1000, 0)
	at, _ := l.Next()
	if at != 3*Second {
		t.Errorf("three equal flows finish at %d, want exactly 3 s", at)
	}
	for _, want := range []uint32{7, 3, 5} {
		if id, ok := l.Finish(at); !ok || id != want {
			t.Fatalf("Finish = %d, %v, want %d: the order of Start", id, ok, want)
		}
	}
	l.Start(1, 0, 4*Second)
	if at, ok := l.Next(); !ok || at != 4*Second {
		t.Errorf("a request for nothing finishes at %d, %v, want at once", at, ok)
	}
	// 3 a second: issued at 4, 4.333333334, 4.666666667 and 5 s, rounded up.
	l = mustLink(t, LinkConfig{Capacity: 1, IOPS: 3, Latency: time.Second})
	for i := range uint32(4) {
		l.Start(i, 0, 3*Second)
	}
	for i, want := range []Time{4_000_000_000, 4_333_333_334, 4_666_666_667, 5_000_000_000} {
		if got := finishAll(mustLinkCopy(l))[uint32(i)]; got != want {
			t.Errorf("request %d of 3 a second: done at %d, want %d", i, got, want)
		}
	}
}

// mustLinkCopy copies a link so that it can be run to its end several times.
func mustLinkCopy(l *Link) *Link {
	c := *l
	c.held.slots = append([]request(nil), l.held.slots...)
	c.flows.flows.near = slices.Clone(l.flows.flows.near)
	c.flows.flows.far.items = slices.Clone(l.flows.flows.far.items)
	return &c
}

// fluid is processor sharing in exact rational arithmetic: when each request
// finishes, in nanoseconds.
func fluid(cfg LinkConfig, starts []Time, amounts []uint64) []*big.Rat {
	done := make([]*big.Rat, len(starts))
	left := map[int]*big.Rat{}
	now, ns := new(big.Rat), big.NewRat(1e9, 1)
	for next := 0; next < len(starts) || len(left) > 0; {
		rate := new(big.Rat)
		if n := int64(len(left)); n > 0 {
			rate.SetFrac64(int64(cfg.Capacity), n)
			if most := big.NewRat(int64(cfg.FlowCap), 1); cfg.FlowCap > 0 && most.Cmp(rate) < 0 {
				rate = most
			}
			rate.Quo(rate, ns)
		}
		var at *big.Rat
		first := -1
		for i, amount := range left {
			end := new(big.Rat).Add(now, new(big.Rat).Quo(amount, rate))
			if c := 0; at == nil || func() bool { c = end.Cmp(at); return c < 0 || c == 0 && i < first }() {
				at, first = end, i
			}
		}
		arrival := next < len(starts) && (at == nil || new(big.Rat).SetInt64(int64(starts[next])).Cmp(at) <= 0)
		if arrival {
			at = new(big.Rat).SetInt64(int64(starts[next]))
		}
		served := new(big.Rat).Mul(new(big.Rat).Sub(at, now), rate)
		for _, amount := range left {
			amount.Sub(amount, served)
		}
		now = at
		if arrival {
			left[next] = new(big.Rat).SetInt64(int64(amounts[next]))
			next++
		} else {
			done[first] = at
			delete(left, first)
		}
	}
	return done
}

func TestLinkAgreesWithExactArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for round := range 60 {
		cfg := LinkConfig{Capacity: 1 + r.Uint64N(5e9)}
		if round%2 == 0 {
			cfg.FlowCap = 1 + cfg.Capacity/(1+r.Uint64N(6))
		}
		n := 30
		starts, amounts := make([]Time, n), make([]uint64, n)
		l := mustLink(t, cfg)
		got := make([]Time, n)
		finish := func(until Time) {
			for at, ok := l.Next(); ok && at <= until; at, ok = l.Next() {
				for id, ok := l.Finish(at); ok; id, ok = l.Finish(at) {
					got[id] = at
				}
			}
		}
		now := Time(0)
		for i := range n {
			if r.IntN(3) > 0 {
				now += Time(r.ExpFloat64() * 1e9)
			}
			starts[i], amounts[i] = now, uint64(r.Float64()*2*float64(cfg.Capacity))
			if r.IntN(8) == 0 {
				amounts[i] = uint64(r.IntN(2))
			}
			finish(now)
			l.Start(uint32(i), amounts[i], now)
		}
		finish(Never)
		for i, exact := range fluid(cfg, starts, amounts) {
			want, _ := exact.Float64()
			late := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got[i])), exact)
			slack, _ := late.Float64()
			if slack < -1e-3 || slack > float64(n+1) {
				t.Fatalf("round %d, %+v: request %d finishes at %d, exactly %.3f: %.3f ns late", round, cfg, i, got[i],
					want, slack)
			}
		}
	}
}

func TestResourceUsageFollowsLittle(t *testing.T) {
	p := NewPool(2)
	// 0 s: a and b start; 1 s: c waits; 2 s: d waits; 4 s: a ends, c starts;
	// 5 s: b ends, d starts; 6 s: c and d end.
	p.Acquire(0, 0)
	p.Acquire(1, 0)
	p.Acquire(2, 1*Second)
	p.Acquire(3, 2*Second)
	if id, ok := p.Release(4 * Second); !ok || id != 2 {
		t.Fatalf("the server goes to %d, %v, want 2", id, ok)
	}
	if id, ok := p.Release(5 * Second); !ok || id != 3 {
		t.Fatalf("the server goes to %d, %v, want 3", id, ok)
	}
	p.Release(6 * Second)
	p.Release(6 * Second)
	u := p.Usage(10 * Second)
	want := Usage{Requests: 4, Finished: 4, Busy: 1.2, Waiting: 0.6, Utilisation: 0.6,
		MaxWait: 3 * time.Second, MaxQueue: 2, MeanWait: 1500 * time.Millisecond}
	if u != want {
		t.Errorf("usage %+v, want %+v", u, want)
	}
	l := mustLink(t, LinkConfig{Capacity: 100, Latency: time.Second})
	l.Start(0, 100, 0)
	l.Start(1, 100, 0) // both share from 1 s to 3 s
	finishAll(l)
	u = l.Usage(4 * Second)
	want = Usage{Requests: 2, Finished: 2, Busy: 1, Waiting: 0.5, Utilisation: 0.5,
		MaxWait: time.Second, MaxQueue: 2, MeanWait: time.Second}
	if u != want {
		t.Errorf("usage %+v, want %+v", u, want)
	}
}

func TestResourcesDoNotAllocate(t *testing.T) {
	var l Lock
	p := NewPool(2)
	link := mustLink(t, LinkConfig{Capacity: 1e9, IOPS: 1e6, Latency: 3})
	now := Time(0)
	step := func() {
		for i := range uint32(20) {
			l.Acquire(i, now)
			p.Acquire(i, now)
			link.Start(i, uint64(i)*100, now)
		}
		for range 20 {
			id, _ := l.Holder()
			l.Release(id, now)
			p.Release(now)
		}
		for at, ok := link.Next(); ok; at, ok = link.Next() {
			now = at
			for _, ok := link.Finish(at); ok; _, ok = link.Finish(at) {
			}
		}
	}
	step()
	if a := testing.AllocsPerRun(100, step); a > 0 {
		t.Errorf("%v allocations a round, want 0", a)
	}
}

func TestNewLinkRefusesNonsense(t *testing.T) {
	for _, cfg := range []LinkConfig{{}, {Capacity: 1 << 61}, {Capacity: 1, Latency: -1}, {Capacity: 1, IOPS: 2e9}} {
		if _, err := NewLink(cfg); err == nil {
			t.Errorf("NewLink(%+v) is accepted", cfg)
		}
	}
}

package cluster_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Closed forms. Each test runs independent replications with fixed seeds and
// expects the exact value inside the 99.9% confidence interval of their mean
// (Student's t, 19 degrees of freedom). A right engine fails a given comparison
// for one choice of seeds in a thousand; the seeds are fixed, so a test that
// passes once passes always. Arrivals and durations come from math/rand/v2, not
// from the streams under test.

const (
	replications = 20
	t999         = 3.883 // two-sided 99.9%, 19 degrees of freedom
)

// claim is a measure of a run with its exact value.
type claim struct {
	name string
	want float64
}

// expect runs f for every replication and compares the mean of each measure
// that it returns with its claim. It also demands that the interval tells
// something: it may be no wider than 5% of the claim.
func expect(t *testing.T, what string, claims []claim, f func(r *rand.Rand) []float64) {
	t.Helper()
	sum, squares := make([]float64, len(claims)), make([]float64, len(claims))
	for seed := range uint64(replications) {
		for i, x := range f(rand.New(rand.NewPCG(seed, 1))) {
			sum[i] += x
			squares[i] += x * x
		}
	}
	for i, c := range claims {
		mean := sum[i] / replications
		half := t999 * math.Sqrt(max(squares[i]/replications-mean*mean, 0)/(replications-1))
		if half > 0.05*c.want {
			t.Errorf("%s: %s: interval ±%.4g is too wide to tell anything about %.4g", what, c.name, half, c.want)
		}
		if math.Abs(mean-c.want) > half {
			t.Errorf("%s: %s: simulated %.5g ± %.2g, closed form %.5g", what, c.name, mean, half, c.want)
		}
	}
}

// poisson draws n arrivals at rate a second, each of a function that pick
// draws, running for what duration draws.
func poisson(r *rand.Rand, n int, rate float64, duration func() float64, pick func() int) []workload.Invocation {
	trace := make([]workload.Invocation, n)
	now := 0.0
	for i := range trace {
		now += r.ExpFloat64() / rate
		trace[i] = workload.Invocation{
			Arrival: sim.Time(now * 1e9), Duration: time.Duration(duration() * 1e9), Function: cluster.FuncID(pick()),
		}
	}
	return trace
}

// plain returns a world of n functions of 128 MiB each without latencies.
func plain(n, invokers int, containers int32, schedule, keepalive string) *world {
	w := &world{invokers: invokers, memory: 128 * workload.MiB(containers), schedule: schedule, keepalive: keepalive,
		apps: []workload.App{{Name: "a", Memory: 128}}}
	for f := range n {
		w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("a/f%d", f), Memory: 128})
	}
	return w
}

func never() float64 { return 0 }
func first() int     { return 0 }

// Poisson arrivals of instant executions under a fixed keep-alive T: a start is
// cold when the gap before it exceeds T, so with probability exp(−λT), and the
// container is in memory for min(gap, T), so for (1 − exp(−λT)) of the time.
func TestFixedKeepAliveUnderPoissonArrivals(t *testing.T) {
	const keep = 10.0
	for _, load := range []float64{0.1, 0.5, 1, 2, 4} {
		claims := []claim{{"cold_start_ratio", math.Exp(-load)}, {"used_mib_mean", 128 * (1 - math.Exp(-load))}}
		expect(t, fmt.Sprintf("λT = %v", load), claims, func(r *rand.Rand) []float64 {
			w := plain(1, 1, 4, "first-fit", fmt.Sprintf("ttl,keep=%vs", keep))
			w.trace = poisson(r, 25_000, load/keep, never, first)
			_, sum := w.replay(t, w.config(), 0)
			return []float64{sum.ColdStartRatio, sum.UsedMiBMean}
		})
	}
}

// erlangC is the probability that an arrival waits in an M/M/c queue offered
// load erlangs.
func erlangC(c int, load float64) float64 {
	b := 1.0 // Erlang B by its recursion
	for k := 1; k <= c; k++ {
		b = load * b / (float64(k) + load*b)
	}
	rho := load / float64(c)
	return b / (1 - rho + rho*b)
}

// queue is an M/M/c queue with service rate 1 a second.
type queue struct {
	c   int
	rho float64
}

func (q queue) rate() float64 { return q.rho * float64(q.c) }

// claims are Erlang's: the share of arrivals that waits, and the mean wait of all.
func (q queue) claims() []claim {
	p := erlangC(q.c, q.rate())
	return []claim{{"share that waits", p}, {"mean wait", p / (float64(q.c) * (1 - q.rho))}}
}

func (q queue) String() string { return fmt.Sprintf("M/M/%d at ρ = %v", q.c, q.rho) }

var queues = []queue{{1, 0.5}, {2, 0.6}, {8, 0.8}}

const (
	served = 60_000 // invocations of a replication
	warmup = served / 10
)

// waits returns the share of the invocations after the warm-up that waited, and
// the mean wait of all of them.
func waits(list []outcome.Invocation, wait func(outcome.Invocation) time.Duration) []float64 {
	var share, mean float64
	for _, o := range list[warmup:] {
		if d := wait(o); d > 0 {
			mean += d.Seconds()
			share++
		}
	}
	n := float64(len(list) - warmup)
	return []float64{share / n, mean / n}
}

// Invokers with memory for c containers and a queue before them are an M/M/c
// queue, on one invoker as on c.
func TestMemoryLimitIsAnMMcQueue(t *testing.T) {
	for _, q := range queues {
		for invokers := 1; invokers <= q.c; invokers += max(q.c-1, 1) {
			expect(t, fmt.Sprintf("%v on %d invokers", q, invokers), q.claims(), func(r *rand.Rand) []float64 {
				w := plain(1, invokers, int32(q.c/invokers), "least-loaded", "lru")
				w.trace = poisson(r, served, q.rate(), r.ExpFloat64, first)
				list, _ := w.replay(t, w.config(), 0)
				return waits(list, func(o outcome.Invocation) time.Duration { return o.Queued })
			})
		}
	}
}

// With a core each, c cores are an M/M/c queue behind unlimited memory.
func TestIsolatedCoresAreAnMMcQueue(t *testing.T) {
	for _, q := range queues {
		expect(t, fmt.Sprintf("%v, isolated cores", q), q.claims(), func(r *rand.Rand) []float64 {
			w := plain(1, 1, 1<<20, "first-fit", "lru")
			w.trace = poisson(r, served, q.rate(), r.ExpFloat64, first)
			cfg := w.config()
			cfg.CPU, cfg.Cores = cluster.CPUIsolated, q.c
			list, _ := w.replay(t, cfg, 0)
			return waits(list, func(o outcome.Invocation) time.Duration { return o.Start.Sub(o.Arrival) })
		})
	}
}

// A shared core is an M/G/1 queue with processor sharing: the mean response is
// E[S]/(1−ρ) whatever the distribution. Shared cores with exponential durations
// keep the number of executions of an M/M/c queue, and so its mean response.
func TestSharedCoresAreProcessorSharing(t *testing.T) {
	service := map[string]func(r *rand.Rand) func() float64{
		"constant":    func(*rand.Rand) func() float64 { return func() float64 { return 1 } },
		"exponential": func(r *rand.Rand) func() float64 { return r.ExpFloat64 },
		"mixture": func(r *rand.Rand) func() float64 { // squared coefficient of variation 3.5
			return func() float64 {
				if r.IntN(6) == 0 {
					return 3.5 * r.ExpFloat64()
				}
				return 0.5 * r.ExpFloat64()
			}
		},
	}
	response := func(r *rand.Rand, q queue, draw func() float64) []float64 {
		w := plain(1, 1, 1<<20, "first-fit", "lru")
		w.trace = poisson(r, served, q.rate(), draw, first)
		cfg := w.config()
		cfg.CPU, cfg.Cores = cluster.CPUShared, q.c
		list, _ := w.replay(t, cfg, 0)
		return waits(list, func(o outcome.Invocation) time.Duration { return o.End.Sub(o.Arrival) })[1:]
	}
	for _, name := range []string{"constant", "exponential", "mixture"} {
		for _, rho := range []float64{0.3, 0.6} {
			claims := []claim{{"mean response", 1 / (1 - rho)}}
			expect(t, fmt.Sprintf("M/G/1-PS, %s, ρ = %v", name, rho), claims, func(r *rand.Rand) []float64 {
				return response(r, queue{1, rho}, service[name](r))
			})
		}
	}
	for _, q := range queues[1:] {
		claims := []claim{{"mean response", 1 + q.claims()[1].want}}
		expect(t, fmt.Sprintf("%v, shared cores", q), claims, func(r *rand.Rand) []float64 {
			return response(r, q, r.ExpFloat64)
		})
	}
}

// Little's law: with memory for all, active memory is λ·E[S] containers.
func TestActiveMemoryIsLittlesLaw(t *testing.T) {
	expect(t, "λ = 3/s, E[S] = 2 s", []claim{{"active_mib_mean", 3 * 2 * 128}}, func(r *rand.Rand) []float64 {
		w := plain(5, 4, 1<<20, "least-loaded", "ttl,keep=5s")
		w.trace = poisson(r, served, 3, func() float64 { return 2 * r.ExpFloat64() }, func() int { return r.IntN(5) })
		_, sum := w.replay(t, w.config(), 0)
		return []float64{sum.ActiveMiBMean}
	})
}

// Instant executions on one invoker with room for k containers are a cache of k
// objects under independent references, and least-recently-idle eviction is
// LRU. The stationary probability that the k last distinct functions are
// i1, ..., ik in this order is p1 · p2/(1−p1) · p3/(1−p1−p2) · ... (W. F. King,
// Analysis of Demand Paging Algorithms, IFIP Congress 1971).
func TestEvictionIsLRUUnderIndependentReferences(t *testing.T) {
	p := []float64{0.4, 0.25, 0.2, 0.1, 0.05}
	var hit func(k int, left float64, used int) float64 // Σ over ordered choices of their probability × Σ p
	hit = func(k int, left float64, used int) float64 {
		if k == 0 {
			return 1 - left
		}
		sum := 0.0
		for i, x := range p {
			if used>>i&1 == 0 {
				sum += x / left * hit(k-1, left-x, used|1<<i)
			}
		}
		return sum
	}
	for _, keepalive := range []string{"lru", "ttl,keep=1000h"} {
		for k := 1; k <= 4; k++ {
			claims := []claim{{"hit ratio", hit(k, 1, 0)}}
			expect(t, fmt.Sprintf("%s with room for %d of 5", keepalive, k), claims, func(r *rand.Rand) []float64 {
				w := plain(len(p), 1, int32(k), "first-fit", keepalive)
				w.trace = poisson(r, 20_000, 1, never, func() int {
					u, i := r.Float64(), 0
					for ; i < len(p)-1 && u >= p[i]; i++ {
						u -= p[i]
					}
					return i
				})
				_, sum := w.replay(t, w.config(), 0)
				return []float64{1 - sum.ColdStartRatio}
			})
		}
	}
}

package experiments_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"thaw/models/workload"
)

// M/M/c: memory for three containers and one queue before them. Erlang's C says who
// waits; those who do wait for an exponential time of rate cμ − λ if they are served in
// their order. Wrong models that fail: one container more or less, a queue for each
// container, memory that is free late, service in another order (same mean, other tail).
func TestLadderMMc(t *testing.T) {
	t.Parallel()
	const c, rate = 3, 2.1 // ρ = 0.7
	b := erlangB(c, rate)
	waits := b / (1 - rate/c*(1-b))
	rung := ladderRung{what: "M/M/3", memory: []workload.MiB{128},
		draw:  poissonAt(rate, func(r *rand.Rand) (float64, int) { return r.ExpFloat64(), 0 }),
		flags: map[string]string{"memory": "384MiB", "schedule": "first-fit", "keepalive": "lru"},
		claims: []ladderClaim{
			{"share that waits", waits, shareOf(waited)},
			{"mean wait", waits / (c - rate), ofAll((*served).wait)},
			{"share that waits for more than 1 s", waits * math.Exp(-(c - rate)),
				shareOf(func(v *served) bool { return v.wait() > 1 })},
		}}
	rung.climb(t)
}

// M/D/1: one container, executions of 1 s. The mean wait is half of M/M/1's, and
// Crommelin's distribution (1932) gives P(W ≤ 1) = (1−ρ)e^ρ and P(W ≤ 2) =
// (1−ρ)(e^2ρ − ρe^ρ). Wrong models that fail: durations that vary (twice the mean wait),
// an order of service other than that of arrival (same mean, other shares).
func TestLadderMD1(t *testing.T) {
	t.Parallel()
	const rho = 0.6
	within := func(d float64) func(v *served) (float64, bool) {
		return shareOf(func(v *served) bool { return v.wait() <= d })
	}
	rung := ladderRung{what: "M/D/1", memory: []workload.MiB{128},
		draw:  poissonAt(rho, func(*rand.Rand) (float64, int) { return 1, 0 }),
		flags: map[string]string{"memory": "128MiB", "schedule": "first-fit", "keepalive": "lru"},
		claims: []ladderClaim{
			{"share that waits", rho, shareOf(waited)},
			{"mean wait", rho / (2 * (1 - rho)), ofAll((*served).wait)},
			{"waits at most 1 s", (1 - rho) * math.Exp(rho), within(1)},
			{"waits at most 2 s", (1 - rho) * (math.Exp(2*rho) - rho*math.Exp(rho)), within(2)},
		}}
	rung.climb(t)
}

// M/G/1-PS: one core that all executions share. An execution of x seconds takes
// x ÷ (1 − ρ) in the mean, whatever the others are (Kleinrock 1976, section 4.4). Wrong
// models that fail: first come first served (short ones would wait as long as long ones),
// the shortest first, a core each, a slowdown taken when the execution begins.
func TestLadderSharedCore(t *testing.T) {
	t.Parallel()
	lengths, shares := []float64{0.2, 1, 4}, []float64{0.6, 0.3, 0.1}
	mean := 0.0
	for k := range lengths {
		mean += lengths[k] * shares[k]
	}
	const rho = 0.5
	rung := ladderRung{what: "M/G/1-PS", memory: []workload.MiB{1, 1, 1},
		draw: poissonAt(rho/mean, func(r *rand.Rand) (float64, int) {
			u, k := r.Float64(), 0
			for ; k < len(shares)-1 && u >= shares[k]; k++ {
				u -= shares[k]
			}
			return lengths[k], k
		}),
		flags: map[string]string{"memory": "1GiB", "cpu": "shared", "cores": "1", "schedule": "first-fit",
			"keepalive": "lru"}}
	for k, x := range lengths {
		rung.claims = append(rung.claims, ladderClaim{fmt.Sprintf("response of %v s", x), x / (1 - rho),
			ofFunction(k, ofAll((*served).response))})
	}
	rung.climb(t)
}

// Keep-alive of τ under Poisson arrivals of short executions: a start is cold where
// the gap before it is longer than τ, P = e^(−λτ), function by function. Wrong models
// that fail: a lifetime that counts from the creation (P = 1 ÷ (1 + λτ)), a lease that
// others renew, one timer for the whole platform.
func TestLadderKeepAlive(t *testing.T) {
	t.Parallel()
	const keep = 10.0
	loads := []float64{0.2, 0.8, 2.5} // λτ of each function
	sum := 0.0
	for _, x := range loads {
		sum += x
	}
	rung := ladderRung{what: "keep-alive", memory: []workload.MiB{128, 128, 128},
		draw: poissonAt(sum/keep, func(r *rand.Rand) (float64, int) {
			u, k := r.Float64()*sum, 0
			for ; k < len(loads)-1 && u >= loads[k]; k++ {
				u -= loads[k]
			}
			return 0, k
		}),
		flags: map[string]string{"memory": "8GiB", "schedule": "first-fit",
			"keepalive": fmt.Sprintf("ttl,keep=%vs", keep)}}
	for k, x := range loads {
		rung.claims = append(rung.claims, ladderClaim{fmt.Sprintf("cold at λτ = %v", x), math.Exp(-x),
			ofFunction(k, shareOf(func(v *served) bool { return v.cold }))})
	}
	rung.climb(t)
}

// popularity are classes of functions that are invoked alike.
type popularity struct {
	functions int
	rate      float64 // of each
}

// cached is the number of functions of the classes that were invoked within so long, with
// its distribution: a sum of independent draws.
func cached(classes []popularity, within float64) []float64 {
	p := []float64{1}
	for _, c := range classes {
		hit := 1 - math.Exp(-c.rate*within)
		for range c.functions {
			next := make([]float64, len(p)+1)
			for n, x := range p {
				next[n] += x * (1 - hit)
				next[n+1] += x * hit
			}
			p = next
		}
	}
	return p
}

// lruHits is the hit ratio of a function of each class in a cache of room functions that
// the least recently used leaves: those whose gap ends before room others were invoked.
// The gap is exponential, so the ratio is the mean over its quantiles (trapezoids).
func lruHits(classes []popularity, room int) []float64 {
	const steps = 500
	var out []float64
	for k := range classes {
		others := append([]popularity(nil), classes...)
		others[k].functions--
		hit := 0.0
		for i := range steps {
			gap := -math.Log((float64(i)+0.5)/steps) / classes[k].rate
			for n, p := range cached(others, gap) {
				if n < room {
					hit += p / steps
				}
			}
		}
		out = append(out, hit)
	}
	return out
}

// cheTime is Che's characteristic time: after so long without an invocation, a function
// leaves a cache of that room (Che, Tung & Wang 2002).
func cheTime(classes []popularity, room float64) float64 {
	low, high := 0.0, 1e9
	for range 200 {
		mid := (low + high) / 2
		n := 0.0
		for _, c := range classes {
			n += float64(c.functions) * (1 - math.Exp(-c.rate*mid))
		}
		if n < room {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// times has so many times the functions of each class.
func times(classes []popularity, n int) []popularity {
	out := append([]popularity(nil), classes...)
	for k := range out {
		out[k].functions *= n
	}
	return out
}

// Memory pressure: functions of short executions and memory for a third of them. The
// container that has been idle longest goes, so the platform is an LRU cache under
// independent references. The share of warm starts of each class of functions is computed
// twice: exactly (lruHits), and by Che's approximation, 1 − e^(−λT). The replay must meet
// both: at 240 functions the approximation is off by less than the interval is wide. That
// it is one is shown, too: its error halves, about, where functions and memory double
// (Fricker, Robert & Roberts 2012). Wrong models that fail: eviction in the order of
// creation or at random (1 − 1 ÷ (1 + λT): popular functions would start cold more often),
// eviction with memory left, a warm start that does not renew the place.
func TestLadderChe(t *testing.T) {
	t.Parallel()
	const scale, small, room = 4, 1, 20
	few := []popularity{{8, 1}, {16, 0.3}, {36, 0.1}}
	off := func(scale int) (worst float64, exact, che []float64) {
		classes := times(few, scale)
		exact = lruHits(classes, scale*room)
		limit := cheTime(classes, float64(scale*room))
		for k, c := range classes {
			che = append(che, 1-math.Exp(-c.rate*limit))
			worst = max(worst, math.Abs(che[k]-exact[k]))
		}
		return worst, exact, che
	}
	before, _, _ := off(small)
	middle, _, _ := off(2 * small)
	after, exact, che := off(scale)
	t.Logf("exact %.5f, Che %.5f; off by at most %.5f, %.5f, %.5f", exact, che, before, middle, after)
	if !(middle < before/1.6 && after < middle/1.6) {
		t.Errorf("Che's approximation is off by %.5f, %.5f and %.5f of more and more functions", before, middle, after)
	}
	classes := times(few, scale)
	sum, memory := 0.0, []workload.MiB{}
	for _, c := range classes {
		sum += float64(c.functions) * c.rate
		for range c.functions {
			memory = append(memory, 128)
		}
	}
	rung := ladderRung{what: "LRU", memory: memory,
		draw: poissonAt(sum, func(r *rand.Rand) (float64, int) {
			u, first := r.Float64()*sum, 0
			for _, c := range classes {
				if all := float64(c.functions) * c.rate; u >= all {
					u, first = u-all, first+c.functions
					continue
				}
				return 0, first + min(int(u/c.rate), c.functions-1)
			}
			return 0, len(memory) - 1
		}),
		flags: map[string]string{"memory": fmt.Sprintf("%dMiB", scale*room*128), "schedule": "first-fit",
			"keepalive": "lru"}}
	first := 0
	for k, c := range classes {
		from, to := first, first+c.functions
		warm := func(v *served) (float64, bool) {
			if v.cold {
				return 0, v.function >= from && v.function < to
			}
			return 1, v.function >= from && v.function < to
		}
		rung.claims = append(rung.claims, ladderClaim{fmt.Sprintf("warm at rate %v", c.rate), exact[k], warm},
			ladderClaim{fmt.Sprintf("warm at rate %v, by Che", c.rate), che[k], warm})
		first = to
	}
	rung.climb(t)
}

// Erlang's B: thaw loses no invocation for want of memory (rule 7: it waits), so what a
// loss system rejects is seen where it overflows. First-fit over invokers of one container
// each is an ordered hunt group: the share that the first k of them cannot take is B(k, λ),
// whatever the durations (M/G/k/k, Sevastyanov 1957). Wrong models that fail: another
// order of invokers, a container that blocks its invoker after its end, a queue at an
// invoker, a decision on an old state.
func TestLadderErlangB(t *testing.T) {
	t.Parallel()
	const load, invokers = 4.0, 40
	for _, x := range []struct {
		name string
		of   func(r *rand.Rand) float64
	}{
		{"exponential", func(r *rand.Rand) float64 { return r.ExpFloat64() }},
		{"two lengths", func(r *rand.Rand) float64 { // squared coefficient of variation 3
			if r.IntN(4) == 0 {
				return 2.5
			}
			return 0.5
		}},
	} {
		rung := ladderRung{what: "M/G/k/k, " + x.name, memory: []workload.MiB{128},
			draw: poissonAt(load, func(r *rand.Rand) (float64, int) { return x.of(r), 0 }),
			flags: map[string]string{"memory": "128MiB", "invokers": fmt.Sprint(invokers), "schedule": "first-fit",
				"keepalive": "lru"}}
		for _, k := range []int{1, 3, 6} {
			rung.claims = append(rung.claims, ladderClaim{fmt.Sprintf("beyond the first %d invokers", k),
				erlangB(k, load), shareOf(func(v *served) bool { return v.invoker >= k })})
		}
		rung.climb(t)
	}
}

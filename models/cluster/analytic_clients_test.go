package cluster_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// loop is a closed loop of users of one function on memory for c containers.
type loop struct {
	users, c int
	think    float64 // mean, s; an execution takes 1 s in the mean
}

// claims are those of the machine repairman, M/M/c//N: users who think are machines that
// run. The throughput is the mean number of busy containers, and the response follows by
// Little's law, N = X · (R + Z).
func (l loop) claims() []claim {
	weight, total, busy := 1.0, 0.0, 0.0
	for k := 0; k <= l.users; k++ { // in the system
		total += weight
		busy += weight * float64(min(k, l.c))
		weight *= float64(l.users-k) / l.think / float64(min(k+1, l.c))
	}
	x := busy / total
	return []claim{{"throughput", x}, {"mean response", float64(l.users)/x - l.think}, {"X · (R + Z)", float64(l.users)}}
}

// With exponential thoughts and executions a closed loop is a machine repairman, whether its
// users are few or many for the containers.
func TestClosedLoopIsMachineRepairman(t *testing.T) {
	const until, warm = 20_000.0, 1_000.0 // s
	for _, l := range []loop{{1, 1, 2}, {4, 1, 3}, {10, 3, 2}, {6, 6, 1}} {
		expect(t, fmt.Sprintf("%d users, %d containers", l.users, l.c), l.claims(), func(r *rand.Rand) []float64 {
			w := plain(1, 1, int32(l.c), "first-fit", "lru")
			w.loop = &workload.Users{Count: l.users, Think: sim.Exponential(time.Duration(l.think * 1e9)),
				Until: sim.Time(until * 1e9), Menu: []workload.Choice{{Weight: 1, Duration: sim.Exponential(time.Second)}}}
			cfg := w.config()
			cfg.Seed = r.Uint64()
			list, _ := w.replay(t, cfg, 0)
			n, response := 0.0, 0.0
			for _, o := range list {
				if o.Status == outcome.Completed && o.End > warm*1e9 && o.End <= until*1e9 {
					n++
					response += o.End.Sub(o.Arrival).Seconds()
				}
			}
			x, mean := n/(until-warm), response/n
			return []float64{x, mean, x * (mean + l.think)}
		})
	}
}

// Users who do not think keep all cores busy: c cores complete c ÷ s a second, to the very
// last one, and everybody else waits.
func TestClosedLoopWithoutThinkingIsBusy(t *testing.T) {
	const c, users, until = 3, 7, 100 * sim.Second
	w := plain(1, 1, 1<<10, "first-fit", "lru")
	w.loop = &workload.Users{Count: users, Until: until, Menu: []workload.Choice{{Weight: 1,
		Duration: sim.Const(500 * time.Millisecond)}}}
	cfg := w.config()
	cfg.CPU, cfg.Cores = cluster.CPUIsolated, c
	list, sum := w.replay(t, cfg, 0)
	done := 0
	for _, o := range list {
		if o.End <= until {
			done++
		}
	}
	if want := int(until / sim.Second * c * 2); done != want || sum.Completed != int64(want+users-c) {
		t.Errorf("%d completed in %v and %d in all, expected %d, and one more for each of %d who waited then", done,
			time.Duration(until), sum.Completed, want, users-c)
	}
	late := 0
	for _, o := range list[users:] {
		if o.Start.Sub(o.Arrival) >= 500*time.Millisecond {
			late++
		}
	}
	if late < len(list)*9/10 {
		t.Errorf("%d of %d waited for half a second, although there is a core for %d of %d users", late, len(list), c, users)
	}
}

// Poisson arrivals at a gate that lets c in at a time and refuses the rest are lost as Erlang
// says (M/G/c/c), however long executions spread: with and without a spread.
func TestGateIsErlangB(t *testing.T) {
	erlangB := func(c int, load float64) float64 {
		b := 1.0
		for k := 1; k <= c; k++ {
			b = load * b / (float64(k) + load*b)
		}
		return b
	}
	for _, c := range []struct {
		c    int
		load float64
	}{{1, 0.5}, {5, 3}, {20, 25}} {
		for _, spread := range []bool{false, true} {
			expect(t, fmt.Sprintf("%d at a time, %v erlangs, spread %v", c.c, c.load, spread),
				[]claim{{"share that is refused", erlangB(c.c, c.load)}}, func(r *rand.Rand) []float64 {
					w := plain(3, 1, 1<<12, "first-fit", "lru")
					duration := func() float64 { return 1 }
					if spread {
						duration = r.ExpFloat64
					}
					w.trace = poisson(r, served, c.load, duration, func() int { return r.IntN(3) })
					w.throttle.Concurrency = c.c
					list, sum := w.replay(t, w.config(), 0)
					lost := 0.0
					for _, o := range list[warmup:] {
						if o.Status == outcome.Rejected {
							lost++
						}
					}
					if sum.Throttled != sum.Rejected {
						t.Errorf("%d were throttled, %d rejected", sum.Throttled, sum.Rejected)
					}
					return []float64{lost / float64(len(list)-warmup)}
				})
		}
	}
}

package cluster_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/outcome"
)

// A worker with c tokens and all the memory that it needs is an M/M/c queue.
func TestTokensAreErlangC(t *testing.T) {
	for _, q := range queues {
		expect(t, q.String(), q.claims(), func(r *rand.Rand) []float64 {
			w := plain(1, 1, 1000, "first-fit", "lru")
			w.queue = queueing{discipline: "fcfs", tokens: q.c}
			w.trace = poisson(r, served, q.rate(), r.ExpFloat64, first)
			list, _ := w.replay(t, w.config(), 0)
			return waits(list, func(o outcome.Invocation) time.Duration { return o.Queued })
		})
	}
}

// Shortest job first with one token is M/G/1 without preemption: a class of invocations
// waits W₀ ÷ ((1 − σ of the shorter ones) · (1 − σ with its own)), where W₀ = λE[S²]/2 is
// what is left of the present execution (Cobham, 1954). Functions are the classes, whose
// executions are always as long, so that the worker knows them once it has seen them. In
// the order of arrival all wait W₀ ÷ (1 − ρ).
func TestShortestFirstIsCobhams(t *testing.T) {
	lengths, shares := []float64{0.1, 0.5, 2}, []float64{0.6, 0.3, 0.1}
	const rate = 1.9 // ρ = 0.779
	residual, sigma := 0.0, 0.0
	for k := range lengths {
		residual += rate * shares[k] * lengths[k] * lengths[k] / 2
	}
	var claims []claim
	mean := 0.0
	for k := range lengths {
		before := sigma
		sigma += rate * shares[k] * lengths[k]
		wait := residual / ((1 - before) * (1 - sigma))
		mean += shares[k] * wait
		claims = append(claims, claim{fmt.Sprintf("wait of executions of %v s", lengths[k]), wait})
	}
	claims = append(claims, claim{"mean wait", mean}, claim{"mean wait in the order of arrival", residual / (1 - sigma)})
	expect(t, "M/G/1, shortest first", claims, func(r *rand.Rand) []float64 {
		w := plain(3, 1, 1000, "first-fit", "lru")
		w.trace = poisson(r, 4*served, rate, never, func() int {
			switch u := r.Float64(); {
			case u < shares[0]:
				return 0
			case u < shares[0]+shares[1]:
				return 1
			}
			return 2
		})
		for n := range w.trace {
			w.trace[n].Duration = time.Duration(lengths[w.trace[n].Function] * 1e9)
		}
		var sum [3]float64
		var count [3]float64
		w.queue = queueing{discipline: "sjf", tokens: 1}
		list, _ := w.replay(t, w.config(), 0)
		for _, o := range list[warmup:] {
			sum[o.Function] += o.Queued.Seconds()
			count[o.Function]++
		}
		w.queue.discipline = "fcfs"
		inOrder, _ := w.replay(t, w.config(), 0)
		all := waits(inOrder, func(o outcome.Invocation) time.Duration { return o.Queued })
		n := count[0] + count[1] + count[2]
		return []float64{sum[0] / count[0], sum[1] / count[1], sum[2] / count[2], (sum[0] + sum[1] + sum[2]) / n, all[1]}
	})
}

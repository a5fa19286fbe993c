package worker

import "thaw/sim"

// Audit counts everything again, by the invocations in flight, whose places are given.
// It runs with invariants only.
func (w *Workers) Audit(inFlight []int32) {
	running, held := make([]int32, len(w.queues)), make([]int32, len(w.queues))
	for _, f := range inFlight {
		x := &w.flights[f]
		running[x.worker]++
		if x.token {
			held[x.worker]++
		}
	}
	waiting := 0
	for i := range w.queues {
		q := &w.queues[i]
		waiting += q.heap.Len()
		sim.Check(q.running == running[i] && q.held == held[i],
			"worker %d runs %d with %d tokens, counted %d with %d", i, q.running, q.held, running[i], held[i])
		sim.Check(w.policy.Unregulated || w.policy.AIMD.On() || q.held <= q.limit,
			"worker %d holds %d tokens of %d", i, q.held, q.limit)
	}
	sim.Check(waiting == w.waiting, "%d wait at workers, counted %d", w.waiting, waiting)
}

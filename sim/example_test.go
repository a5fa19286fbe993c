package sim_test

import (
	"fmt"
	"math"
	"time"

	"thaw/sim"
)

// The kinds of event, in the order in which they run at one instant.
const (
	served  = iota // a customer leaves
	arrival        // a customer comes: the limit, never in the queue
)

// An M/M/1 queue: customers come at random, one every 10 ms on average, and are
// served one at a time, in 7 ms on average. Theory says that they wait
// 0.7 / (1-0.7) × 7 ms = 16.3 ms on average.
func Example() {
	const customers = 2_000_000
	var (
		gap, service = sim.Exponential(10 * time.Millisecond), sim.Exponential(7 * time.Millisecond)
		gaps         = sim.NewStream(1, "gap")
		services     = sim.NewStream(1, "service")
		queue        sim.Queue
		server       sim.Lock
		waits        sim.Histogram
		came         = make([]sim.Time, customers)
	)
	begin := func(id uint32, now sim.Time) {
		waits.Record(int64(now.Sub(came[id])))
		end := now.Add(service.Draw(services, uint64(id), 0))
		queue.Push(sim.Event{At: end, Ord: sim.MakeOrder(served, uint64(id), 0)})
	}
	drain := func(limit sim.Event) {
		for e, ok := queue.Next(limit); ok; e, ok = queue.Next(limit) {
			if next, ok := server.Release(uint32(e.Ord.Tie()), e.At); ok {
				begin(next, e.At)
			}
		}
	}
	now := sim.Time(0)
	for id := range uint32(customers) {
		now = now.Add(gap.Draw(gaps, uint64(id), 0))
		drain(sim.Event{At: now, Ord: sim.MakeOrder(arrival, 0, 0)})
		came[id] = now
		if server.Acquire(id, now) {
			begin(id, now)
		}
	}
	drain(sim.Event{At: sim.Never})

	mean := waits.Mean() / 1e6
	fmt.Printf("%d customers, mean wait within 3 %% of 16.3 ms: %v\n", waits.Count(), math.Abs(mean-16.33) < 0.49)
	fmt.Printf("at once: %.0f %%\n", 100*(1-server.Usage(now).Utilisation))
	// Output:
	// 2000000 customers, mean wait within 3 % of 16.3 ms: true
	// at once: 30 %
}

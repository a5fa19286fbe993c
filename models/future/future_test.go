package future_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/future"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
)

// When does a function need one more container than now? Counted naively: at each arrival,
// how many executions of the unit have begun and not ended. Random traces with ties, several
// slots a container and executions without a duration.
func TestFutureIsThatOfTheTrace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		slots, latency := 1+r.IntN(3), time.Duration(r.IntN(3))
		table := workload.Table{Functions: make([]workload.Function, 3), Apps: make([]workload.App, 1)}
		var list []workload.Invocation
		for range 30 {
			list = append(list, workload.Invocation{Arrival: sim.Time(r.IntN(40)), Duration: time.Duration(r.IntN(9)),
				Function: workload.FuncID(r.IntN(3))})
		}
		slices.SortStableFunc(list, func(a, b workload.Invocation) int { return cmp.Compare(a.Arrival, b.Arrival) })
		src, err := inmemory.New(&table, list)
		if err != nil {
			t.Fatal(err)
		}
		f, err := future.Read(src, future.Config{Units: 3, UnitOf: func(fn workload.FuncID) int32 { return int32(fn) },
			Slots: slots, Latency: func(int64) time.Duration { return latency }})
		if err != nil {
			t.Fatal(err)
		}
		var floor int64
		for u := range int32(3) {
			most := 0
			for now := sim.Time(0); now < 45; now++ {
				if got, want := f.Next(u, now), naiveNext(list, u, now); got != want {
					t.Fatalf("round %d: next of %d at %d is %d, expected %d", round, u, now, got, want)
				}
				if got, want := f.InUse(u, now), naiveInUse(list, u, slots, latency, now); got != want {
					t.Fatalf("round %d: %d of %d in use at %d, expected %d", round, got, u, now, want)
				}
				for busy := range 4 {
					got, want := f.NextAbove(u, busy, now), naiveAbove(list, u, busy, slots, latency, now)
					if got != want {
						t.Fatalf("round %d: more than %d of %d at %d: %d, expected %d", round, busy, u, now, got, want)
					}
				}
			}
			for busy := range 40 {
				if naiveAbove(list, u, busy, slots, latency, 0) != sim.Never {
					most = busy + 1
				}
			}
			floor += int64(most)
		}
		if f.Floor() != floor {
			t.Fatalf("round %d: floor %d, expected %d", round, f.Floor(), floor)
		}
	}
}

func naiveNext(list []workload.Invocation, u int32, now sim.Time) sim.Time {
	for _, in := range list {
		if int32(in.Function) == u && in.Arrival >= now {
			return in.Arrival
		}
	}
	return sim.Never
}

// naiveInUse returns how many containers the invocations that run at an instant fill.
func naiveInUse(list []workload.Invocation, u int32, slots int, latency time.Duration, now sim.Time) int {
	n := 0
	for _, in := range list {
		if int32(in.Function) == u && in.Arrival <= now && in.Arrival.Add(latency+in.Duration) > now {
			n++
		}
	}
	return (n + slots - 1) / slots
}

// naiveAbove returns when an arrival of unit u, at now or later, finds all slots of exactly so
// many containers in use.
func naiveAbove(list []workload.Invocation, u int32, busy, slots int, latency time.Duration, now sim.Time) sim.Time {
	for k, in := range list {
		if int32(in.Function) != u || in.Arrival < now {
			continue
		}
		n := 0
		for _, before := range list[:k] {
			if int32(before.Function) == u && before.Arrival.Add(latency+before.Duration) > in.Arrival {
				n++
			}
		}
		if n == busy*slots {
			return in.Arrival
		}
	}
	return sim.Never
}

package index

import (
	"math/rand/v2"
	"testing"

	"thaw/models/cluster/fleet"
	"thaw/models/workload"
)

// Does the index find the warm invokers of each unit, with and without a summary?
func TestWarmIndexAgainstASet(t *testing.T) {
	const units = 3
	table := &workload.Table{Functions: make([]workload.Function, units)}
	for _, invokers := range []int{1, 64, 65, 64 * flatWords, 64*flatWords + 1, 64*64 + 7} {
		f := fleet.New(fleet.Config{Invokers: invokers, Memory: 1, Slots: 1}, table)
		for _, summary := range []bool{false, true} {
			x := newWarm(&f)
			if summary {
				x.summarise()
			}
			r := rand.New(rand.NewPCG(1, uint64(invokers)))
			warm := make([]bool, units*invokers)
			for range 4000 {
				u, i := r.IntN(units), r.IntN(invokers)
				if r.IntN(3) > 0 {
					i = i * i / invokers // many at the low end, so that words fill and empty
				}
				now := r.IntN(2) == 0
				warm[u*invokers+i] = now
				if now {
					x.Set(fleet.UnitID(u), fleet.InvokerID(i))
				} else {
					x.Clear(fleet.UnitID(u), fleet.InvokerID(i), 1)
				}
				at := -1
				for k := range invokers {
					if warm[u*invokers+k] {
						at = k
						break
					}
				}
				want := fleet.None
				if at >= 0 {
					want = fleet.InvokerID(at)
				}
				if got := x.First(fleet.FuncID(u)); got != want {
					t.Fatalf("%d invokers, summary %v: first warm invoker of unit %d is %d, want %d", invokers,
						summary, u, got, want)
				}
				if x.Has(fleet.UnitID(u), fleet.InvokerID(i)) != now {
					t.Fatalf("%d invokers: unit %d on %d is not %v", invokers, u, i, now)
				}
			}
		}
	}
}

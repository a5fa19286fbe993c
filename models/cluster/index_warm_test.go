package cluster

import (
	"math/rand/v2"
	"testing"
)

// Does the index find the warm invokers of each unit, with and without a summary?
func TestWarmIndexAgainstASet(t *testing.T) {
	const units = 3
	functions := make([]function, units)
	for u := range functions {
		functions[u].unit = UnitID(u)
	}
	for _, invokers := range []int{1, 64, 65, 64 * flatWords, 64*flatWords + 1, 64*64 + 7} {
		for _, summary := range []bool{false, true} {
			x := newWarmIndex(functions, units, invokers)
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
				if warm[u*invokers+i] = now; now {
					x.set(UnitID(u), InvokerID(i))
				} else {
					x.keep(UnitID(u), InvokerID(i), false)
				}
				at := -1
				for k := range invokers {
					if warm[u*invokers+k] {
						at = k
						break
					}
				}
				want := None
				if at >= 0 {
					want = InvokerID(at)
				}
				if got := x.First(FuncID(u)); got != want {
					t.Fatalf("%d invokers, summary %v: first warm invoker of unit %d is %d, want %d", invokers, summary, u, got, want)
				}
				if x.has(UnitID(u), InvokerID(i)) != now {
					t.Fatalf("%d invokers: unit %d on %d is not %v", invokers, u, i, now)
				}
			}
		}
	}
}

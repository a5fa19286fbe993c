package schedule

import (
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// full is a world in which some invokers have no room at the probe.
var full = world{invokers: 12, memory: 600, functions: 10, count: 400, every: 50 * time.Millisecond,
	runs: 1200 * time.Millisecond, seed: 3}

// Is every candidate equally likely, and nobody else ever chosen, however many
// draws the rejection is allowed before it counts?
func TestRandomIsUniformAmongCandidates(t *testing.T) {
	for _, draws := range []uint64{0, 1, 30} {
		full.loaded(t, Random, "", func(v *cluster.View, s cluster.Scheduler) {
			p := *s.(*random)
			p.draws = draws
			fn := cluster.FuncID(0)
			chosen := make([]int, v.Invokers())
			for number := range int64(20000) {
				chosen[p.Place(fn, number, 0)]++
			}
			var counts []int
			for i, n := range chosen {
				if v.Candidate(cluster.InvokerID(i), fn) {
					counts = append(counts, n)
				} else if n > 0 {
					t.Errorf("%d draws: invoker %d was chosen %d times and is no candidate", draws, i, n)
				}
			}
			if len(counts) < 2 || len(counts) == v.Invokers() {
				t.Fatalf("%d of %d invokers are candidates: the world tests too little", len(counts), v.Invokers())
			}
			uniform(t, "candidates", counts)
		})
	}
}

// Does the choice belong to the invocation, not to what was placed before it?
func TestRandomIsKeyedByInvocation(t *testing.T) {
	for _, e := range []policies.Entry[cluster.NewScheduler]{Random, PowerOfTwo} {
		full.loaded(t, e, "", func(_ *cluster.View, s cluster.Scheduler) {
			first := make([]cluster.InvokerID, 100)
			for k := range first {
				first[k] = s.Place(0, int64(k), 0)
			}
			for k := len(first) - 1; k >= 0; k-- {
				if i := s.Place(0, int64(k), 0); i != first[k] {
					t.Errorf("%s: invocation %d goes to %d, in another order to %d", e.Name, k, first[k], i)
				}
			}
		})
	}
}

// Are the two of a pair different, and all pairs equally likely?
func TestPowerOfTwoDrawsPairs(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 9} {
		w := world{invokers: n, memory: 4096, functions: 1, count: 4, every: time.Second, runs: time.Second}
		w.loaded(t, PowerOfTwo, "", func(_ *cluster.View, s cluster.Scheduler) {
			p := s.(*jsq)
			counts := make([]int, n*n)
			for number := range int64(30000) {
				drawn := p.draw(number)
				counts[drawn[0]*n+drawn[len(drawn)-1]]++
			}
			var pairs []int
			for a := range n {
				for b := range n {
					if a < b {
						pairs = append(pairs, counts[a*n+b])
					} else if n > 1 && counts[a*n+b] > 0 {
						t.Errorf("n = %d: invoker %d was drawn twice, or after %d", n, a, b)
					}
				}
			}
			if n > 2 {
				uniform(t, "pairs", pairs)
			}
		})
	}
}

// Does a decision allocate?
func TestPlaceDoesNotAllocate(t *testing.T) {
	w := worlds[len(worlds)-1]
	for _, r := range rules {
		w.loaded(t, r.entry, r.args, func(v *cluster.View, s cluster.Scheduler) {
			number := int64(0)
			allocs := testing.AllocsPerRun(200, func() {
				s.Place(cluster.FuncID(number%int64(w.functions)), number, sim.Second)
				number++
			})
			if allocs != 0 {
				t.Errorf("%s,%s: %v allocations a decision", r.entry.Name, r.args, allocs)
			}
		})
	}
}

// What does a decision cost with 1,000 invokers: at half load, at four fifths,
// and when hardly anyone has room?
func BenchmarkPlace(b *testing.B) {
	for _, load := range []struct {
		name string
		runs time.Duration
	}{{"half", 3 * time.Second}, {"four-fifths", 5 * time.Second}, {"full", 7 * time.Second}} {
		w := world{invokers: 1000, memory: 4096, functions: 1000, count: 40000, every: time.Millisecond,
			runs: load.runs, seed: 1}
		for _, e := range []policies.Entry[cluster.NewScheduler]{
			ConsistentHashBounded, CHRLU, FirstFit, GreedyOmniscient, Hermod, JSQ, KRLU, LeastLoaded, MaxAvailable,
			Random, RoundRobin,
			StickyMaxAvailable, StickyRandom,
		} {
			b.Run(load.name+"/"+e.Name, func(b *testing.B) {
				w.loaded(b, e, "", func(_ *cluster.View, s cluster.Scheduler) {
					b.ResetTimer()
					for k := range b.N {
						s.Place(cluster.FuncID(k*7919%w.functions), int64(k), 0)
					}
					b.StopTimer()
				})
			})
		}
	}
}

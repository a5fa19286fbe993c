package schedule

import (
	"fmt"
	"hash/fnv"
	"math/big"
	"math/bits"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// rule says naively, looking at every invoker, what a scheduler must answer.
type rule func(v *cluster.View, s cluster.Scheduler, fn cluster.FuncID, number int64,
	last cluster.InvokerID) cluster.InvokerID

// least returns the candidate of the least score, ties to the lowest index.
func least(v *cluster.View, fn cluster.FuncID, score func(i cluster.InvokerID) *big.Rat) cluster.InvokerID {
	best := cluster.None
	var low *big.Rat
	for i := cluster.InvokerID(0); int(i) < v.Invokers(); i++ {
		if !v.Candidate(i, fn) {
			continue
		}
		if x := score(i); low == nil || x.Cmp(low) < 0 {
			best, low = i, x
		}
	}
	return best
}

func whole(x int) *big.Rat { return big.NewRat(int64(x), 1) }

// coprime reports whether nothing but 1 divides both.
func coprime(a, b int) bool {
	for d := 2; d <= min(a, b); d++ {
		if a%d == 0 && b%d == 0 {
			return false
		}
	}
	return true
}

// walkOf is rule 22 of the semantics with nothing but its own words.
func walkOf(name string, n int) []int {
	h := fnv.New64a()
	h.Write([]byte(name))
	hash := h.Sum64()
	steps := []int{0}
	if n > 1 {
		steps = nil
		for s := 1; s < n; s++ {
			if coprime(s, n) {
				steps = append(steps, s)
			}
		}
	}
	step := steps[(hash/uint64(n))%uint64(len(steps))]
	position := make([]int, n)
	i := int(hash % uint64(n))
	for k := range n {
		position[i] = k
		i = (i + step) % n
	}
	return position
}

var rules = []struct {
	entry policies.Entry[cluster.NewScheduler]
	args  string
	rule  rule
}{
	{FirstFit, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		return least(v, fn, func(i cluster.InvokerID) *big.Rat {
			if v.HasWarm(i, fn) {
				return whole(int(i))
			}
			return whole(int(i) + v.Invokers())
		})
	}},
	{RoundRobin, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		last cluster.InvokerID) cluster.InvokerID {
		n := v.Invokers()
		return least(v, fn, func(i cluster.InvokerID) *big.Rat { return whole((int(i) - int(last) - 1 + n) % n) })
	}},
	{LeastLoaded, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		return least(v, fn, func(i cluster.InvokerID) *big.Rat { return whole(int(v.Running(i))) })
	}},
	{MaxAvailable, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		return least(v, fn, func(i cluster.InvokerID) *big.Rat { return whole(-int(v.Available(i))) })
	}},
	{StickyRandom, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		position := walkOf(v.Table().Functions[fn].Name, v.Invokers())
		return least(v, fn, func(i cluster.InvokerID) *big.Rat { return whole(position[i]) })
	}},
	{StickyMaxAvailable, "", stickyMaxRule(3, 10)},
	{StickyMaxAvailable, "alpha=0", stickyMaxRule(0, 1)},
	{StickyMaxAvailable, "alpha=1", stickyMaxRule(1, 1)},
	// eight invokers of 1024 MiB: a place is worth 128 MiB, so scores tie
	{StickyMaxAvailable, "alpha=0.5", stickyMaxRule(1, 2)},
	{StickyMaxAvailable, "alpha=0.825", stickyMaxRule(33, 40)},
	{PowerOfTwo, "", func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, number int64,
		_ cluster.InvokerID) cluster.InvokerID {
		a, b := formerPair(v, number)
		one := v.Candidate(a, fn) || v.Candidate(b, fn)
		return least(v, fn, func(i cluster.InvokerID) *big.Rat {
			if one && i != a && i != b {
				return whole(1 << 30)
			}
			return whole(int(v.Running(i)))
		})
	}},
	{ConsistentHashBounded, "", consistentRule(5, 4, 100)},
	{ConsistentHashBounded, "eps=0.1,nodes=3", consistentRule(11, 10, 3)},
}

// formerPair is the pair of power-of-two as it was drawn before jsq: two indices from one
// word.
func formerPair(v *cluster.View, number int64) (a, b cluster.InvokerID) {
	n := uint64(v.Invokers())
	if n == 1 {
		return 0, 0
	}
	word := v.Stream("power-of-two/pair").At(uint64(number), 0)
	first, rest := bits.Mul64(word, n)
	second, _ := bits.Mul64(rest, n-1)
	if second >= first {
		second++
	}
	return cluster.InvokerID(first), cluster.InvokerID(second)
}

func stickyMaxRule(num, den int64) rule {
	alpha := big.NewRat(num, den)
	rest := new(big.Rat).Sub(big.NewRat(1, 1), alpha)
	return func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		position := walkOf(v.Table().Functions[fn].Name, v.Invokers())
		return least(v, fn, func(i cluster.InvokerID) *big.Rat {
			d := big.NewRat(int64(position[i]), int64(v.Invokers()))
			l := big.NewRat(int64(v.Capacity(i)-v.Available(i)), int64(v.Capacity(i)))
			return d.Add(d.Mul(d, alpha), l.Mul(l, rest))
		})
	}
}

// consistentRule goes by distances around the ring, without the ring.
func consistentRule(num, den int64, nodes int) rule {
	return func(v *cluster.View, _ cluster.Scheduler, fn cluster.FuncID, _ int64,
		_ cluster.InvokerID) cluster.InvokerID {
		running := int64(1)
		for i := range v.Invokers() {
			running += int64(v.Running(cluster.InvokerID(i)))
		}
		bound := big.NewRat(num*running, den*int64(v.Invokers())) // below the bound rounded up: below the bound
		at := mixBits(hashName(v.Table().Functions[fn].Name))
		return least(v, fn, func(i cluster.InvokerID) *big.Rat {
			nearest := uint64(1<<64 - 1)
			for k := range nodes {
				nearest = min(nearest, mixBits(uint64(i)<<32|uint64(k))-at)
			}
			distance := new(big.Rat).SetInt(new(big.Int).SetUint64(nearest))
			if whole(int(v.Running(i))).Cmp(bound) >= 0 {
				distance.Add(distance, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
			}
			return distance
		})
	}
}

// worlds are small and full of ties, or large enough for the ways round a
// search that only many invokers open, and run out of memory now and then.
var worlds = []world{
	{invokers: 1, memory: 1024, functions: 3, count: 200, every: 200 * time.Millisecond, runs: 500 * time.Millisecond},
	{invokers: 2, memory: 700, functions: 4, count: 300, every: 100 * time.Millisecond, runs: 400 * time.Millisecond},
	{invokers: 7, memory: 1000, functions: 9, count: 600, every: 50 * time.Millisecond, runs: 900 * time.Millisecond},
	{invokers: 8, memory: 1024, functions: 9, count: 800, every: 50 * time.Millisecond, runs: 1100 * time.Millisecond},
	{invokers: 100, memory: 600, functions: 40, count: 1500, every: 10 * time.Millisecond,
		runs: 1300 * time.Millisecond},
	{invokers: 300, memory: 512, functions: 30, count: 1500, every: time.Millisecond, runs: 1500 * time.Millisecond},
}

// Does every decision follow its rule, in worlds of all sizes?
func TestSchedulersAgainstTheirRules(t *testing.T) {
	for _, r := range rules {
		t.Run(fmt.Sprintf("%s,%s", r.entry.Name, r.args), func(t *testing.T) {
			for k, w := range worlds {
				for seed := range uint64(2) {
					w.seed = seed
					against(t, w, r.entry, r.args, r.rule, k)
				}
			}
		})
	}
}

func against(t *testing.T, w world, e policies.Entry[cluster.NewScheduler], args string, r rule, k int) {
	t.Helper()
	refused, wrong := 0, 0
	w.replay(t, e, args, func(v *cluster.View, s cluster.Scheduler) cluster.Scheduler {
		last := cluster.InvokerID(v.Invokers() - 1)
		return asked{s, func(fn cluster.FuncID, number int64, now sim.Time, got cluster.InvokerID) {
			want := r(v, s, fn, number, last)
			if got != want && wrong < 3 {
				wrong++
				t.Errorf("world %d, seed %d, invocation %d at %v: placed on %d, expected %d", k, w.seed, number,
					now.Seconds(), got, want)
			}
			if got == cluster.None {
				refused++
			} else {
				last = got
			}
		}}
	})
	if refused == 0 {
		t.Errorf("world %d, seed %d never ran out of memory: it tests too little", k, w.seed)
	}
}

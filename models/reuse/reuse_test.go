package reuse

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// uses draws uses of a few functions, some far more popular than others.
func uses(r *rand.Rand, functions, n int) []workload.FuncID {
	out := make([]workload.FuncID, n)
	for i := range out {
		out[i] = workload.FuncID(float64(functions) * math.Pow(r.Float64(), 1+2*r.Float64()))
	}
	return out
}

func drawSizes(r *rand.Rand, n int) []workload.MiB {
	sizes := make([]workload.MiB, n)
	for f := range sizes {
		sizes[f] = workload.MiB(1 + r.IntN(900))
	}
	return sizes
}

// Is every distance that of a naive search back through the trace, in O(n²)? Both measures.
func TestDistancesAgainstNaiveSearch(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		sizes := drawSizes(r, 1+r.IntN(40))
		trace := uses(r, len(sizes), 1+r.IntN(600))
		tracker, bytes := NewTracker(sizes), NewByteTracker(sizes)
		for i, f := range trace {
			need, between := int64(First), int64(First)
			seen := map[workload.FuncID]bool{}
			unique, all := int64(0), int64(0)
			for k := i - 1; k >= 0; k-- {
				if trace[k] == f {
					need, between = unique+int64(sizes[f]), all
					break
				}
				if all += int64(sizes[trace[k]]); !seen[trace[k]] {
					seen[trace[k]] = true
					unique += int64(sizes[trace[k]])
				}
			}
			if got := tracker.Use(f); got != need {
				t.Fatalf("seed %d, use %d of function %d needs %d MiB, expected %d", seed, i, f, got, need)
			}
			if got := bytes.Use(f); got != between {
				t.Fatalf("seed %d, use %d of function %d: %d MiB in between, expected %d", seed, i, f, got, between)
			}
		}
	}
}

// curveOf is the curve of a trace.
func curveOf(sizes []workload.MiB, trace []workload.FuncID) *Curve {
	tracker, c := NewTracker(sizes), &Curve{}
	for _, f := range trace {
		c.Add(tracker.Use(f))
	}
	c.Close(tracker.Total())
	return c
}

// lru simulates memory that evicts the least recently used, one container a function, and
// returns the hit ratio.
func lru(sizes []workload.MiB, trace []workload.FuncID, memory int64) float64 {
	var order []workload.FuncID
	used, hits := int64(0), 0
	for _, f := range trace {
		if i := slices.Index(order, f); i >= 0 {
			hits++
			order = append(slices.Delete(order, i, i+1), f)
			continue
		}
		if int64(sizes[f]) > memory {
			continue
		}
		for used+int64(sizes[f]) > memory {
			used -= int64(sizes[order[0]])
			order = order[1:]
		}
		order, used = append(order, f), used+int64(sizes[f])
	}
	return float64(hits) / float64(len(trace))
}

// Is the curve exactly that of memory that evicts the least recently used until a container
// fits? At every memory where all sizes are equal, and with sizes from the largest on.
func TestCurveAgainstLRU(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		n := 1 + r.IntN(30)
		trace := uses(r, n, 50+r.IntN(1500))
		ones := make([]workload.MiB, n)
		for f := range ones {
			ones[f] = 7
		}
		c := curveOf(ones, trace)
		for memory := int64(0); memory <= int64(7*n+7); memory++ {
			if got, want := c.HitRatio(memory), lru(ones, trace, memory); got != want {
				t.Fatalf("seed %d: %v at %d MiB, memory of that size hits %v", seed, got, memory, want)
			}
		}
		sizes := drawSizes(r, n)
		c = curveOf(sizes, trace)
		total := int64(0)
		for _, s := range sizes {
			total += int64(s)
		}
		largest := int64(slices.Max(sizes))
		for k := range 20 {
			memory := largest + (total-largest)*int64(k)/19
			if got, want := c.HitRatio(memory), lru(sizes, trace, memory); got != want {
				t.Fatalf("seed %d: %v at %d MiB, memory of that size hits %v", seed, got, memory, want)
			}
		}
		if c.HitRatio(total) != lru(sizes, trace, total) || c.HitRatio(0) != 0 {
			t.Errorf("seed %d: the ends of the curve are not those of memory", seed)
		}
	}
}

// Does a cycle of functions hit nothing in less memory than all of them, and everything but
// first uses in so much?
func TestCycle(t *testing.T) {
	sizes := []workload.MiB{300, 250, 600, 128}
	var trace []workload.FuncID
	for range 100 {
		trace = append(trace, 0, 1, 2, 3)
	}
	c := curveOf(sizes, trace)
	if below, at := c.HitRatio(1277), c.HitRatio(1278); below != 0 || at != 396.0/400 {
		t.Errorf("%v below the sizes of all and %v at them, expected 0 and 0.99", below, at)
	}
	if size, ok := c.SizeFor(0.5); size != 1278 || !ok {
		t.Errorf("half of the hits need %d MiB, %v", size, ok)
	}
	if size, ok := c.SizeFor(0.995); ok {
		t.Errorf("a hit ratio above what first uses leave needs %d MiB, expected none", size)
	}
	if all, first := c.Uses(); all != 400 || first != 4 {
		t.Errorf("%d uses, %d first ones", all, first)
	}
}

// Is a size the least one that reaches its target, and the knee where the curve bends?
func TestSizes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	sizes := drawSizes(r, 30)
	c := curveOf(sizes, uses(r, 30, 3000))
	for _, target := range []float64{0.1, 0.5, 0.9, c.Most()} {
		size, ok := c.SizeFor(target)
		if !ok || c.HitRatio(size) < target || c.HitRatio(size-1) >= target {
			t.Errorf("target %v: %d MiB, %v: hits %v, and %v with a MiB less", target, size, ok, c.HitRatio(size),
				c.HitRatio(size-1))
		}
	}
	bend := &Curve{} // 90 of 100 hits by 10 MiB, the rest by 100
	for i := range 100 {
		need := int64(1 + i/9)
		if i >= 90 {
			need = 100
		}
		bend.Add(need)
	}
	bend.Close(100)
	if knee := bend.Knee(); knee != 10 {
		t.Errorf("a knee at %d MiB, expected 10", knee)
	}
}

// Is a sample with the rate 1 the exact curve, and are samples of many functions near it?
func TestSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	functions := make([]workload.Function, 3000)
	for f := range functions {
		functions[f] = workload.Function{Name: string(rune('a'+f%26)) + time.Duration(f).String(),
			Memory: workload.MiB(64 + r.IntN(512))}
	}
	exact, tracker := &Curve{}, NewTracker(Sizes(functions))
	all, tenth := NewSampled(functions, 1, 1), NewSampled(functions, 0.1, 1)
	for _, f := range uses(r, len(functions), 200_000) {
		exact.Add(tracker.Use(f))
		all.Use(f)
		tenth.Use(f)
	}
	exact.Close(tracker.Total())
	all.Close(tracker.Total())
	tenth.Close(tracker.Total())
	if e := exact.ErrorOf(&all.Curve); e.Most != 0 {
		t.Errorf("all functions sampled: off by %v at %d MiB", e.Most, e.At)
	}
	if e := exact.ErrorOf(&tenth.Curve); !(e.Mean > 0 && e.Mean < 0.03) {
		t.Errorf("a tenth sampled: off by %v on average, expected some and less than 0.03", e.Mean)
	}
}

// Does the controller act as its rules say? Misses are a fifth of the target at first, so that
// memory shrinks; then the rate rises tenfold and memory grows.
func TestController(t *testing.T) {
	c := &Curve{} // every MiB up to 1,000 is one more hit in a thousand
	for need := range int64(1000) {
		c.Add(need + 1)
	}
	c.Close(1000)
	control := Control{Start: 900, Target: 2, Share: 0.1, Band: 0.3, Window: 10, Gap: 50, Change: 20}
	k := NewController(control, c, 0, 600, 1)
	at := sim.Time(0)
	for i := range 600 {
		step := 250 * time.Millisecond // 4/s
		if i >= 300 {
			step = 25 * time.Millisecond
		}
		at = at.Add(step)
		k.Use(at, 950)
	}
	var changes []Point
	for _, p := range k.Course() {
		if p.Changed {
			changes = append(changes, p)
		}
	}
	if len(changes) < 2 {
		t.Fatalf("%d changes: %+v", len(changes), k.Course())
	}
	// 4/s × (1 − 0.9) = 0.4 misses a second; 1 − 2/4 = 0.5 hits are wanted: 500 MiB
	if first := changes[0]; first.Invocation != 10 || first.Memory != 500 || math.Abs(first.Expected-0.4) > 1e-9 {
		t.Errorf("the first change: %+v, expected 500 MiB at the eleventh invocation", first)
	}
	// 40/s: 1 − 2/40 = 0.95
	if last := changes[len(changes)-1]; last.Memory != 950 {
		t.Errorf("the last change: %+v, expected 950 MiB", last)
	}
	for i := 1; i < len(changes); i++ {
		if changes[i].Invocation-changes[i-1].Invocation < 50 {
			t.Errorf("changes at %d and %d, expected a gap of 50", changes[i-1].Invocation, changes[i].Invocation)
		}
	}
	mean, low, high := k.Memory()
	want := 0.0
	memory, since := 900.0, sim.Time(0)
	for _, p := range changes {
		want += memory * float64(p.At-since)
		memory, since = float64(p.Memory), p.At
	}
	want = (want + memory*float64(at-since)) / float64(at)
	if math.Abs(mean-want) > 1e-9*want || low != 500 || high != 950 {
		t.Errorf("%v MiB on average, %v to %v, expected %v, 500 to 950", mean, low, high, want)
	}
}

// How long does one pass over 5.5 million invocations of 500 functions take?
func BenchmarkTracker(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 5))
	sizes := drawSizes(r, 500)
	trace := uses(r, 500, 1<<20)
	tracker, c := NewTracker(sizes), &Curve{}
	for i := range b.N {
		c.Add(tracker.Use(trace[i%len(trace)]))
	}
}

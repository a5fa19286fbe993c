package schedule

import (
	"fmt"
	"hash/fnv"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"thaw/models/cluster"
	"thaw/models/workload"
)

// tableOf makes functions of 128 MiB with distinct names.
func tableOf(n int) *workload.Table {
	t := &workload.Table{Apps: []workload.App{{Name: "app", Memory: 128}}}
	for i := range n {
		t.Functions = append(t.Functions, workload.Function{Name: fmt.Sprintf("app/function-%d", i), Memory: 128})
	}
	return t
}

// Is the home and step of OpenWhisk's documented example ours too? Ten
// invokers, hash 13: 3 6 9 2 5 8 1 4 7 0.
func TestWalkOfOpenWhisksExample(t *testing.T) {
	w := walks{invokers: 10, of: []walk{walkFor(13, 10, stepsFor(10))}}
	i := cluster.InvokerID(w.of[0].home)
	for k, want := range []cluster.InvokerID{3, 6, 9, 2, 5, 8, 1, 4, 7, 0} {
		if i != want {
			t.Errorf("place %d of the walk is %d, expected %d", k, i, want)
		}
		i = w.next(i, w.of[0].step)
	}
}

// Does every walk meet every invoker once, and know the place of each?
func TestWalksArePermutations(t *testing.T) {
	table := tableOf(60)
	for n := 1; n <= 64; n++ {
		w := newWalks(table, n)
		for fn := range table.Functions {
			met := make([]bool, n)
			i := cluster.InvokerID(w.of[fn].home)
			for place := range n {
				if met[i] {
					t.Fatalf("n = %d: %s meets invoker %d twice", n, table.Functions[fn].Name, i)
				}
				met[i] = true
				if got := w.position(cluster.FuncID(fn), i); int(got) != place {
					t.Fatalf("n = %d: the position of invoker %d is %d, expected %d", n, i, got, place)
				}
				i = w.next(i, w.of[fn].step)
			}
			if int32(i) != w.of[fn].home {
				t.Fatalf("n = %d: the walk does not end where it began", n)
			}
		}
	}
}

// Are the steps the numbers co-prime to n, each of them once?
func TestStepsCountTotient(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 1, 6: 2, 7: 6, 10: 4, 64: 32, 97: 96, 100: 40, 1000: 400} {
		steps := stepsFor(n)
		if len(steps) != want || !slices.IsSorted(steps) {
			t.Errorf("n = %d: %d steps, expected φ(n) = %d, ascending", n, len(steps), want)
		}
	}
}

// Is the hash the one that semantics name?
func TestHashName(t *testing.T) {
	for _, name := range []string{"", "a", "app/function", "web/user"} {
		h := fnv.New64a()
		h.Write([]byte(name))
		if got := hashName(name); got != h.Sum64() {
			t.Errorf("hash of %q is %x, expected %x", name, got, h.Sum64())
		}
	}
}

// Do homes and steps spread over what there is?
func TestWalksSpread(t *testing.T) {
	const n, functions = 10, 20000
	w := newWalks(tableOf(functions), n)
	var homes [n]int
	steps := map[int32]int{}
	for _, x := range w.of {
		homes[x.home]++
		steps[x.step]++
	}
	uniform(t, "homes", homes[:])
	uniform(t, "steps", []int{steps[1], steps[3], steps[7], steps[9]})
}

// uniform fails when counts would be so uneven by chance once in 10,000 times.
func uniform(t *testing.T, what string, counts []int) {
	t.Helper()
	total := 0
	for _, c := range counts {
		total += c
	}
	mean := float64(total) / float64(len(counts))
	sum := 0.0
	for _, c := range counts {
		sum += (float64(c) - mean) * (float64(c) - mean) / mean
	}
	limit := distuv.ChiSquared{K: float64(len(counts) - 1)}.Quantile(1 - 1e-4)
	if sum > limit {
		t.Errorf("%s: chi-square %.1f over %d cells, expected at most %.1f: %v", what, sum, len(counts), limit, counts)
	}
}

// Does the ring give each invoker about the same share, and take little from
// anyone when an invoker joins?
func TestRing(t *testing.T) {
	const n, nodes, functions = 20, 100, 20000
	table := tableOf(functions)
	ring, start := newRing(table, n, nodes)
	more, startMore := newRing(table, n+1, nodes)
	counts := make([]int, n)
	moved := 0
	for fn := range functions {
		i := ring[start[fn]]
		counts[i]++
		if j := more[startMore[fn]]; j != i {
			moved++
			if j != n {
				t.Fatalf("function %d moved from invoker %d to %d when invoker %d joined", fn, i, j, n)
			}
		}
	}
	for i, c := range counts {
		// A share is the sum of 100 nearly exponential arcs: its deviation is a
		// tenth of the mean, so four of them bound 20 shares.
		if share := float64(c) * n / functions; share < 0.6 || share > 1.4 {
			t.Errorf("invoker %d has %.2f of its share", i, share)
		}
	}
	if share := float64(moved) * (n + 1) / functions; share < 0.6 || share > 1.4 {
		t.Errorf("%d functions moved to the new invoker, %.2f of its share", moved, share)
	}
}

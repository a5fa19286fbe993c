package schedule

import (
	"fmt"
	"strings"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
)

// walks holds each function's walk through the invokers: home, home + step,
// home + 2·step, ... modulo their number n. The step is co-prime to n, so the
// walk meets every invoker once (semantics, rule 22; openwhisk,
// ShardingContainerPoolBalancer).
type walks struct {
	invokers int32
	of       []walk  // by function
	inverse  []int32 // by step: its inverse modulo n, which turns an invoker into its position
}

type walk struct{ home, step int32 }

func newWalks(t *workload.Table, invokers int) walks {
	steps := stepsFor(invokers)
	w := walks{invokers: int32(invokers), of: make([]walk, len(t.Functions)), inverse: make([]int32, invokers)}
	for _, s := range steps {
		w.inverse[s] = inverseOf(s, int32(invokers))
	}
	for i := range t.Functions {
		w.of[i] = walkFor(hashName(t.Functions[i].Name), invokers, steps)
	}
	return w
}

// walkFor returns the walk of a hash: the remainder by n is its home, the quotient
// chooses the step.
func walkFor(hash uint64, invokers int, steps []int32) walk {
	n := uint64(invokers)
	return walk{home: int32(hash % n), step: steps[(hash/n)%uint64(len(steps))]}
}

// stepsFor returns the numbers below n that are co-prime to it, ascending; a
// single invoker is walked with step 0.
func stepsFor(n int) []int32 {
	if n == 1 {
		return []int32{0}
	}
	var steps []int32
	for s := 1; s < n; s++ {
		if gcd(s, n) == 1 {
			steps = append(steps, int32(s))
		}
	}
	return steps
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// inverseOf returns x with s·x ≡ 1 modulo n, by the extended Euclidean
// algorithm; 0 for the single invoker.
func inverseOf(s, n int32) int32 {
	if n == 1 {
		return 0
	}
	r0, r1, x0, x1 := int64(n), int64(s), int64(0), int64(1)
	for r1 != 0 {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		x0, x1 = x1, x0-q*x1
	}
	return int32((x0 + int64(n)) % int64(n))
}

// ofUnits returns the walk of each unit, or nil if the functions of a unit have
// different walks.
func (w *walks) ofUnits(v *cluster.View) []index.Walk {
	if v.Units() != len(w.of) {
		return nil
	}
	of := make([]index.Walk, v.Units())
	for f, x := range w.of {
		fn := cluster.FuncID(f)
		if v.FunctionOf(v.Unit(fn)) != fn {
			return nil
		}
		of[v.Unit(fn)] = index.Walk{Home: x.home, Step: x.step, Inverse: w.inverse[x.step]}
	}
	return of
}

// next returns the invoker that follows i on the walk of a step.
func (w *walks) next(i cluster.InvokerID, step int32) cluster.InvokerID {
	j := int32(i) + step
	if j >= w.invokers {
		j -= w.invokers
	}
	return cluster.InvokerID(j)
}

// position returns how many steps of fn's walk lead from its home to i.
func (w *walks) position(fn cluster.FuncID, i cluster.InvokerID) int32 {
	x := w.of[fn]
	ahead := int64(i) - int64(x.home)
	if ahead < 0 {
		ahead += int64(w.invokers)
	}
	return int32(ahead * int64(w.inverse[x.step]) % int64(w.invokers))
}

// explain describes fn's walk.
func (w *walks) explain(name string, fn cluster.FuncID) string {
	var b strings.Builder
	i := cluster.InvokerID(w.of[fn].home)
	for range w.invokers {
		fmt.Fprintf(&b, " %d", i)
		i = w.next(i, w.of[fn].step)
	}
	return fmt.Sprintf("%s has home %d and step %d: it walks%s", name, w.of[fn].home, w.of[fn].step, b.String())
}

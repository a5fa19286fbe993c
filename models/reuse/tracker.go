package reuse

import (
	"math"

	"thaw/models/workload"
)

// First is the need of a function's first use: no memory makes it warm.
const First = math.MaxInt64

// Tracker tells what memory each use of a function needs, in O(log functions): it keeps the
// functions in the order of their last uses, and sums of sizes over that order.
type Tracker struct {
	sizes []int64
	at    []int32 // by function: its place in the order, 0: not used yet
	who   []int32 // by place: the function, −1 where it has moved on
	sums  []int64 // a Fenwick tree of the sizes at the places
	next  int32   // the next place
	live  int64   // sizes of all functions used so far
}

// Sizes returns the memory of each function.
func Sizes(functions []workload.Function) []workload.MiB {
	out := make([]workload.MiB, len(functions))
	for f := range functions {
		out[f] = functions[f].Memory
	}
	return out
}

// NewTracker returns one of functions with sizes in MiB.
func NewTracker(sizes []workload.MiB) *Tracker {
	t := &Tracker{sizes: make([]int64, len(sizes)), at: make([]int32, len(sizes)), next: 1}
	for f, s := range sizes {
		t.sizes[f] = int64(s)
	}
	places := 2*len(sizes) + 64 // so that most uses move nothing
	t.who, t.sums = make([]int32, places+1), make([]int64, places+1)
	return t
}

// Use notes a use of function f and returns the MiB that it needs, or First.
func (t *Tracker) Use(f workload.FuncID) int64 {
	if int(t.next) == len(t.who) {
		t.compact()
	}
	size, was := t.sizes[f], t.at[f]
	need := int64(First)
	if was > 0 {
		need = t.live - t.before(was) // those used since, and itself
		t.add(was, -size)
		t.who[was] = -1
	} else {
		t.live += size
	}
	t.at[f], t.who[t.next] = t.next, int32(f)
	t.add(t.next, size)
	t.next++
	return need
}

// before returns the sizes at the places before one.
func (t *Tracker) before(at int32) (sum int64) {
	for i := at - 1; i > 0; i &= i - 1 {
		sum += t.sums[i]
	}
	return sum
}

func (t *Tracker) add(at int32, size int64) {
	for i := int(at); i < len(t.sums); i += i & -i {
		t.sums[i] += size
	}
}

// compact moves the functions to the first places, in their order.
func (t *Tracker) compact() {
	n := int32(1)
	clear(t.sums)
	for _, f := range t.who[1:t.next] {
		if f < 0 {
			continue
		}
		t.who[n], t.at[f], t.sums[n] = f, n, t.sizes[f]
		n++
	}
	t.next = n
	for i := 1; i < len(t.sums); i++ { // the sums of a tree, bottom up
		if up := i + i&-i; up < len(t.sums) {
			t.sums[up] += t.sums[i]
		}
	}
}

// Total returns the sizes of all functions used so far: the memory at which nothing but
// first uses misses.
func (t *Tracker) Total() int64 { return t.live }

// ByteTracker is FaasCache's own measure: the sizes of all uses in between, repeated ones
// included, without both ends.
type ByteTracker struct {
	sizes []int64
	upTo  []int64 // by function: the sum of all uses up to its last one, −1: not used yet
	sum   int64
}

// NewByteTracker returns one of functions with sizes in MiB.
func NewByteTracker(sizes []workload.MiB) *ByteTracker {
	t := &ByteTracker{sizes: make([]int64, len(sizes)), upTo: make([]int64, len(sizes))}
	for f, s := range sizes {
		t.sizes[f], t.upTo[f] = int64(s), -1
	}
	return t
}

// Use notes a use of function f and returns the MiB of the uses since its last one, or First.
func (t *ByteTracker) Use(f workload.FuncID) int64 {
	need := int64(First)
	if t.upTo[f] >= 0 {
		need = t.sum - t.upTo[f]
	}
	t.sum += t.sizes[f]
	t.upTo[f] = t.sum
	return need
}

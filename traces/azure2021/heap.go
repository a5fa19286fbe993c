package azure2021

import "thaw/models/workload"

// reorderHeap is a binary min-heap of invocations by arrival, ties by the row they
// came from: it turns rows that lie in order of their ends into invocations in
// order of arrival.
type reorderHeap struct{ a []reorderEntry }

type reorderEntry struct {
	inv workload.Invocation
	row int64
}

func (e *reorderEntry) before(f *reorderEntry) bool {
	return e.inv.Arrival < f.inv.Arrival || e.inv.Arrival == f.inv.Arrival && e.row < f.row
}

func (h *reorderHeap) push(e reorderEntry) {
	h.a = append(h.a, e)
	i := len(h.a) - 1
	for i > 0 {
		p := (i - 1) / 2
		if !e.before(&h.a[p]) {
			break
		}
		h.a[i] = h.a[p]
		i = p
	}
	h.a[i] = e
}

// pop removes the least entry; the heap is not empty.
func (h *reorderHeap) pop() workload.Invocation {
	top := h.a[0].inv
	n := len(h.a) - 1
	e := h.a[n]
	h.a = h.a[:n]
	i := 0
	for {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h.a[c+1].before(&h.a[c]) {
			c++
		}
		if !h.a[c].before(&e) {
			break
		}
		h.a[i] = h.a[c]
		i = c
	}
	if n > 0 {
		h.a[i] = e
	}
	return top
}

package fleet

import "thaw/models/workload"

// Reserve is what evictions make free on an invoker beyond the memory that a creation
// needs; the zero Reserve is nothing.
type Reserve struct {
	Ahead float64      // where some is needed, so much more, as a share of the creation's memory
	Slack workload.MiB // kept free beside it
}

// Wanted returns what is to be free for a creation of so much memory, where so much is.
func (r *Reserve) Wanted(free, memory workload.MiB) workload.MiB {
	want := memory + r.Slack
	if r.Ahead > 0 && free < memory {
		want = max(want, memory+workload.MiB(r.Ahead*float64(memory)))
	}
	return want
}

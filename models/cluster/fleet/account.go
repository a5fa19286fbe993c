package fleet

import "thaw/models/workload"

// Invoker is the account of one invoker, and the ends of its order of eviction.
type Invoker struct {
	offered, active, used workload.MiB // offered is 0 where it takes no containers
	running, idle         int32        // starting and busy containers; idle ones
	oldest, newest        ContainerID  // idle containers: the first to evict, and the last
	queued                int32        // invocations that wait there; with it two invokers fill a line of the cache
}

// Active returns the memory of starting and busy containers.
func (x *Invoker) Active() workload.MiB { return x.active }

// Used returns the memory of all containers.
func (x *Invoker) Used() workload.MiB { return x.used }

// Open reports whether the invoker takes containers.
func (x *Invoker) Open() bool { return x.offered > 0 }

// Available returns capacity − memory of starting and busy containers, and nothing or
// less where the invoker takes no containers.
func (x *Invoker) Available() workload.MiB { return x.offered - x.active }

// Free returns capacity − memory of all containers, and likewise.
func (x *Invoker) Free() workload.MiB { return x.offered - x.used }

// Running returns the number of starting and busy containers.
func (x *Invoker) Running() int32 { return x.running }

// Queued returns the number of invocations that wait at the invoker.
func (x *Invoker) Queued() int32 { return x.queued }

// Load returns the number of starting and busy containers and of those that wait.
func (x *Invoker) Load() int32 { return x.running + x.queued }

// Idle returns the number of idle containers.
func (x *Invoker) Idle() int32 { return x.idle }

// Oldest returns the idle container that is evicted first, without ranks and
// where the order is kept.
func (x *Invoker) Oldest() ContainerID { return x.oldest }

// Sums are MiB and MiB² over all invokers: from them come means and spreads
// without a look at each.
type Sums struct {
	Active, ActiveSquares int64
	UsedSquares           int64
}

// Sums returns the sums of the present.
func (f *Fleet) Sums() *Sums { return &f.sums }

// activate books the memory of a starting or busy container on invoker i, whose
// account is x.
func (f *Fleet) activate(i InvokerID, x *Invoker, memory workload.MiB) {
	f.sums.Active += int64(memory)
	f.sums.ActiveSquares += int64(memory) * int64(2*x.active+memory)
	x.active += memory
	x.running++
	for _, w := range f.followers.taken {
		w.Account(i)
	}
}

// Queue notes how many invocations wait at invoker i.
func (f *Fleet) Queue(i InvokerID, queued int32) {
	x := &f.invokers[i]
	if x.queued == queued {
		return
	}
	x.queued = queued
	for _, w := range f.followers.taken {
		w.Account(i)
	}
}

// deactivate books it back when the container has become idle. It has to be followed
// by tellReturned, which is apart so that either can be inlined.
func (f *Fleet) deactivate(x *Invoker, memory workload.MiB) {
	x.active -= memory
	x.running--
	f.sums.Active -= int64(memory)
	f.sums.ActiveSquares -= int64(memory) * int64(2*x.active+memory)
}

// tellReturned tells that memory of invoker i is available again.
func (f *Fleet) tellReturned(i InvokerID) {
	for _, w := range f.followers.returned {
		w.Account(i)
	}
}

// use books delta of memory on an invoker.
func (f *Fleet) use(x *Invoker, delta workload.MiB) {
	f.sums.UsedSquares += int64(delta) * int64(2*x.used+delta)
	x.used += delta
}

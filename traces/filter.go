package traces

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"slices"
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// The filters of this file take a Source and return one; they compose. Each
// reads its source into the caller's own batch and moves what it keeps to the
// front. So none holds invocations, none allocates while it reads, and the
// result does not depend on batch sizes. A random filter draws by the run's seed,
// the function's name and the invocation's number among those of its function
// that reach the filter, and by nothing else: to drop or renumber other
// functions changes no draw.

// Window returns the invocations that arrive at start or later and, unless
// length is 0, before start + length; their arrivals are moved so that start
// becomes 0. Invocations that arrived earlier are left out even if they would
// still be executing.
func Window(src workload.Source, start, length time.Duration) (workload.Source, error) {
	if start < 0 || length < 0 {
		return nil, fmt.Errorf("window from %v for %v: expected a start and a length that are not negative", start,
			length)
	}
	if start == 0 && length == 0 {
		return src, nil
	}
	end := sim.Never
	if length > 0 && start <= math.MaxInt64-length {
		end = sim.Time(start + length)
	}
	return &window{filter: filter{src}, start: sim.Time(start), end: end}, nil
}

type window struct {
	filter
	start, end sim.Time
	inside     bool // start has been passed
	ended      bool
}

func (w *window) Read(batch []workload.Invocation) (int, error) {
	for !w.ended {
		n, err := w.src.Read(batch)
		if n == 0 {
			return 0, err
		}
		if batch[n-1].Arrival >= w.end {
			w.ended = true
			n, _ = slices.BinarySearchFunc(batch[:n], w.end, windowBefore)
		}
		from := 0
		if !w.inside {
			from, _ = slices.BinarySearchFunc(batch[:n], w.start, windowBefore)
			w.inside = from < n
		}
		for i, v := range batch[from:n] {
			v.Arrival -= w.start
			batch[i] = v
		}
		if n > from {
			return n - from, nil
		}
	}
	return 0, io.EOF
}

// windowBefore makes a binary search find the first arrival at or after t.
func windowBefore(v workload.Invocation, t sim.Time) int {
	if v.Arrival < t {
		return -1
	}
	return 1
}

// Limit returns the first n invocations.
func Limit(src workload.Source, n int64) workload.Source {
	return &limit{filter{src}, n}
}

type limit struct {
	filter
	left int64
}

func (l *limit) Read(batch []workload.Invocation) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n, err := l.src.Read(batch[:min(int64(len(batch)), l.left)])
	l.left -= int64(n)
	return n, err
}

// Ramp thins the beginning of a trace: an invocation that arrives at time t
// before the end of the ramp is kept with probability t ÷ ramp, so that the
// rate rises linearly from nothing to the trace's own; later ones are all
// kept. This is the slow start of the Sophon thesis (§4.2): it warms containers
// up, so that a cold system does not meet the full load at once.
func Ramp(src workload.Source, seed uint64, ramp time.Duration) (workload.Source, error) {
	if ramp < 0 {
		return nil, fmt.Errorf("ramp of %v: expected a duration that is not negative", ramp)
	}
	if ramp == 0 {
		return src, nil
	}
	return &rampFilter{filter{src}, newFilterCoins(seed, "ramp", src.Table()), uint64(ramp)}, nil
}

type rampFilter struct {
	filter
	coins filterCoins
	ramp  uint64 // ns
}

func (r *rampFilter) Read(batch []workload.Invocation) (int, error) {
	for {
		n, err := r.src.Read(batch)
		if n == 0 || batch[0].Arrival >= sim.Time(r.ramp) {
			return n, err
		}
		kept := 0
		for _, v := range batch[:n] {
			// The high word of coin × ramp is uniform on [0, ramp).
			at, _ := bits.Mul64(r.coins.toss(v.Function), r.ramp)
			batch[kept] = v
			if at < uint64(v.Arrival) {
				kept++
			}
		}
		if kept > 0 {
			return kept, nil
		}
	}
}

// OverrideMemory gives every function and every app the same memory: each
// container books that much, whether it serves a function or an app. Afterwards
// no memory counts as imputed.
func OverrideMemory(src workload.Source, memory workload.MiB) (workload.Source, error) {
	if memory < 1 {
		return nil, fmt.Errorf("function memory of %d MiB: expected at least 1 MiB", memory)
	}
	old := src.Table()
	t := &workload.Table{Functions: slices.Clone(old.Functions), Apps: slices.Clone(old.Apps), Users: old.Users}
	t.Workflow = old.Workflow
	for i := range t.Functions {
		t.Functions[i].Memory = memory
		t.Functions[i].ImputedMemory = false
	}
	for i := range t.Apps {
		t.Apps[i].Memory = memory
	}
	return &retabled{filter{src}, t}, nil
}

// Override gives every function the memory, unless that is 0, and its invocations their
// durations.
func Override(src workload.Source, memory workload.MiB, durations Durations) (workload.Source, error) {
	if memory > 0 {
		var err error
		if src, err = OverrideMemory(src, memory); err != nil {
			return nil, err
		}
	}
	if durations == DurationsMean {
		return MeanDurations(src)
	}
	return src, nil
}

// MeanDurations gives every invocation the mean duration of its function. It refuses a
// trace that tells no mean of any function before it is replayed.
func MeanDurations(src workload.Source) (workload.Source, error) {
	t := src.Table()
	if !slices.ContainsFunc(t.Functions, func(f workload.Function) bool { return f.MeanDuration > 0 }) {
		return nil, errors.New("durations of mean: the trace tells no mean duration of any function")
	}
	return &evened{filter{src}, t.Functions}, nil
}

type evened struct {
	filter
	functions []workload.Function
}

func (e *evened) Read(batch []workload.Invocation) (int, error) {
	n, err := e.src.Read(batch)
	for i := range batch[:n] {
		batch[i].Duration = e.functions[batch[i].Function].MeanDuration
	}
	return n, err
}

// retabled is a source with another table for the same IDs.
type retabled struct {
	filter
	table *workload.Table
}

func (r *retabled) Table() *workload.Table { return r.table }

func (r *retabled) Read(batch []workload.Invocation) (int, error) { return r.src.Read(batch) }

// filter is what all filters share: the source in front of them.
type filter struct{ src workload.Source }

// Table implements workload.Source.
func (f *filter) Table() *workload.Table { return f.src.Table() }

// Close closes the source in front.
func (f *filter) Close() error { return Close(f.src) }

func (f *filter) unwrap() workload.Source { return f.src }

// filterCoins holds one random stream a function.
type filterCoins struct {
	stream    sim.Stream
	functions []filterCoin
}

type filterCoin struct{ key, tossed uint64 }

func newFilterCoins(seed uint64, purpose string, t *workload.Table) filterCoins {
	c := filterCoins{sim.NewStream(seed, "traces."+purpose), make([]filterCoin, len(t.Functions))}
	for i := range c.functions {
		c.functions[i].key = filterKey(t.Functions[i].Name)
	}
	return c
}

// toss returns the 64 random bits of the function's next invocation.
func (c *filterCoins) toss(fn workload.FuncID) uint64 {
	f := &c.functions[fn]
	f.tossed++
	return c.stream.At(f.key, f.tossed)
}

// filterKey identifies a function by its name (FNV-1a), so that a random
// decision about it does not depend on the table it stands in.
func filterKey(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

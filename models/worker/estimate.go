package worker

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Average is a moving average of durations: the first as it is, and then a tenth of
// the way to each further one, rounded towards the average. It is one more than the
// average, so that the zero value knows nothing.
type Average int64

// Known reports whether there was a duration.
func (a Average) Known() bool { return a > 0 }

// OrZero returns the average, or 0 where there was no duration.
func (a Average) OrZero() time.Duration { return time.Duration(max(a-1, 0)) }

// Observe takes another duration.
func (a *Average) Observe(d time.Duration) {
	if !a.Known() {
		*a = Average(d) + 1
		return
	}
	*a += Average((d - a.OrZero()) / 10)
}

// Estimates are what a worker has seen of a function. Only completions teach it
// durations, and only invocations that come to it how far apart they come.
type Estimates struct {
	Exec      Average // executions, in whichever container
	Warm      Average // executions in a container that was used before
	Prewarmed Average // first executions in a container that was loaded ahead
	Cold      Average // from leaving the queue to the end, in a new container
	Gap       Average // between invocations
}

// record is a function on a worker.
type record struct {
	Estimates
	last    sim.Time // when one came last, or −1
	running int32
	term    uint32 // of the worker, when the first came
}

// arrived notes that an invocation has come.
func (r *record) arrived(now sim.Time) {
	if r.last >= 0 {
		r.Gap.Observe(now.Sub(r.last))
	}
	r.last = now
}

// ended notes an execution in a container of that state, and how long it took with
// all that came before it.
func (r *record) ended(container State, ran, all time.Duration) {
	r.Exec.Observe(ran)
	switch container {
	case Warm:
		r.Warm.Observe(ran)
	case Prewarmed:
		r.Prewarmed.Observe(ran)
	default:
		r.Cold.Observe(all)
	}
}

// memory holds the records of all workers. A function has one where it has come.
type memory struct {
	records   []record
	functions int
	table     []int32          // by worker and function: place + 1, where there are few
	places    map[uint64]int32 // else
}

const (
	none     = -1
	tableMax = 1 << 22 // places of the table, which take 4 bytes each
)

func (m *memory) init(workers, functions int) {
	m.functions = functions
	if workers <= tableMax/max(functions, 1) {
		m.table = make([]int32, workers*functions)
	} else {
		m.places = map[uint64]int32{}
	}
}

// at returns the place of a record, which is made when there is none.
func (m *memory) at(worker int32, fn workload.FuncID) int32 {
	if m.table != nil {
		at := &m.table[int(worker)*m.functions+int(fn)]
		if *at == 0 {
			*at = m.add() + 1
		}
		return *at - 1
	}
	key := uint64(uint32(worker))<<32 | uint64(uint32(fn))
	at, ok := m.places[key]
	if !ok {
		at = m.add()
		m.places[key] = at
	}
	return at
}

// add makes a record.
func (m *memory) add() int32 {
	m.records = append(m.records, record{last: -1})
	return int32(len(m.records) - 1)
}

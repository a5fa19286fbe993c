package sim

import (
	"math/rand/v2"
	"testing"
)

// world drives a Queue and a Heap through the same schedule. Like a replay it
// keeps the contract of Push: nothing before the last event, nor before the
// last limit that was refused.
type world struct {
	t     testing.TB
	queue *Queue
	heap  Heap
	floor Time
	seq   uint64
}

func (w *world) push(at Time, ord Order) {
	if at < w.floor {
		at = w.floor // also when at overflowed
	}
	w.queue.Push(Event{at, ord})
	w.heap.Push(Event{at, ord})
}

// next compares one step and reports whether an event came out.
func (w *world) next(limit Event) (Event, bool) {
	w.t.Helper()
	want, wantOK := w.heap.Next(limit)
	got, ok := w.queue.Next(limit)
	if got != want || ok != wantOK {
		w.t.Fatalf("Next(%v) = %v, %v; the heap says %v, %v (floor %d, %d pending)",
			limit, got, ok, want, wantOK, w.floor, w.heap.Len())
	}
	if w.queue.Len() != w.heap.Len() {
		w.t.Fatalf("Len = %d; the heap says %d", w.queue.Len(), w.heap.Len())
	}
	if ok {
		w.floor = got.At
	} else if limit.At > w.floor {
		w.floor = limit.At
	}
	return got, ok
}

var drainAll = Event{Never, ^Order(0)}

// delays are the kinds of distance at which events are pushed.
var delays = []struct {
	name string
	draw func(r *rand.Rand) Time
}{
	{"same instant", func(r *rand.Rand) Time { return 0 }},
	{"few instants", func(r *rand.Rand) Time { return Time(r.IntN(4)) }},
	{"coarse ticks", func(r *rand.Rand) Time { return Time(r.IntN(20)) * 1_000_000 }},
	{"exponential", func(r *rand.Rand) Time { return Time(r.ExpFloat64() * 1e9) }},
	{"log-uniform", func(r *rand.Rand) Time { return Time(r.Uint64() >> (1 + r.IntN(63))) }},
	{"day", func(r *rand.Rand) Time { return Time(r.Int64N(86400e9)) }},
}

func TestQueueAgreesWithHeap(t *testing.T) {
	for _, d := range delays {
		for _, pending := range []int{1, 5, 40, 3000} {
			w := world{t: t, queue: new(Queue)}
			r := rand.New(rand.NewPCG(1, uint64(pending)))
			for round := 0; round < 4; round++ {
				for i := 0; i < pending; i++ {
					w.push(w.floor+d.draw(r), Order(r.Uint64N(8)<<60|r.Uint64N(5)))
				}
				for i := 0; i < 3*pending; i++ {
					limit := drainAll
					if r.IntN(2) == 0 {
						limit = Event{w.floor + d.draw(r)/2, Order(r.Uint64())}
						if limit.At < 0 {
							limit.At = Never
						}
					}
					if _, ok := w.next(limit); ok || r.IntN(2) == 0 {
						w.push(w.floor+d.draw(r), Order(r.Uint64N(8)<<60|r.Uint64N(5)))
					}
				}
				for w.heap.Len() > pending/2 {
					w.next(drainAll)
				}
			}
			for w.heap.Len() > 0 {
				w.next(drainAll)
			}
			w.next(drainAll)
		}
	}
}

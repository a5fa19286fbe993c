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
	heap  EventHeap
	floor Time
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

func TestQueueHandlesFarFuture(t *testing.T) {
	w := world{t: t, queue: new(Queue)}
	for _, at := range []Time{Never, Never - 1, 0, 1, 1 << 62, 1<<62 - 1, 63, 64, Never} {
		w.push(at, Order(at)&7)
	}
	for w.heap.Len() > 0 {
		w.next(Event{Never, 5})
		if w.floor == Never {
			break
		}
	}
	w.push(Never, 0)
	for w.heap.Len() > 0 {
		w.next(drainAll)
	}
}

// An event at the running instant comes out before what is left of the
// instant, even when events with a greater order have already come out.
func TestQueueOrdersPushesAtTheRunningInstant(t *testing.T) {
	for _, crowd := range []int{2, 20, 40, 500} {
		w := world{t: t, queue: new(Queue)}
		for i := 0; i < crowd; i++ {
			w.push(1_000_000, Order(10+2*i))
		}
		w.next(drainAll)
		w.next(drainAll)
		w.push(1_000_000, 3)
		if e, _ := w.next(drainAll); e.Ord != 3 {
			t.Fatalf("crowd of %d: got order %d, want the late event 3", crowd, e.Ord)
		}
		for i := 0; w.heap.Len() > 0; i++ {
			if i < 2*crowd {
				w.push(1_000_000, Order(i*37%crowd))
			}
			w.next(drainAll)
		}
	}
}

func TestQueueResetForgetsEverything(t *testing.T) {
	q := new(Queue)
	r := rand.New(rand.NewPCG(3, 3))
	for round := 0; round < 20; round++ {
		w := world{t: t, queue: q}
		for _, d := range delays {
			for i := 0; i < 300; i++ {
				w.push(w.floor+d.draw(r), Order(r.Uint64()))
			}
			for i := 0; i < 100*round%301; i++ {
				w.next(drainAll)
			}
		}
		q.Reset()
		if e, ok := q.Next(drainAll); ok || q.Len() != 0 {
			t.Fatalf("after Reset: Len %d, Next %v", q.Len(), e)
		}
	}
}

func TestQueueSteadyStateDoesNotAllocate(t *testing.T) {
	for _, pending := range []int{10, 1000, 30000} {
		var q Queue
		r := rand.New(rand.NewPCG(5, 5))
		incs := make([]Time, 4096)
		for i := range incs {
			incs[i] = delays[i%len(delays)].draw(r) % 3e9
		}
		i, now := 0, Time(0)
		step := func() {
			if e, ok := q.Next(Event{Never, 0}); ok {
				now = e.At
			}
			i++
			q.Push(Event{now + incs[i%len(incs)], Order(i)})
		}
		for range pending {
			q.Push(Event{incs[i%len(incs)], Order(i)})
			i++
		}
		for range 20 * pending {
			step()
		}
		if a := testing.AllocsPerRun(10, func() {
			for range 5000 {
				step()
			}
		}); a > 0 {
			t.Errorf("%d pending: %v allocations in 5000 steps, want 0", pending, a)
		}
	}
}

// A crowd that passes through every bucket in turn must not leave its memory
// in each of them.
func TestQueueMemoryFollowsPendingEvents(t *testing.T) {
	const crowd = 20000
	var q Queue
	for round := Time(1); round <= 64; round++ {
		for i := Time(0); i < crowd; i++ {
			q.Push(Event{round<<30 + i<<12, Order(i)})
		}
		for q.Len() > 0 {
			q.Next(drainAll)
		}
	}
	held := q.tied.Cap() + numBuckets*homeLen
	for b := q.spare; b != nil; b = b.next {
		held += blockLen
	}
	if most := 3*crowd + numBuckets*(homeLen+blockLen); held > most {
		t.Errorf("room for %d events is held after crowds of %d, want at most %d", held, crowd, most)
	}
}

func FuzzQueue(f *testing.F) {
	f.Add([]byte("\x00\x01\x82\x03\xff\x00\x00\x41\x09"))
	f.Add([]byte{0x80, 0xff, 0x3f, 1, 2, 3, 0xc0, 0, 0, 0x40, 0x3f, 7})
	f.Fuzz(func(t *testing.T, in []byte) {
		w := world{t: t, queue: new(Queue)}
		// Three bytes a step: what, exponent of a distance, its mantissa.
		for ; len(in) >= 3; in = in[3:] {
			at := w.floor + Time(in[2])<<(in[1]%56)
			if at < 0 {
				at = Never
			}
			switch in[0] >> 6 {
			case 0, 1:
				for i := byte(0); i <= in[0]&31; i++ {
					w.push(at, Order(in[0]*i))
				}
			case 2:
				w.next(Event{at, Order(in[0] & 63)})
			case 3:
				for i := byte(0); i <= in[0]&31; i++ {
					w.next(drainAll)
				}
			}
		}
		for w.heap.Len() > 0 {
			w.next(drainAll)
		}
	})
}

package sim

import (
	"fmt"
	"math"
	"testing"
)

// BenchmarkQueueHold is the hold model: pop one event, push one, with a fixed
// number pending; increments exponential with mean 1 s in whole microseconds,
// as in the published comparison of queues that the design started from.
func BenchmarkQueueHold(b *testing.B) {
	incs := make([]Time, 1<<16)
	s := NewStream(1, "hold")
	for _, tick := range []Time{1, 1000} {
		for i := range incs {
			incs[i] = Time(-math.Log(s.Float(0, uint64(i)))*1e9) / tick * tick
		}
		for _, n := range []int{300, 1e3, 1e4, 1e5, 1e6} {
			b.Run(fmt.Sprintf("tick=%dns/pending=%d", tick, n), func(b *testing.B) {
				var q Queue
				for i := 0; i < n; i++ {
					q.Push(Event{incs[i%len(incs)] + Time(i/len(incs))*tick, Order(i)})
				}
				k := 0
				hold := func() {
					e, _ := q.Next(Event{Never, 0})
					e.At += incs[k&(1<<16-1)]
					k++
					q.Push(e)
				}
				for i := 0; i < 3*n; i++ {
					hold()
				}
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i++ {
					hold()
				}
			})
		}
	}
}

// BenchmarkQueueStream is the shape of a replay: arrivals are streamed and
// bound the queue, every arrival pushes one completion.
func BenchmarkQueueStream(b *testing.B) {
	durs := make([]Time, 1<<16)
	s := NewStream(1, "stream")
	for i := range durs {
		durs[i] = Time(-math.Log(s.Float(0, uint64(i))) * 330e6)
	}
	for _, inFlight := range []int{330, 3300, 33000, 330000} {
		b.Run(fmt.Sprintf("inflight=%d", inFlight), func(b *testing.B) {
			var q Queue
			var gaps [1 << 12]Time
			for i := range gaps {
				gaps[i] = Time(-math.Log(s.Float(1, uint64(i))) * 330e6 / float64(inFlight))
			}
			now := Time(0)
			run := func(n int) {
				for i := 0; i < n; i++ {
					now += gaps[i&(1<<12-1)]
					for {
						if _, ok := q.Next(Event{now, 2 << 60}); !ok {
							break
						}
					}
					q.Push(Event{now + durs[(i*7919)&(1<<16-1)], Order(i)})
				}
			}
			run(4 * inFlight)
			b.ReportAllocs()
			b.ResetTimer()
			run(b.N)
		})
	}
}

func BenchmarkHistogramRecord(b *testing.B) {
	values := make([]int64, 1<<12)
	d := LogNormal(300e6, 1.8)
	for i := range values {
		values[i] = int64(d.Draw(NewStream(1, "histogram"), 0, uint64(i)))
	}
	var h Histogram
	for i := 0; i < b.N; i++ {
		h.Record(values[i%len(values)])
	}
}

func BenchmarkDraw(b *testing.B) {
	s := NewStream(1, "draw")
	table, err := ParseDist("quantiles,p0=1ms,p1=2ms,p25=10ms,p50=20ms,p75=50ms,p99=1s,p100=5s")
	if err != nil {
		b.Fatal(err)
	}
	var sum uint64
	b.Run("bits", func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			sum += s.At(7, uint64(i))
		}
	})
	b.Run("float", func(b *testing.B) {
		f := 0.0
		for i := 0; i < b.N; i++ {
			f += s.Float(7, uint64(i))
		}
		sum += uint64(f)
	})
	for _, d := range []Dist{Const(1), Uniform(1, 1000), Exponential(1e9), LogNormal(1e9, 0.7), Weibull(1e9, 0.8),
		table} {
		b.Run(d.String(), func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				sum += uint64(d.Draw(s, 7, uint64(i)))
			}
		})
	}
	if sum == 1 {
		b.Log("keeps the draws alive")
	}
}

func BenchmarkLink(b *testing.B) {
	for _, n := range []uint32{10, 1000} {
		b.Run(fmt.Sprintf("flows=%d", n), func(b *testing.B) {
			l := mustLink(b, LinkConfig{Capacity: 1e9, IOPS: 1e6, Latency: 1000})
			s := NewStream(1, "link")
			for i := range n {
				l.Start(i, 1000+s.At(0, uint64(i))%100_000, 0)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; {
				at, _ := l.Next()
				if id, ok := l.Finish(at); ok {
					l.Start(id, 1000+s.At(1, uint64(i))%100_000, at)
					i++
				}
			}
		})
	}
}

func BenchmarkLock(b *testing.B) {
	var l Lock
	b.ReportAllocs()
	for id := range uint32(10) {
		l.Acquire(id, 0)
	}
	for i := 0; i < b.N; i++ {
		id, _ := l.Holder()
		l.Release(id, Time(i))
		l.Acquire(id, Time(i))
	}
}

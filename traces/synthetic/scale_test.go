package synthetic

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/published"
)

// Do many functions with few invocations stay few invocations? A function that is
// due less often than once in centuries must not fire every microsecond.
func TestRareFunctionsAreRare(t *testing.T) {
	for _, c := range []struct {
		functions, most int // of invocations in the first hour
		invocations     float64
		duration        time.Duration
	}{
		{1, 1, 1e-5, 24 * time.Hour},
		{1000, 100, 100, 24 * time.Hour},
		{1000, 100, 1e-6, time.Minute},
		{20_000, 1000, 20_000, 24 * time.Hour},
		{20_000, 1000, 20, 366 * 24 * time.Hour},
		{50_000, 1000, 1, 24 * time.Hour},
	} {
		spec := fmt.Sprintf("synthetic,functions=%d,invocations=%v,duration=%v", c.functions, c.invocations, c.duration)
		s, err := Open(spec, Options{Length: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.fns {
			f := &s.fns[i]
			if f.period < 0 || f.period > 0 && f.period < int64(time.Second) || f.jitter < 0 {
				t.Fatalf("%s: function %d has a period of %d ns", spec, i, f.period)
			}
		}
		src, err := s.Source(1)
		if err != nil {
			t.Fatal(err)
		}
		n, batch := 0, make([]workload.Invocation, 4096)
		for n <= c.most {
			k, err := src.Read(batch)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			n += k
		}
		if n > c.most {
			t.Errorf("%s: more than %d invocations in an hour", spec, c.most)
		}
	}
}

// Can the longest period still be told from others: do its chances come in the
// trace's time without an overflow, at any minute?
func TestLongestPeriodDoesNotOverflow(t *testing.T) {
	s := mustOpen(t, "synthetic,functions=1,rate=1/s,duration=8784h")
	for _, jitter := range []float64{0, 0.5, 1} {
		for _, keep := range []float64{1, 0.5} {
			f := function{keep: math.MaxUint64}
			f.setPeriod(math.Inf(1), keep, jitter)
			a := newArrivals(s, 1)
			for fn := range uint64(200) {
				for _, minute := range []int64{0, 1, 527_039} {
					if keys := a.chances(&f, fn, minute, nil); len(keys) > 1 {
						t.Fatalf("jitter %v: function %d has %d invocations in minute %d", jitter, fn, len(keys), minute)
					}
				}
			}
		}
	}
}

// Is a trace of as many functions as are allowed set up in seconds and in memory
// that grows with their number alone? To take apps from the front of a list takes
// a minute.
func TestSetUpIsLinear(t *testing.T) {
	pub := published.Azure()
	begin := time.Now()
	if n := len(dealCombinations(&pub, appSizes(&pub, maxFunctions), 1)); n < maxFunctions/10 {
		t.Errorf("%d apps", n)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("the triggers of %d functions took %v, expected a second", maxFunctions, took)
	}
	if testing.Short() {
		t.Skip("sets a million functions up")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := mustOpen(t, fmt.Sprintf("synthetic,functions=%d,invocations=100000,duration=1h", maxFunctions))
	src, err := s.Source(1)
	if err != nil {
		t.Fatal(err)
	}
	for batch := make([]workload.Invocation, 4096); err == nil; {
		_, err = src.Read(batch)
		if err == nil && src.(*source).minute > 1 {
			break
		}
	}
	runtime.ReadMemStats(&after)
	if per := (after.TotalAlloc - before.TotalAlloc) / maxFunctions; per > 1000 {
		t.Errorf("%d bytes a function are allocated, expected at most 1000", per)
	}
	runtime.KeepAlive(s)
}

// Does the tree deal every combination to the app that the list deals it to?
func TestPoolIsAList(t *testing.T) {
	draw := sim.NewStream(1, "test")
	for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 100, 1000} {
		p, list := newPool(n), make([]int, n)
		for i := range list {
			list[i] = i
		}
		for i := 0; len(list) > 0; i++ {
			end := int(draw.Float(uint64(i), 1) * float64(n+1))
			want, _ := slices.BinarySearchFunc(list, end, cmp.Compare)
			if got := p.before(end); got != want {
				t.Fatalf("%d of %d left: %d before %d, expected %d", len(list), n, got, end, want)
			}
			k := int(draw.Float(uint64(i), 2) * float64(len(list)))
			if got := p.take(k); got != list[k] {
				t.Fatalf("%d of %d left: rank %d is %d, expected %d", len(list), n, k, got, list[k])
			}
			if list = slices.Delete(list, k, k+1); p.n != len(list) {
				t.Fatalf("%d are left, expected %d", p.n, len(list))
			}
		}
	}
}

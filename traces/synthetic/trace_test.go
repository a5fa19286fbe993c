package synthetic

import (
	"encoding/binary"
	"hash/fnv"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/published"
)

func mustOpen(t testing.TB, spec string) *Trace {
	t.Helper()
	s, err := Open(spec, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// readAll reads a trace whole, in batches of a size.
func readAll(t testing.TB, s *Trace, seed uint64, batch int) []workload.Invocation {
	t.Helper()
	src, err := s.Source(seed)
	if err != nil {
		t.Fatal(err)
	}
	var all []workload.Invocation
	buf := make([]workload.Invocation, batch)
	for {
		n, err := src.Read(buf)
		if err == io.EOF {
			return all
		}
		if err != nil || n == 0 {
			t.Fatalf("read of %d: %d, %v", batch, n, err)
		}
		all = append(all, buf[:n]...)
	}
}

func hashOf(all []workload.Invocation) uint64 {
	h := fnv.New64a()
	var b [20]byte
	for _, v := range all {
		binary.LittleEndian.PutUint64(b[:], uint64(v.Arrival))
		binary.LittleEndian.PutUint64(b[8:], uint64(v.Duration))
		binary.LittleEndian.PutUint32(b[16:], uint32(v.Function))
		h.Write(b[:])
	}
	return h.Sum64()
}

// Is the trace a function of spec and seed alone: whatever the batches, the
// number of threads, and who else reads?
func TestIsDeterministic(t *testing.T) {
	const spec = "synthetic,functions=300,rate=200/s,duration=10m"
	want := hashOf(readAll(t, mustOpen(t, spec), 1, 4096))
	for _, batch := range []int{1, 7, 65536} {
		if got := hashOf(readAll(t, mustOpen(t, spec), 1, batch)); got != want {
			t.Errorf("batches of %d give another trace than batches of 4096", batch)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s := mustOpen(t, spec)
	if got := hashOf(readAll(t, s, 1, 4096)); got != want {
		t.Error("GOMAXPROCS=1 gives another trace")
	}
	runtime.GOMAXPROCS(4)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := hashOf(readAll(t, s, 1, 1000)); got != want {
				t.Error("a concurrent reader gets another trace")
			}
		})
	}
	wg.Wait()
}

// Do seeds vary arrivals and durations, but not what the functions are?
func TestSeedsAreReplicates(t *testing.T) {
	a := mustOpen(t, "synthetic,functions=300,rate=200/s,duration=10m")
	x, y := readAll(t, a, 1, 4096), readAll(t, a, 2, 4096)
	if hashOf(x) == hashOf(y) {
		t.Error("seeds 1 and 2 give the same trace")
	}
	if d := float64(len(x))/float64(len(y)) - 1; math.Abs(d) > 0.1 {
		t.Errorf("seeds 1 and 2 give %d and %d invocations, expected about the same", len(x), len(y))
	}
	b := mustOpen(t, "synthetic,functions=300,rate=200/s,duration=10m,seed=5")
	if hashOf(readAll(t, b, 1, 4096)) == hashOf(x) {
		t.Error("the seed of the spec changes nothing")
	}
	other := mustOpen(t, "synthetic,functions=300,rate=200/s,duration=10m,shape=2")
	same, differ := 0, 0
	for i := range a.table.Functions {
		if a.table.Functions[i] == b.table.Functions[i] {
			same++
		}
		if a.table.Functions[i].MeanDuration != other.table.Functions[i].MeanDuration {
			differ++
		}
	}
	if same != 300 || differ < 290 {
		t.Errorf("the seed leaves %d of 300 functions as they are (expected all), "+
			"shape changes %d (expected nearly all)", same, differ)
	}
}

// Does a source yield sorted arrivals in the trace's time, of functions in the
// table, with durations of at least 0?
func TestIsWellFormed(t *testing.T) {
	for _, spec := range []string{
		"synthetic,functions=1,duration=1h", "synthetic,functions=10",
		"synthetic,functions=2000,rate=500/s,duration=90s",
		"synthetic,functions=500,duration=1h30m45s,rate=20/s", "synthetic,functions=100000,rate=1000/s,duration=1m",
		"synthetic,model=poisson,duration=1m1s",
		"synthetic,model=poisson,functions=1,rate=100000/s,duration=5s,within=0,between=0",
	} {
		s := mustOpen(t, spec)
		tab := s.Table()
		if len(tab.Functions) != s.spec.Functions {
			t.Errorf("%s: %d functions in the table", spec, len(tab.Functions))
		}
		for i := range tab.Functions {
			f := &tab.Functions[i]
			if f.Memory < 1 || f.MeanDuration <= 0 || int(f.App) >= len(tab.Apps) || f.Name == "" {
				t.Fatalf("%s: function %d is %+v", spec, i, *f)
			}
		}
		all := readAll(t, s, 3, 1000)
		last := sim.Time(0)
		for i, v := range all {
			if v.Arrival < last || v.Arrival >= sim.Time(s.spec.Duration) || v.Duration < 0 ||
				v.Duration > longestDuration || int(v.Function) >= len(tab.Functions) {
				t.Fatalf("%s: invocation %d is %+v after an arrival at %d", spec, i, v, last)
			}
			last = v.Arrival
		}
		// Bursts make a short trace's count vary far more than a Poisson count.
		if want := s.Expected(); float64(len(all)) < 0.5*want-30 || float64(len(all)) > 1.5*want+30 {
			t.Errorf("%s: %d invocations, %v expected", spec, len(all), want)
		}
	}
}

// Is a window what the whole trace has there, moved to 0?
func TestWindow(t *testing.T) {
	const spec = "synthetic,functions=200,rate=50/s,duration=30m"
	whole := readAll(t, mustOpen(t, spec), 1, 4096)
	for _, w := range []struct{ start, length time.Duration }{
		{0, 5 * time.Minute}, {7 * time.Minute, 10 * time.Minute}, {90500 * time.Millisecond,
			61 * time.Second}, {29 * time.Minute, 0}, {20 * time.Minute, time.Hour},
	} {
		s := mustOpen(t, spec)
		if err := s.window(w.start, w.length); err != nil {
			t.Fatal(err)
		}
		var want []workload.Invocation
		for _, v := range whole {
			end := sim.Time(w.start + w.length)
			if v.Arrival >= sim.Time(w.start) && (w.length == 0 || v.Arrival < end) {
				v.Arrival -= sim.Time(w.start)
				want = append(want, v)
			}
		}
		got := readAll(t, s, 1, 333)
		if len(got) != len(want) || hashOf(got) != hashOf(want) {
			t.Errorf("window %v +%v: %d invocations, expected the %d of the whole trace", w.start, w.length, len(got),
				len(want))
		}
		n, _, known, err := s.Extent()
		if !known || err != nil || math.Abs(float64(n)-float64(len(want))) > 0.3*float64(len(want)) {
			t.Errorf("window %v +%v: extent says %d, there are %d", w.start, w.length, n, len(want))
		}
	}
	if err := mustOpen(t, spec).window(time.Hour, 0); err == nil {
		t.Error("a window beyond the end is accepted")
	}
}

// Do timers fire at exact intervals, of periods that timers have?
func TestTimersAreExact(t *testing.T) {
	s := mustOpen(t, "synthetic,functions=3000,rate=50/s,duration=3h")
	last := map[workload.FuncID]sim.Time{}
	gaps := map[workload.FuncID][]time.Duration{}
	for _, v := range readAll(t, s, 1, 4096) {
		if s.table.Functions[v.Function].Trigger == "timer" {
			if at, seen := last[v.Function]; seen {
				gaps[v.Function] = append(gaps[v.Function], v.Arrival.Sub(at))
			}
			last[v.Function] = v.Arrival
		}
	}
	common := map[time.Duration]bool{}
	for _, p := range published.Azure().TimerPeriods {
		common[p] = true
	}
	exact := 0
	for fn, g := range gaps {
		even := true
		for _, d := range g {
			even = even && d == g[0]
		}
		if even && len(g) > 3 {
			exact++
			if !common[g[0]] {
				t.Errorf("timer %s fires every %v, expected a common period", s.table.Functions[fn].Name, g[0])
			}
		}
	}
	if len(gaps) < 40 || float64(exact) < 0.3*float64(len(gaps)) {
		t.Errorf("%d of %d timers are exact to the microsecond, expected about half", exact, len(gaps))
	}
}

// Does an arrival process have the CV of inter-arrival times that it was made
// for? It is measured over 20,000 minutes and at least 100,000 arrivals.
func TestProcessHasItsCV(t *testing.T) {
	for _, c := range []float64{0, 0.2, 0.4, 0.6, 0.9, 1, 2, 5, 10} {
		for _, perMinute := range []float64{0.5, 5, 100} {
			minutes := max(20_000, 1e5/perMinute)
			s := mustOpen(t, "synthetic,model=poisson,functions=1,rate=1/s,duration=1m")
			s.spec.Duration = time.Duration(minutes) * time.Minute
			s.to = sim.Time(s.spec.Duration)
			s.day = dayFactors(&s.spec)
			f := &s.fns[0]
			f.rate = perMinute
			if c >= 1 {
				f.burst = burstOf(perMinute, c)
			} else {
				keep, jitter := regularChance(c)
				f.keep = math.MaxUint64
				f.setPeriod(float64(time.Minute)/perMinute*keep, keep, jitter)
			}
			cv, n := measuredCV(t, s)
			// Long gaps make the CV of bursty functions, and there are few: with c = 10 about 1,000.
			if math.Abs(cv-c) > 0.07*c+0.01 {
				t.Errorf("CV %v at %v a minute: measured %.3f over %d invocations", c, perMinute, cv, n)
			}
			if d := float64(n)/minutes/perMinute - 1; math.Abs(d) > 0.1 {
				t.Errorf("CV %v at %v a minute: %d invocations in %.0f minutes", c, perMinute, n, minutes)
			}
		}
	}
}

// measuredCV computes the CV of a one-function trace in two passes.
func measuredCV(t *testing.T, s *Trace) (cv float64, n int) {
	all := readAll(t, s, 1, 4096)
	mean, sum := (all[len(all)-1].Arrival-all[0].Arrival).Seconds()/float64(len(all)-1), 0.0
	for i := 1; i < len(all); i++ {
		d := all[i].Arrival.Sub(all[i-1].Arrival).Seconds() - mean
		sum += d * d
	}
	return math.Sqrt(sum/float64(len(all)-1)) / mean, len(all)
}

// Does the mean of the drawn durations meet what the table tells policies?
func TestDurationsHaveTheTablesMean(t *testing.T) {
	s := mustOpen(t, "synthetic,functions=50,rate=2000/s,duration=10m,max-share=0.1")
	sum, n := make([]float64, 50), make([]float64, 50)
	for _, v := range readAll(t, s, 1, 4096) {
		sum[v.Function] += v.Duration.Seconds()
		n[v.Function]++
	}
	checked := 0
	for i := range n {
		if n[i] < 5000 {
			continue
		}
		checked++
		want := s.table.Functions[i].MeanDuration.Seconds()
		sigma := float64(s.fns[i].logSigma) * math.Ln2
		bound := 5 * math.Sqrt(math.Exp(sigma*sigma)-1) / math.Sqrt(n[i]) // five standard errors
		if got := sum[i] / n[i]; math.Abs(got/want-1) > bound {
			t.Errorf("%s: mean of %.0f durations is %.4fs, the table says %.4fs (tolerance %.1f%%)",
				s.table.Functions[i].Name, n[i], got, want, 100*bound)
		}
	}
	if checked < 3 {
		t.Errorf("only %d functions have 5000 invocations", checked)
	}
}

// Is the longest duration of the table the median of the longest ones of single days?
func TestLongestDurationIsThatOfADay(t *testing.T) {
	const days = 301
	s := mustOpen(t, "synthetic,model=poisson,functions=6,rate=0.02/s,zipf=0.7,duration=24h")
	below, there := make([]int, 6), make([]int, 6)
	for day := range uint64(days) {
		longest := make([]time.Duration, 6)
		for _, v := range readAll(t, s, day, 4096) {
			longest[v.Function] = max(longest[v.Function], v.Duration)
		}
		for i, d := range longest {
			if d > 0 {
				there[i]++
			}
			if d > 0 && d < s.table.Functions[i].LongestDuration {
				below[i]++
			}
		}
	}
	for i, n := range below {
		// Four standard errors of a share of a half, and what random counts of a day add.
		if share := float64(n) / float64(there[i]); math.Abs(share-0.5) > 0.12 || there[i] < days-5 {
			t.Errorf("%s: the longest of %d of %d days is below that of the table, want a half",
				s.table.Functions[i].Name, n, there[i])
		}
	}
}

// Is memory bounded, whatever the length of the trace?
func TestMemoryIsBounded(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // the bound is that of a program with the default
	if testing.Short() {
		t.Skip("reads 100 million invocations")
	}
	s := mustOpen(t, "synthetic,functions=50000,invocations=900000000,duration=24h")
	src, _ := s.Source(1)
	batch := make([]workload.Invocation, 4096)
	var peak uint64
	for n := 0; n < 100_000_000; {
		m, err := src.Read(batch)
		if err != nil {
			t.Fatal(err)
		}
		if n/10_000_000 != (n+m)/10_000_000 {
			var mem runtime.MemStats
			runtime.ReadMemStats(&mem)
			peak = max(peak, mem.HeapAlloc)
		}
		n += m
	}
	// 2 x 5 MB of keys with room to grow, 12 MB of functions and names; collection lags.
	if peak > 100<<20 {
		t.Errorf("heap of %d MiB while reading, expected at most 100", peak>>20)
	}
	if a := testing.AllocsPerRun(100, func() {
		if _, err := src.Read(batch); err != nil {
			t.Fatal(err)
		}
	}); a > 0.1 {
		t.Errorf("%v allocations a batch, expected none", a)
	}
}

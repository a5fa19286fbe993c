package synthetic

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/published"
)

// Do timers arrive exactly when they say, under any seed and in any window?
func TestTimersArriveOnTime(t *testing.T) {
	const text = "synthetic,model=timers,timers=2x300MiB/40s/100ms/300ms@50ms+64MiB/61s/1234567ns,duration=5m"
	s := mustOpen(t, text)
	var want []workload.Invocation
	for at := range sim.Time(5 * time.Minute / time.Millisecond) {
		at *= sim.Time(time.Millisecond)
		for fn := range workload.FuncID(2) {
			if (at-sim.Time(50*time.Millisecond))%sim.Time(40*time.Second) == 0 && at >= sim.Time(50*time.Millisecond) {
				want = append(want, workload.Invocation{Arrival: at, Duration: 100 * time.Millisecond, Function: fn})
			}
		}
		if at%sim.Time(61*time.Second) == 0 {
			want = append(want, workload.Invocation{Arrival: at, Duration: 1234567, Function: 2})
		}
	}
	for _, seed := range []uint64{1, 7} {
		got := readAll(t, s, seed, 3)
		if len(got) != len(want) || int(s.Expected()) != len(want) {
			t.Fatalf("%d invocations, %v expected by the trace, want %d", len(got), s.Expected(), len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("invocation %d is %+v, want %+v", i, got[i], want[i])
			}
		}
	}
	f := s.Table().Functions
	if f[0].LongestDuration != 300*time.Millisecond || f[2].LongestDuration != 1234567 || f[1].Memory != 300 ||
		f[2].Memory != 64 || len(f) != 3 {
		t.Errorf("functions are %+v", f)
	}
}

// Are the rates between two ranks those that all functions have there, but for the sum?
func TestRanksCutThePopularity(t *testing.T) {
	pub := published.Azure()
	all := popularity(&pub, 2000, 36e6, 1, [2]float64{0, 1})
	middle := popularity(&pub, 1000, 36e6, 1, [2]float64{0.25, 0.75})
	for i := range middle {
		if got, want := middle[i]/middle[0], all[500+i]/all[500]; math.Abs(got/want-1) > 1e-9 {
			t.Fatalf("rate %d of the part is %v of its first, want %v", i, got, want)
		}
	}
	s := mustOpen(t, "synthetic,functions=1000,invocations=200000,duration=24h,ranks=0.25-0.75")
	n := make([]int, 1000)
	for _, v := range readAll(t, s, 1, 4096) {
		n[v.Function]++
	}
	if most := slices.Max(n); most > 20_000 {
		t.Errorf("a function of the middle half has %d of 200,000 invocations", most)
	}
}

// Do the invocations of a function in a minute come at its start and at equal intervals, as
// many as where they are drawn?
func TestEvenSpread(t *testing.T) {
	const text = "synthetic,functions=30,invocations=20000,duration=1h"
	count := map[[2]int64]int{}
	for _, v := range readAll(t, mustOpen(t, text), 3, 4096) {
		count[[2]int64{int64(v.Function), int64(v.Arrival) / minuteNanos}]++
	}
	seen, some := map[[2]int64]int{}, 0
	for _, v := range readAll(t, mustOpen(t, text+",spread=even"), 3, 4096) {
		at := [2]int64{int64(v.Function), int64(v.Arrival) / minuteNanos}
		want := int64(seen[at]) * 60_000_000 / int64(max(1, count[at])) * 1000
		if got := int64(v.Arrival) % minuteNanos; got != want {
			t.Fatalf("invocation %d of %d of function %d in minute %d at %d ns, want %d", seen[at], count[at], at[0],
				at[1], got, want)
		}
		seen[at]++
		some = max(some, seen[at])
	}
	if !maps.Equal(seen, count) || some < 3 {
		t.Errorf("%d functions and minutes of %d", len(seen), len(count))
	}
}

package prewarm

import (
	"math"
	"slices"
	"testing"
	"time"

	"thaw/sim"
)

// historyOf makes a history of what the paper has, a count a minute.
func historyOf(minutes []uint32) (h history) {
	for at, calls := range minutes {
		if calls > 0 {
			h = append(h, activeMinute{int32(at), calls})
		}
	}
	return h
}

// drawMinutes draws minutes of which a share is active.
func drawMinutes(seed uint64, n int, share float64) []uint32 {
	s := sim.NewStream(seed, "test/minutes")
	out := make([]uint32, n)
	for m := range out {
		if s.Float(uint64(m), 0) < share {
			out[m] = 1 + uint32(s.At(uint64(m), 1)%4)
		}
	}
	return out
}

// Are waiting times, runs and their invocations those that a walk over every minute finds?
func TestWaitsByMinutes(t *testing.T) {
	for seed := range uint64(300) {
		minutes := drawMinutes(seed, 60, []float64{0.05, 0.5, 0.95}[seed%3])
		from := int(seed % 5)
		h := historyOf(minutes).since(from)
		if len(h) == 0 {
			continue
		}
		var all, whole []int32
		runs, brief, least := 0, math.MaxInt, uint64(math.MaxUint64)
		for m := from; m < len(minutes); {
			begin, calls := m, uint64(0)
			for ; m < len(minutes) && (minutes[m] > 0) == (minutes[begin] > 0); m++ {
				calls += uint64(minutes[m])
			}
			switch {
			case calls > 0:
				runs, brief, least = runs+1, min(brief, m-begin), min(least, calls)
			default:
				all = append(all, int32(m-begin))
				if begin > from && m < len(minutes) {
					whole = append(whole, int32(m-begin))
				}
			}
		}
		w := waitsOf(h, from, len(minutes))
		if !slices.Equal(w.all, all) || !slices.Equal(w.whole, whole) || w.runs != runs || w.brief != brief ||
			w.least != least {
			t.Fatalf("seed %d: %+v, expected %v, %v, %d, %d, %d", seed, w, all, whole, runs, brief, least)
		}
	}
}

// Does one function announce another by the rule of the paper's cal_corr.py, over arrays of minutes?
func TestAnnouncesByMinutes(t *testing.T) {
	found, n := 0, 0
	for seed := range uint64(400) {
		const to = 200
		a := drawMinutes(seed, to, []float64{0.05, 0.3, 0.7}[seed%3])
		b := make([]uint32, to) // follows a by three minutes, mostly
		s := sim.NewStream(seed, "test/follow")
		for m := range b {
			if m >= 3 && a[m-3] > 0 && s.Float(uint64(m), 0) < 0.9 || s.Float(uint64(m), 1) < 0.03 {
				b[m] = 1
			}
		}
		from := int(seed % 20)
		for lag := range 6 {
			both, of, early, idle := 0., 0., 0., 0.
			for m := from + lag; m < to; m++ {
				switch before := a[m-lag] > 0; {
				case b[m] > 0:
					of++
					if before {
						both++
					}
				default:
					idle++
					if before {
						early++
					}
				}
			}
			want := of > 0 && idle > 0 && both/of >= 0.7 && early/idle <= 0.3
			if got := announcesAt(historyOf(a), historyOf(b), from, to, lag); got != want {
				t.Fatalf("seed %d, lag %d: %v, expected %v (%v of %v, %v of %v)", seed, lag, got, want, both, of, early, idle)
			}
			n++
			if want {
				found++
			}
		}
	}
	if found < n/20 || found > n/2 {
		t.Errorf("%d of %d pairs are correlated: the draws test too little", found, n)
	}
}

// Which class has a function of each pattern, just within the bounds of its class and just beyond?
func TestClasses(t *testing.T) {
	p := defaultSPES()
	rows := func(gaps ...int) (out []uint32) { // one active minute between waiting times
		for _, g := range gaps {
			out = append(append(out, make([]uint32, g)...), 1)
		}
		return out
	}
	times := func(n int, part ...int) (out []int) {
		for range n {
			out = append(out, part...)
		}
		return out
	}
	runs := func(calls uint32, lengths ...int) (out []uint32) { // active runs with ever longer waits between
		for k, n := range lengths {
			out = append(append(out, make([]uint32, 20+9*k*k)...), slices.Repeat([]uint32{calls}, n)...)
		}
		return out
	}
	busy := func(idle int) []uint32 {
		out := slices.Repeat([]uint32{1}, 3000)
		for k := range idle {
			out[100+500*k] = 0
		}
		return out
	}
	for _, x := range []struct {
		name    string
		minutes []uint32
		want    class
	}{
		{"two idle minutes of 3,000", busy(2), alwaysWarm},
		{"three, and these come regularly", busy(3), regular},
		{"the same waiting time", rows(times(5, 30)...), regular},
		{"too few of it", rows(7, 30), unknown},
		{"a minute apart", rows(times(12, 30, 31)...), approximate},
		{"a minute in two hundred apart", rows(times(12, 200, 201)...), regular},
		{"days with an interruption after the first quarter",
			rows(9, 1439, 1439, 1000, 438, 1439, 1439, 1439, 300, 1138, 1439, 1439, 1439), unknown},
		{"days with short interruptions", rows(9, 1439, 1439, 1200, 200, 1439, 1439, 1439, 1300, 100, 1439, 1439, 1439),
			unknown},
		{"which leave the sum", rows(9, 1439, 1439, 1239, 200, 1439, 1439, 1439, 1339, 100, 1439, 1439, 1439), regular},
		{"three values, nine of ten", rows(times(3, 10, 20, 40)...), approximate},
		{"four, of which three are eight of ten", rows(10, 20, 40, 10, 20, 40, 10, 20, 60, 80), unknown},
		{"short ones", rows(times(6, 1, 2, 3, 4)...), dense},
		{"of five", rows(times(6, 5, 6, 7, 8)...), unknown},
		{"bursts of ten minutes", runs(1, 10, 12, 11, 10), successive},
		{"one of nine", runs(1, 10, 12, 11, 9), unknown},
		{"bursts of eleven invocations", runs(6, 3, 2, 4, 2), successive},
		{"one of ten", runs(5, 3, 2, 4, 3), unknown},
	} {
		if got := p.habitOf(historyOf(x.minutes), 0, len(x.minutes)).class; got != x.want {
			t.Errorf("%s: class %d, expected %d", x.name, got, x.want)
		}
	}
}

func defaultSPES() *spesParams {
	return &spesParams{Prewarm: 2 * time.Minute, GiveUp: time.Minute, Dense: 5 * time.Minute, Pulsed: 3 * time.Minute,
		Burst: 10 * time.Minute, Calls: 11, Alpha: 0.5, Adapt: "yes"}
}

// Which of pulsed, possible and correlated does a function become?
func TestChoice(t *testing.T) {
	for _, x := range []struct {
		name    string
		results []result
		want    int
	}{
		{"fewest cold starts and least waste", []result{{0.5, 3}, {0.2, 2}, untried}, 1},
		{"as many cold starts, less waste", []result{{0.2, 3}, {0.2, 2}, untried}, 1},
		{"as much waste, fewer cold starts", []result{{0.5, 3}, {0.2, 3}, untried}, 1},
		{"hardly any cold starts, whatever they waste", []result{{0.5, 1}, {0.3, 90}, {0.1, 100}}, 2},
		{"always cold", []result{{1, 3}, {1, 4}, untried}, 0},
		{"a trade-off", []result{{0.8, 3}, {0.4, 4}, untried}, 0},               // 0.5 · 1 > 1/3
		{"a trade-off the other way", []result{{0.5, 3}, {0.4, 4}, untried}, 1}, // 0.5 · 1/4 ≤ 1/3
		{"nothing to choose from", []result{{0.7, 3}, untried, untried}, 0},
	} {
		if got := choose(x.results, 0.5); got != x.want {
			t.Errorf("%s: %d, expected %d", x.name, got, x.want)
		}
	}
}

// Does the trial count what a walk over the minutes counts? Pulsed, which stays for three idle minutes.
func TestTrialOfPulsed(t *testing.T) {
	for seed := range uint64(200) {
		minutes := drawMinutes(seed, 80, 0.2)
		x := trial{p: defaultSPES(), from: 60, to: 80}
		var cold, waste, used, calls float64
		for m := 60; m < 80; m++ {
			loaded := slices.ContainsFunc(minutes[m-3:m], func(c uint32) bool { return c > 0 })
			switch {
			case minutes[m] > 0:
				used++
				calls += float64(minutes[m])
				if !loaded {
					cold++
				}
			case loaded:
				waste++
			}
		}
		if used == 0 {
			continue
		}
		got := x.run(historyOf(minutes), 3, func(int, int) bool { return false })
		if want := (result{cold / calls, waste / used}); got != want {
			t.Fatalf("seed %d: %v, expected %v", seed, got, want)
		}
	}
}

// Are medians and percentiles those of the sorted values?
func TestMedianOfTally(t *testing.T) {
	for seed := range uint64(200) {
		s := sim.NewStream(seed, "test/median")
		var values []int32
		for k := range 1 + seed%9 {
			values = append(values, int32(s.At(k, 0)%7))
		}
		sorted := slices.Sorted(slices.Values(values))
		n := len(sorted)
		want := float64(sorted[(n-1)/2]+sorted[n/2]) / 2
		if got := median(tally(values), int32(n)); got != want {
			t.Fatalf("%v: %v, expected %v", sorted, got, want)
		}
		if got := percentile(values, 50); got != want {
			t.Fatalf("%v: percentile 50 is %v, expected %v", sorted, got, want)
		}
	}
}

// When is a function of each class expected after minute 100?
func TestForetell(t *testing.T) {
	values := func(pairs ...int32) (out []int32) { // value, count, value, count
		for k := 0; k < len(pairs); k += 2 {
			out = append(out, slices.Repeat(pairs[k:k+1], int(pairs[k+1]))...)
		}
		return out
	}
	for _, x := range []struct {
		name  string
		class class
		waits []int32
		want  []window
	}{
		{"a regular one", regular, values(30, 4), []window{{131, 131}}},
		{"one that strays by a minute", regular, values(29, 2, 31, 2), []window{{130, 132}}},
		{"one that strays by more", regular, values(30, 5, 60, 4), []window{{129, 133}}},
		{"more than a tenth of the times", approximate, values(10, 16, 20, 2, 30, 3), []window{{111, 111}, {131, 131}}},
		{"three of them at most", approximate, values(10, 4, 20, 4, 30, 4, 40, 4), []window{{111, 111}, {121, 121}, {131, 131}}},
		{"the ends of what occurs twice", dense, values(1, 3, 2, 5, 4, 2, 9, 1), []window{{102, 105}}},
		{"but not far away", dense, values(1, 30, 40, 2), []window{{102, 111}}},
		{"nothing occurs twice", dense, values(1, 1, 2, 1, 4, 1), []window{{102, 104}}},
		{"ten minutes apart", possible, values(5, 2, 15, 2, 90, 1), []window{{106, 116}}},
		{"eleven minutes apart", possible, values(5, 2, 16, 3, 90, 1), []window{{106, 106}, {117, 117}}},
		{"a pulsed one", pulsed, values(5, 2), nil},
	} {
		h := habit{class: x.class}
		h.foretell(tally(x.waits), x.waits)
		if got := h.windows(100, nil); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, expected %v", x.name, got, x.want)
		}
	}
}

// What does a function foretell after waiting times that differ from those of the training?
func TestAdapt(t *testing.T) {
	for _, x := range []struct {
		name  string
		was   habit
		waits []int32
		want  []float64
	}{
		{"dense: too few", habit{class: dense, bounds: true, times: []float64{1, 2}}, []int32{5, 5, 5, 5}, []float64{1, 2}},
		{"dense: both ends move", habit{class: dense, bounds: true, times: []float64{1, 2}}, []int32{5, 4, 3, 4, 5},
			[]float64{3, 5}},
		{"dense: none, by a minute", habit{class: dense, bounds: true, times: []float64{2, 4}}, []int32{5, 4, 3, 4, 5},
			[]float64{2, 4}},
		{"dense: not beyond the class", habit{class: dense, bounds: true, times: []float64{1, 2}}, []int32{1, 1, 1, 1, 6},
			[]float64{1, 2}},
		{"possible: a commoner one", habit{class: possible, modes: []tallied{{11, 3}, {30, 2}}},
			[]int32{50, 50, 50, 50, 9}, []float64{30, 50}},
		{"possible: as common a one joins", habit{class: possible, modes: []tallied{{11, 3}, {30, 2}}},
			[]int32{60, 70, 50, 50, 9}, []float64{11, 30, 50}},
		{"possible: later, too", habit{class: possible, modes: []tallied{{11, 3}, {30, 2}}},
			[]int32{60, 70, 80, 90, 9, 50, 50}, []float64{11, 30, 50}},
		{"possible: too rare a one", habit{class: possible, modes: []tallied{{11, 3}, {30, 3}}},
			[]int32{60, 70, 50, 50, 9}, []float64{11, 30}},
		{"unknown: a repeated one", habit{}, []int32{60, 70, 50, 50, 9}, []float64{50, 50}},
		{"unknown: none", habit{}, []int32{60, 70, 50, 51, 9}, nil},
		{"successive: never", habit{class: successive}, []int32{60, 60, 60, 60, 60}, nil},
	} {
		u := spesUnit{habit: x.was}
		if x.was.class == possible {
			u.fromModes()
		}
		for _, w := range x.waits {
			u.adapt(w, 5)
		}
		if !slices.Equal(u.times, x.want) {
			t.Errorf("%s: %v, expected %v", x.name, u.times, x.want)
		}
	}
}

// Who announces a function, when, and is a waiting time that occurs only before the last quarter
// found? An unknown function is assigned by what happened, for each answer once.
func TestAssign(t *testing.T) {
	at := func(minutes ...int32) (h history) {
		for _, m := range minutes {
			h = append(h, activeMinute{m, 1})
		}
		return h
	}
	const to = 400
	for _, x := range []struct {
		name  string
		past  history
		other history
		want  class
	}{
		{"comes again within three minutes", at(0, 50, 170, 305, 308, 350, 353), nil, pulsed},
		{"not seen of late, a time twice", at(0, 50, 100, 170), nil, possible},
		{"not seen of late, no time twice", at(0, 50, 110), nil, unknown},
		{"a time of twenty, among others", at(0, 21, 60, 81, 152, 173, 240, 320, 341, 362, 383), nil, possible},
		{"which saves two of three for a little waste", at(0, 21, 60, 81, 152, 173, 240, 320, 341, 362), nil, pulsed}, // sic
		{"four minutes behind another", at(4, 54, 164, 304, 355), at(0, 50, 160, 300, 351), correlated},
		{"eleven minutes behind another", at(11, 61, 171, 311, 362), at(0, 50, 160, 300, 351), pulsed},
		{"behind another, as often not", at(4, 54, 164, 304, 355, 370, 390), at(0, 50, 160), pulsed},
	} {
		tr := trial{p: defaultSPES(), units: []spesUnit{{past: x.past}, {past: x.other}}, from: 300, to: to}
		if got := tr.assign(0, tr.heralds(0, []int{0, 1})); got.class != x.want {
			t.Errorf("%s: class %d, expected %d", x.name, got.class, x.want)
		}
	}
}

// In which minutes does a function announce another: when it was invoked, up to the lag, and when it is
// expected itself?
func TestAnnounced(t *testing.T) {
	p := defaultSPES()
	p.Prewarm = 0
	other := spesUnit{habit: habit{class: regular, wait: 19}, past: history{{40, 1}, {100, 1}}}
	for lag, want := range [][]int{{40, 60, 100, 120}, {40, 41, 60, 61, 100, 101, 120, 121}} {
		tr := trial{p: p, units: []spesUnit{{}, other}, at: []int{0}}
		var got []int
		for m := range 130 {
			if tr.announced([]herald{{1, lag}}, m) {
				got = append(got, m)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("lag %d: in minutes %v, expected %v", lag, got, want)
		}
	}
}

package tuner

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

// When does each execution end under each rule, by hand? Two cores of one thread; c works
// for 100 ms, a for 20, b for 30. Three of c come at 0, a and b at 10 ms.
func TestRulesByHand(t *testing.T) {
	for _, test := range []struct {
		name  string
		rule  Rule
		knobs []Knobs
		want  map[string]float64
	}{
		// 3 share 2 until 10 ms (each done 20/3), then 5 share 2: a has 20 after 50 ms, then 4
		// share 2: b lacks 10, 20 ms more; then 3 share 2 until c's are done: they have 20/3 + 20 +
		// 10 and lack 190/3, at 2/3 each 95 ms.
		{"all fair", Fair, nil, map[string]float64{"a@10ms": 60, "b@10ms": 80, "c@0s": 175}},
		{"round robin is as fair, without switches", RoundRobin, nil,
			map[string]float64{"a@10ms": 60, "b@10ms": 80, "c@0s": 175}},
		// a and b come first, each on a core; those of c have nothing until 30 ms, half of what
		// remains until 40, and lack 100 − 20/3 − 10/3 = 90 then, at 2/3.
		{"latency-sensitive ones come first", Tuned, []Knobs{{50, Unpinned}, {50, Unpinned}},
			map[string]float64{"a@10ms": 30, "b@10ms": 40, "c@0s": 175}},
		// a on its own core, b on the other: the same, since c's roam.
		{"best-effort ones roam over idle cores", Tuned, []Knobs{{50, 1}, {50, Unpinned}},
			map[string]float64{"a@10ms": 30, "b@10ms": 40, "c@0s": 175}},
	} {
		s := script(t, small(), test.rule, test.knobs)
		for range 3 {
			s.at(2, 0)
		}
		s.at(0, 10*ms)
		s.at(1, 10*ms)
		t.Run(test.name, func(t *testing.T) { s.t = t; s.expect(test.want) })
	}
}

// Are several executions of a pinned function bound to its cores, though others idle?
func TestCoresOfAFunctionBound(t *testing.T) {
	s := script(t, small(), Tuned, []Knobs{{50, 1}, {50, Unpinned}})
	s.at(0, 0)
	s.at(0, 1*ms)
	// 1 ms alone, then two share one core until the first has its other 19 at 39 ms.
	s.expect(map[string]float64{"a@0s": 39, "a@1ms": 40})
	s = script(t, small(), Tuned, []Knobs{{50, Unpinned}, {50, Unpinned}})
	s.at(0, 0)
	s.at(0, 1*ms)
	s.expect(map[string]float64{"a@0s": 20, "a@1ms": 21})
}

// Does a higher priority come first where there are too few cores, and do knobs that are
// turned take hold of what runs?
func TestPrioritiesOfWhatRuns(t *testing.T) {
	n := small()
	n.Functions[1].Locks = false
	turn := func(knobs []Knobs) *scripted {
		s := script(t, n, Tuned, []Knobs{{50, Unpinned}, {40, Unpinned}})
		s.at(0, 0)
		s.at(0, 0)
		s.at(1, 0)
		if knobs != nil {
			s.run.Pass(sim.Time(0).Add(10*ms), false)
			if err := s.run.Tune(knobs); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	turn(nil).expect(map[string]float64{"a@0s": 20, "b@0s": 50})
	// From 10 ms on b comes first: it ends at 40; a's two lack 10 each on the other core.
	turn([]Knobs{{50, Unpinned}, {60, Unpinned}}).expect(map[string]float64{"a@0s": 30, "b@0s": 40})
}

// Does fifo-then-cfs run what is short at once, in the order of arrival, and the rest of
// what is long fairly?
func TestFirstSliceThenFair(t *testing.T) {
	n := small()
	s := script(t, n, FIFOThenCFS, nil)
	s.run.slice = 40 * ms
	s.at(2, 0)
	s.at(2, 0)
	s.at(0, 10*ms)
	s.at(1, 20*ms)
	// Two of c have their slices until 40; then a and b run first, until 60 and 70. The rest of
	// c, 60 each, shares a core from 60 to 70 (5 each), then each has one: 55 more.
	s.expect(map[string]float64{"c@0s": 125, "a@10ms": 60, "b@20ms": 70})
	if got, want := n.slice(2), 2*time.Second/36; got != want {
		t.Errorf("a first slice of %v, expected two threads over 36 arrivals a second: %v", got, want)
	}
}

// Do mean responses agree with the closed form, and does every invocation count? With all
// fair and a Poisson load the number of executions is that of a birth-death chain, whatever
// the spread of work, and each function has its share of it.
func TestFairAgreesWithTheClosedForm(t *testing.T) {
	n := &Node{Cores: 3, Law: cpu.Law{Slice: 3 * ms}, Spread: 0.8, Functions: []Function{
		{Name: "a", Work: 10 * ms, Rate: 100}, {Name: "c", BestEffort: true, Work: 40 * ms, Rate: 35}}}
	load, p, mean := 2.4, 1.0, 0.0
	sum := 1.0
	for k := 1; k < 2000; k++ {
		p *= load / math.Min(float64(k), 3)
		sum += p
		mean += float64(k) * p
	}
	mean /= sum
	j, err := Judge(context.Background(), n, Trial{Rule: Fair}, steady(3, "judge"), Pace{0, time.Minute}, 60)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range j.Latencies {
		work := n.Functions[i].Work.Seconds()
		if want := work * mean / load; math.Abs(l.Mean/want-1) > 0.06 {
			t.Errorf("%s: mean response %v s, expected %v", l.Function, l.Mean, want)
		}
		if math.Abs(l.Alone/work-1) > 0.02 {
			t.Errorf("%s: mean work %v s, expected %v", l.Function, l.Alone, work)
		}
		if want := n.Functions[i].Rate * 3600; math.Abs(float64(l.Count)/want-1) > 0.02 {
			t.Errorf("%s: %d invocations, expected %v", l.Function, l.Count, want)
		}
	}
}

// Does a load swing around its mean, phase by phase, and is it another under another name?
func TestLoadSwings(t *testing.T) {
	n := small()
	n.Functions[0].Rate = 200
	count := func(swing float64, name string) (perPhase []float64) {
		l := Load{Scale: 1, Swing: swing, Phase: 10 * time.Second, Seed: 5, Name: name}
		r, err := n.Start(Fair, l, nil)
		if err != nil {
			t.Fatal(err)
		}
		last := uint64(0)
		for k := range 400 {
			for r.next[0].at < sim.Time(0).Add(10*time.Second)*sim.Time(k+1) {
				r.next[0].n++
				r.follow(0)
			}
			perPhase = append(perPhase, float64(r.next[0].n-last))
			last = r.next[0].n
		}
		return perPhase
	}
	moments := func(x []float64) (mean, cv float64) {
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			cv += (v/mean - 1) * (v/mean - 1) / float64(len(x))
		}
		return mean, math.Sqrt(cv)
	}
	mean, cv := moments(count(0, "x"))
	if math.Abs(mean/2000-1) > 0.01 || math.Abs(cv-1/math.Sqrt(2000)) > 0.004 {
		t.Errorf("without swing %v arrivals a phase, variation %v: expected a Poisson process", mean, cv)
	}
	mean, cv = moments(count(0.6, "x")) // without the correction of its mean it would be 1.2 times as much
	if want := math.Sqrt(math.Exp(0.36) - 1); math.Abs(mean/2000-1) > 0.1 || math.Abs(cv-want) > 0.12 {
		t.Errorf("with swing %v arrivals a phase, variation %v, expected 2000 and %v", mean, cv, want)
	}
	if slices.Equal(count(0.3, "x"), count(0.3, "y")) || !slices.Equal(count(0.3, "x"), count(0.3, "x")) {
		t.Error("a load is not told by its name")
	}
}

// Is a scale what it says: at 1 the functions would keep all threads busy?
func TestScaleOfALoad(t *testing.T) {
	n := small() // 0.1 + 0.15 + 0.8 cores
	n.Law.Threads, n.Law.Gain, n.Law.Stretch = 2, 300_000, 40_000
	if got, want := n.ScaleFor(0.5), 0.5*2*1.3/1.04/1.05; math.Abs(got-want) > 1e-12 {
		t.Errorf("a scale of %v, expected %v", got, want)
	}
}

// Are all mistakes of a node, a load, a pace and a training told?
func TestMistakes(t *testing.T) {
	n := &Node{Cores: 1, Spread: -1, Functions: []Function{{Name: "a/b", Work: -1, Rate: 0},
		{Name: "a/b", BestEffort: true, Locks: true, Work: ms, Rate: 1}}}
	tr := Training{Episodes: -1, Steps: 0, Pace: Pace{-1, 0}, Load: Load{Swing: 3}}
	if got := len(n.Check()); got != 8 {
		t.Errorf("%d mistakes of the node: %v", got, n.Check())
	}
	if got := len(tr.Check()); got != 7 {
		t.Errorf("%d mistakes of the training: %v", got, tr.Check())
	}
	if _, err := n.Start(Fair, tr.Load, nil); err == nil {
		t.Error("a wrong node starts")
	}
	if errs := small().Check(); errs != nil {
		t.Errorf("a right node: %v", errs)
	}
	limits := Limits{Mean: -1, P99: math.NaN()}
	if got := len(limits.Check()); got != 2 {
		t.Errorf("%d mistakes of the limits", got)
	}
}

package tuner

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"thaw/sim"
)

// Are the components of comprehensive latency what they are called, and the limits kept
// where they are?
func TestComprehensiveLatencyByHand(t *testing.T) {
	var x []float64
	for i := range 100 {
		x = append(x, float64(100-i))
	}
	l := comprehensive(x, 200)
	want := Latency{Count: 100, Alone: 2, Mean: 50.5, Median: 50, P95: 95, P99: 99, Deviation: math.Sqrt(9999.0 / 12)}
	if math.Abs(l.Mean-want.Mean) > 1e-9 || math.Abs(l.Deviation-want.Deviation) > 1e-9 {
		t.Errorf("%+v, expected %+v", l, want)
	}
	l.Mean, l.Deviation = want.Mean, want.Deviation
	if l != want {
		t.Errorf("%+v, expected %+v", l, want)
	}
	m := Limits{Mean: 25.25, Median: 24.9, P99: 49.5, Deviation: 14}
	if got, want := m.Within(&l), [Components]bool{true, false, true, true, false}; got != want {
		t.Errorf("kept %v, expected %v", got, want)
	}
	if l := comprehensive(nil, 0); l != (Latency{}) {
		t.Errorf("of nothing %+v", l)
	}
}

// Is fairness the least gain over the greatest, of best-effort functions alone and of all,
// and does the share of fair windows count windows?
func TestFairnessOfAJudgement(t *testing.T) {
	n := small()
	n.Functions = append(n.Functions, Function{Name: "d", BestEffort: true, Work: ms, Rate: 1})
	j := &Judgement{Latencies: make([]Latency, 4), Steps: []Step{{Scored: true, Reward: 1.5, Fairness: 0.7},
		{Scored: true, Reward: -1, Fairness: 0.5}, {Reward: 9, Fairness: 1}}}
	j.sum(n, [][]float64{{2}, {4}, {10}, {8}}, []float64{2, 3, 2, 4})
	for _, v := range []struct {
		name      string
		got, want float64
	}{{"of best effort", j.EffortFairness, 0.4}, {"of all", j.Fairness, 0.2}, {"gain", j.EffortGain, 0.35},
		{"fair windows", j.Fair, 0.5}, {"reward", j.Reward, 0.25}} {
		if math.Abs(v.got-v.want) > 1e-12 {
			t.Errorf("%s: %v, expected %v", v.name, v.got, v.want)
		}
	}
}

// Does the search find a static setting that is better than the start where one is, the
// same every time, and nothing that is worse on what it chose by?
func TestSearchFindsWhatIsBetter(t *testing.T) {
	n := small()
	n.Cores = 6
	n.Functions[0] = Function{Name: "a", Work: 100 * ms, Rate: 27} // three cores are too few at times
	s := Search{Rounds: 2, Draws: 2, Steps: 6, Pace: brief, Load: steady(3, "train")}
	knobs, reward, tried, err := s.Best(context.Background(), n)
	if err != nil {
		t.Fatal(err)
	}
	start, err := s.reward(context.Background(), n, []Knobs{n.Functions[0].Start(), n.Functions[1].Start()})
	if err != nil || !(reward > start+0.02) || tried < 15 {
		t.Errorf("reward %v after %d settings, of the start %v: %v", reward, tried, start, err)
	}
	if got, _ := s.reward(context.Background(), n, knobs); got != reward {
		t.Errorf("%v has the reward %v, and the search said %v", knobs, got, reward)
	}
	if knobs[0].Cores != Unpinned && knobs[0].Cores < 3 {
		t.Errorf("found %v", knobs)
	}
	again, _, _, _ := s.Best(context.Background(), n)
	if !slices.Equal(again, knobs) || knobs[1].Cores != Unpinned {
		t.Errorf("%v, then %v; who locks has no cores", knobs, again)
	}
}

// Does a judgement end when it is told to?
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Judge(ctx, small(), Trial{Rule: Fair}, steady(1, "x"), brief, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	tr := briefTraining(1)
	if _, err := Train(ctx, small(), tr, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a training ended with %v", err)
	}
}

// Does a window begin with what runs, and nothing from before, and is it measured after
// settling alone?
func TestWindowsBeginAnew(t *testing.T) {
	n := small()
	s := script(t, n, Tuned, nil)
	s.run.open()
	s.at(2, 0)
	s.run.Pass(s.run.now.Add(100*ms), false)
	s.at(2, 100*ms)
	s.at(2, 100*ms)
	s.run.open()
	m := s.run.meters[2]
	if m != (meter{containers: 2}) {
		t.Errorf("a window begins with %+v", m)
	}
	s.run.Pass(s.run.now.Add(50*ms), false)
	if got := s.run.meters[2]; math.Abs(got.done-0.1) > 1e-9 || got.ended != 0 || math.Abs(s.run.meter.time-0.05) > 1e-12 {
		t.Errorf("half of two executions comes to %+v", got)
	}
	run, err := n.Start(Tuned, steady(1, "x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	windows := 0
	err = run.steps(context.Background(), brief, 3, n.sensitive(), func(Step, score) error {
		windows++
		if got := run.meter.time; math.Abs(got-brief.Window.Seconds()) > 1e-9 {
			t.Errorf("a window of %v s", got)
		}
		if want := sim.Time(0).Add(brief.Settle+brief.Window) * sim.Time(windows); run.now != want {
			t.Errorf("window %d ends at %d, expected %d", windows, run.now, want)
		}
		return nil
	})
	if err != nil || windows != 3 {
		t.Errorf("%d windows: %v", windows, err)
	}
}

// Does every invocation that came count, though it ends long after the last window?
func TestEveryInvocationCounts(t *testing.T) {
	n := small()
	n.Functions[2].Work = 20 * time.Second
	j, err := Judge(context.Background(), n, Trial{Rule: Fair}, steady(4, "judge"), brief, 1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := n.Start(Fair, steady(4, "judge"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for fn := range n.Functions {
		for again.next[fn].at < sim.Time(0).Add(brief.Settle+brief.Window) {
			again.next[fn].n++
			again.follow(fn)
		}
		if got, want := j.Latencies[fn].Count, int(again.next[fn].n); got != want {
			t.Errorf("function %d: %d invocations, and %d came", fn, got, want)
		}
	}
	if j.Drained < 100 {
		t.Errorf("the last ended %v s later, and there were 20 s of work for each of %d", j.Drained, j.Latencies[2].Count)
	}
}

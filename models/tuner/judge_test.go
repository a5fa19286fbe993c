package tuner

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"
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

// Does a window begin with what runs, and nothing from before?
func TestWindowsBeginAnew(t *testing.T) {
	n := small()
	j, err := Judge(context.Background(), n, Trial{Rule: Tuned}, steady(1, "x"), Pace{time.Second, time.Second}, 200)
	if err != nil {
		t.Fatal(err)
	}
	fair := 0.0
	for _, s := range j.Steps {
		if s.Fairness > 1 || s.Performance > 1+1e-9 || s.Reward > 2 {
			t.Fatalf("a window of %+v", s)
		}
		fair += s.Fairness
	}
	if fair == j.Steps[0].Fairness*float64(len(j.Steps)) {
		t.Error("all windows are the same")
	}
}

package forecasts

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/experiments/paired"
	"thaw/models/forecast"
	"thaw/models/workload"
	"thaw/plots"
	"thaw/policies"
	"thaw/policies/predictor"
	"thaw/sim"
)

// written is a trace of counts a minute.
type written struct {
	counts [][]int // by minute and function
	offset time.Duration
	broken bool // reading fails at the end
}

func (w *written) ClockOffset() time.Duration { return w.offset }

func (w *written) Table() *workload.Table {
	t := &workload.Table{Apps: []workload.App{{}}}
	for fn := range w.counts[0] {
		t.Functions = append(t.Functions, workload.Function{Name: string(rune('a' + fn))})
	}
	return t
}

func (w *written) Source(uint64) (workload.Source, error) {
	s := &writtenSource{written: w}
	for minute, counts := range w.counts {
		for fn, n := range counts {
			for k := range n {
				s.all = append(s.all, workload.Invocation{Function: workload.FuncID(fn),
					Arrival: sim.Time(time.Duration(minute)*time.Minute + time.Duration(k)*time.Millisecond)})
			}
		}
	}
	slices.SortStableFunc(s.all, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	return s, nil
}

type writtenSource struct {
	*written
	all []workload.Invocation
}

var errBroken = errors.New("the disk is gone")

func (s *writtenSource) Read(batch []workload.Invocation) (int, error) {
	if len(s.all) == 0 {
		if s.broken {
			return 0, errBroken
		}
		return 0, io.EOF
	}
	n := copy(batch[:min(3, len(batch))], s.all)
	s.all = s.all[n:]
	return n, nil
}

// predictors parses texts.
func predictors(t *testing.T, texts ...string) []policies.Instance[forecast.Predictor] {
	t.Helper()
	list, err := policies.ParseAll(predictor.All(), texts)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Which functions are judged, and what are their counts? By hand: the training window
// alone decides, the busiest come first, and equal ones by index.
func TestCountsByHand(t *testing.T) {
	w := &written{counts: [][]int{{1, 0, 3, 1}, {2, 1, 0, 2}, {0, 90, 1, 0}, {5, 0, 0, 1}}, offset: 90 * time.Minute}
	c, err := Count(w, 1, 2*time.Minute, Choice{Functions: 3, Least: 2, How: Busiest})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Names, ""); got != "acd" || !slices.Equal(c.Trained, []int64{3, 3, 3}) {
		t.Errorf("chosen %s, trained on %v", got, c.Trained)
	}
	for i, want := range [][]float64{{1, 2, 0, 5}, {3, 0, 1, 0}, {1, 2, 0, 1}} {
		if !slices.Equal(c.Series[i], want) {
			t.Errorf("counts of %s are %v, expected %v", c.Names[i], c.Series[i], want)
		}
	}
	if c.First != 90 || c.Train != 2 || c.Minutes() != 4 {
		t.Errorf("%d, %d, %d", c.First, c.Train, c.Minutes())
	}
	sampled := map[string]bool{}
	for seed := range uint64(20) {
		c, err := Count(w, seed, 2*time.Minute, Choice{Functions: 1, Least: 1, How: Sampled})
		if err != nil || len(c.Names) != 1 {
			t.Fatalf("%+v, %v", c, err)
		}
		sampled[c.Names[0]] = true
	}
	if len(sampled) != 4 {
		t.Errorf("20 samples of 4 functions have %v", sampled)
	}
}

// Is a window that is empty, or leaves nothing to judge, refused?
func TestWindowsThatCannotBe(t *testing.T) {
	w := &written{counts: [][]int{{1, 0}, {2, 1}, {4, 1}}}
	for _, c := range []struct {
		train  time.Duration
		choice Choice
		want   string
	}{
		{0, Choice{Functions: 1, Least: 1}, "the training window is 0s"},
		{90 * time.Second, Choice{Functions: 1, Least: 1}, "whole minutes"},
		{3 * time.Minute, Choice{Functions: 1, Least: 1}, "nothing is held out"},
		{2 * time.Minute, Choice{Functions: 1, Least: 100}, "no function has 100 invocations"},
	} {
		if _, err := Count(w, 1, c.train, c.choice); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, expected %q", c.train, err, c.want)
		}
	}
	w.broken = true
	if _, err := Count(w, 1, time.Minute, Choice{Functions: 1, Least: 1}); !errors.Is(err, errBroken) {
		t.Errorf("a trace that cannot be read to its end: %v", err)
	}
}

// Are the scores of a forecast what they are by hand?
func TestScoresByHand(t *testing.T) {
	// season 2; errors in training are 2 and 4, so the band about the count of two minutes ago is
	// 2.2 to 3.8 above, and its middle 3
	w := &written{counts: [][]int{{1}, {1}, {3}, {5}, {7}, {8}, {30}}}
	c, err := Count(w, 1, 4*time.Minute, Choice{Functions: 1, Least: 1, How: Busiest})
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Counts: c, Predictors: predictors(t, "seasonal,season=2"), Shown: []int{0}, Stretch: 2}
	scores, samples, err := p.Judge(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	// forecasts: 3 + band against 7: 5.2 6 6.8; 5 + band against 8: 7.2 8 8.8; 7 + band against 30: 9.2 10 10.8
	loss := (0.1*1.8 + 0.5*1 + 0.9*0.2 + 0.1*0.8 + 0 + 0.1*0.8 + 0.1*20.8 + 0.5*20 + 0.9*19.2) / 9
	s := scores[0]
	near(t, "pinball", s.Pinball, loss)
	near(t, "scaled", s.Scaled, loss/(10./4))
	near(t, "mean error", s.MeanError, (3-7+5-8+7-30)/3.)
	near(t, "coverage of 80%", s.Covered[Judged], 1./3)
	near(t, "coverage of 90%", s.Covered[8], 1./3)
	if s.Forecasts != 3 || s.Trained != 10 || s.Function != "a" {
		t.Errorf("%+v", s)
	}
	if k := samples[0]; !slices.Equal(k.Minute, []int{4, 5}) || !slices.Equal(k.Count, []float64{7, 8}) ||
		!slices.Equal(k.Mean, []float64{3, 5}) {
		t.Errorf("kept %+v", k)
	}
	p.Every, p.Shown = 2, nil
	if scores, _, err = p.Judge(context.Background()); err != nil || scores[0].Forecasts != 2 {
		t.Errorf("every second: %+v, %v", scores, err)
	}
	near(t, "every second", scores[0].Covered[Judged], 0)
	p.Every, p.Ahead = 1, 2
	if scores, _, err = p.Judge(context.Background()); err != nil || scores[0].Forecasts != 2 {
		t.Errorf("two ahead: %+v, %v", scores, err)
	}
	near(t, "mean error two ahead", scores[0].MeanError, (5-8+7-30)/2.)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) < 1e-9) {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

// noise is a trace of several functions with noise.
func noise(functions, minutes int) *written {
	w := &written{}
	s := sim.NewStream(3, "forecasts test")
	for m := range minutes {
		var row []int
		for fn := range functions {
			row = append(row, s.IntN(uint64(fn), uint64(m), 4+fn))
		}
		w.counts = append(w.counts, row)
	}
	return w
}

// Does a training see what is held out? Another future changes counts and scores, and no
// forecast that was made before it.
func TestFutureIsNotSeen(t *testing.T) {
	w := noise(3, 3200)
	const train = 3000
	run := func() ([]Score, []Sample) {
		c, err := Count(w, 1, train*time.Minute, Choice{Functions: 3, Least: 1, How: Busiest})
		if err != nil {
			t.Fatal(err)
		}
		p := Plan{Counts: c, Predictors: predictors(t, "seasonal", "fourier", "ar", "histogram", "histogram,recent=20",
			"recurrent,epochs=2,windows=16,units=3,window=12,passes=4"), Shown: []int{0, 1, 2}, Stretch: 50, Jobs: 2}
		scores, samples, err := p.Judge(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return scores, samples
	}
	scores, before := run()
	for m := train + 50; m < len(w.counts); m++ {
		for fn := range w.counts[m] {
			w.counts[m][fn] = 40
		}
	}
	changed, after := run()
	for i := range before {
		if !slices.Equal(before[i].Mean, after[i].Mean) || !slices.Equal(before[i].High, after[i].High) {
			t.Errorf("%s of %s sees the future", before[i].Predictor, before[i].Function)
		}
	}
	if scores[0].Pinball == changed[0].Pinball {
		t.Error("the change of the future is not judged")
	}
}

// Do the scores depend on how many functions are judged at a time?
func TestScoresDoNotDependOnJobs(t *testing.T) {
	c, err := Count(noise(5, 400), 1, 300*time.Minute, Choice{Functions: 5, Least: 1, How: Busiest})
	if err != nil {
		t.Fatal(err)
	}
	var runs [2][]Score
	for i, jobs := range []int{1, 4} {
		p := Plan{Counts: c, Predictors: predictors(t, "fourier", "ar"), Jobs: jobs}
		if runs[i], _, err = p.Judge(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(runs[0], runs[1]) {
		t.Error("they do")
	}
}

// Is what cannot be trained told with the predictor's name, and a cancelled one as such?
func TestJudgeFails(t *testing.T) {
	c, err := Count(noise(1, 400), 1, 300*time.Minute, Choice{Functions: 1, Least: 1, How: Busiest})
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Counts: c, Predictors: predictors(t, "seasonal")}
	if _, _, err := p.Judge(context.Background()); err == nil ||
		!strings.Contains(err.Error(), "predictor seasonal: the training window has 300 minutes, expected at least 1441") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p.Predictors = predictors(t, "ar")
	if _, _, err := p.Judge(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// scoresOf makes the scores of a predictor.
func scoresOf(name string, coverage float64, losses ...float64) []Score {
	var out []Score
	for _, l := range losses {
		s := Score{Predictor: name, Scaled: l, Forecasts: 10}
		for i := range s.Covered {
			s.Covered[i] = coverage
		}
		out = append(out, s)
	}
	return out
}

// Is every verdict the one that the numbers give, and no failure hidden?
func TestVerdicts(t *testing.T) {
	base := []float64{1, 1.1, 0.9, 1, 1.2, 0.8, 1, 1.1, 0.9, 1, 1, 1}
	times := func(by, wobble float64) (out []float64) {
		for i, x := range base {
			out = append(out, x*by+wobble*float64(i%2*2-1))
		}
		return out
	}
	scores := slices.Concat(scoresOf("seasonal", 0.8, base...), scoresOf("good", 0.85, times(0.5, 0)...),
		scoresOf("narrow", 0.74, times(0.5, 0)...), scoresOf("same", 0.8, times(0.99, 0.5)...),
		scoresOf("worse", 0.9, times(2, 0)...))
	list := Summarise(scores, len(base), "seasonal")
	for i, want := range []string{
		"passes: band covers",
		"passes: better than the yardstick, band covers",
		"FAILS: band of 80% covers 74.0%; better than the yardstick",
		"FAILS: not shown to be better than the yardstick; band covers",
		"FAILS: worse than the yardstick, band of 80% covers 90.0%",
	} {
		if got := list[i].Verdict(); got != want {
			t.Errorf("%s: %q, expected %q", list[i].Predictor, got, want)
		}
	}
	near(t, "difference", list[1].Difference.Value, -0.5)
	near(t, "ratio", list[1].Ratio.Value, -0.5)
	if list[1].Forecasts != 120 || list[1].Functions != 12 || list[1].Difference.Method != paired.BCa {
		t.Errorf("%+v", list[1])
	}
	one := Summarise(slices.Concat(scoresOf("seasonal", 0.8, 1), scoresOf("ar", 0.8, 0.1)), 1, "seasonal")
	if got := one[1].Verdict(); got != "FAILS: too few functions to tell it from the yardstick; band covers" {
		t.Errorf("one function: %q", got)
	}
}

// Can every figure be composed, also of one function and of none shown?
func TestFiguresCompose(t *testing.T) {
	for _, functions := range []int{1, 4} {
		c, err := Count(noise(functions, 500), 1, 300*time.Minute, Choice{Functions: 9, Least: 1, How: Busiest})
		if err != nil {
			t.Fatal(err)
		}
		for _, shown := range [][]int{nil, {0}} {
			p := Plan{Counts: c, Predictors: predictors(t, "seasonal,season=60", "fourier", "ar"), Shown: shown, Stretch: 60}
			scores, samples, err := p.Judge(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			figures := Figures(samples, Summarise(scores, functions, "seasonal,season=60"), "seasonal,season=60")
			if len(figures) != 2+len(shown) {
				t.Errorf("%d figures", len(figures))
			}
			for _, f := range figures {
				if _, err := f.Compose(plots.Page); err != nil {
					t.Errorf("%s: %v", f.Name(), err)
				}
			}
		}
	}
}

package prewarm_test

import (
	"context"
	"io"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// load is a trace of four functions: by the clock, often, seldom, in bursts.
type load struct {
	table workload.Table
	rest  []workload.Invocation
}

func (l *load) Table() *workload.Table { return &l.table }

func (l *load) Read(batch []workload.Invocation) (int, error) {
	n := copy(batch, l.rest)
	if l.rest = l.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// newLoad draws a trace that lasts for so long. From the turn on it is that of another seed.
func newLoad(lasts, turn time.Duration, other uint64) *load {
	l := &load{table: workload.Table{Apps: []workload.App{{Name: "a", Memory: 512}}}}
	for f := range 4 {
		l.table.Functions = append(l.table.Functions, workload.Function{Name: "a/" + string(rune('p'+f)), Memory: 128})
		mean := []time.Duration{5 * time.Minute, 20 * time.Second, 15 * time.Minute, 4 * time.Minute}[f]
		s := sim.NewStream(uint64(f), "test/load")
		for at, k := time.Duration(0), uint64(0); at < lasts; k++ {
			if at >= turn {
				s = sim.NewStream(uint64(f)+other, "test/load")
			}
			gap := mean
			if f > 0 {
				gap = time.Duration(2 * s.Float(k, 0) * float64(mean))
			}
			at += gap
			for range 1 + f/3*int(s.At(k, 1)%5) {
				l.rest = append(l.rest, workload.Invocation{Arrival: sim.Time(at), Function: workload.FuncID(f),
					Duration: time.Duration(1+s.At(k, 2)%20) * time.Second})
			}
		}
	}
	slices.SortStableFunc(l.rest, func(a, b workload.Invocation) int { return int(a.Arrival - b.Arrival) })
	return l
}

// seen keeps the outcomes of what arrived before an instant.
type seen struct {
	until sim.Time
	list  []outcome.Invocation
}

func (s *seen) Take(b *outcome.Batch) error {
	for _, o := range b.Outcomes {
		if o.Arrival < s.until {
			o.End = 0 // may lie behind the turn
			s.list = append(s.list, o)
		}
	}
	return nil
}

func replay(t *testing.T, keep string, src *load, until time.Duration) ([]outcome.Invocation, outcome.Summary) {
	t.Helper()
	k, err := policies.Parse(all.KeepAlives(), keep)
	if err != nil {
		t.Fatal(err)
	}
	s, err := policies.Parse(all.Schedulers(), "least-loaded")
	if err != nil {
		t.Fatal(err)
	}
	got := &seen{until: sim.Time(until)}
	sum, err := cluster.Replay(context.Background(), cluster.Config{Invokers: 2, Memory: 1024, Concurrency: 1, Seed: 1,
		Startup: startup.Constant(0, time.Second)}, src, cluster.Policies{Schedule: s.Policy, KeepAlive: k.Policy},
		cluster.Output{Sink: got})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got.list, func(a, b outcome.Invocation) int { return int(a.Number - b.Number) })
	return got.list, sum
}

// Does a policy that is no oracle decide the same, whatever comes later? The trace changes from
// a turn on, and what arrived before fares the same: no forecast looks ahead.
func TestNobodyLooksAhead(t *testing.T) {
	for _, e := range all.KeepAlives() {
		if slices.Contains(e.Needs, policies.NeedFuture) {
			continue
		}
		const lasts, turn = 3 * time.Hour, 2 * time.Hour
		want, sum := replay(t, e.Name, newLoad(lasts, turn, 100), turn)
		got, other := replay(t, e.Name, newLoad(lasts, turn, 200), turn)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the future changed what came before", e.Name)
		}
		if len(want) < 300 || sum.Invocations == other.Invocations {
			t.Errorf("%d invocations before the turn, %d and %d in all: the traces test too little", len(want),
				sum.Invocations, other.Invocations)
		}
	}
}

// Does training see nothing of what comes after it? The trace changes when training has ended,
// and again half an hour later; decisions differ from a fixed keep-alive in between.
func TestTrainingEndsWithItsWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains")
	}
	for _, keep := range []string{"aquatope-pool,train=10h,epochs=1,passes=2,z=3", "spes,train=10h"} {
		const turn = 10*time.Hour + 30*time.Minute
		want, sum := replay(t, keep, newLoad(11*time.Hour, turn, 100), turn)
		got, _ := replay(t, keep, newLoad(11*time.Hour, turn, 200), turn)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the future changed what came before", keep)
		}
		if sum.Prewarms == 0 {
			t.Errorf("%s: nothing was loaded: it is not tested", keep)
		}
	}
}

// Does spes go on learning, but never from what is to come? The trace changes at any minute after the
// training, and what arrived before fares the same; without adaptation it fares otherwise.
func TestSPESLooksAtNothingToCome(t *testing.T) {
	const lasts, keep = 5 * time.Hour, "spes,train=1h"
	differ := 0
	for k := range 12 {
		turn := time.Hour + time.Duration(1+20*k)*time.Minute + 7*time.Second
		want, sum := replay(t, keep, newLoad(lasts, turn, 100), turn)
		got, other := replay(t, keep, newLoad(lasts, turn, 200), turn)
		if !slices.Equal(got, want) {
			t.Errorf("the future from %v on changed what came before", turn)
		}
		if _, fixed := replay(t, keep+",adapt=no", newLoad(lasts, turn, 100), turn); fixed != sum {
			differ++
		}
		if sum.Prewarms == 0 || sum == other {
			t.Errorf("turn at %v: %d loaded ahead: it tests too little", turn, sum.Prewarms)
		}
	}
	if differ == 0 {
		t.Error("adaptation changed nothing: it is not tested")
	}
}

// Does knative-kpa settle at the concurrency ÷ 0.7 that its documentation says? Seven at a time,
// for minutes, want ten containers, of which three are always idle; without it, seven.
func TestKPASettles(t *testing.T) {
	l := &load{table: workload.Table{Apps: []workload.App{{Name: "a", Memory: 64}},
		Functions: []workload.Function{{Name: "a/f", Memory: 64}}}}
	for k := range 7 * 400 {
		l.rest = append(l.rest, workload.Invocation{Arrival: sim.Time(time.Duration(k/7) * time.Second),
			Duration: time.Second})
	}
	_, sum := replay(t, "knative-kpa,initial=0", l, time.Hour)
	if idle := sum.IdleGiBS * 1024 / 64 / 400; idle < 2.9 || idle > 4.2 {
		t.Errorf("%.2f containers are idle in the mean, expected three, and more in the first minute", idle)
	}
}

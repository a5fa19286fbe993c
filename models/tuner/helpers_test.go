package tuner

import (
	"testing"
	"time"

	"thaw/models/cpu"
	"thaw/sim"
)

const ms = time.Millisecond

// small is a node of two cores with two latency-sensitive functions, one of which locks,
// and a best-effort one.
func small() *Node {
	return &Node{Cores: 2, Law: cpu.Law{Slice: 3 * ms}, Functions: []Function{
		{Name: "a", Work: 20 * ms, Rate: 5},
		{Name: "b", Locks: true, Work: 30 * ms, Rate: 5},
		{Name: "c", BestEffort: true, Work: 100 * ms, Rate: 8},
	}}
}

var brief = Pace{Settle: time.Second, Window: 4 * time.Second}

func steady(seed uint64, name string) Load {
	return Load{Scale: 1, Phase: time.Hour, Seed: seed, Name: name}
}

// scripted is a run whose executions come as the test says, and nothing else.
type scripted struct {
	t   *testing.T
	run *Run
	// when each execution ended, in ms
	ended map[string]float64
}

func script(t *testing.T, n *Node, r Rule, knobs []Knobs) *scripted {
	t.Helper()
	run, err := n.Start(r, steady(1, "scripted"), knobs)
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{t: t, run: run, ended: map[string]float64{}}
	run.done = func(fn int, arrived, now sim.Time, _ time.Duration) {
		s.ended[n.Functions[fn].Name+"@"+arrived.Sub(0).String()] = now.Seconds() * 1000
	}
	return s
}

// at lets an execution of exactly the mean work arrive.
func (s *scripted) at(fn int, when time.Duration) {
	now := sim.Time(0).Add(when)
	s.run.Pass(now, false)
	next := s.run.next[fn]
	s.run.next[fn].at = now
	s.run.arrive(fn)
	next.n++
	s.run.next[fn] = next
}

func (s *scripted) expect(want map[string]float64) {
	s.t.Helper()
	s.run.Drain()
	for k, w := range want {
		if got, ok := s.ended[k]; !ok || got < w-1e-3 || got > w+1e-3 {
			s.t.Errorf("%s ends at %.3f ms, expected %.3f", k, got, w)
		}
	}
	if len(want) != len(s.ended) {
		s.t.Errorf("%d executions ended, expected %d: %v", len(s.ended), len(want), s.ended)
	}
}

package tuner

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

// The actions that the released code refuses, as it lists them (faasched.py, train): by
// priority (at the least, the most, between) and cores (none, the most, between).
func refusedByTheCode(priority, cores int) []int {
	switch {
	case priority <= 1:
		switch {
		case cores >= 16:
			return []int{1, 3, 4, 7, 5, 8}
		case cores == -1:
			return []int{1, 3, 4, 7, 9, 2}
		}
		return []int{1, 3, 4, 7}
	case priority >= 80:
		switch {
		case cores >= 16:
			return []int{0, 2, 5, 6, 3, 8}
		case cores == -1:
			return []int{0, 2, 5, 6, 9, 4}
		}
		return []int{0, 2, 5, 6}
	case cores >= 16:
		return []int{3, 5, 8}
	case cores == -1:
		return []int{2, 4, 9}
	}
	return nil
}

// Are the actions those of the released code, legal where they are there?
func TestActionsAreThoseOfTheCode(t *testing.T) {
	for _, k := range []Knobs{{1, -1}, {1, 5}, {1, 16}, {50, -1}, {50, 1}, {50, 5}, {50, 16}, {80, -1}, {80, 5}, {80, 16}} {
		refused := refusedByTheCode(k.Priority, k.Cores)
		for i, a := range actions() {
			if a.legal(k, false) == slices.Contains(refused, i) {
				t.Errorf("%v: action %d is legal %t, the code refuses %v", k, i, a.legal(k, false), refused)
			}
		}
	}
	want := []Knobs{{60, -1}, {40, -1}, {60, 2}, {40, 4}, {40, 2}, {60, 4}, {60, 3}, {40, 3}, {50, 4}, {50, 2}, {50, 3}, {50, -1}}
	for i, a := range actions() {
		if got := a.on(Knobs{50, 3}); got != want[i] {
			t.Errorf("action %d leads from 50/3 to %v, expected %v", i, got, want[i])
		}
		if known := i == 0 || i == 1 || i == 11; a.legal(Knobs{50, -1}, true) != known {
			t.Errorf("action %d of a function that locks: legal %t", i, !known)
		}
	}
	for _, e := range []struct {
		action   int
		from, to Knobs
	}{{9, Knobs{50, 1}, Knobs{50, -1}}, {8, Knobs{50, -1}, Knobs{50, 1}}, {7, Knobs{10, 3}, Knobs{1, 3}},
		{6, Knobs{1, 3}, Knobs{11, 3}}, {6, Knobs{71, 3}, Knobs{80, 3}}, {3, Knobs{50, -1}, Knobs{40, 1}}} {
		if got := actions()[e.action].on(e.from); got != e.to {
			t.Errorf("action %d leads from %v to %v, expected %v", e.action, e.from, got, e.to)
		}
	}
}

// Are cores handed out in the order of the functions, as far as they go, and does one stay?
func TestCoresAreHandedOut(t *testing.T) {
	n := small()
	n.Cores = 6
	n.Functions = append([]Function{{Name: "x", Work: ms, Rate: 1}, {Name: "y", Work: ms, Rate: 1}}, n.Functions...)
	k := n.classes(Tuned, []Knobs{{80, 3}, {70, 4}, {1, 2}, {30, Unpinned}})
	var got []string
	for _, c := range k {
		got = append(got, fmt.Sprintf("%s %d %d %t", c.Name, c.Cores, c.Priority, c.Roams))
	}
	want := []string{"rest 0 0 false", "x 3 80 false", "y 2 70 false", "a 0 1 false", "b 0 30 false", "c 0 0 true",
		"first slice 0 99 false"}
	if !slices.Equal(got, want) {
		t.Errorf("classes %q\nexpected %q", got, want)
	}
}

// Is a state what the node did, by hand? One core of a function with two executions, each of
// which has half of it, for a window of 20 ms.
func TestStateByHand(t *testing.T) {
	n := small()
	n.Functions[0].Work = 200 * ms
	n.Law.Power = 2
	knobs := []Knobs{{50, 1}, {60, Unpinned}}
	s := script(t, n, Tuned, knobs)
	s.at(0, 0)
	s.run.open()
	s.at(0, 0)
	s.at(2, 0)
	s.run.Pass(sim.Time(0).Add(20*ms), false)
	m := &s.run.meters[0]
	m.ended, m.work, m.responses = 2, 0.1, 0.4 // else nothing is measured
	got := s.run.state(0, n.sensitive(), knobs, 0.7)
	want := State{1, 0.02 / 0.1 / 2 / 100, 1, 1, 1, 1.0 / 6, 49.0 / 79, 1.0 / 16, 0.1, 0.1, 0, 0, 0.7}
	for i, name := range StateNames() {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("%s is %v, expected %v", name, got[i], want[i])
		}
	}
	other := s.run.state(1, n.sensitive(), knobs, 0.7) // nothing ended: no measures
	if want := (State{6: 59.0 / 79, 8: 0.2, 10: 1.0 / 16, 11: 1, 12: 0.7}); other != want {
		t.Errorf("the other function's state is %v, expected %v", other, want)
	}
	if g := s.run.scored().gain; g[0] != 0.25 || g[1] != 0 {
		t.Errorf("gains %v, expected a quarter of the first and none of the second", g)
	}
}

// Does half of the threads with a sibling busy show as fewer instructions a cycle?
func TestStateOfHardwareThreads(t *testing.T) {
	n := small()
	n.Functions[0].Work = 200 * ms
	n.Law.Threads, n.Law.Gain = 2, 300_000
	s := script(t, n, Tuned, []Knobs{{50, 1}, {50, Unpinned}})
	s.at(0, 0)
	s.at(0, 0)
	s.run.open()
	s.run.Pass(sim.Time(0).Add(20*ms), false)
	s.run.meters[0].ended = 1
	got := s.run.state(0, n.sensitive(), []Knobs{{50, 1}, {50, Unpinned}}, 1)
	if got[0] != 0 || math.Abs(got[4]-0.65) > 1e-12 || got[2] != 0.5 {
		t.Errorf("wait %v, instructions a cycle %v, busy %v, expected 0, 0.65 and 0.5", got[0], got[4], got[2])
	}
}

// Is the reward that of the code: both terms, or −1 where fairness or any of the
// latency-sensitive functions falls short?
func TestReward(t *testing.T) {
	for _, test := range []struct {
		fair float64
		gain []float64
		want float64
		some bool
	}{
		{0.6, []float64{0.9, 0.8, 0.1}, 1.5, true},
		{0.5, []float64{0.9, 0.8, 0.1}, -1, true},
		{0.6, []float64{0.9, 0.49, 0.1}, -1, true},
		{0.6, []float64{0.5, 0.5, 0.1}, 1.1, true},
		{0.6, []float64{0.9, 0, 0.1}, 1.5, true},
		{0.6, []float64{0, 0.9, 0.1}, 0, false},
	} {
		s := score{fair: test.fair, gain: test.gain}
		if got, some := s.reward(0, []int{0, 1}); math.Abs(got-test.want) > 1e-12 || some != test.some {
			t.Errorf("fairness %v, gains %v: reward %v (%t), expected %v (%t)", test.fair, test.gain, got, some, test.want,
				test.some)
		}
	}
	r := &Run{meters: []meter{{ended: 1, work: 1, responses: 2}, {ended: 3, work: 4, responses: 5}, {}}}
	if got := r.scored(); math.Abs(got.fair-0.625) > 1e-12 {
		t.Errorf("fairness %v, expected 0.5/0.8: who has no execution does not count", got.fair)
	}
}

// Are the gradients of a step those of its losses, by differences?
func TestGradientsOfAStep(t *testing.T) {
	state, next := State{0.3, 0, 0.5, 0.2, 0.9, 0.5, 0.6, 0.2, 0.3, 0.2, 0.4, 0, 0.8}, State{0.1, 12: 0.7}
	const action, reward = 4, 1.4
	l := newLearner(NewAgent(7))
	a := l.agent
	before := slices.Clone(a.weights)
	value := func() float64 { return a.value(&state, &l.net) }
	target := reward + Discount*a.value(&next, &l.net)
	advantage := target - value()
	if got := l.learn(&state, action, reward, &next); math.Abs(got-advantage) > 1e-12 {
		t.Fatalf("advantage %v, expected %v", got, advantage)
	}
	grad := slices.Clone(l.net.grad)
	copy(a.weights, before)
	loss := map[bool]func() float64{
		true:  func() float64 { return -math.Log(a.policy(&state, &l.net)[action]) * advantage },
		false: func() float64 { x := target - value(); return x * x },
	}
	const h = 1e-6
	for i := 0; i < len(a.weights); i += 37 {
		f, was := loss[i < l.critic], a.weights[i]
		a.weights[i] = was + h
		above := f()
		a.weights[i] = was - h
		below := f()
		a.weights[i] = was
		if want := (above - below) / (2 * h); math.Abs(grad[i]-want) > 1e-5*(1+math.Abs(want)) {
			t.Errorf("weight %d: gradient %v, by differences %v", i, grad[i], want)
		}
	}
}

// Does an agent learn which action pays, where one does, and what a state is worth?
func TestLearnsWhatPays(t *testing.T) {
	l := newLearner(NewAgent(3))
	s := State{4: 1, 7: 0.2, 12: 0.5}
	draws := sim.NewStream(9, "test")
	for k := range uint64(6000) {
		i := draws.IntN(0, k, Actions)
		reward := -1.0
		if i == 8 {
			reward = 1
		}
		l.learn(&s, i, reward, &s)
	}
	p := l.agent.policy(&s, &l.net)
	if p[8] < 0.9 {
		t.Errorf("the paying action has the probability %v", p[8])
	}
}

// Does a learner that is refused learn from it, end, and take no illegal action? And does
// one that only decides never take one?
func TestNeverTakesAnIllegalAction(t *testing.T) {
	for seed := range uint64(20) {
		s := &session{node: small(), agent: NewAgent(seed), draws: sim.NewStream(seed, "tuner/explore")}
		s.sensitive = s.node.sensitive()
		for _, k := range []Knobs{{1, -1}, {80, 16}, {50, 1}, {80, -1}} {
			for i := range s.sensitive {
				for _, l := range []*learner{nil, newLearner(s.agent)} {
					s.learner, s.knobs = l, []Knobs{k, {k.Priority, Unpinned}}
					var state State
					f := &s.node.Functions[s.sensitive[i]]
					if got := s.choose(i, &state); !actions()[got].legal(s.knobs[i], f.Locks) {
						t.Fatalf("seed %d, knobs %v, function %d: action %d", seed, s.knobs, i, got)
					}
				}
			}
		}
	}
}

// Does a learner learn from a window what its last action, in the state it was taken in,
// was worth, and from a refusal that it costs 1?
func TestWhatIsLearned(t *testing.T) {
	n := small()
	s := &session{node: n, sensitive: n.sensitive(), agent: NewAgent(4), draws: sim.NewStream(1, "tuner/explore")}
	s.learner = newLearner(s.agent)
	s.begin()
	run := script(t, n, Tuned, s.knobs)
	run.at(0, 0)
	window := func() score {
		run.run.open()
		run.at(0, time.Duration(run.run.now))
		run.run.Pass(run.run.now.Add(50*ms), false)
		return run.run.scored()
	}
	first := window()
	was := run.run.state(0, s.sensitive, s.knobs, first.fair)
	s.observe(run.run, Step{}, first)
	if s.state[0] != was || s.taken[0] == none || s.taken[1] != none {
		t.Fatalf("actions %v in the state %v, expected one of the first function, whose window it was, in %v", s.taken,
			s.state[0], was)
	}
	twin := newLearner(&Agent{s.agent.layers, slices.Clone(s.agent.weights)})
	fresh := s.episode.Refused == 0
	action := s.taken[0]
	second := window()
	now := run.run.state(0, s.sensitive, s.knobs, second.fair)
	if now == was {
		t.Fatal("both states are the same: the test tells nothing")
	}
	reward, _ := second.reward(0, s.sensitive)
	s.episode.Refused = 0
	s.observe(run.run, Step{}, second)
	if s.episode.Refused > 0 || !fresh {
		t.Fatal("an action was refused: choose another seed")
	}
	twin.learn(&was, action, reward, &now)
	if !slices.Equal(twin.agent.weights, s.agent.weights) {
		t.Error("the weights are not those of the action, its reward, and the states before and after")
	}

	s.knobs[0] = Knobs{80, 16} // most actions are refused
	var refused State
	before := slices.Clone(s.agent.policy(&refused, &s.net))
	for range 200 {
		s.choose(0, &refused)
	}
	p, up := s.agent.policy(&refused, &s.net), []int{0, 2, 3, 5, 6, 8}
	sum := func(p []float64) (x float64) {
		for _, i := range up {
			x += p[i]
		}
		return x
	}
	if s.episode.Refused == 0 || !(sum(p) < sum(before)) {
		t.Errorf("%d refusals, and what is refused went from %v to %v", s.episode.Refused, sum(before), sum(p))
	}
}

func briefTraining(seed uint64) Training {
	return Training{Episodes: 4, Steps: 5, Pace: brief, Load: steady(seed, "train"), Seed: seed}
}

// Is a training the same every time, another under another seed, and told episode by
// episode?
func TestTrainingIsItsSeed(t *testing.T) {
	files := map[uint64][]byte{}
	for _, seed := range []uint64{1, 1, 2} {
		episodes := 0
		a, err := Train(context.Background(), small(), briefTraining(seed), func(e Episode) {
			episodes++
			if e.Reward < -1 || e.Reward > 2 || e.Fairness <= 0 || e.Fairness > 1 || e.Advantage <= 0 {
				t.Errorf("an episode of %+v", e)
			}
		})
		if err != nil || episodes != 4 {
			t.Fatalf("%d episodes: %v", episodes, err)
		}
		text, err := a.Save(small(), briefTraining(seed))
		if err != nil {
			t.Fatal(err)
		}
		if was := files[seed]; was != nil && !bytes.Equal(was, text) {
			t.Error("the same training has another result")
		}
		files[seed] = text
		if bytes.Equal(text, mustSave(t, NewAgent(seed), briefTraining(seed))) {
			t.Error("nothing was learned")
		}
	}
	if bytes.Equal(files[1], files[2]) {
		t.Error("another seed has the same result")
	}
}

func mustSave(t *testing.T, a *Agent, tr Training) []byte {
	t.Helper()
	text, err := a.Save(small(), tr)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Does a saved agent decide as before, to the last window?
func TestSavedAgentDecidesAsBefore(t *testing.T) {
	n, tr := small(), briefTraining(1)
	a, err := Train(context.Background(), n, tr, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadAgent(mustSave(t, a, tr), n, brief)
	if err != nil {
		t.Fatal(err)
	}
	var got [2]string
	for i, agent := range []*Agent{a, b} {
		j, err := Judge(context.Background(), n, Trial{Agent: agent}, steady(5, "judge"), brief, 30)
		if err != nil {
			t.Fatal(err)
		}
		got[i] = fmt.Sprint(j.Steps, j.Latencies)
	}
	if got[0] != got[1] {
		t.Errorf("before %s\nafter %s", got[0], got[1])
	}
}

// Is an agent of another version, node or pace refused with all differences, and one for
// another load not?
func TestRefusesAgentsOfOthers(t *testing.T) {
	n, tr := small(), briefTraining(1)
	text := mustSave(t, NewAgent(1), tr)
	busier := small()
	busier.Functions[0].Rate, busier.Spread = 50, 1
	if _, err := ReadAgent(text, busier, brief); err != nil {
		t.Errorf("another load: %v", err)
	}
	n.Cores, n.Law.Threads, n.Law.Stretch = 4, 2, 5
	n.Functions = append(n.Functions, Function{Name: "d", BestEffort: true, Work: ms, Rate: 1})
	n.Functions[1].Locks = false
	old := strings.Replace(string(text), `"version": 1`, `"version": 7`, 1)
	old = strings.Replace(old, `"wait"`, `"weight"`, 1)
	_, err := ReadAgent([]byte(old), n, Pace{2 * time.Second, brief.Window})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"version of the model 7, expected 1", "states weight, ", "with cores 2, expected 4",
		"threads of a core 1, expected 2", "slowdown with all cores busy 0, expected 5", "settling for 1s, expected 2s",
		`function 2 "b" (latency-sensitive with locks, 30ms), expected "b" (latency-sensitive, 30ms)`,
		`function 4 none, expected "d" (best effort, 1ms)`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 8 {
		t.Errorf("%d complaints:\n%v", lines, err)
	}
	for i, other := range []func(n *Node, p *Pace){
		func(n *Node, _ *Pace) { n.Law.Gain = 5 }, func(n *Node, _ *Pace) { n.Law.Power = 5 },
		func(n *Node, _ *Pace) { n.Law.Switch = 1 }, func(n *Node, _ *Pace) { n.Law.Slice = 1 },
		func(_ *Node, p *Pace) { p.Window *= 2 }, func(n *Node, _ *Pace) { n.Functions[0].Name = "z" },
		func(n *Node, _ *Pace) { n.Functions[2].Work *= 2 }, func(n *Node, _ *Pace) { n.Functions = n.Functions[:2] },
	} {
		n, p := small(), brief
		other(n, &p)
		if _, err := ReadAgent(text, n, p); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("difference %d: %v", i, err)
		}
	}
	for _, bad := range []string{"", "{}", "[]", `{"format": "thaw agent"}`, string(text) + "{}",
		strings.Replace(string(text), `"weights": [`, `"weights": [1e300,`, 1)} {
		if _, err := ReadAgent([]byte(bad), small(), brief); err == nil {
			t.Errorf("%.40q is read as an agent", bad)
		}
	}
}

// Is a null among the numbers of an agent no 0, and is its place told?
func TestNullIsNoWeight(t *testing.T) {
	text := string(mustSave(t, NewAgent(1), briefTraining(1)))
	head, tail, _ := strings.Cut(text, `"weights": [`)
	lines := strings.Split(tail, "\n")
	line := strings.Count(head, "\n") + 3 // of the second weight
	for _, c := range []struct{ text, want string }{
		{head + `"weights": [` + lines[0] + "\n" + lines[1] + "\n  null,\n" + strings.Join(lines[3:], "\n"),
			fmt.Sprintf("line %d, column 3: found null, expected a value", line)},
		{head + `"weights": [null, null,` + strings.Join(lines[3:], "\n"),
			fmt.Sprintf("line %d, column 14: found null, and 1 more, expected", line-2)},
		{strings.Replace(text, `"stretch_power": 0`, `"stretch_power": null`, 1), "found null"},
	} {
		if _, err := ReadAgent([]byte(c.text), small(), brief); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
}

func FuzzReadAgent(f *testing.F) {
	text, err := NewAgent(1).Save(small(), briefTraining(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":"thaw agent","version":1,"weights":[1]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ReadAgent(text, small(), brief)
		if err != nil {
			return
		}
		var s State
		var x network
		for _, p := range a.policy(&s, &x) {
			if !(p >= 0 && p <= 1) {
				t.Errorf("a probability of %v", p)
			}
		}
	})
}

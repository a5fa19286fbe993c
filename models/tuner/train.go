package tuner

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// Pace is when knobs are turned: after a change the node settles, then a window is
// measured, and the next change follows.
type Pace struct {
	Settle, Window time.Duration
}

// Check returns what is wrong with the pace, all of it.
func (p *Pace) Check() []error {
	var errs []error
	if p.Settle < 0 || p.Settle > time.Hour {
		errs = append(errs, fmt.Errorf("settling takes %v, expected 0s to 1h", p.Settle))
	}
	if p.Window < time.Second || p.Window > time.Hour {
		errs = append(errs, fmt.Errorf("window of %v, expected 1s to 1h", p.Window))
	}
	return errs
}

// Training is how long an agent learns: so many episodes, each a node that begins anew
// under another draw of the load, of so many steps, each a change of knobs and a window.
type Training struct {
	Episodes, Steps int
	Pace            Pace
	Load            Load // its seed and the agent's are Seed
	Seed            uint64
}

// Limits of a training.
const (
	MaxEpisodes = 100_000
	MaxSteps    = 10_000
)

// Check returns what is wrong with the training, all of it.
func (t *Training) Check() []error {
	var errs []error
	if t.Episodes < 0 || t.Episodes > MaxEpisodes {
		errs = append(errs, fmt.Errorf("%d episodes of training, expected 0 to %d", t.Episodes, MaxEpisodes))
	}
	if t.Steps < 1 || t.Steps > MaxSteps {
		errs = append(errs, fmt.Errorf("%d steps of an episode, expected 1 to %d", t.Steps, MaxSteps))
	}
	return append(append(errs, t.Pace.Check()...), t.Load.Check()...)
}

// Episode is what an episode of training came to, means over its windows and functions.
type Episode struct {
	Reward, Fairness, Performance float64
	Refused                       int     // illegal actions
	Advantage                     float64 // its size, mean over all that was learned
}

// Train lets an agent learn on a node, which must be right. It tells of each episode.
func Train(ctx context.Context, n *Node, t Training, tell func(Episode)) (*Agent, error) {
	a := NewAgent(t.Seed)
	l := newLearner(a)
	s := &session{node: n, sensitive: n.sensitive(), agent: a, learner: l,
		draws: sim.NewStream(t.Seed, "tuner/explore")}
	for e := range t.Episodes {
		load := t.Load
		load.Seed, load.Name = t.Seed, episodeName(load.Name, e)
		s.begin()
		r, err := n.Start(Tuned, load, nil)
		if err == nil {
			err = s.steer(ctx, r, t.Pace, t.Steps, nil)
		}
		if err != nil {
			return nil, err
		}
		if tell != nil {
			tell(s.ended())
		}
	}
	return a, nil
}

// episodeName names the draws of an episode.
func episodeName(load string, n int) string { return fmt.Sprintf("%s/%d", load, n) }

// session is an agent at the knobs of a node.
type session struct {
	node      *Node
	sensitive []int
	agent     *Agent
	learner   *learner // nil: it only decides
	draws     sim.Stream
	drawn     uint64
	net       network

	knobs   []Knobs
	state   []State // of each function, when it took its last action
	taken   []int   // its last action, or none
	seen    int     // windows with a reward
	learned int
	episode Episode
}

const none = -1

// Step is one change of knobs with its window.
type Step struct {
	Knobs                         []Knobs // during it
	Reward, Fairness, Performance float64 // means over latency-sensitive functions
	Scored                        bool    // some of their executions ended
}

// begin puts all knobs to where they start.
func (s *session) begin() {
	s.knobs, s.state = nil, make([]State, len(s.sensitive))
	s.taken = slices.Repeat([]int{none}, len(s.sensitive))
	s.seen, s.learned, s.episode = 0, 0, Episode{}
	for _, fn := range s.sensitive {
		s.knobs = append(s.knobs, s.node.Functions[fn].Start())
	}
}

// steer lets the agent turn the knobs of a run for so many steps.
func (s *session) steer(ctx context.Context, r *Run, p Pace, steps int, tell func(Step)) error {
	return r.steps(ctx, p, steps, s.sensitive, func(step Step, score score) error {
		step.Knobs = slices.Clone(s.knobs)
		if tell != nil {
			tell(step)
		}
		s.observe(r, step, score)
		return r.Tune(s.knobs)
	})
}

// steps lets the node settle and measures a window, again and again; then turns the knobs.
func (r *Run) steps(ctx context.Context, p Pace, n int, sensitive []int, turn func(Step, score) error) error {
	for range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.metered = false
		r.Pass(r.now.Add(p.Settle), true)
		r.open()
		r.Pass(r.now.Add(p.Window), true)
		score := r.scored()
		step := Step{Fairness: score.fair}
		var rewarded int
		step.Reward, rewarded = score.mean(sensitive)
		step.Scored = rewarded > 0
		for _, fn := range sensitive {
			step.Performance += score.gain[fn] / math.Max(1, float64(rewarded))
		}
		if err := turn(step, score); err != nil {
			return err
		}
	}
	return nil
}

// observe learns from a window what the last actions were worth, and takes the next.
func (s *session) observe(r *Run, step Step, score score) {
	if step.Scored {
		s.seen++
		s.episode.Reward += step.Reward
		s.episode.Fairness += step.Fairness
		s.episode.Performance += step.Performance
	}
	knobs := slices.Clone(s.knobs) // all see the window's
	for i, fn := range s.sensitive {
		now := r.state(i, s.sensitive, knobs, score.fair)
		reward, some := score.reward(fn, s.sensitive)
		if s.learner != nil && some && s.taken[i] != none {
			s.learn(&s.state[i], s.taken[i], reward, &now)
		}
		s.state[i], s.taken[i] = now, none
		if some {
			s.taken[i] = s.choose(i, &now)
			s.knobs[i] = actions()[s.taken[i]].on(s.knobs[i])
		}
	}
}

func (s *session) learn(state *State, action int, reward float64, next *State) {
	s.episode.Advantage += math.Abs(s.learner.learn(state, action, reward, next))
	s.learned++
}

// patience is after how many refusals a learner takes its most probable legal action. The
// released code goes on for ever.
const patience = 100

// choose takes an action. A learner now and then takes any; an illegal one costs a reward
// of −1 and is drawn again. Who does not learn takes the most probable legal one.
func (s *session) choose(i int, state *State) int {
	f, all := &s.node.Functions[s.sensitive[i]], actions()
	legal := func(a int) bool { return all[a].legal(s.knobs[i], f.Locks) }
	known := func(a int) bool { return !f.Locks || all[a].unpin }
	if s.learner == nil {
		return best(s.agent.policy(state, &s.net), legal)
	}
	for range patience {
		u := s.draws.Float(0, s.drawn)
		at := best(s.agent.policy(state, &s.net), known)
		if u < Epsilon {
			var some []int
			for a := range all {
				if known(a) {
					some = append(some, a)
				}
			}
			at = some[s.draws.IntN(1, s.drawn, len(some))]
		}
		s.drawn++
		if legal(at) {
			return at
		}
		s.episode.Refused++
		s.learn(state, at, -1, state)
	}
	return best(s.agent.policy(state, &s.net), legal)
}

// ended returns the means of the episode.
func (s *session) ended() Episode {
	e := s.episode
	if n := float64(s.seen); n > 0 {
		e.Reward, e.Fairness, e.Performance = e.Reward/n, e.Fairness/n, e.Performance/n
	}
	if s.learned > 0 {
		e.Advantage /= float64(s.learned)
	}
	return e
}

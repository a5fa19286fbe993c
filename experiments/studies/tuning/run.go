package tuning

import (
	"context"
	"errors"

	"thaw/models/numbers"
	"thaw/models/tuner"
)

// Outcome is what a variant came to under a seed.
type Outcome struct {
	*tuner.Judgement               // under the load of Judge
	Training         float64       // mean reward under other draws of the load of Train
	Tried            int           // settings, by the search for static knobs
	Knobs            []tuner.Knobs // static ones
	Limits           tuner.Limits
}

// The names of the draws of loads: those of training are not judged, whatever the load.
const (
	trainDraws    = "train"
	trainedDraws  = "trained"
	judgementDraw = "judge"
)

// training is that of a seed.
func (s *Settings) training(n *tuner.Node, seed uint64) tuner.Training {
	return tuner.Training{Episodes: s.Episodes, Steps: s.Steps, Pace: s.pace(),
		Load: s.Train.load(n, seed, trainDraws), Seed: seed}
}

// Learn trains an agent under a seed. It tells of each episode.
func (s *Settings) Learn(ctx context.Context, book *numbers.Book, seed uint64, tell func(tuner.Episode)) (
	agent *tuner.Agent, file []byte, err error,
) {
	n, err := s.with(book)
	if err != nil {
		return nil, nil, err
	}
	t := s.training(n, seed)
	if err := errors.Join(append(n.Check(), t.Check()...)...); err != nil {
		return nil, nil, err
	}
	if agent, err = tuner.Train(ctx, n, t, tell); err == nil {
		file, err = agent.Save(n, t)
	}
	return agent, file, err
}

// Run runs a variant under a seed.
func (s *Settings) Run(ctx context.Context, variant string, seed uint64, book *numbers.Book,
	tell func(tuner.Episode)) (*Outcome, error) {
	n, err := s.with(book)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Limits: s.Limits.model()}
	trial, err := s.trial(ctx, variant, n, seed, book, tell, out)
	if err != nil {
		return nil, err
	}
	other, err := tuner.Judge(ctx, n, trial, s.Train.load(n, seed, trainedDraws), s.pace(), s.Judged)
	if err != nil {
		return nil, err
	}
	out.Training = other.Reward
	out.Judgement, err = tuner.Judge(ctx, n, trial, s.Judge.load(n, seed, judgementDraw), s.pace(), s.Judged)
	return out, err
}

// trial is what a variant is.
func (s *Settings) trial(ctx context.Context, variant string, n *tuner.Node, seed uint64, book *numbers.Book,
	tell func(tuner.Episode), out *Outcome) (t tuner.Trial, err error) {
	switch variant {
	case CFS:
		t.Rule = tuner.Fair
	case CFSPinned:
		t.Rule = tuner.FairPinned
	case FIFOThenCFS:
		t.Rule = tuner.FIFOThenCFS
	case RoundRobin:
		t.Rule = tuner.RoundRobin
	case Static:
		search := tuner.Search{Rounds: s.Rounds, Draws: s.Draws, Steps: s.Steps, Pace: s.pace(),
			Load: s.Train.load(n, seed, trainDraws)}
		t.Knobs, _, out.Tried, err = search.Best(ctx, n)
		out.Knobs = t.Knobs
	case Untrained:
		t.Agent = tuner.NewAgent(seed)
	case FaaSCTRL:
		if s.agent != nil {
			t.Agent, err = tuner.ReadAgent(s.agent, n, s.pace())
			return t, err
		}
		t.Agent, _, err = s.Learn(ctx, book, seed, tell)
	}
	return t, err
}

// Component is one of comprehensive latency, mean over latency-sensitive functions, in
// multiples of their mean work.
type Component struct{ Mean, Median, P95, P99, Deviation, Variance float64 }

// Sensitive returns the components of latency-sensitive functions, and the share of these
// functions whose components all keep their limits. ok is false where one of them was
// never invoked.
func (o *Outcome) Sensitive() (c Component, within float64, ok bool) {
	n := 0.0
	for i := range o.Latencies {
		l := &o.Latencies[i]
		if l.BestEffort {
			continue
		}
		if l.Count == 0 {
			return Component{}, 0, false
		}
		x := l.Parts()
		c.Mean += x[0]
		c.Median += x[1]
		c.P95 += x[2]
		c.P99 += x[3]
		c.Deviation += x[4]
		c.Variance += x[4] * x[4]
		if o.Limits.Within(l) == [tuner.Components]bool{true, true, true, true, true} {
			within++
		}
		n++
	}
	for _, x := range []*float64{&c.Mean, &c.Median, &c.P95, &c.P99, &c.Deviation, &c.Variance, &within} {
		*x /= n
	}
	return c, within, true
}

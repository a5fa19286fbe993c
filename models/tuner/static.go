package tuner

import (
	"context"
	"slices"
)

// Search looks for the best static setting of the knobs.
//
// It begins with the best of a few uniform settings, the start among them: as many cores
// for every function, at the priority of the start. Then it tries, function by function,
// every number of cores of a list and every priority of a list, keeps what has the greatest
// mean reward, and goes on until a round changes nothing or the rounds are over. It is no
// proof that nothing is better: all settings of five functions are 10¹⁰.
type Search struct {
	Rounds int
	Draws  int // of the load, of which a setting has the mean reward
	Steps  int // windows of each
	Pace   Pace
	Load   Load
}

// The lists of the search.
func searchCores() []int      { return []int{Unpinned, 1, 2, 3, 4, 6, 8} }
func searchPriorities() []int { return []int{1, 20, 50, 80} }

// Best returns the best setting that the search finds, its mean reward, and how many
// settings it tried.
func (s *Search) Best(ctx context.Context, n *Node) (knobs []Knobs, reward float64, tried int, err error) {
	sensitive := n.sensitive()
	try := func(k []Knobs) error {
		r, err := s.reward(ctx, n, k)
		tried++
		if err == nil && (knobs == nil || r > reward) {
			knobs, reward = slices.Clone(k), r
		}
		return err
	}
	for _, cores := range append([]int{0}, searchCores()...) {
		k := make([]Knobs, len(sensitive))
		for i, fn := range sensitive {
			f := &n.Functions[fn]
			if k[i] = f.Start(); !f.Locks && cores != 0 {
				k[i].Cores = cores
			}
		}
		if err := try(k); err != nil {
			return nil, 0, 0, err
		}
	}
	for range s.Rounds {
		before := slices.Clone(knobs)
		for i, fn := range sensitive {
			for _, k := range s.neighbours(knobs, i, n.Functions[fn].Locks) {
				if err := try(k); err != nil {
					return nil, 0, 0, err
				}
			}
		}
		if slices.Equal(before, knobs) {
			break
		}
	}
	return knobs, reward, tried, nil
}

// neighbours are the settings with other knobs of the i-th function.
func (s *Search) neighbours(knobs []Knobs, i int, locks bool) (list [][]Knobs) {
	add := func(to Knobs) {
		if to != knobs[i] {
			k := slices.Clone(knobs)
			k[i] = to
			list = append(list, k)
		}
	}
	for _, cores := range searchCores() {
		if !locks {
			add(Knobs{knobs[i].Priority, cores})
		}
	}
	for _, priority := range searchPriorities() {
		add(Knobs{priority, knobs[i].Cores})
	}
	return list
}

// reward is the mean over draws of the load.
func (s *Search) reward(ctx context.Context, n *Node, knobs []Knobs) (mean float64, err error) {
	for d := range s.Draws {
		load := s.Load
		load.Name = episodeName(load.Name, d)
		reward, err := staticReward(ctx, n, knobs, load, s.Pace, s.Steps)
		if err != nil {
			return 0, err
		}
		mean += reward / float64(s.Draws)
	}
	return mean, nil
}

// staticReward is the mean reward of fixed knobs under a load.
func staticReward(ctx context.Context, n *Node, knobs []Knobs, load Load, p Pace, steps int) (float64, error) {
	r, err := n.Start(Tuned, load, knobs)
	if err != nil {
		return 0, err
	}
	sum, windows := 0.0, 0
	err = r.steps(ctx, p, steps, n.sensitive(), func(step Step, _ score) error {
		if step.Scored {
			sum += step.Reward
			windows++
		}
		return nil
	})
	return sum / float64(max(windows, 1)), err
}

package studies

import (
	"context"
	"time"

	"thaw/models/network"
	"thaw/models/numbers"
	"thaw/models/params"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// networkSettings are the settings of the study network.
type networkSettings struct {
	Strategies []string `yaml:"strategies"` // with their parameters: the variants
	Reference  string   `yaml:"reference"`  // of speedup and saving
	Platform   string   `yaml:"platform"`   // of the invokers

	Nodes      int  `yaml:"nodes"`
	Containers int  `yaml:"containers"` // of one group, arriving at each invoker at once
	Known      bool `yaml:"known"`      // their number is known in advance
	Launch     bool `yaml:"launch"`     // first create them, as many side by side as an invoker has cores
	Interleave bool `yaml:"interleave"` // release the semaphore after each step

	Announce time.Duration `yaml:"announce"` // for which a route occupies the control plane; 0: the platform's
}

// networkStudy measures the time to connect containers that arrive at once.
func networkStudy() Study {
	return definition[networkSettings]{
		name:  "network",
		about: "containers that come to invokers at once and are connected to a network",
		exact: true,
		defaults: networkSettings{
			Strategies: []string{"overlay"}, Reference: "overlay", Platform: network.Reference, Nodes: 1,
			Containers: 100, Known: true,
		},
		metrics: []Metric{
			{"connected_s", "s", "last container connected"},
			{"connected_s_mean", "s", "container connected, mean"},
			{"launched_s", "s", "last container created and connected"},
			{"network_share", "share", "share of the connection in creation and connection"},
			{"speedup", "", "times as fast as the reference"},
			{"saving_share", "share", "saved of the reference's time"},
			{"s1_s", "s", "S1: create namespace"},
			{"s2_s", "s", "S2: create pair"},
			{"s3_s", "s", "S3: move local end"},
			{"s4_s", "s", "S4: move guest end"},
			{"s5_s", "s", "S5: attach"},
			{"s6_s", "s", "S6: set address"},
			{"root_s", "s", "create the namespace that a group shares"},
			{"attached_s", "s", "last container connected, without that namespace"},
			{"moves_share", "share", "share of S3 and S4 in S1 to S6"},
			{"control_busy_share", "share", "share of the time in which the control plane is busy"},
		},
		check:    (*networkSettings).check,
		variants: func(s *networkSettings) []string { return s.Strategies },
		run:      runNetwork,
	}.study()
}

func (s *networkSettings) check(report Report) {
	checkStrategies(all.Networks(), s.Strategies, report)
	if _, err := policies.Parse(all.Networks(), s.Reference); err != nil {
		report("reference", "%v", err)
	}
	if _, err := params.Load(s.Platform); err != nil {
		report("platform", "%v", err)
	}
	if s.Nodes < 1 || s.Nodes > 10_000 {
		report("nodes", "%d, expected 1 to 10000", s.Nodes)
	}
	if s.Containers < 1 || s.Containers > 100_000 {
		report("containers", "%d, expected 1 to 100000", s.Containers)
	}
	if s.Announce < 0 || s.Announce > time.Minute {
		report("announce", "%v, expected 0s (the platform's) to 1m", s.Announce)
	}
}

// recipeOf returns the strategy with a name.
func recipeOf(text string) (network.Recipe, error) {
	p, err := policies.Parse(all.Networks(), text)
	if err != nil {
		return network.Recipe{}, err
	}
	return p.Policy, nil
}

// connections is the time to connect all containers.
type connections struct {
	last, mean, launch time.Duration
	spent              [network.NumSteps]time.Duration
	control            float64
}

// connect connects containers that arrive at all invokers at once.
func (s *networkSettings) connect(ctx context.Context, strategy string, book *numbers.Book) (connections, error) {
	p, err := book.Platform(s.Platform)
	if err != nil {
		return connections{}, err
	}
	cfg, err := book.Network(p)
	if err != nil {
		return connections{}, err
	}
	recipe, err := recipeOf(strategy)
	if err != nil {
		return connections{}, err
	}
	cfg.Interleave = s.Interleave
	if s.Announce > 0 {
		cfg.Costs[network.Announce] = s.Announce
	}
	if err := cfg.Fit(&recipe, s.Containers, false); err != nil {
		return connections{}, err
	}
	nodes := network.New(cfg, recipe, s.Nodes)
	want := int32(0)
	if s.Known {
		want = int32(s.Containers)
	}
	for i := range s.Containers {
		for node := range s.Nodes {
			nodes.SetUp(int64(i*s.Nodes+node), int32(node), 0, want, 0)
		}
	}
	var queue sim.Queue
	queue.Reset()
	var c connections
	sum, pushed := time.Duration(0), uint64(0)
	for n := 0; ; n++ {
		for _, w := range nodes.Wakes() {
			pushed++
			queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, pushed, w.Subject)})
		}
		ev, ok := queue.Next(sim.Event{At: sim.Never})
		if !ok {
			break
		}
		if n%4096 == 0 && ctx.Err() != nil {
			return connections{}, ctx.Err()
		}
		if done, ended := nodes.Advance(ev.Ord.Subject(), ev.At); ended && done.Kind == network.SetUp {
			c.last = max(c.last, time.Duration(ev.At))
			sum += time.Duration(ev.At)
		}
	}
	c.mean = sum / time.Duration(s.Containers*s.Nodes)
	for step := range network.NumSteps {
		c.spent[step] = nodes.Spent(step)
	}
	c.control = nodes.ControlPlane(sim.Time(max(c.last, 1))).Utilisation
	if s.Launch {
		waves := (s.Containers + p.Cores.Value - 1) / p.Cores.Value
		c.launch = time.Duration(waves) * p.Stages.Sandbox.Value.Mean()
	}
	return c, nil
}

// runNetwork connects the containers under one strategy, and under the reference.
func runNetwork(ctx context.Context, s *networkSettings, at Run, book *numbers.Book) (Values, error) {
	c, err := s.connect(ctx, at.Variant, book)
	if err != nil {
		return nil, err
	}
	reference, err := s.connect(ctx, s.Reference, book)
	if err != nil {
		return nil, err
	}
	out := Values{
		"connected_s":        c.last.Seconds(),
		"connected_s_mean":   c.mean.Seconds(),
		"launched_s":         (c.launch + c.last).Seconds(),
		"control_busy_share": c.control,
	}
	if c.launch > 0 {
		out["network_share"] = c.last.Seconds() / (c.launch + c.last).Seconds()
	}
	if c.last > 0 && reference.last > 0 { // host networking takes no time
		out["speedup"] = reference.last.Seconds() / c.last.Seconds()
		out["saving_share"] = 1 - c.last.Seconds()/reference.last.Seconds()
	}
	total := time.Duration(0)
	for i, name := range []string{"s1_s", "s2_s", "s3_s", "s4_s", "s5_s", "s6_s"} {
		out[name] = c.spent[i].Seconds() / float64(s.Nodes)
		total += c.spent[i]
	}
	out["root_s"] = c.spent[network.Root].Seconds() / float64(s.Nodes)
	out["attached_s"] = out["connected_s"] - out["root_s"]
	if total > 0 {
		out["moves_share"] = float64(c.spent[network.MoveLocal]+c.spent[network.MoveGuest]) / float64(total)
	}
	return out, nil
}

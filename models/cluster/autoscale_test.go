package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/autoscale"
	"thaw/models/cluster"
	"thaw/models/load"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// fickle wants another number of members at each sample, and notes what it sees and gets.
type fickle struct {
	stream  sim.Stream
	samples uint64
	members []int
	loads   []float64 // the last
}

func (f *fickle) Decide(loads []float64, least, most int, _ sim.Time) int {
	f.members = append(f.members, len(loads))
	f.loads = append(f.loads[:0], loads...)
	f.samples++
	return least + f.stream.IntN(f.samples, 0, most-least+1)
}

// scaled is a busy platform of six invokers. Nothing arrives at a sample.
func scaled(seed uint64) *world {
	s := sim.NewStream(seed, "test/scaled")
	w := &world{invokers: 6, memory: 600, schedule: []string{"first-fit", "least-loaded", "sticky-random",
		"consistent-hash-bounded"}[seed%4], keepalive: "ttl,keep=9s", keep: 9 * time.Second, warm: 3 * ms,
		cold: 700 * ms, apps: []workload.App{{Name: "app", Memory: 900}}}
	for f := range 5 {
		w.functions = append(w.functions, workload.Function{Name: fmt.Sprintf("app/f%d", f),
			Memory: workload.MiB(64 * (1 + f))})
	}
	for now, k := time.Duration(0), uint64(0); k < 400; k++ {
		now += time.Duration(1+s.IntN(k, 0, 500)) * ms
		if now%(5*time.Second) == 0 {
			now += ms
		}
		w.trace = append(w.trace, workload.Invocation{Arrival: sim.Time(now) + 333,
			Function: workload.FuncID(s.IntN(k, 1, 5)), Duration: time.Duration(s.IntN(k, 2, 4000)) * ms})
	}
	return w
}

// Is an order of an autoscaler what the same join or drain of a schedule is? A run whose
// autoscaler wants any number of members at every sample is compared with the run of a schedule
// that says the same.
func TestOrdersAreEventsOfASchedule(t *testing.T) {
	for seed := range uint64(8) {
		w := scaled(seed)
		cfg := w.config()
		if seed%3 == 1 {
			cfg.CPU, cfg.Cores = cluster.CPUShared, 2
		}
		f := &fickle{stream: sim.NewStream(seed, "test/fickle")}
		cfg.Autoscale = &autoscale.Policy{Min: 1, Initial: 3, Load: load.Linux,
			New: func() autoscale.Controller { return f }}
		var events []membership.Event
		for i := range int32(6) { // those that are away at first join some time
			if i >= 3 {
				events = append(events, membership.Event{At: sim.Time(1 << 55), Invoker: i, Kind: membership.Join})
			}
		}
		changes := &memberships{}
		got, sum := w.scaledReplay(t, cfg, changes)
		fixed := w.config()
		fixed.CPU, fixed.Cores = cfg.CPU, cfg.Cores
		fixed.Membership.Events = append(changes.events, events...)
		want, other := w.scaledReplay(t, fixed, &memberships{})
		if len(changes.events) < 20 {
			t.Errorf("seed %d: only %d changes", seed, len(changes.events))
		}
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: invocations differ", seed)
		}
		if fmt.Sprint(sum) != fmt.Sprint(other) {
			t.Errorf("seed %d: the summaries are\n%+v\n%+v", seed, sum, other)
		}
		if sum.Failed != 0 || sum.Completed != 400 {
			t.Errorf("seed %d: %d of 400 completed, %d failed: a drain ends nothing", seed, sum.Completed, sum.Failed)
		}
		again := &fickle{stream: sim.NewStream(seed, "test/fickle")}
		cfg.Autoscale.New = func() autoscale.Controller { return again }
		if twice, _ := w.scaledReplay(t, cfg, &memberships{}); !slices.Equal(got, twice) {
			t.Errorf("seed %d: a second run differs", seed)
		}
	}
}

// memberships stands before a scheduler and notes every change as an event.
type memberships struct {
	cluster.Scheduler
	events []membership.Event
}

func (m *memberships) Within() any { return m.Scheduler }

func (m *memberships) MemberChanged(i cluster.InvokerID, member bool, now sim.Time) {
	kind := membership.Drain
	if member {
		kind = membership.Join
	}
	m.events = append(m.events, membership.Event{At: now, Invoker: int32(i), Kind: kind})
}

func (w *world) scaledReplay(t *testing.T, cfg cluster.Config, m *memberships) ([]outcome.Invocation,
	outcome.Summary) {
	t.Helper()
	pol := named(t, w.schedule, w.keepalive)
	build := pol.Schedule
	pol.Schedule = func(v *cluster.View) cluster.Scheduler {
		m.Scheduler = build(v)
		return m
	}
	list, sum, err := w.try(cfg, pol, 0)
	if err != nil {
		t.Fatal(err)
	}
	return list, sum
}

// What does an autoscaler see? The load averages of the members, for each of their cores. One
// invocation of a minute runs on invoker 0 of two with two cores: after 30 s it is half of
// 1 − e^(−30/60), of the other 0.
func TestLoadThatAnAutoscalerSees(t *testing.T) {
	w := pairOf("first-fit", "ttl").at(0, 0, time.Minute)
	w.invokers = 2
	cfg := w.config()
	cfg.Cores, cfg.Horizon = 2, 31*sim.Second
	f := &steadyFast{}
	cfg.Autoscale = &autoscale.Policy{Min: 1, Load: load.Linux, New: func() autoscale.Controller { return f }}
	w.replay(t, cfg, 0)
	if got := fmt.Sprintf("%.4f", f.loads); got != "[0.1967 0.0000]" || f.samples != 6 {
		t.Errorf("after %d samples the loads are %s, expected [0.1967 0.0000] after 6", f.samples, got)
	}
}

// steadyFast wants as many members as there are.
type steadyFast struct {
	loads   []float64
	samples int
}

func (s *steadyFast) Decide(loads []float64, _, _ int, _ sim.Time) int {
	s.loads = append(s.loads[:0], loads...)
	s.samples++
	return len(loads)
}

// What does an autoscaler not go with, and is it told before the run?
func TestAutoscaleRefusals(t *testing.T) {
	plain := func() *autoscale.Policy {
		return &autoscale.Policy{Min: 1, Load: load.Linux, New: func() autoscale.Controller { return &steadyFast{} }}
	}
	for want, change := range map[string]func(*cluster.Config){
		"": func(c *cluster.Config) {
			c.Membership.Events = []membership.Event{{At: 1, Kind: membership.SlowDown, Factor: 2 * membership.Million}}
			c.Membership.Failures = membership.Failures{Between: time.Hour, Repair: time.Minute}
		},
		"invokers that join, drain or crash by a schedule (invoker-event) with an autoscaler (autoscale), which chooses " +
			"among invokers that are alike are not modelled together: leave one of them out": func(c *cluster.Config) {
			c.Membership.Events = []membership.Event{{At: sim.Second, Kind: membership.Drain}}
		},
		"invokers that join, leave or slow down (invoker-event, invoker-failures, autoscale) with delays between " +
			"scheduler and invokers are not modelled together: leave one of them out": func(c *cluster.Config) {
			c.Control.Update = ms
		},
		"autoscale has at most 7 members, expected no more than the 2 invokers": func(c *cluster.Config) {
			c.Autoscale.Max, c.Autoscale.Initial = 7, 2
		},
		"invokers that differ (b has 256 MiB and 1 cores, a 512 MiB and 1 cores) with an autoscaler (autoscale)": func(c *cluster.Config) {
			c.Classes = membership.Classes{{Name: "a", Count: 1, Memory: 512, Cores: 1, Speed: membership.Million},
				{Name: "b", Count: 1, Memory: 256, Cores: 1, Speed: membership.Million}}
		},
	} {
		w := pairOf("first-fit", "ttl").at(0, 0, time.Second)
		w.invokers = 2
		cfg := w.config()
		cfg.Autoscale = plain()
		change(&cfg)
		_, _, err := w.try(cfg, named(t, w.schedule, w.keepalive), 0)
		switch {
		case want == "" && err != nil:
			t.Errorf("got %v", err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("got %v, expected %s", err, want)
		}
		if errs := cluster.Check(cfg, &workload.Table{}, named(t, w.schedule, w.keepalive)); (len(errs) > 0) != (want != "") {
			t.Errorf("%q: a plan is told %v", want, errs)
		}
	}
}

// Do failures and an autoscaler go together? All invocations end one way or the other.
func TestAutoscaleWithFailures(t *testing.T) {
	for seed := range uint64(4) {
		w := scaled(seed)
		cfg := w.config()
		cfg.Membership.Failures = membership.Failures{Between: 40 * time.Second, Repair: 15 * time.Second}
		f := &fickle{stream: sim.NewStream(seed, "test/fickle")}
		cfg.Autoscale = &autoscale.Policy{Min: 2, Load: load.Linux, New: func() autoscale.Controller { return f }}
		m := &memberships{}
		_, sum := w.scaledReplay(t, cfg, m)
		if sum.Completed+sum.Failed+sum.Unfinished != 400 || sum.Failed == 0 {
			t.Errorf("seed %d: %d completed, %d failed, %d unfinished of 400", seed, sum.Completed, sum.Failed,
				sum.Unfinished)
		}
	}
}

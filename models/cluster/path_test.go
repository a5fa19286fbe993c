package cluster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/control"
	"thaw/models/outcome"
	"thaw/sim"
)

// way is a way of one component in which one invocation is at a time.
func way(service time.Duration) cluster.Control {
	return cluster.Control{Path: []control.Station{{Name: "queue", Servers: 1, Service: sim.Const(service)}}}
}

// Does what an invocation passes before its decision count as latency, one behind the other, and
// is the decision made on what is there when it is through?
func TestWayToTheDecision(t *testing.T) {
	// The container of f is idle from 1110 ms for a second. Three come together, and the third is
	// through when the first has ended.
	w := pairOf("first-fit", "ttl,keep=1s").at(0, 0, 10*ms).at(0, 1, 10*ms).at(0, 0, 10*ms)
	cfg := w.config()
	cfg.Control = way(500 * ms)
	list, sum := w.replay(t, cfg, 0)
	for i, want := range []struct {
		start time.Duration
		kind  outcome.StartKind
	}{{600 * ms, outcome.Cold}, {1100 * ms, outcome.Cold}, {1500 * ms, outcome.Warm}} {
		if o := list[i]; o.Start != sim.Time(want.start) || o.Kind != want.kind {
			t.Errorf("invocation %d starts %v at %v, want %v at %v", o.Number, o.Kind, o.Start, want.kind, want.start)
		}
	}
	if list[2].Schedule != 1500*ms || list[2].Queued != 0 {
		t.Errorf("the third waits %v on its way and %v in the queue", list[2].Schedule, list[2].Queued)
	}
	if sum.Completed != 3 || sum.Unfinished != 0 {
		t.Errorf("%d completed, %d unfinished", sum.Completed, sum.Unfinished)
	}
}

// Is an invocation that is on its way at the end of the run unfinished, and is none lost, whatever
// else of the platform takes time?
func TestWayBesideTheRest(t *testing.T) {
	for _, horizon := range []time.Duration{0, 777 * ms} {
		for name, change := range map[string]func(*cluster.Config){
			"alone":               func(*cluster.Config) {},
			"a controller":        func(c *cluster.Config) { c.Control.Decision = 3 * ms },
			"delays":              func(c *cluster.Config) { c.Control.Message, c.Control.Update = 2*ms, 5*ms },
			"a controller, queue": func(c *cluster.Config) { c.Control.Decision, c.Memory = 3*ms, 256 },
			"work behind":         func(c *cluster.Config) { c.Control.Path[0].After = sim.Const(7 * ms) },
			"worker queues":       func(*cluster.Config) {},
			"rejected":            func(c *cluster.Config) { c.Drop, c.Memory = true, 256 },
		} {
			w := pairOf("first-fit", "lru")
			for i := range 200 {
				w.at(time.Duration(i)*5*ms, cluster.FuncID(i%3), 20*ms)
			}
			w.horizon = sim.Time(horizon)
			if strings.Contains(name, "worker") {
				w.queue = queueing{discipline: "fcfs", tokens: 1}
			}
			cfg := w.config()
			cfg.Control = way(6 * ms)
			change(&cfg)
			list, sum := w.replay(t, cfg, 0)
			came := int64(200)
			if horizon > 0 {
				came = 156
			}
			if int64(len(list)) != came || sum.Completed+sum.Unfinished+sum.Rejected != came {
				t.Errorf("%s, horizon %v: %d of %d outcomes, %d completed, %d unfinished, %d rejected", name, horizon,
					len(list), came, sum.Completed, sum.Unfinished, sum.Rejected)
			}
			if horizon == 0 && sum.Unfinished > 0 {
				t.Errorf("%s: %d unfinished without a horizon", name, sum.Unfinished)
			}
			if again, _ := w.replay(t, cfg, 7); fmt.Sprint(again) != fmt.Sprint(list) {
				t.Errorf("%s: other outcomes in batches of 7", name)
			}
		}
	}
}

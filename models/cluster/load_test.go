package cluster_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// onlooker places everything on invoker 0 and notes every second what it is told of its load.
type onlooker struct {
	view  *cluster.View
	notes []string
}

func (o *onlooker) Place(cluster.FuncID, int64, sim.Time) cluster.InvokerID { return 0 }

func (o *onlooker) Period() time.Duration { return time.Second }

func (o *onlooker) Tick(now sim.Time) {
	o.note(now, fmt.Sprintf("%d executing of %d", o.view.Executing(0), o.view.Running(0)))
}

func (o *onlooker) Ended(_ cluster.ContainerID, now sim.Time) { o.note(now, "end") }

func (o *onlooker) note(now sim.Time, text string) {
	o.notes = append(o.notes, fmt.Sprintf("%v: %s", time.Duration(now), text))
}

// What does a scheduler know of the load of an invoker? Three invocations of 2 s arrive at
// 500 ms; their containers are ready at 1.5 s. Before, nothing executes; then, on one core of
// its own each in turn or shared by all, whoever runs or waits for the core. Without cores
// containers count. Where news take 700 ms, containers that are known count, and ends are heard
// of with their news, but tell when they were.
func TestLoadThatASchedulerKnows(t *testing.T) {
	for _, c := range []struct {
		name    string
		cpu     cluster.CPUMode
		control cluster.Control
		want    string
	}{
		{"without cores", cluster.CPUIgnored, cluster.Control{},
			"1s: 3 executing of 3, 2s: 3 executing of 3, 3s: 3 executing of 3, 3.5s: end, 3.5s: end, 3.5s: end"},
		{"isolated", cluster.CPUIsolated, cluster.Control{},
			"1s: 0 executing of 3, 2s: 3 executing of 3, 3s: 3 executing of 3, 3.5s: end, 4s: 2 executing of 2, " +
				"5s: 2 executing of 2, 5.5s: end, 6s: 1 executing of 1, 7s: 1 executing of 1, 7.5s: end"},
		{"shared", cluster.CPUShared, cluster.Control{},
			"1s: 0 executing of 3, 2s: 3 executing of 3, 3s: 3 executing of 3, 4s: 3 executing of 3, " +
				"5s: 3 executing of 3, 6s: 3 executing of 3, 7s: 3 executing of 3, 7.5s: end, 7.5s: end, 7.5s: end"},
		{"late news", cluster.CPUIsolated, cluster.Control{Update: 700 * ms},
			"1s: 3 executing of 3, 2s: 3 executing of 3, 3s: 3 executing of 3, 4s: 3 executing of 3, 3.5s: end, " +
				"5s: 2 executing of 2, 6s: 2 executing of 2, 5.5s: end, 7s: 1 executing of 1"},
	} {
		w := &world{invokers: 1, memory: 1024, schedule: "first-fit", keepalive: "ttl", cold: time.Second,
			apps: []workload.App{{Name: "app", Memory: 256}}, functions: []workload.Function{{Name: "app/f", Memory: 256}}}
		w.at(500*ms, 0, 2*time.Second).at(500*ms, 0, 2*time.Second).at(500*ms, 0, 2*time.Second)
		cfg := w.config()
		cfg.CPU, cfg.Cores, cfg.Control = c.cpu, 1, c.control
		o := &onlooker{}
		pol := named(t, w.schedule, w.keepalive)
		pol.Schedule = func(v *cluster.View) cluster.Scheduler {
			o.view = v
			return o
		}
		src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
		if _, err := cluster.Replay(context.Background(), cfg, src, pol, cluster.Output{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(o.notes, ", "); got != c.want {
			t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
		}
	}
}

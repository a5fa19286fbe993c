package cluster_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cpu"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
)

type prewarming struct{}

func (prewarming) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: cluster.Forever}
}
func (prewarming) Prewarms() {}

type onlyInvoker struct{}

func (onlyInvoker) Place(cluster.FuncID, int64, sim.Time) cluster.InvokerID { return 0 }

// Does Check refuse what Replay refuses, in the same words, before there are results?
func TestCheckIsReplay(t *testing.T) {
	table := &workload.Table{Apps: []workload.App{{Memory: 1}}, Functions: []workload.Function{{Memory: 1}}}
	good := cluster.Config{Invokers: 2, Memory: 1024, Concurrency: 1}
	plain := cluster.Policies{Schedule: func(*cluster.View) cluster.Scheduler { return onlyInvoker{} },
		KeepAlive: func(*cluster.View) cluster.KeepAlive { return prewarming{} }}
	for name, c := range map[string]struct {
		change func(*cluster.Config)
		want   string // "": allowed
	}{
		"good": {func(*cluster.Config) {}, ""},
		"concurrency": {func(c *cluster.Config) { c.Concurrency, c.Control.Message = 2, time.Second },
			"concurrency is 2 with delays"},
		"both": {func(c *cluster.Config) { c.Invokers, c.Memory = 0, 0 },
			"invokers is 0, expected 1 to 1048576\nmemory of an invoker is 0 MiB"},
		"prewarming": {func(c *cluster.Config) { c.Control.Message = time.Second }, "loads containers ahead of need"},
		"cores":      {func(c *cluster.Config) { c.CPU = cluster.CPUShared }, "cores of an invoker is 0"},
		"threads": {func(c *cluster.Config) {
			c.CPU, c.Cores = cluster.CPUIsolated, 2
			c.Law = cpu.Law{Threads: 2, Switch: time.Millisecond, Slice: time.Second}
		}, "threads share a core with cpu shared or stretch\nswitches of 1ms"},
		"law": {func(c *cluster.Config) {
			c.CPU, c.Cores, c.Law = cluster.CPUStretch, 2, cpu.Law{Stretch: -1, Threads: 3, Gain: 1e7, Switch: 2, Slice: 1}
		}, "slowdown with all cores busy is -1 millionths, expected 0 to 100000000\nhardware threads of a core is 3, " +
			"expected 1 to 2\ngain of a second hardware thread is 10000000 millionths of a core, expected 0 to " +
			"1000000\na switch between executions takes 2ns, expected 0s to the 1ns"},
		"law that nobody reads": {func(c *cluster.Config) { c.Law = cpu.Law{Stretch: -1, Threads: 3} }, ""},
		"product": {func(c *cluster.Config) { c.Invokers, c.Memory = 1<<20, 1<<31-1 },
			"are more than can be counted, expected at most 2965820 MiB"},
		"product of 64 bits": {func(c *cluster.Config) { c.Invokers, c.Memory = 3, 1<<31-1 },
			"3 invokers of 2147483647 MiB are more than can be counted, expected at most 1753413056 MiB"},
		"product that fits": {func(c *cluster.Config) { c.Invokers, c.Memory = 1<<10, 1<<20 }, ""},
	} {
		cfg := good
		c.change(&cfg)
		var all []string
		for _, err := range cluster.Check(cfg, table, plain) {
			all = append(all, err.Error())
		}
		planned := strings.Join(all, "\n")
		replayed := ""
		src, err := inmemory.New(table, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cluster.Replay(context.Background(), cfg, src, plain, cluster.Output{}); err != nil {
			replayed = err.Error()
		}
		if planned != replayed || (c.want == "") != (planned == "") || !strings.Contains(planned, c.want) {
			t.Errorf("%s: planned %q, replayed %q, expected %q", name, planned, replayed, c.want)
		}
	}
}

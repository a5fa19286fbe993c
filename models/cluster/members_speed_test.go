package cluster_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// What do 1,000 invokers that crash once a day cost, on a day of 864,000 invocations?
func BenchmarkMembers(b *testing.B) {
	w := world{invokers: 1000, memory: 4096, schedule: "least-loaded", keepalive: "ttl,keep=10m",
		apps: []workload.App{{Memory: 256}}}
	r := rand.New(rand.NewPCG(1, 1))
	for f := range 30 {
		w.functions = append(w.functions, workload.Function{Name: string(rune('a' + f)), Memory: 256})
	}
	now := sim.Time(0)
	for range 864_000 {
		now += sim.Time(r.ExpFloat64() * 1e8)
		w.trace = append(w.trace, workload.Invocation{Arrival: now, Duration: time.Duration(r.ExpFloat64() * 1e9),
			Function: cluster.FuncID(r.IntN(30))})
	}
	for name, change := range map[string]func(*cluster.Config){
		"none":    func(*cluster.Config) {},
		"records": func(c *cluster.Config) { c.Stages = true },
		"crashes": func(c *cluster.Config) {
			c.Membership.Failures = membership.Failures{Between: 24 * time.Hour, Repair: 10 * time.Minute}
		},
		"drains": func(c *cluster.Config) {
			c.Membership.Events = []membership.Event{{At: sim.Second, Invoker: 1, Kind: membership.Drain}}
		},
	} {
		b.Run(name, func(b *testing.B) {
			cfg := w.config()
			cfg.Startup = startup.Constant(time.Millisecond, 500*time.Millisecond)
			change(&cfg)
			for range b.N {
				src := &source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0}
				if _, err := cluster.Replay(context.Background(), cfg, src, named(b, w.schedule, w.keepalive),
					cluster.Output{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

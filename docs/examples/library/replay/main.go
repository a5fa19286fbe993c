// Command replay replays ten minutes of the embedded trace with its own scheduler.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"thaw/models/cluster"
	"thaw/models/startup"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
	"thaw/traces"
)

// lastFit places an invocation on the last invoker that has room.
type lastFit struct{ view *cluster.View }

func (p lastFit) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	i := cluster.InvokerID(p.view.Invokers() - 1)
	for i >= 0 && p.view.Available(i) < p.view.Memory(fn) {
		i--
	}
	return i // below 0 is cluster.None: the invocation waits
}

func main() {
	trace := must(traces.Open("", traces.Options{Length: 10 * time.Minute}))
	ttl := must(policies.Parse(all.KeepAlives(), "ttl,keep=5m"))
	starts := startup.Constant(time.Millisecond, 500*time.Millisecond) // warm, cold
	platform := cluster.Config{Invokers: 4, Memory: 16 << 10, Concurrency: 1, Startup: starts}
	newLastFit := func(v *cluster.View) cluster.Scheduler { return lastFit{v} }
	sum := must(cluster.Replay(context.Background(), platform, must(trace.Source(1)),
		cluster.Policies{Schedule: newLastFit, KeepAlive: ttl.Policy}, cluster.Output{}))
	fmt.Printf("%d invocations, %.1f%% cold starts\n", sum.Invocations, 100*sum.ColdStartRatio)
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

package cluster_test

import (
	"context"
	"fmt"
	"time"

	"thaw/models/cluster"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
	"thaw/traces/inmemory"
)

// firstFit places every invocation on the first invoker that has room.
type firstFit struct{ view *cluster.View }

func (p firstFit) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	for i := range cluster.InvokerID(p.view.Invokers()) {
		if p.view.Candidate(i, fn) {
			return i
		}
	}
	return cluster.None
}

// minute keeps every idle container for a minute.
type minute struct{}

func (minute) Idle(cluster.ContainerID, sim.Time) cluster.Lease {
	return cluster.Lease{Keep: time.Minute}
}

// One function is invoked three times: the container is kept for a minute, so
// that only the third invocation, 90 seconds later, is cold again.
func ExampleReplay() {
	table := &workload.Table{
		Functions: []workload.Function{{Name: "app/f", Memory: 128}},
		Apps:      []workload.App{{Name: "app", Memory: 128}},
	}
	var invocations []workload.Invocation
	for _, s := range []int{0, 10, 100} {
		invocations = append(invocations,
			workload.Invocation{Arrival: sim.Time(s) * sim.Time(time.Second), Duration: 100 * time.Millisecond})
	}
	src, err := inmemory.New(table, invocations)
	if err != nil {
		fmt.Println(err)
		return
	}
	platform := cluster.Config{
		Invokers: 2, Memory: 1024, Concurrency: 1, Startup: startup.Constant(time.Millisecond, 500*time.Millisecond),
	}
	sum, err := cluster.Replay(context.Background(), platform, src, cluster.Policies{
		Schedule:  func(v *cluster.View) cluster.Scheduler { return firstFit{v} },
		KeepAlive: func(*cluster.View) cluster.KeepAlive { return minute{} },
	}, cluster.Output{})
	fmt.Println(sum.ColdStarts, "cold,", sum.WarmStarts, "warm, longest latency", sum.LatencyMsMax, "ms;", err)
	// Output: 2 cold, 1 warm, longest latency 500 ms; <nil>
}

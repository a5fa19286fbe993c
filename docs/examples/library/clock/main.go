// Command clock replays a trace that it makes itself.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"time"

	"thaw/models/cluster"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// clock is a trace of functions that are invoked in turn, one every second.
type clock struct {
	table workload.Table
	next  int // number of the next invocation
	total int
}

func newClock(functions, invocations int) *clock {
	c := &clock{total: invocations}
	c.table.Apps = []workload.App{{Name: "clock", Memory: 128}}
	for k := range functions {
		c.table.Functions = append(c.table.Functions,
			workload.Function{Name: fmt.Sprintf("clock/f%d", k), Memory: 128, MeanDuration: 20 * time.Millisecond})
	}
	return c
}

// Table implements workload.Source.
func (c *clock) Table() *workload.Table { return &c.table }

// Read implements workload.Source: invocations in order of arrival, then io.EOF.
func (c *clock) Read(batch []workload.Invocation) (int, error) {
	n := min(len(batch), c.total-c.next)
	if n == 0 {
		return 0, io.EOF
	}
	for k := range n {
		batch[k] = workload.Invocation{
			Arrival:  sim.Time(time.Duration(c.next) * time.Second),
			Duration: 20 * time.Millisecond,
			Function: workload.FuncID(c.next % len(c.table.Functions)),
		}
		c.next++
	}
	return n, nil
}

func main() {
	platform := cluster.Config{Invokers: 2, Memory: 8192, Concurrency: 1,
		Startup: startup.Constant(time.Millisecond, 500*time.Millisecond)}
	for _, text := range []string{"ttl,keep=30s", "ttl,keep=1m"} {
		keep, err := policies.Parse(all.KeepAlives(), text)
		if err != nil {
			log.Fatal(err)
		}
		first, err := policies.Parse(all.Schedulers(), "first-fit")
		if err != nil {
			log.Fatal(err)
		}
		sum, err := cluster.Replay(context.Background(), platform, newClock(45, 3600),
			cluster.Policies{Schedule: first.Policy, KeepAlive: keep.Policy}, cluster.Output{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d cold starts of %d\n", keep.Name, sum.ColdStarts, sum.Invocations)
	}
}

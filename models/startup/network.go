package startup

import (
	"errors"
	"time"

	"thaw/models/network"
	"thaw/models/workload"
	"thaw/sim"
)

// connection is the stage "network" as a mechanism: a container is connected by
// steps that wait for the locks of its invoker's kernel (models/network), and
// disconnected when it goes.
type connection struct {
	invokers *network.Invokers
	groups   []int32 // by function: its app, which is a tenant's application
	alone    time.Duration
	owners   []int64 // by job
	ended    sim.Outbox[Done]
}

// NewNetwork returns the stage of a run: the network of invokers, connected by a
// recipe. Containers of one app are an application.
func NewNetwork(cfg network.Config, recipe network.Recipe, table *workload.Table, invokers int) (Mechanism, error) {
	if err := errors.Join(append(cfg.Check(), recipe.Check()...)...); err != nil {
		return nil, err
	}
	_, later := cfg.UncontendedTime(&recipe)
	c := &connection{invokers: network.New(cfg, recipe, invokers), alone: later,
		groups: make([]int32, len(table.Functions))}
	for f := range table.Functions {
		c.groups[f] = int32(table.Functions[f].App)
	}
	return c, nil
}

func (c *connection) Begin(s Start, now sim.Time) sim.Time {
	id := c.invokers.SetUp(s.Tie, s.Invoker, c.groups[s.Function], 1, now)
	c.owners = keep(c.owners, int(id), s.Owner)
	return sim.Never
}

func (c *connection) End(l Leaving, now sim.Time) sim.Time {
	id := c.invokers.TearDown(l.Tie, l.Invoker, c.groups[l.Function], now)
	c.owners = keep(c.owners, int(id), l.Owner)
	return sim.Never
}

func (c *connection) HasTeardown() bool { return true }

func (c *connection) Wakes() []sim.Wake { return c.invokers.Wakes() }

func (c *connection) Advance(job uint32, now sim.Time) {
	if done, ok := c.invokers.Advance(job, now); ok {
		c.ended.Put(Done{Owner: c.owners[job], Leaving: done.Kind == network.TearDown})
	}
}

func (c *connection) Ended() []Done { return c.ended.Take() }

func (c *connection) UncontendedTime(workload.FuncID) time.Duration { return c.alone }

package prewarm

import (
	"time"

	"thaw/models/cluster"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// Ping is what users do who want their functions warm: a timer that invokes them.
var Ping = keepalive.Define("ping",
	"a timer pings each function, from the start on: a ping renews the lease of its most recently idle "+
		"container, and "+
		"starts one where none could take it; containers expire after a fixed idle time, and the least "+
		"recently used or "+
		"pinged is evicted first",
	"awslambda, keeping functions warm by a schedule; thaw: a ping takes no time",
	pingParams{Every: 5 * time.Minute, Keep: 10 * time.Minute, Who: "all"}, newPing)

type pingParams struct {
	Every time.Duration `param:"every" min:"1s" help:"between pings"`
	Keep  time.Duration `param:"keep" min:"0s" help:"how long an idle container stays"`
	Who   string        `param:"who" enum:"all|invoked" help:"functions that are pinged: all, or from the first invocation"`
}

type ping struct {
	pingParams
	pool
	invoked []bool // by unit
}

func newPing(p pingParams, v *cluster.View) cluster.KeepAlive {
	if v.Concurrency() > 1 {
		v.WarmIndex() // tells of free slots
	}
	return &ping{pingParams: p, pool: newPool(v), invoked: make([]bool, v.Units())}
}

// Ranks says that pings count as uses.
func (p *ping) Ranks() {}

// Operate pings at the first instant.
func (p *ping) Operate(h cluster.Hands) {
	p.hands = h
	p.Tick(0)
}

// Period is the time between pings.
func (p *ping) Period() time.Duration { return p.Every }

// Tick pings.
func (p *ping) Tick(now sim.Time) {
	for u := range p.units {
		x := &p.units[u]
		switch {
		case p.Who == "invoked" && !p.invoked[u], x.loading > 0:
		case x.idle > 0:
			p.hands.Renew(x.newest, p.lease(now))
		case p.view.Concurrency() > 1 && p.view.WarmIndex().First(p.view.FunctionOf(cluster.UnitID(u))) != cluster.None:
			// a free slot takes it
		default:
			p.hands.Load(cluster.UnitID(u))
		}
	}
}

func (p *ping) lease(now sim.Time) cluster.Lease {
	return cluster.Lease{Keep: p.Keep, Priority: cluster.NewPriority(0, uint64(now))}
}

// Started notes a use.
func (p *ping) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	p.use(c)
	p.invoked[p.view.UnitOf(c)] = true
}

// Idle keeps c for a fixed time.
func (p *ping) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	p.rest(c)
	return p.lease(now)
}

// Removed forgets c.
func (p *ping) Removed(c cluster.ContainerID, _ bool, _ sim.Time) { p.lose(c) }

// Package oracle holds the keep-alive policies that know the future of a trace. They are
// bounds: no platform can run them.
//
//	the trace ──future.Read──▶ View.Future ──Next, NextAbove──▶ leases and victims
//
// Their stories are with those of package keepalive.
package oracle

import (
	"math"
	"time"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// Clairvoyant is the best that keeping can do at a price, where memory is no limit.
var Clairvoyant = keepalive.Define("clairvoyant",
	"an oracle: a container stays until it is needed again if its memory until then is worth less than the cold start "+
		"that it avoids, and goes at once otherwise; under memory pressure the least recently idle goes first",
	"thaw: closed form of a bound; femux, plotters (what a second of cold start is worth)",
	clairvoyantParams{Worth: 99.69}, newClairvoyant, policies.NeedFuture, policies.NeedMemory)

type clairvoyantParams struct {
	Worth float64 `param:"worth" min:"0" help:"GiB·s of idle memory that a second of cold start is worth"`
}

// clairvoyant knows when one more container of a unit will be in use than now: then the one
// that becomes idle now is needed again, because the one that became idle last is taken first.
// That is exact where a unit's containers are on one invoker.
type clairvoyant struct {
	view  *cluster.View
	most  []time.Duration // by unit: for how long a container may be kept for its next use
	delay []time.Duration // by unit: for how long a cold start makes a container busy beyond its execution
	busy  []int           // by unit: containers in use
	using keepalive.Slots[bool]
}

func newClairvoyant(p clairvoyantParams, v *cluster.View) cluster.KeepAlive {
	c := &clairvoyant{view: v, most: make([]time.Duration, v.Units()),
		delay: make([]time.Duration, v.Units()), busy: make([]int, v.Units())}
	for u := range c.most {
		fn := v.FunctionOf(cluster.UnitID(u))
		c.delay[u] = v.MeanColdStart(fn)
		c.most[u] = affordable(p.Worth, c.delay[u], v.Memory(fn))
	}
	return c
}

// affordable returns for how long so much memory costs no more than a cold start.
func affordable(worth float64, cold time.Duration, memory workload.MiB) time.Duration {
	ns := worth * float64(cold) / (float64(memory) / 1024)
	if ns >= math.MaxInt64 {
		return cluster.Forever
	}
	return time.Duration(ns)
}

// Foresees says that the policy asks the future.
func (p *clairvoyant) Foresees() {}

// Started counts the container as in use.
func (p *clairvoyant) Started(c cluster.ContainerID, _ cluster.FuncID, _ bool, _ sim.Time) {
	if x := p.using.At(c); !*x {
		*x = true
		p.busy[p.view.UnitOf(c)]++
	}
}

// Idle keeps c until it is needed, or not at all. Whoever started cold is busy for longer than
// the future knows, and until then c may be needed in its place.
func (p *clairvoyant) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	p.leave(c)
	u := p.view.UnitOf(c)
	future, busy := p.view.Future(), p.busy[u]
	if next := future.NextAbove(int32(u), busy, now); next != sim.Never && next.Sub(now) <= p.most[u] {
		return cluster.Lease{Keep: next.Sub(now)}
	}
	if planned := future.InUse(int32(u), now); planned < busy {
		next := future.NextAbove(int32(u), planned, now)
		if gap := next.Sub(now); next != sim.Never && gap <= min(p.most[u], p.delay[u]) {
			return cluster.Lease{Keep: gap}
		}
	}
	return cluster.Lease{}
}

// Removed discounts a container that is lost while in use.
func (p *clairvoyant) Removed(c cluster.ContainerID, _ bool, _ sim.Time) { p.leave(c) }

func (p *clairvoyant) leave(c cluster.ContainerID) {
	if x := p.using.At(c); *x {
		*x = false
		p.busy[p.view.UnitOf(c)]--
	}
}

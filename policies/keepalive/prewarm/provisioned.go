// Package prewarm holds the keep-alive policies that load containers of their own accord,
// ahead of need, one file per policy.
//
//	Operate(hands) ──▶ Tick, Arrived, ... ──Load──▶ a container loads ──Idle──▶ its lease
//
// Their stories are with those of package keepalive.
package prewarm

import (
	"time"

	"thaw/models/cluster"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// Provisioned is what platforms sell as provisioned concurrency.
var Provisioned = keepalive.Define("provisioned",
	"k containers of each function are loaded at the start and stay, whatever comes; one that is lost is loaded again "+
		"within a minute; others expire after a fixed idle time, and memory pressure takes them first",
	"awslambda, provisioned concurrency; thaw: replay semantics, loading ahead",
	provisionedParams{K: 1, Keep: 10 * time.Minute}, newProvisioned)

type provisionedParams struct {
	K    int           `param:"k" min:"0" max:"1000" help:"containers of each function, or app, that are always there"`
	Keep time.Duration `param:"keep" min:"0s" help:"how long an idle container beyond these stays"`
}

// provisioned marks containers as reserved: the first k of each unit that are created, for an
// invocation or ahead of one. Which of a unit's containers serve is not its affair.
type provisioned struct {
	provisionedParams
	view     *cluster.View
	hands    cluster.Hands
	reserved []int // by unit
	mark     keepalive.Slots[bool]
}

func newProvisioned(p provisionedParams, v *cluster.View) cluster.KeepAlive {
	return &provisioned{provisionedParams: p, view: v, reserved: make([]int, v.Units())}
}

// Ranks says that reserved containers are evicted last.
func (p *provisioned) Ranks() {}

// Operate orders all that is to be there.
func (p *provisioned) Operate(h cluster.Hands) {
	p.hands = h
	p.Tick(0)
}

// Period is how often a missing container is noticed (assumed).
func (p *provisioned) Period() time.Duration { return time.Minute }

// Tick orders what is missing.
func (p *provisioned) Tick(sim.Time) {
	for u, n := range p.reserved {
		order(p.view, p.hands, cluster.UnitID(u), p.K-n)
	}
}

// Loaded and Started reserve a new container where one is missing.
func (p *provisioned) Loaded(c cluster.ContainerID, _ sim.Time) { p.reserve(c) }

func (p *provisioned) Started(c cluster.ContainerID, _ cluster.FuncID, cold bool, _ sim.Time) {
	if cold {
		p.reserve(c)
	}
}

func (p *provisioned) reserve(c cluster.ContainerID) {
	if n := &p.reserved[p.view.UnitOf(c)]; *n < p.K {
		*n++
		*p.mark.At(c) = true
	}
}

// Idle keeps reserved containers without a limit.
func (p *provisioned) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	if *p.mark.At(c) {
		return cluster.Lease{Keep: cluster.Forever, Priority: cluster.NewPriority(0, 1)}
	}
	return cluster.Lease{Keep: p.Keep}
}

// Removed notes that a reserved one is missing.
func (p *provisioned) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	if mark := p.mark.At(c); *mark {
		p.reserved[p.view.UnitOf(c)]--
		*mark = false
	}
}

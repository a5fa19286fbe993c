package prewarm

import (
	"time"

	"thaw/models/cluster"
	"thaw/models/cluster/layers"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/sim"
)

// StemCells is OpenWhisk's pool of containers without a function.
var StemCells = keepalive.Define("stem-cells",
	"each invoker has a pool of containers in which a runtime runs and no function: a cold start of a function of "+
		"that language that fits takes one over, and another is made; a function's own containers expire after a "+
		"fixed idle time",
	"openwhisk, ansible/files/runtimes.json (stemCells: 2 of 256 MB, Node.js) and ContainerPool.scala (prewarmed pool)",
	stemParams{Count: 2, Memory: 256, Language: "nodejs", Runtime: 0.5, Keep: 10 * time.Minute}, newStemCells,
	policies.NeedMemory)

type stemParams struct {
	Count    int           `param:"count" min:"0" max:"1000" help:"containers of the pool of each invoker"`
	Memory   workload.MiB  `param:"memory" min:"1MiB" help:"that each of them books; it suits functions of no more"`
	Language string        `param:"language" enum:"python|nodejs|java|any" help:"of its runtime"`
	Runtime  float64       `param:"runtime" min:"0" max:"1" help:"part of init that the runtime is; assumed"`
	Keep     time.Duration `param:"keep" min:"0s" help:"how long an idle container of a function stays"`
}

// stemCells keeps the pools full.
type stemCells struct {
	stemParams
	view  *cluster.View
	hands cluster.Hands
	pool  []int // by invoker: stem cells that are there, or begin to load
	unit  cluster.UnitID
}

func newStemCells(p stemParams, v *cluster.View) cluster.KeepAlive {
	return &stemCells{stemParams: p, view: v, pool: make([]int, v.Invokers())}
}

// Layers returns the one kind of stem cell. Functions that are larger have a language of their
// own, which it does not suit.
func (p *stemCells) Layers() layers.Config {
	language, tooLarge := languageOf(p.view), -2
	of := func(fn cluster.FuncID) int {
		if p.view.Memory(fn) > p.Memory {
			return tooLarge
		}
		if p.Language == "any" {
			return 0
		}
		return language(fn)
	}
	suits := map[string]int{"python": 0, "nodejs": 1, "java": 2, "any": 0}[p.Language]
	return layers.Config{Layers: []layers.Layer{{Memory: p.Memory, Language: suits,
		Done: upTo(p.Runtime)}}, Language: of}
}

// upTo returns what is done of a cold start when a runtime runs: all until init, and the
// runtime's part of that.
func upTo(runtime float64) (done [outcome.NumStages]float64) {
	for _, s := range []outcome.Stage{outcome.Image, outcome.Storage, outcome.Network, outcome.Sandbox} {
		done[s] = 1
	}
	done[outcome.Init] = runtime
	return done
}

// Below: nothing goes on.
func (p *stemCells) Below(cluster.ContainerID) cluster.UnitID { return -1 }

// Ranks says that stem cells are evicted last.
func (p *stemCells) Ranks() {}

// Operate fills the pools.
func (p *stemCells) Operate(h cluster.Hands) {
	p.hands, p.unit = h, p.view.LayerUnit(0)
	p.Tick(0)
}

// Period is how often a pool that lacks some is filled, beside at once (assumed).
func (p *stemCells) Period() time.Duration { return time.Minute }

// Tick fills the pools of all members.
func (p *stemCells) Tick(sim.Time) {
	for i := range p.pool {
		if p.view.IsMember(cluster.InvokerID(i)) {
			p.fill(cluster.InvokerID(i))
		}
	}
}

func (p *stemCells) fill(i cluster.InvokerID) {
	for n := p.pool[i]; n < p.Count; n++ {
		p.hands.LoadOn(p.unit, i)
	}
}

// MemberChanged fills the pool of an invoker that has joined.
func (p *stemCells) MemberChanged(i cluster.InvokerID, member bool, _ sim.Time) {
	if member {
		p.fill(i)
	}
}

// Loaded counts a stem cell.
func (p *stemCells) Loaded(c cluster.ContainerID, _ sim.Time) { p.pool[p.view.InvokerOf(c)]++ }

// Removed orders another one.
func (p *stemCells) Removed(c cluster.ContainerID, _ bool, _ sim.Time) {
	if p.view.UnitOf(c) != p.unit {
		return
	}
	i := p.view.InvokerOf(c)
	p.pool[i]--
	if p.view.IsMember(i) {
		p.hands.LoadOn(p.unit, i)
	}
}

// Idle keeps stem cells without a limit.
func (p *stemCells) Idle(c cluster.ContainerID, _ sim.Time) cluster.Lease {
	if p.view.UnitOf(c) == p.unit {
		return cluster.Lease{Keep: cluster.Forever, Priority: cluster.NewPriority(0, 1)}
	}
	return cluster.Lease{Keep: p.Keep}
}

package schedule

import (
	"fmt"
	"math"

	"thaw/models/cluster"
	"thaw/models/workload"
	"thaw/sim"
)

// KRLU is CH-RLU on pools of invokers for functions of different priority.
var KRLU = Define("k-rlu",
	"as ch-rlu, in the function's own pool of invokers, then in those of lower priority; without one, the least "+
		"loaded of the lowest pool. Pools have as many invokers as their priority has functions, in proportion",
	"fuerst2024thesis, section k-CH-RLU; assumed: which functions have which priority, which invokers are in which "+
		"pool, and who serves where memory is short, of which it knows nothing",
	kParams{Pools: 2, By: "share", High: 0.5, Raise: 1, rlu: defaultRLU()}, newKRLU)

type kParams struct {
	Pools int `param:"pools" min:"1" max:"64" help:"number of priorities, each with a pool"`
	// assumed: users give priorities; the evaluation has two pools of four invokers
	By   string  `param:"by" enum:"share|trigger" help:"drawn by name, or http before queues and events before the rest"`
	High float64 `param:"high" min:"0" max:"1" help:"share: part of the functions in the first pool; the others share the rest equally"`
	// assumed: lower pools have a higher bmax, the thesis says, and not which
	Raise float64 `param:"raise" min:"1" max:"1000" help:"factor on bmax from each pool to the next lower one"`
	rlu
}

// kRLU has invokers from[k] to from[k+1] in pool k; lower priorities have higher indices.
type kRLU struct {
	*chRLU
	pool  []int32 // by function
	from  []int
	raise float64
}

func newKRLU(q kParams, v *cluster.View) cluster.Scheduler {
	p := &kRLU{chRLU: makeCHRLU(q.rlu, v, "k-rlu/noise"), pool: priorities(&q, v), raise: q.Raise}
	counts := make([]int, q.Pools)
	for _, k := range p.pool {
		counts[k]++
	}
	p.from = make([]int, 1, q.Pools+1)
	for k, n := range apportion(counts, v.Invokers()) {
		points, start := newRing(v.Table(), n, q.nodes(100))
		for at := range points {
			points[at] += int32(p.from[k])
		}
		p.rings = append(p.rings, hashRing{points, start})
		p.from = append(p.from, p.from[k]+n)
	}
	return struct {
		*kRLU
		rluTicks
	}{p, rluTicks{ticks{p.signal}, p.chRLU}}
}

// priorities returns the pool of each function, 0 for the highest priority.
func priorities(q *kParams, v *cluster.View) []int32 {
	pool := make([]int32, len(v.Table().Functions))
	drawn := v.Stream("k-rlu/priority")
	for f := range pool {
		fn := &v.Table().Functions[f]
		if q.By == "trigger" {
			pool[f] = int32(min(q.Pools-1, urgency(fn)))
			continue
		}
		if u := drawn.Float(hashName(fn.Name), 0); u >= q.High && q.Pools > 1 {
			pool[f] = 1 + int32((u-q.High)/(1-q.High)*float64(q.Pools-1))
		}
	}
	return pool
}

// urgency orders triggers by who waits for them: a user, another function, or nobody.
func urgency(fn *workload.Function) int {
	switch fn.Trigger {
	case "http":
		return 0
	case "queue", "event", "orchestration":
		return 1
	}
	return 2
}

// apportion divides n invokers by the numbers of functions: one to each pool that has some,
// from the lowest priority on as far as they go, the rest by largest remainder.
func apportion(functions []int, n int) []int {
	sizes, all, left := make([]int, len(functions)), 0, n
	for k := len(functions) - 1; k >= 0; k-- {
		if all += functions[k]; functions[k] > 0 && left > 0 {
			sizes[k], left = 1, left-1
		}
	}
	for ; left > 0; left-- { // to whom most is missing of its quota; ties to the highest priority
		best := 0
		for k := range functions {
			if functions[k]*n-sizes[k]*all > functions[best]*n-sizes[best]*all {
				best = k
			}
		}
		sizes[best]++
	}
	return sizes
}

// Place looks in the pools of the function's priority and below, then for the least loaded of
// the lowest one. Where memory is short there, it is the least loaded of the function's own
// pools; and of all, where no member of those is large enough.
func (p *kRLU) Place(fn cluster.FuncID, number int64, _ sim.Time) cluster.InvokerID {
	mem, lowest := p.view.Memory(fn), len(p.rings)-1
	p.most = p.BMax * math.Pow(p.raise, float64(p.pool[fn]))
	for k, drawn := int(p.pool[fn]), 0; k <= lowest; k++ {
		if i := p.forward(&p.rings[k], fn, number, drawn); i != cluster.None {
			return i
		}
		if drawn += p.Chain + 1; k < lowest {
			p.most *= p.raise
		}
	}
	i, _ := p.leastFrom(p.from[lowest], mem)
	if i == cluster.None {
		var large bool
		if i, large = p.leastFrom(p.from[p.pool[fn]], mem); !large {
			i = p.least(mem)
		}
	}
	return p.lastResort(i, fn)
}

// leastFrom returns the least loaded candidate from an index on, or None, and whether a
// member there is large enough.
func (p *kRLU) leastFrom(from int, mem workload.MiB) (best cluster.InvokerID, large bool) {
	best = cluster.None
	for k := from; k < p.view.Invokers(); k++ {
		i := cluster.InvokerID(k)
		large = large || p.view.IsMember(i) && p.view.Capacity(i) >= mem
		if p.view.Available(i) >= mem && (best == cluster.None || p.less(i, best) < 0) {
			best = i
		}
	}
	return best, large
}

// Explain tells the pool of a function.
func (p *kRLU) Explain(fn cluster.FuncID) string {
	k := p.pool[fn]
	return fmt.Sprintf("%s has priority %d, whose pool are invokers %d to %d", p.view.Table().Functions[fn].Name, k,
		p.from[k], p.from[k+1]-1)
}

package schedule

import (
	"math"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
	"thaw/sim"
)

// StickyRandom is OpenWhisk's policy: a function returns to the same few invokers.
var StickyRandom = Define("sticky-random",
	"the first invoker with memory available on the function's walk: from its home invoker on by its own step",
	"openwhisk, ShardingContainerPoolBalancer; ao2022, section 4.1 (Sticky-Random)",
	none{}, newStickyRandom)

// stickyRandom is rule 22 of the semantics.
type stickyRandom struct {
	view    *cluster.View
	walks   walks
	fit     *index.Fit
	touched int32 // keeps the loads of Expect alive
	probe   int32 // steps before it lists the candidates instead
}

func newStickyRandom(_ none, v *cluster.View) cluster.Scheduler {
	// With c candidates of n a walk takes about n/c steps, and listing them c
	// searches: one of the two is at most √n.
	probe := int32(8 + 2*math.Sqrt(float64(v.Invokers())))
	return &stickyRandom{view: v, walks: newWalks(v.Table(), v.Invokers()), fit: v.FitIndex(), probe: probe}
}

func (p *stickyRandom) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	w, mem := p.walks.of[fn], p.view.Memory(fn)
	i := cluster.InvokerID(w.home)
	for range min(p.probe, p.walks.invokers) {
		if p.view.Available(i) >= mem {
			return i
		}
		i = p.walks.next(i, w.step)
	}
	if p.probe >= p.walks.invokers {
		return cluster.None
	}
	return p.list(fn, mem, i)
}

// PrefetchArrivals touches the walks of functions that are about to arrive.
func (p *stickyRandom) PrefetchArrivals(ahead []workload.Invocation) {
	touched := p.touched
	for k := range ahead {
		if fn := uint(ahead[k].Function); fn < uint(len(p.walks.of)) {
			touched += p.walks.of[fn].home
		}
	}
	p.touched = touched
}

// list finds the candidate of the least position among those that the index
// lists; when they are many, it walks on from i, since one of them is near.
func (p *stickyRandom) list(fn cluster.FuncID, mem workload.MiB, i cluster.InvokerID) cluster.InvokerID {
	nearest, position := cluster.None, p.walks.invokers
	c := p.fit.First(mem, 0)
	for range p.probe {
		if c == cluster.None {
			return nearest
		}
		if d := p.walks.position(fn, c); d < position {
			nearest, position = c, d
		}
		c = firstFrom(p.fit, p.view, mem, c+1)
	}
	for p.view.Available(i) < mem {
		i = p.walks.next(i, p.walks.of[fn].step)
	}
	return i
}

// Explain describes the function's walk.
func (p *stickyRandom) Explain(fn cluster.FuncID) string {
	return p.walks.explain(p.view.Table().Functions[fn].Name, fn)
}

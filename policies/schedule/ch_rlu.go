package schedule

import (
	"slices"

	"thaw/models/cluster"
	"thaw/sim"
)

// CHRLU is consistent hashing with random load updates.
var CHRLU = Define("ch-rlu",
	"clockwise from the function's place on a hash ring, the first of chain + 1 invokers whose load a core is below "+
		"min(b × cold ÷ warm time, bmax), with noise on the load if the function is popular; without one, the least "+
		"loaded",
	"fuerst2022chrlu, section 4 (variant=paper); fuerst2024thesis, chapter 4, algorithms 1 and 2; iluvatar, "+
		"ch_rlu.rs (variant=released); assumed: points an invoker on the paper's ring, and who is tried where memory "+
		"is short, which neither knows",
	rluParams{"paper", defaultRLU()}, newCHRLU)

type rluParams struct {
	Variant string `param:"variant" enum:"paper|released" help:"the rule of the paper, or that of the released code"`
	rlu
}

// rlu are the parameters that k-rlu shares.
type rlu struct {
	// fuerst2022chrlu, evaluation: b = 1.2, b_max = 6, the 20th percentile and a chain of 3
	B       float64 `param:"b" min:"0.01" max:"1000" help:"bound of the load a core"`
	BMax    float64 `param:"bmax" min:"0.01" max:"1000" help:"most that the bound is raised to by cold over warm time"`
	Popular float64 `param:"popular" min:"0" max:"1" help:"part of the functions that is popular"`
	Chain   int     `param:"chain" min:"0" max:"1000" help:"times that an invocation is passed on at most"`
	Sigma   float64 `param:"sigma" min:"0" max:"1000" help:"standard deviation of the noise"`
	// fuerst2024thesis, algorithm 1: T = 20 of P = 100
	Sample float64 `param:"sample" min:"0.001" max:"1" help:"paper: part of the functions whose arrivals are watched"`
	// assumed: the paper is silent, and 100 are those of consistent-hash-bounded; the code has 3
	Nodes int `param:"nodes" min:"0" max:"1000" help:"points of each invoker on the ring; 0: paper 100, released 3"`
	// assumed: the paper drops what only overloaded invokers could take; a run decides by itself what it loses
	Overloaded string `param:"overloaded" enum:"run|refuse" help:"paper: what becomes of an invocation where the least loaded is above the bound"`
	signalParams
}

func defaultRLU() rlu {
	return rlu{B: 1.2, BMax: 6, Popular: 0.2, Chain: 3, Sigma: 0.1, Sample: 0.2, Nodes: 0,
		Overloaded: "run", signalParams: signalOf("stale")}
}

// nodes is the number of points of an invoker, where variants have their own.
func (q *rlu) nodes(own int) int {
	if q.Nodes > 0 {
		return q.Nodes
	}
	return own
}

// chRLU is the policy, on one ring of all invokers or on one of each pool.
type chRLU struct {
	*signal
	learned
	popularity
	rlu
	code   bool // the rule of the released code
	stream sim.Stream
	rings  []hashRing          // by pool
	drift  []float64           // released and stale: noise added to the known loads since the last sample
	tried  []cluster.InvokerID // of a decision
	most   float64             // bmax of the present pool
}

// hashRing is a ring and where functions enter it.
type hashRing struct{ points, start []int32 }

func newCHRLU(q rluParams, v *cluster.View) cluster.Scheduler {
	p := makeCHRLU(q.rlu, v, "ch-rlu/noise")
	nodes := q.nodes(100)
	if p.code = q.Variant == "released"; p.code {
		p.popularity, nodes = newRanked(v, q.Popular), q.nodes(3)
	}
	points, start := newRing(v.Table(), v.Invokers(), nodes)
	p.rings = []hashRing{{points, start}}
	return struct {
		*chRLU
		rluTicks
	}{p, rluTicks{ticks{p.signal}, p}}
}

func makeCHRLU(q rlu, v *cluster.View, noise string) *chRLU {
	p := &chRLU{signal: newSignal(q.signalParams, v, false), learned: newLearned(v), rlu: q, stream: v.Stream(noise),
		drift: make([]float64, v.Invokers()), tried: make([]cluster.InvokerID, 0, q.Chain+1),
		popularity: newSampled(v, q.Sample, q.Popular), most: q.BMax}
	return p
}

// rluTicks also refreshes what is popular. The released code forgets its noise when it reads
// the loads anew.
type rluTicks struct {
	ticks
	p *chRLU
}

// Tick samples the loads.
func (t rluTicks) Tick(now sim.Time) {
	t.ticks.Tick(now)
	t.p.refresh()
	clear(t.p.drift)
}

func (p *chRLU) Place(fn cluster.FuncID, number int64, _ sim.Time) cluster.InvokerID {
	if p.code {
		return p.released(&p.rings[0], fn, number)
	}
	if i := p.forward(&p.rings[0], fn, number, 0); i != cluster.None {
		return i
	}
	return p.lastResort(p.least(p.view.Memory(fn)), fn)
}

// bound is that of the load a core under which an invoker takes fn.
func (p *chRLU) bound(fn cluster.FuncID) float64 { return min(p.B*p.ratio(fn), p.most) }

// forward returns the first candidate below the bound among the first members on the ring,
// or None. Draws of the noise are keyed by the invocation and the place on its way, from one
// on.
func (p *chRLU) forward(r *hashRing, fn cluster.FuncID, number int64, from int) cluster.InvokerID {
	mem, bound := p.view.Memory(fn), p.bound(fn)
	noisy, mean := p.popular(fn), 0.0
	if noisy {
		mean = p.rate()
	}
	p.tried = p.tried[:0]
	for k, at := 0, int(r.start[fn]); k < len(r.points) && len(p.tried) <= p.Chain; k++ {
		i := cluster.InvokerID(r.points[at])
		if at++; at == len(r.points) {
			at = 0
		}
		if !p.view.IsMember(i) || slices.Contains(p.tried, i) {
			continue
		}
		known := p.perCore(i)
		if noisy {
			known += p.noise(number, from+len(p.tried), mean)
		}
		if known < bound && p.view.Available(i) >= mem {
			return i
		}
		p.tried = append(p.tried, i)
	}
	return cluster.None
}

func (p *chRLU) noise(number int64, k int, mean float64) float64 {
	if p.Sigma == 0 {
		return mean
	}
	return mean + p.Sigma*sim.NormalQuantile(p.stream.Float(uint64(number), uint64(k)))
}

// lastResort is the least loaded candidate. Where it is overloaded and something runs,
// whose end will ask anew, it may be refused.
func (p *chRLU) lastResort(i cluster.InvokerID, fn cluster.FuncID) cluster.InvokerID {
	if i != cluster.None && p.Overloaded == "refuse" && p.perCore(i) >= p.bound(fn) && p.load.Total() > 0 {
		return cluster.None
	}
	return i
}

// released is the rule of the code. Only popular functions are passed on, along points of
// the ring, whoever owns them; the noise of the one that is chosen stays in its known load.
// Where nobody is at the bound or below, and for all other functions, it is the first point:
// here the first whose invoker is a candidate.
func (p *chRLU) released(r *hashRing, fn cluster.FuncID, number int64) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if p.popular(fn) {
		rate, tried := p.rate(), 0
		for k, at := 0, int(r.start[fn]); k < len(r.points) && tried <= p.Chain; k++ {
			i := cluster.InvokerID(r.points[at])
			if at++; at == len(r.points) {
				at = 0
			}
			if !p.view.IsMember(i) {
				continue
			}
			noise := p.noise(number, tried, rate/float64(p.cores[i]))
			if p.perCore(i)+p.drift[i]+noise <= p.B && p.view.Available(i) >= mem {
				if p.averages != nil {
					p.drift[i] += noise
				}
				return i
			}
			tried++
		}
	}
	return p.home(r, fn)
}

// home returns the first candidate on the ring, or None.
func (p *chRLU) home(r *hashRing, fn cluster.FuncID) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if p.fit.First(mem, 0) == cluster.None {
		return cluster.None
	}
	at := int(r.start[fn])
	for range r.points {
		if i := cluster.InvokerID(r.points[at]); p.view.Available(i) >= mem {
			return i
		}
		if at++; at == len(r.points) {
			at = 0
		}
	}
	return cluster.None
}

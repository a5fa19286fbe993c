package schedule

import (
	"math"
	"slices"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
	"thaw/sim"
)

// sophon is rule 24 of the semantics: prefer candidates with a warm container, then
// apply the rules of the four policies (ao2022, section 4.4.2).
//
//	candidates with a warm container ──▶ ma: the most memory available
//	        │                            sr: the first on the function's walk
//	        └ none ─▶ all, or a sample ─▶ ma: the most memory available
//	                                      mc: the least to lose by evictions
type sophon struct {
	view      *cluster.View
	available *index.Available

	warm  *index.Warm
	level *index.Level // for the choice of warm containers by memory
	walks *walks       // for the choice by the walk
	walk  *index.Walks // if each unit has one walk

	decay float64 // of the cost of an eviction, per second idle; negative: by available memory
	room  *index.Room
	evict *index.Eviction

	drawn  []cluster.InvokerID // the sample; empty: consider all invokers
	stream sim.Stream
}

// byAvailable is the value of decay for the rule ma.
const byAvailable = -1

func newSophon(v *cluster.View, sticky bool, decay float64, sample int) cluster.Scheduler {
	p := &sophon{view: v, available: v.AvailableIndex(), decay: decay, stream: v.Stream("sophon/sample")}
	if decay >= 0 {
		p.room, p.evict = v.RoomIndex(), v.EvictionIndex(decay)
	}
	if sample > 0 && sample < v.Invokers() {
		p.drawn = make([]cluster.InvokerID, sample)
	}
	if !sticky {
		p.warm, p.level = v.WarmIndex(), v.LevelIndex()
		return p
	}
	w := newWalks(v.Table(), v.Invokers())
	p.walks = &w
	if of := w.ofUnits(v); of != nil {
		p.walk = v.WalkIndex(of)
	} else {
		p.warm = v.WarmIndex()
	}
	return walkingSophon{p}
}

func (p *sophon) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if i := p.warmest(fn, mem); i != cluster.None {
		return i
	}
	if len(p.drawn) > 0 && len(p.drawn) < p.view.Members() { // else the sample is all of them
		if i := p.sampled(mem, number, now); i != cluster.None {
			return i
		}
	}
	return p.cold(mem, now)
}

// warmest chooses among the candidates that are warm. A warm invoker that has
// less than mem is no candidate; it can only be warm by a free slot of a busy
// container.
func (p *sophon) warmest(fn cluster.FuncID, mem workload.MiB) cluster.InvokerID {
	switch {
	case p.level != nil:
		return p.level.Most(p.warm, fn, mem)
	case p.walk != nil:
		i := p.walk.First(fn)
		for i != cluster.None && p.view.Available(i) < mem {
			i = p.walk.Next(fn, i)
		}
		return i
	case p.walks != nil:
		return p.firstOnWalk(fn, mem)
	}
	best, most := cluster.None, mem-1
	for i := p.warm.First(fn); i != cluster.None; i = p.warm.Next(fn, i) {
		if a := p.view.Available(i); a > most {
			best, most = i, a
		}
	}
	return best
}

// firstOnWalk chooses by the places on the function's walk, where the functions
// of an app share containers and each has its own.
func (p *sophon) firstOnWalk(fn cluster.FuncID, mem workload.MiB) cluster.InvokerID {
	best, least := cluster.None, int32(math.MaxInt32)
	for i := p.warm.First(fn); i != cluster.None; i = p.warm.Next(fn, i) {
		if d := p.walks.position(fn, i); d < least && p.view.Available(i) >= mem {
			best, least = i, d
		}
	}
	return best
}

// cold chooses among all candidates.
func (p *sophon) cold(mem workload.MiB, now sim.Time) cluster.InvokerID {
	i, available := p.available.Max()
	if available < mem {
		return cluster.None
	}
	if p.decay < 0 {
		return i
	}
	if i := p.room.Max(mem); i != cluster.None {
		return i // no eviction there
	}
	return p.evict.Least(mem, now).Invoker
}

// sampled chooses among a few invokers that belong to the decision, or answers
// None when none of them is a candidate.
func (p *sophon) sampled(mem workload.MiB, number int64, now sim.Time) cluster.InvokerID {
	p.draw(p.view.Members(), number)
	for k, at := range p.drawn {
		p.drawn[k] = p.view.Member(int(at))
	}
	best := index.Bid{Invoker: cluster.None}
	for _, i := range p.drawn {
		b := index.Bid{Invoker: i, Available: p.view.Available(i)}
		if b.Available < mem {
			continue
		}
		if p.decay >= 0 {
			b.Cost = p.evict.Cost(i, mem, now)
		}
		if b.Beats(best) {
			best = b
		}
	}
	return best.Invoker
}

// draw draws distinct invokers of n, every set equally likely, by Floyd's method.
// Each draw has one more invoker to choose from than the draw before. If it hits an
// invoker of the sample, it takes the added invoker instead.
func (p *sophon) draw(n int, number int64) {
	n -= len(p.drawn)
	for k := range p.drawn {
		last := cluster.InvokerID(n + k)
		x, _ := below(p.stream.At(uint64(number), uint64(k)), n+k+1)
		i := cluster.InvokerID(x)
		for _, d := range p.drawn[:k] {
			if d == i {
				i = last
				break
			}
		}
		p.drawn[k] = i
	}
}

// InspectedInvokers counts the invokers inspected for a cold start: all, or the
// sample first. Warm containers are found by their function (ao2022,
// section 4.5.2).
func (p *sophon) InspectedInvokers(fn cluster.FuncID, i cluster.InvokerID) int {
	switch n := p.view.Members(); {
	case i != cluster.None && p.view.HasWarm(i, fn):
		return 0
	case len(p.drawn) == 0 || len(p.drawn) >= n:
		return n
	case slices.Contains(p.drawn, i):
		return len(p.drawn)
	default:
		return len(p.drawn) + n
	}
}

// walkingSophon is a sophon that can explain its walks.
type walkingSophon struct{ *sophon }

// Explain describes the function's walk.
func (p walkingSophon) Explain(fn cluster.FuncID) string {
	return p.walks.explain(p.view.Table().Functions[fn].Name, fn)
}

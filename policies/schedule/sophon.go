package schedule

import (
	"math"

	"thaw/models/cluster"
	"thaw/sim"
)

// sophon is rule 24 of the semantics: a warm container wins wherever there is
// one, and what remains is chosen by the finer rules of the four policies
// (ao2022, section 4.4.2).
//
//	candidates with a warm container ──▶ ma: the most memory available
//	        │                            sr: the first on the function's walk
//	        └ none ─▶ all, or a sample ─▶ ma: the most memory available
//	                                      mc: the least to lose by evictions
type sophon struct {
	view *cluster.View
	warm *cluster.WarmIndex
	most *cluster.AvailableIndex

	walks *walks // where warm containers are chosen by the walk

	decay   float64 // of the cost of an eviction, per second idle; negative: by available memory
	room    *cluster.RoomIndex
	victims *cluster.VictimIndex
	list    []cluster.ContainerID

	drawn  []cluster.InvokerID // as many as are drawn; none: all are looked at
	stream sim.Stream

	// of the decision under way
	now  sim.Time
	best bid
}

// bid is what an invoker has to say for a cold start.
type bid struct {
	invoker   cluster.InvokerID
	cost      float64 // of its evictions
	available int32
}

// beats reports whether b is the better choice: less lost, then more memory
// available, then the lower index.
func (b bid) beats(o bid) bool {
	switch {
	case o.invoker == cluster.None:
		return true
	case b.cost != o.cost:
		return b.cost < o.cost
	case b.available != o.available:
		return b.available > o.available
	}
	return b.invoker < o.invoker
}

// byAvailable is the decay that stands for the rule ma in a sophon.
const byAvailable = -1

func newSophon(v *cluster.View, sticky bool, decay float64, sample int) cluster.Scheduler {
	p := &sophon{view: v, warm: v.WarmIndex(), most: v.AvailableIndex(), decay: decay, stream: v.Stream("sophon/sample")}
	if decay >= 0 {
		p.room, p.victims = v.RoomIndex(), v.VictimIndex()
	}
	if sample > 0 && sample < v.Invokers() {
		p.drawn = make([]cluster.InvokerID, sample)
	}
	if !sticky {
		return p
	}
	w := newWalks(v.Table(), v.Invokers())
	p.walks = &w
	return walkingSophon{p}
}

func (p *sophon) Place(fn cluster.FuncID, number int64, now sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if i := p.warm.First(fn); i != cluster.None {
		if p.walks != nil {
			i = p.firstOnWalk(fn, mem, i)
		} else {
			i = p.mostAvailable(fn, mem, i)
		}
		if i != cluster.None {
			return i
		}
	}
	p.now = now
	if p.drawn != nil {
		if i := p.sampled(mem, number); i != cluster.None {
			return i
		}
	}
	return p.cold(mem)
}

// mostAvailable chooses among the warm invokers from i on by available memory.
// One that has less than mem is no candidate; it can only be warm by a free
// slot of a busy container.
func (p *sophon) mostAvailable(fn cluster.FuncID, mem int32, i cluster.InvokerID) cluster.InvokerID {
	best, most := cluster.None, mem-1
	for ; i != cluster.None; i = p.warm.Next(fn, i) {
		if a := p.view.Available(i); a > most {
			best, most = i, a
		}
	}
	return best
}

// firstOnWalk chooses among them by their places on the function's walk.
func (p *sophon) firstOnWalk(fn cluster.FuncID, mem int32, i cluster.InvokerID) cluster.InvokerID {
	best, least := cluster.None, int32(math.MaxInt32)
	for ; i != cluster.None; i = p.warm.Next(fn, i) {
		if d := p.walks.position(fn, i); d < least && p.view.Available(i) >= mem {
			best, least = i, d
		}
	}
	return best
}

// cold chooses among all candidates.
func (p *sophon) cold(mem int32) cluster.InvokerID {
	i, available := p.most.Max()
	if available < mem {
		return cluster.None
	}
	if p.decay < 0 {
		return i
	}
	if i := p.room.Max(mem); i != cluster.None {
		return i // nothing is lost there
	}
	p.best = bid{invoker: cluster.None}
	p.victims.Search(mem, p)
	return p.best.invoker
}

// Visit weighs an invoker of the search. Elsewhere nothing can be as good when
// the last victim alone costs more than all of the best's.
func (p *sophon) Visit(i cluster.InvokerID, victims []cluster.ContainerID) (latest sim.Time) {
	b := bid{i, p.costOf(victims), p.view.Available(i)}
	if b.beats(p.best) {
		p.best = b
	}
	if p.decay == 0 {
		return sim.Never // every eviction costs the same
	}
	// exp(−decay·idle) ≤ cost. What rounding may take off is less than a
	// millisecond.
	cost := max(p.best.cost, math.SmallestNonzeroFloat64)
	idle := -math.Log(cost) / p.decay
	return p.now - sim.Time(min(idle*float64(sim.Second), float64(p.now))) + sim.Second/1000
}

// costOf sums exp(−decay·idle seconds), the chance that each of the containers
// would have been used again (ao2022, section 4.4.2, MA/MC). Beyond 745/decay
// seconds it is too small for a floating-point number and counts as 0.
func (p *sophon) costOf(victims []cluster.ContainerID) float64 {
	cost := 0.0
	for _, c := range victims {
		cost += math.Exp(-p.decay * p.now.Sub(p.view.IdleSince(c)).Seconds())
	}
	return cost
}

// sampled chooses among a few invokers that belong to the decision, or answers
// None when none of them is a candidate.
func (p *sophon) sampled(mem int32, number int64) cluster.InvokerID {
	p.draw(p.view.Invokers(), number)
	best := bid{invoker: cluster.None}
	for _, i := range p.drawn {
		b := bid{i, 0, p.view.Available(i)}
		if b.available < mem {
			continue
		}
		if p.decay >= 0 && p.view.Free(i) < mem {
			p.list = p.view.Victims(i, mem, p.list[:0])
			b.cost = p.costOf(p.list)
		}
		if b.beats(best) {
			best = b
		}
	}
	return best.invoker
}

// draw draws different invokers of n, every set of them equally likely, by
// Floyd's method: each draw is among one invoker more than the one before it,
// and stands for that last one when it hits what is drawn already.
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

// walkingSophon has walks to tell of.
type walkingSophon struct{ *sophon }

// Explain tells the function's walk.
func (p walkingSophon) Explain(fn cluster.FuncID) string {
	return p.walks.explain(p.view.Table().Functions[fn].Name, fn)
}

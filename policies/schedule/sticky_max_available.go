package schedule

import (
	"math"
	"math/bits"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
	"thaw/sim"
)

// StickyMaxAvailable weighs nearness to the home invoker against load.
var StickyMaxAvailable = Define("sticky-max-available",
	"the invoker with the least alpha·d + (1−alpha)·l: d its place on the function's walk ÷ invokers, l its active "+
		"memory ÷ capacity",
	"ao2022, section 4.3.1 (Sticky-Max Available)",
	stickyMaxParams{Alpha: 0.3}, newStickyMaxAvailable)

type stickyMaxParams struct {
	// ao2022, section 4.3.1: 0.3 performs best there.
	Alpha float64 `param:"alpha" min:"0" max:"1" help:"weight of nearness: 0 is max-available, 1 is sticky-random; three decimals"`
}

func (p stickyMaxParams) Validate() error {
	_, err := permille("alpha", p.Alpha)
	return err
}

// stickyMaxAvailable is rule 23 of the semantics. Scores are whole numbers:
// alpha·position/n + (1−alpha)·active/capacity, times 1000·n·capacity, which
// stays below 2⁶² for 2²⁰ invokers of 2³¹ MiB.
type stickyMaxAvailable struct {
	view       *cluster.View
	walks      walks
	available  *index.Available
	fit        *index.Fit
	capacity   int64 // of every invoker, MiB; 1 where they are uneven
	uneven     bool
	byPosition int64 // score of one step away from home
	byActive   int64 // score of one active MiB
	stride     int   // places to walk before the search consults the index
}

func newStickyMaxAvailable(q stickyMaxParams, v *cluster.View) cluster.Scheduler {
	alpha, err := permille("alpha", q.Alpha)
	if err != nil {
		panic(err) // Validate has accepted it
	}
	p := &stickyMaxAvailable{view: v, walks: newWalks(v.Table(), v.Invokers()), available: v.AvailableIndex(),
		fit: v.FitIndex(), capacity: int64(v.Capacity(0))}
	for i := range v.Invokers() {
		p.uneven = p.uneven || int64(v.Capacity(cluster.InvokerID(i))) != p.capacity
	}
	if p.uneven {
		p.capacity = 1
	}
	p.byPosition = alpha * p.capacity
	p.byActive = (1000 - alpha) * int64(v.Invokers())
	p.stride = int(strideFactor * math.Sqrt(float64(v.Invokers())))
	return p
}

// The number of places to walk before the search consults the index, and the number
// of invokers that the index may list before the walk goes on. They affect time,
// never decisions. Under random loads a walk ends after about √n places, and a
// search in the index costs about 50 places. With 1,000 invokers at half load a
// decision takes 330 ns with these values, and 1,290 ns by walking alone.
const (
	strideFactor = 8
	listed       = 6
)

// found is the best invoker so far, and its score.
type found struct {
	invoker cluster.InvokerID
	score   int64
}

// or returns the better of the two, ties to the lowest index.
func (f found) or(i cluster.InvokerID, score int64) found {
	if score < f.score || score == f.score && i < f.invoker {
		return found{i, score}
	}
	return f
}

// Place starts from the invoker with the most memory available, then walks from
// home. The walk ends once position alone, at the least load of all invokers,
// scores worse than the best so far. A few nearly empty invokers weaken that bound,
// so after some places the index lists the invokers that could still win. If they
// are few, the search ends with them.
func (p *stickyMaxAvailable) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	i, available := p.available.Max()
	mem := p.view.Memory(fn)
	if available < mem {
		return cluster.None
	}
	if p.uneven {
		return p.scan(fn, mem)
	}
	if p.byPosition == 0 {
		return i
	}
	floor := (p.capacity - int64(available)) * p.byActive
	best := found{i, int64(p.walks.position(fn, i))*p.byPosition + floor}
	w := p.walks.of[fn]
	i = cluster.InvokerID(w.home)
	near, ask := int64(0), p.stride
	for k := range int(p.walks.invokers) {
		if near+floor > best.score {
			break
		}
		if k == ask {
			var all bool
			if best, all = p.list(fn, mem, near, best); all {
				break
			}
			ask *= 2
		}
		if a := p.view.Available(i); a >= mem {
			best = best.or(i, near+(p.capacity-int64(a))*p.byActive)
		}
		i = p.walks.next(i, w.step)
		near += p.byPosition
	}
	return best.invoker
}

// scan looks at every invoker, where capacities differ: scores are then fractions whose
// denominator is the invoker's capacity.
func (p *stickyMaxAvailable) scan(fn cluster.FuncID, mem workload.MiB) cluster.InvokerID {
	best := cluster.None
	var least, of uint64 // score and capacity of the best
	for i := range cluster.InvokerID(p.walks.invokers) {
		a, capacity := p.view.Available(i), uint64(p.view.Capacity(i))
		if a < mem {
			continue
		}
		score := uint64(p.walks.position(fn, i))*uint64(p.byPosition)*capacity +
			(capacity-uint64(a))*uint64(p.byActive)
		if best == cluster.None || lessProduct(score, of, least, capacity) {
			best, least, of = i, score, capacity
		}
	}
	return best
}

// lessProduct reports whether a·b < c·d.
func lessProduct(a, b, c, d uint64) bool {
	hi, lo := bits.Mul64(a, b)
	high, low := bits.Mul64(c, d)
	return hi < high || hi == high && lo < low
}

// list looks at the invokers that can be as good as the best although their
// place costs near or more, and reports whether it has seen all of them.
func (p *stickyMaxAvailable) list(fn cluster.FuncID, mem workload.MiB, near int64, best found) (found, bool) {
	need := p.need(mem, near, best.score)
	i := p.fit.First(need, 0)
	for range listed {
		if i == cluster.None {
			return best, true
		}
		active := p.capacity - int64(p.view.Available(i))
		best = best.or(i, int64(p.walks.position(fn, i))*p.byPosition+active*p.byActive)
		need = p.need(mem, near, best.score)
		i = firstFrom(p.fit, p.view, need, i+1)
	}
	return best, false
}

// need returns the available memory without which an invoker whose place costs
// near scores worse than score.
func (p *stickyMaxAvailable) need(mem workload.MiB, near, score int64) workload.MiB {
	if p.byActive == 0 {
		return mem
	}
	return max(mem, workload.MiB(max(0, p.capacity-(score-near)/p.byActive)))
}

// Explain describes the function's walk.
func (p *stickyMaxAvailable) Explain(fn cluster.FuncID) string {
	return p.walks.explain(p.view.Table().Functions[fn].Name, fn)
}

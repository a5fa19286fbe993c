package schedule

import (
	"thaw/models/cluster"
	"thaw/policies"
	"thaw/sim"
)

// StickyMaxAvailable weighs nearness to the home invoker against load.
var StickyMaxAvailable = policies.Define("sticky-max-available",
	"the invoker with the least alpha·d + (1−alpha)·l: d its place on the function's walk ÷ invokers, l its active memory ÷ capacity",
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
	most       *cluster.AvailableIndex
	capacity   int64 // of every invoker, MiB
	byPosition int64 // score of one step away from home
	byActive   int64 // score of one active MiB
}

func newStickyMaxAvailable(q stickyMaxParams, v *cluster.View) cluster.Scheduler {
	alpha, err := permille("alpha", q.Alpha)
	if err != nil {
		panic(err) // Validate has passed it
	}
	p := &stickyMaxAvailable{view: v, walks: newWalks(v.Table(), v.Invokers()), most: v.AvailableIndex(), capacity: int64(v.Capacity(0))}
	for i := range v.Invokers() {
		if int64(v.Capacity(cluster.InvokerID(i))) != p.capacity {
			panic("sticky-max-available: invokers of unequal capacity need a common denominator")
		}
	}
	p.byPosition = alpha * p.capacity
	p.byActive = (1000 - alpha) * int64(v.Invokers())
	return p
}

// Place starts from the invoker with the most memory available, then walks
// from home until position alone, with the least load of all, is worse than
// the best found.
func (p *stickyMaxAvailable) Place(fn cluster.FuncID, _ int64, _ sim.Time) cluster.InvokerID {
	best, available := p.most.Max()
	mem := p.view.Memory(fn)
	if available < mem {
		return cluster.None
	}
	if p.byPosition == 0 {
		return best
	}
	floor := (p.capacity - int64(available)) * p.byActive
	least := int64(p.walks.position(fn, best))*p.byPosition + floor
	w := p.walks.of[fn]
	i := cluster.InvokerID(w.home)
	near := int64(0)
	for range p.walks.invokers {
		if near+floor > least {
			break
		}
		if a := p.view.Available(i); a >= mem {
			score := near + (p.capacity-int64(a))*p.byActive
			if score < least || score == least && i < best {
				best, least = i, score
			}
		}
		i = p.walks.next(i, w.step)
		near += p.byPosition
	}
	return best
}

// Explain tells the function's walk.
func (p *stickyMaxAvailable) Explain(fn cluster.FuncID) string {
	return p.walks.explain(p.view.Table().Functions[fn].Name, fn)
}

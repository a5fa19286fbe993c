package schedule

import (
	"math"

	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/models/workload"
	"thaw/sim"
)

// Random chooses among all invokers with room.
var Random = Define("random",
	"an invoker drawn uniformly among those with memory available",
	"ao2022, section 4.3.1 (Random)",
	none{}, newRandom)

// random draws invokers until one is a candidate, which makes every candidate
// equally likely. Draws are keyed by the invocation's number, so they do not
// depend on what other invocations did.
type random struct {
	view   *cluster.View
	fit    *index.Fit
	stream sim.Stream
	draws  uint64 // number of draws before it counts the candidates instead
}

func newRandom(_ none, v *cluster.View) cluster.Scheduler {
	// If c of n invokers are candidates, a draw hits with probability c/n and counting
	// costs c searches. After about √n draws, one of the two is cheap.
	draws := 8 + 2*uint64(math.Sqrt(float64(v.Invokers())))
	return &random{view: v, fit: v.FitIndex(), stream: v.Stream("random/invoker"), draws: draws}
}

func (p *random) Place(fn cluster.FuncID, number int64, _ sim.Time) cluster.InvokerID {
	n, mem := p.view.Invokers(), p.view.Memory(fn)
	for k := range p.draws {
		drawn, _ := below(p.stream.At(uint64(number), k), n)
		if i := cluster.InvokerID(drawn); p.view.Available(i) >= mem {
			return i
		}
	}
	return p.count(mem, p.stream.At(uint64(number), p.draws))
}

// count is the exact fallback: one draw among the candidates in index order.
func (p *random) count(mem workload.MiB, bits uint64) cluster.InvokerID {
	candidates := 0
	for i := p.fit.First(mem, 0); i != cluster.None; i = p.after(mem, i) {
		candidates++
	}
	if candidates == 0 {
		return cluster.None
	}
	skip, _ := below(bits, candidates)
	i := p.fit.First(mem, 0)
	for range skip {
		i = p.after(mem, i)
	}
	return i
}

func (p *random) after(mem workload.MiB, i cluster.InvokerID) cluster.InvokerID {
	return firstFrom(p.fit, p.view, mem, i+1)
}

// firstFrom returns the first invoker from i upwards with mem MiB available;
// i may be the number of invokers.
func firstFrom(fit *index.Fit, v *cluster.View, mem workload.MiB, i cluster.InvokerID) cluster.InvokerID {
	if int(i) >= v.Invokers() {
		return cluster.None
	}
	return fit.First(mem, i)
}

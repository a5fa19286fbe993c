package schedule

import (
	"thaw/models/cluster"
	"thaw/models/cluster/index"
	"thaw/sim"
)

// PowerOfTwo considers only two invokers.
var PowerOfTwo = Define("power-of-two",
	"of two invokers drawn without replacement the one with fewer starting and busy containers; the only one with "+
		"memory available if the other has none; least-loaded over all if neither has",
	"mitzenmacher2001, abstract (the less loaded of two random servers); thaw: candidates and fallback after rule "+
		"24 of the replay semantics",
	none{}, newPowerOfTwo)

type powerOfTwo struct {
	view   *cluster.View
	load   *index.Load
	stream sim.Stream
}

func newPowerOfTwo(_ none, v *cluster.View) cluster.Scheduler {
	return &powerOfTwo{view: v, load: v.LoadIndex(), stream: v.Stream("power-of-two/pair")}
}

func (p *powerOfTwo) Place(fn cluster.FuncID, number int64, _ sim.Time) cluster.InvokerID {
	if p.view.Members() == 0 {
		return cluster.None
	}
	a, b := p.pair(number)
	mem := p.view.Memory(fn)
	fitsA, fitsB := p.view.Available(a) >= mem, p.view.Available(b) >= mem
	switch {
	case fitsA && fitsB:
		x, y := p.view.Load(a), p.view.Load(b)
		if y < x || y == x && b < a {
			return b
		}
		return a
	case fitsA:
		return a
	case fitsB:
		return b
	}
	return p.load.Min(mem)
}

// pair draws two different members from one random word; with a single one both are
// that.
func (p *powerOfTwo) pair(number int64) (a, b cluster.InvokerID) {
	n := p.view.Members()
	if n == 1 {
		return p.view.Member(0), p.view.Member(0)
	}
	first, rest := below(p.stream.At(uint64(number), 0), n)
	second, _ := below(rest, n-1)
	if second >= first {
		second++
	}
	return p.view.Member(first), p.view.Member(second)
}

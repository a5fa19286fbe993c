package schedule

import (
	"slices"

	"thaw/models/cluster"
	"thaw/sim"
)

// JSQ joins the shortest of a few queues.
var JSQ = Define("jsq",
	"of d invokers drawn without replacement the one with the least load among those with memory available; the "+
		"least loaded of all if none of the drawn has; d=0 looks at all",
	"mitzenmacher2001, abstract (the less loaded of two random servers); thaw: candidates and fallback after rule "+
		"24 of the replay semantics; fuerst2022chrlu, evaluation (d=0,state=stale: the least-loaded baseline)",
	jsqParams{D: 2, signalParams: signalOf("fresh")}, newJSQ)

type jsqParams struct {
	D int `param:"d" min:"0" max:"1000" help:"invokers that are drawn; 0: all are looked at"`
	signalParams
}

type jsq struct {
	*signal
	stream sim.Stream
	drawn  []int // of a decision, ascending: places among the members
	d      int
}

func newJSQ(q jsqParams, v *cluster.View) cluster.Scheduler {
	p := &jsq{signal: newSignal(q.signalParams, v, true), stream: v.Stream("power-of-two/pair"), d: q.D,
		drawn: make([]int, 0, q.D+1)}
	if p.averages != nil {
		return struct {
			*jsq
			ticks
		}{p, ticks{p.signal}}
	}
	return p
}

func (p *jsq) Place(fn cluster.FuncID, number int64, _ sim.Time) cluster.InvokerID {
	mem := p.view.Memory(fn)
	if p.d == 0 || p.view.Members() == 0 {
		return p.least(mem)
	}
	best := cluster.None
	for _, k := range p.draw(number) {
		i := p.view.Member(k)
		if p.view.Available(i) >= mem && (best == cluster.None || p.less(i, best) < 0) {
			best = i
		}
	}
	if best == cluster.None {
		return p.least(mem)
	}
	return best
}

// draw draws d different members, two from each random word. The k-th draw is one of those
// that are left: its place among them is moved past those drawn before.
func (p *jsq) draw(number int64) []int {
	n := p.view.Members()
	p.drawn = p.drawn[:0]
	rest := uint64(0)
	for k := range min(p.d, n) {
		if k%2 == 0 {
			rest = p.stream.At(uint64(number), uint64(k/2))
		}
		var place int
		place, rest = below(rest, n-k)
		at := 0
		for ; at < k && p.drawn[at] <= place; at++ {
			place++
		}
		p.drawn = slices.Insert(p.drawn, at, place)
	}
	return p.drawn
}

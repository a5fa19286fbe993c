// Package resources holds the managers that give the functions of a workflow cores and memory,
// one file a manager.
//
//	Bench: functions, flow, QoS, prices
//	   ▲ sizes      │ latency, cost, what was used
//	   └─ Choose ◀──┘ ─▶ the sizes to run with
//
// A manager is an allocation.Manager. It evaluates sizes as often as its parameters say and knows
// of a function what evaluations show; the oracle alone looks at the surfaces.
package resources

import (
	"context"
	"math"

	"thaw/models/allocation"
	"thaw/sim"
)

// evaluations is the budget that managers have by default: as many as the search of the released
// code of Aquatope makes, ten at random and twenty batches of three.
const evaluations = 70

// point turns a point of the unit cube, two knobs a function, into sizes.
func point(b *allocation.Bench, x []float64) []allocation.Size {
	sizes := make([]allocation.Size, len(b.Functions))
	for f := range sizes {
		sizes[f] = b.Space.At(x[2*f], x[2*f+1])
	}
	return sizes
}

// unit is the point of the unit cube of sizes.
func unit(b *allocation.Bench, sizes []allocation.Size) []float64 {
	x := make([]float64, 0, 2*len(sizes))
	for _, z := range sizes {
		cores, memory := b.Space.Unit(z)
		x = append(x, cores, memory)
	}
	return x
}

// atRandom evaluates random sizes. Managers with one seed begin with the same ones.
func atRandom(ctx context.Context, b *allocation.Bench, n int) error {
	s := sim.NewStream(b.Seed, "resources: random sizes")
	for i := range n {
		x := make([]float64, 2*len(b.Functions))
		for d := range x {
			x[d] = s.Float(uint64(i), uint64(d))
		}
		if _, err := b.Evaluate(ctx, point(b, x)); err != nil {
			return err
		}
	}
	return nil
}

// cheapestSeen returns the cheapest sizes that were seen to keep the QoS, or else those with the
// least latency.
func cheapestSeen(b *allocation.Bench) []allocation.Size {
	best, least, fastest := -1, math.Inf(1), 0
	for i := range b.Tried {
		o := &b.Tried[i]
		if kept(b, o) && o.Cost < least {
			best, least = i, o.Cost
		}
		if o.Latency < b.Tried[fastest].Latency {
			fastest = i
		}
	}
	if best < 0 {
		best = fastest
	}
	return b.Tried[best].Sizes
}

// kept reports whether an evaluation kept the QoS.
func kept(b *allocation.Bench, o *allocation.Observation) bool {
	return !o.Failed && o.Latency <= b.QoS.Seconds()
}

package allocation

import (
	"context"
	"fmt"
	"math"
	"slices"

	"thaw/sim"
)

// Bench is a workflow on which a resource manager tries sizes.
type Bench struct {
	*Workflow
	Seed uint64
	// executions of an evaluation
	Executions int
	Tried      []Observation // evaluations so far

	noise  sim.Stream
	judged *draws
}

// Observation is what an evaluation shows.
type Observation struct {
	Sizes   []Size
	Latency float64    // s: the quantile of executions that the QoS is about
	Cost    float64    // USD of an execution, mean
	Failed  bool       // an invocation was killed
	Seen    []Measured // of each function
}

// Measured is what is seen of one function.
type Measured struct {
	Seconds []float64 // of each invocation
	Busy    float64   // of its cores: how much of them it used while it ran, mean
	MiB     float64   // used at most
}

// Judgement is what sizes come to.
type Judgement struct {
	Violations float64 // share of executions that miss the QoS
	Latency    float64 // s, the quantile
	Cost       float64 // USD of an execution, mean
	Meets      bool    // no more violations than allowed
}

// draws are factors of the durations of many executions, one execution after the other.
type draws struct {
	executions int
	factors    []float64
	order      []int // function of each invocation of an execution
}

// NewBench returns a bench whose judgement is by so many executions.
func NewBench(w *Workflow, seed uint64, executions, judged int) *Bench {
	b := &Bench{Workflow: w, Seed: seed, Executions: executions, noise: sim.NewStream(seed, "allocation: evaluations")}
	b.judged = w.draw(sim.NewStream(seed, "allocation: judgement"), 0, judged)
	return b
}

// draw draws executions, numbered from first on.
func (w *Workflow) draw(s sim.Stream, first, executions int) *draws {
	d := &draws{executions: executions, order: w.Flow.Order()}
	for e := range executions {
		disturbed := 1.0
		if s.Float(uint64(first+e), 0) < w.World.Outliers {
			disturbed = w.World.Outlying
		}
		for i := range d.order {
			z := sim.NormalQuantile(s.Float(uint64(first+e), uint64(i+1)))
			d.factors = append(d.factors, disturbed*math.Exp(w.World.Noise*z))
		}
	}
	return d
}

// latencies of all executions, where functions have these medians.
func (w *Workflow) latencies(d *draws, medians []float64, to []float64) []float64 {
	at := 0
	next := func(function int) float64 {
		t := medians[function] * d.factors[at]
		at++
		return t
	}
	to = to[:0]
	for range d.executions {
		to = append(to, w.Flow.Latency(next))
	}
	return to
}

// Evaluate runs the workflow a few times with sizes, one for each function.
func (b *Bench) Evaluate(ctx context.Context, sizes []Size) (*Observation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(sizes) != len(b.Functions) {
		return nil, fmt.Errorf("workflow %s: %d sizes, expected one for each of %d functions", b.Name, len(sizes),
			len(b.Functions))
	}
	d := b.draw(b.noise, len(b.Tried)*b.Executions, b.Executions)
	o := Observation{Sizes: slices.Clone(sizes), Seen: make([]Measured, len(sizes))}
	medians := make([]float64, len(sizes))
	for f := range sizes {
		ok := true
		medians[f], ok = b.Functions[f].Duration(&b.World, sizes[f])
		o.Failed = o.Failed || !ok
		o.Seen[f].MiB = min(sizes[f].MiB, b.Functions[f].MiB)
		if ok {
			o.Seen[f].Busy = b.Functions[f].Work.Seconds() / (medians[f] * sizes[f].Cores)
		}
	}
	for i, x := range d.factors {
		f := d.order[i%len(d.order)]
		t := medians[f] * x
		o.Seen[f].Seconds = append(o.Seen[f].Seconds, t)
		o.Cost += t * b.Prices.Second(sizes[f])
	}
	o.Cost /= float64(b.Executions)
	o.Latency = quantile(b.latencies(d, medians, nil), b.Share)
	b.Tried = append(b.Tried, o)
	return &b.Tried[len(b.Tried)-1], nil
}

// Judge judges sizes by executions that no evaluation has seen.
func (b *Bench) Judge(sizes []Size) Judgement {
	medians, cost := make([]float64, len(sizes)), make([]float64, len(sizes))
	failed := false
	for f := range sizes {
		ok := true
		medians[f], ok = b.Functions[f].Duration(&b.World, sizes[f])
		failed = failed || !ok
		cost[f] = medians[f] * b.Prices.Second(sizes[f])
	}
	var j Judgement
	for i, x := range b.judged.factors {
		j.Cost += x * cost[b.judged.order[i%len(b.judged.order)]]
	}
	n := float64(b.judged.executions)
	j.Cost /= n
	latencies := b.latencies(b.judged, medians, nil)
	late := 0
	for _, t := range latencies {
		if failed || t > b.QoS.Seconds() {
			late++
		}
	}
	j.Violations = float64(late) / n
	j.Meets = b.meets(late)
	j.Latency = quantile(latencies, b.Share)
	return j
}

// meets reports whether so many late executions of the judged ones are few enough.
func (b *Bench) meets(late int) bool {
	return float64(late) <= (1-b.Share)*float64(b.judged.executions)+1e-9
}

// quantile is the sample quantile of the nearest rank, share·n rounded up.
func quantile(samples []float64, share float64) float64 {
	slices.Sort(samples)
	rank := int(math.Ceil(share*float64(len(samples)) - 1e-9))
	return samples[min(max(rank, 1), len(samples))-1]
}

// Manager chooses sizes for a workflow.
type Manager interface {
	// Choose evaluates sizes on the bench and returns those to run with. What it does follows from
	// the bench and its seed.
	Choose(ctx context.Context, b *Bench) ([]Size, error)
}

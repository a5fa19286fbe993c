// Package startup models the way from a placement decision to the first
// instruction of a function: the warm path, and the cold-start pipeline.
//
//	decision ─schedule─▶ warm container: ─warm─▶ running
//	                     no container:   ─image─storage─network─sandbox─restore─init─fault─▶ running
//
// Every step is a distribution; the stages of a cold start run one after the
// other and share no device, so a cold start is the sum of its stages. Not
// modelled here: contention of stages that run at the same time.
package startup

import (
	"math"
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Pipeline draws the start-up latencies of one run. The zero Pipeline starts
// everything at once. The draws of an invocation depend on the seed and on the
// invocation's number alone, so two policies see the same noise: an invocation
// that is cold under both waits equally long (semantics, rule 16).
type Pipeline struct {
	Warm     sim.Dist // warm start: from decision to the function running
	Schedule sim.Dist // control plane: from arrival to the decision reaching the invoker; on every start
	Stages   [outcome.NumStages]sim.Dist

	// Inits is the time of the stage init by function, in place of its distribution; nil:
	// there is none.
	Inits []time.Duration

	// A container that has been idle for Grace is paused: a warm start in it takes Resume
	// longer. Pausing itself takes nobody's time.
	Grace, Resume time.Duration

	// Steps is what the invoker's control plane does before the function runs, on every start;
	// Answer what it does from the function's end to the answer, which is part of no latency.
	Steps, Answer time.Duration

	warm, schedule sim.Stream
	stages         [outcome.NumStages]sim.Stream

	// Seed computes these once: the sum of the constant stages, and which stages
	// are left to draw.
	seeded  bool
	fixed   time.Duration
	drawn   [outcome.NumStages]outcome.Stage
	numDraw uint8
}

// Constant returns a pipeline of two constants: a warm start takes warm, a
// cold one cold, all of it in the sandbox stage.
func Constant(warm, cold time.Duration) Pipeline {
	p := Pipeline{Warm: sim.Const(warm)}
	p.Stages[outcome.Sandbox] = sim.Const(cold)
	return p
}

// Seed binds the pipeline to a run's seed. It must be called before the first
// draw, after the distributions are set.
func (p *Pipeline) Seed(seed uint64) {
	p.warm = sim.NewStream(seed, "startup/warm")
	p.schedule = sim.NewStream(seed, "startup/schedule")
	p.fixed, p.numDraw = 0, 0
	for s := range outcome.NumStages {
		p.stages[s] = sim.NewStream(seed, "startup/"+s.String())
		if s == outcome.Init && p.Inits != nil {
			continue
		}
		if p.Stages[s].IsConst() {
			p.fixed = add(p.fixed, p.Stages[s].Mean())
			continue
		}
		p.drawn[p.numDraw] = s
		p.numDraw++
	}
	p.seeded = true
}

// WarmStart returns the warm latency of invocation number.
func (p *Pipeline) WarmStart(number int64) time.Duration {
	if p.Warm.IsConst() {
		return p.Warm.Mean()
	}
	return p.Warm.Quantile(p.warm.Float(0, uint64(number)))
}

// Resuming returns by how much a warm start is longer in a container that has rested for so
// long; less than nothing is not at all.
func (p *Pipeline) Resuming(rested time.Duration) time.Duration {
	if rested < 0 || rested < p.Grace {
		return 0
	}
	return p.Resume
}

// Scheduling returns the control-plane latency of invocation number.
func (p *Pipeline) Scheduling(number int64) time.Duration {
	if p.Schedule.IsConst() {
		return p.Schedule.Mean() + p.Steps
	}
	return p.Steps + p.Schedule.Quantile(p.schedule.Float(0, uint64(number)))
}

// ColdStart returns the cold-start latency of invocation number of fn, and its
// parts when times is not nil. Where every stage is a constant it is one load.
func (p *Pipeline) ColdStart(fn workload.FuncID, number int64, times *outcome.StageTimes) time.Duration {
	if !p.seeded {
		panic("startup: ColdStart before Seed")
	}
	if times != nil {
		return p.coldStages(fn, number, times)
	}
	sum := p.fixed
	if p.Inits != nil {
		sum = add(sum, p.Inits[fn])
	}
	for _, s := range p.drawn[:p.numDraw] {
		sum = add(sum, p.draw(s, number))
	}
	return sum
}

// coldStages draws the same cold start as ColdStart, stage by stage.
func (p *Pipeline) coldStages(fn workload.FuncID, number int64, times *outcome.StageTimes) time.Duration {
	var sum time.Duration
	for s := range outcome.NumStages {
		times[s] = p.Stage(s, fn, number)
		sum = add(sum, times[s])
	}
	return sum
}

// Stage returns one stage of the cold start of invocation number of fn, as ColdStart
// draws it.
func (p *Pipeline) Stage(s outcome.Stage, fn workload.FuncID, number int64) time.Duration {
	if s == outcome.Init && p.Inits != nil {
		return p.Inits[fn]
	}
	return p.Drawn(s, number)
}

// Drawn returns the draw of a stage's distribution under a number.
func (p *Pipeline) Drawn(s outcome.Stage, number int64) time.Duration {
	if p.Stages[s].IsConst() {
		return p.Stages[s].Mean()
	}
	return p.draw(s, number)
}

// MeanStage returns the expected time of one stage of a cold start of fn.
func (p *Pipeline) MeanStage(s outcome.Stage, fn workload.FuncID) time.Duration {
	if s == outcome.Init && p.Inits != nil {
		return p.Inits[fn]
	}
	return p.Stages[s].Mean()
}

func (p *Pipeline) draw(s outcome.Stage, number int64) time.Duration {
	return p.Stages[s].Quantile(p.stages[s].Float(0, uint64(number)))
}

// MeanColdStart returns the expected cold-start latency of fn.
func (p *Pipeline) MeanColdStart(fn workload.FuncID) time.Duration {
	var sum time.Duration
	for s := range outcome.NumStages {
		sum = add(sum, p.MeanStage(s, fn))
	}
	return sum
}

// add returns a + b, or the longest duration when that overflows; a and b are
// not negative.
func add(a, b time.Duration) time.Duration {
	if sum := a + b; sum >= 0 {
		return sum
	}
	return math.MaxInt64
}

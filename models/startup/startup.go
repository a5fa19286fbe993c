// Package startup models the way from a placement decision to the first
// instruction of a function: the warm path, and the cold-start pipeline.
package startup

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Stage is one step of a cold start.
type Stage uint8

// The stages in the order in which they run, each a *_ns column of the
// invocations file.
const (
	Image   Stage = iota // image pull
	Storage              // root file system
	Network              // network namespace and addresses
	Sandbox              // container or microVM creation
	Restore              // snapshot restore
	Init                 // runtime and function initialisation
	Fault                // page faults on the way to the first answer
	NumStages
)

// Times holds one duration a stage.
type Times [NumStages]time.Duration

// Pipeline draws the start-up latencies of one run.
type Pipeline struct {
	Warm     sim.Dist // warm start: from decision to the function running
	Schedule sim.Dist // control plane: from arrival to the decision reaching the invoker; on every start
	Stages   [NumStages]sim.Dist
	streams  [NumStages + 2]sim.Stream
}

// Seed binds the pipeline to a run's seed.
func (p *Pipeline) Seed(seed uint64) {
	// completed with the streams of each stage
}

// WarmStart returns the warm latency of invocation number.
func (p *Pipeline) WarmStart(number int64) time.Duration { return p.Warm.Mean() }

// Scheduling returns the control-plane latency of invocation number.
func (p *Pipeline) Scheduling(number int64) time.Duration { return p.Schedule.Mean() }

// ColdStart returns the cold-start latency of invocation number of fn, and its
// parts when times is not nil.
func (p *Pipeline) ColdStart(fn workload.FuncID, number int64, times *Times) time.Duration {
	var sum time.Duration
	for s := range p.Stages {
		d := p.Stages[s].Mean()
		sum += d
		if times != nil {
			times[s] = d
		}
	}
	return sum
}

// MeanColdStart returns the expected cold-start latency of fn.
func (p *Pipeline) MeanColdStart(fn workload.FuncID) time.Duration {
	var sum time.Duration
	for s := range p.Stages {
		sum += p.Stages[s].Mean()
	}
	return sum
}

package cluster

import (
	"errors"
	"time"

	"thaw/models/cluster/steps"
	"thaw/models/cpu"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// NewMechanism builds a mechanism for one run, NewRestorer a restorer.
type (
	NewMechanism func(v *View) (startup.Mechanism, error)
	NewRestorer  func(v *View) (startup.Restorer, error)
)

// Mechanisms are the stages of cold starts that are no draws; each field may be
// nil. With Restore a cold start is a restore where a snapshot is on the invoker.
type Mechanisms struct {
	Storage, Network, Memory NewMechanism
	Restore                  NewRestorer
}

// On reports whether there is any.
func (m *Mechanisms) On() bool {
	return m.Storage != nil || m.Network != nil || m.Memory != nil || m.Restore != nil
}

// buildSteps builds the mechanisms of a run.
func (e *engine) buildSteps(cfg *Config) error {
	m := &cfg.Mechanisms
	if !m.On() {
		return nil
	}
	of := steps.Config{Draws: &cfg.Startup, Daemon: &cfg.Daemon, Invokers: cfg.Invokers}
	for _, x := range []struct {
		build NewMechanism
		to    *startup.Mechanism
	}{{m.Storage, &of.Storage}, {m.Network, &of.Network}, {m.Memory, &of.Memory}} {
		if x.build == nil {
			continue
		}
		var err error
		if *x.to, err = x.build(&e.View); err != nil {
			return err
		}
		if w, ok := (*x.to).(startup.Worker); ok && w.OnCores() && cfg.CPU == CPUIgnored {
			return errors.New("changes of VM memory as work without cores, expected cpu isolated, shared or stretch")
		}
	}
	if m.Restore != nil {
		var err error
		if of.Restorer, err = m.Restore(&e.View); err != nil {
			return err
		}
	}
	e.steps = steps.New(of, e)
	if e.control != nil && e.control.delayed != nil {
		e.control.delayed.steps = e.steps // for MeanColdStart
	}
	return nil
}

// newKind tells how invocation f, which has a new container, starts.
func (e *engine) newKind(f int32) outcome.StartKind {
	if e.steps == nil {
		return outcome.Cold
	}
	return e.steps.Enter(f, int32(e.inFlight[f].container), e.now)
}

// The engine is the steps.Host; f is an invocation in flight, or a container that loads
// ahead of need.

// StartOf returns start f as mechanisms see it.
func (e *engine) StartOf(f int32) startup.Start {
	x := &e.inFlight[f]
	k := e.fleet.Container(x.container)
	unit := e.UnitOf(x.container)
	duration := time.Duration(0)
	if x.phase != loading {
		duration = x.duration
	}
	return startup.Start{
		Owner: int64(f), Tie: 2 * e.tieOf(f), Number: e.draws(f), Container: k.Serial(), Function: e.starting(f),
		Duration: duration, Unit: int32(unit),
		Name: e.steps.Handle(int32(x.container)), Invoker: int32(k.Invoker()), Memory: k.Memory(),
		Free: e.Capacity(k.Invoker()) - e.fleet.Invoker(k.Invoker()).Used(), Restored: x.kind == outcome.Restored,
	}
}

// starting returns the function that start f is for: of a container that loads ahead of
// need the one that names its unit.
func (e *engine) starting(f int32) FuncID {
	if x := &e.inFlight[f]; x.phase == loading {
		return e.FunctionOf(e.UnitOf(x.container))
	}
	return e.requests[f].fn
}

// Restores reports whether start f is a restore.
func (e *engine) Restores(f int32) bool { return e.inFlight[f].kind == outcome.Restored }

// Draw returns the drawn time of a stage of start f.
func (e *engine) Draw(f int32, stage outcome.Stage) time.Duration {
	d := e.cfg.Startup.Stage(stage, e.starting(f), e.draws(f))
	if stage == outcome.Init {
		d = e.initTime(f, d)
	}
	return d
}

// Record adds to the recorded time of a stage of start f.
func (e *engine) Record(f int32, stage outcome.Stage, d time.Duration) {
	if e.cfg.Stages {
		e.stages[f][stage] += d
	}
}

// Started ends start f, whose container is ready at the given instant.
func (e *engine) Started(f int32, at sim.Time) {
	x := &e.inFlight[f]
	if x.phase == loading || e.twoStep {
		e.post(at, kindReady, e.tieOf(f), f)
		return
	}
	e.execute(f, x, e.requests[f].number, at)
}

// PostStep requests that start f advances.
func (e *engine) PostStep(f int32, at sim.Time) { e.post(at, kindStage, e.tieOf(f), f) }

// PostWork requests work of a mechanism.
func (e *engine) PostWork(at sim.Time, tie int64, subject int32) {
	e.post(at, kindMechanism, tie, subject)
}

// PostCores requests work of a mechanism when the cores have done theirs.
func (e *engine) PostCores(i int32, work time.Duration, subject int32) {
	e.cpuWork(InvokerID(i), cpu.Reclaim.ID(uint32(subject)), work)
}

// PostUndo requests that removal l of a container goes on.
func (e *engine) PostUndo(l int32, at sim.Time, container int64) {
	e.post(at, kindRemoval, container, l)
}

// Removing counts memory that removals hold.
func (e *engine) Removing(invoker int32, memory workload.MiB) {
	e.tally.Removing(InvokerID(invoker), e.now, memory)
}

// RemovalTime draws what the daemon needs to remove a container.
func (e *engine) RemovalTime(container int64) time.Duration {
	return e.cfg.Daemon.Remove.Quantile(e.removals.Float(0, uint64(container)))
}

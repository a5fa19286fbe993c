package cluster

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// With mechanisms (Config.Mechanisms) the stages of a cold start are steps, one
// after the other: drawn, or an affair of the devices of the invoker.
//
//	decision ─▶ memory ─▶ image ─▶ storage ─▶ network ─▶ memory plug, sandbox ─▶ restore, init, fault ─▶ running
//	            daemon    drawn    mechanism  mechanism   mechanism, daemon       restorer or drawn
//
// The engine keeps the step of each start; a mechanism says when it
// has ended, at once or later. What follows each other without a mechanism in
// between needs no event.

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

// Who takes a step: a mechanism by its index, or one of these.
const (
	byDraw     int8 = -1
	byDaemon   int8 = -2
	byRestorer int8 = -3
)

// mechanismBits is how many bits of an event's subject name the mechanism.
const mechanismBits = 2

// restorerIndex is the restorer's, behind the mechanisms'.
const restorerIndex = 3

// step is a part of a cold start.
type step struct {
	stage outcome.Stage
	by    int8
}

// startProgress is how far a start has come.
type startProgress struct {
	began sim.Time  // of its step
	job   sim.JobID // of its creation
	step  uint8
}

// staged is what a run with mechanisms keeps.
type staged struct {
	of       []startup.Mechanism
	restorer startup.Restorer // or nil
	colds    []step
	restores []step
	progress []startProgress // by invocation in flight
	ended    []startup.Done
	restored []startup.Restored
	bare     bool // the daemons only keep the account of memory

	undo      []int8 // mechanisms in the order in which they are undone
	lingers   bool   // one of them takes time for it
	removals  sim.Arena[int32, removal]
	handles   []int32        // by container slot: its handle for mechanisms
	free      []int32        // handles that are free
	allocated int32          // handles that were ever given
	removing  []workload.MiB // by invoker: memory of removals
}

// buildPipeline builds the mechanisms of a run, and the daemons that account for memory
// where it takes time to come back.
func (e *engine) buildPipeline(cfg *Config) error {
	m := &cfg.Mechanisms
	if !m.On() {
		return nil
	}
	s := &staged{removing: make([]workload.MiB, cfg.Invokers)}
	add := func(stage outcome.Stage, build NewMechanism) error {
		if build == nil {
			return nil
		}
		x, err := build(&e.View)
		if err != nil {
			return err
		}
		k := int8(len(s.of))
		s.of = append(s.of, x)
		s.undo = append([]int8{k}, s.undo...)
		s.lingers = s.lingers || x.HasTeardown()
		s.colds = append(s.colds, step{stage, k})
		if stage != outcome.Storage { // the snapshot has the root file system open
			s.restores = append(s.restores, step{stage, k})
		}
		return nil
	}
	draw := func(stage outcome.Stage) { s.colds = append(s.colds, step{stage, byDraw}) }
	draw(outcome.Image)
	if m.Storage == nil {
		draw(outcome.Storage)
	}
	if err := add(outcome.Storage, m.Storage); err != nil {
		return err
	}
	if m.Network == nil {
		draw(outcome.Network)
		s.restores = append(s.restores, step{outcome.Network, byDraw})
	}
	if err := add(outcome.Network, m.Network); err != nil {
		return err
	}
	if err := add(outcome.Sandbox, m.Memory); err != nil {
		return err
	}
	s.bare = !cfg.Daemon.On()
	if s.bare {
		draw(outcome.Sandbox)
	} else {
		s.colds = append(s.colds, step{outcome.Sandbox, byDaemon})
		s.restores = append(s.restores, step{outcome.Sandbox, byDaemon})
	}
	draw(outcome.Restore)
	draw(outcome.Init)
	draw(outcome.Fault)
	if m.Restore != nil {
		var err error
		if s.restorer, err = m.Restore(&e.View); err != nil {
			return err
		}
		s.colds = append(s.colds, step{outcome.Fault, byRestorer})
		s.restores = append(s.restores, step{outcome.Restore, byRestorer})
	}
	e.staged = s
	if e.control != nil && e.control.stale != nil {
		e.control.stale.staged = s // for MeanColdStart
	}
	return nil
}

// meanColdStart returns the expected time of a start of fn in a new container: that of
// a restore where there are snapshots, since a function is cold once an invoker
// and restored ever after.
func (s *staged) meanColdStart(cfg *Config, fn FuncID) (sum time.Duration) {
	steps := s.colds
	if s.restorer != nil {
		steps = s.restores
		sum = s.restorer.UncontendedTime(fn)
	}
	for _, x := range steps {
		switch {
		case x.by == byDraw:
			sum += cfg.Startup.Stages[x.stage].Mean()
		case x.by == byDaemon && s.restorer == nil:
			sum += cfg.Startup.Stages[x.stage].Mean() + cfg.Daemon.NamespaceCreate
		case x.by >= 0:
			sum += s.of[x.by].UncontendedTime(fn)
		}
	}
	return sum
}

// startOf returns invocation f as mechanisms see it.
func (e *engine) startOf(f int32) startup.Start {
	x := &e.inFlight[f]
	k := e.fleet.Container(x.container)
	unit := e.UnitOf(x.container)
	fn, duration := e.FunctionOf(unit), time.Duration(0)
	if x.phase != loading {
		fn, duration = e.requests[f].fn, x.duration
	}
	return startup.Start{
		Owner: int64(f), Tie: 2 * e.tieOf(f), Number: e.draws(f), Container: k.Serial(), Function: fn,
		Duration: duration, Unit: int32(unit),
		Name: e.staged.handles[x.container], Invoker: int32(k.Invoker()), Memory: k.Memory(),
		Free: e.Free(k.Invoker()), Restored: x.kind == outcome.Restored,
	}
}

// newKind tells how invocation f, which has a new container, starts.
func (e *engine) newKind(f int32) outcome.StartKind {
	if e.staged == nil {
		return outcome.Cold
	}
	e.staged.allocHandle(e.inFlight[f].container)
	if e.staged.restorer != nil && e.staged.restorer.Has(e.startOf(f), e.now) {
		return outcome.Restored
	}
	return outcome.Cold
}

// beginStart begins the start of invocation f, whose decision reaches the invoker at the
// given instant.
func (e *engine) beginStart(f int32, at sim.Time) {
	s := e.staged
	for int(f) >= len(s.progress) {
		s.progress = append(s.progress, startProgress{})
	}
	s.progress[f] = startProgress{}
	if e.daemons == nil {
		e.post(at, kindStage, e.tieOf(f), f)
		return
	}
	k := e.fleet.Container(e.inFlight[f].container)
	var sandbox time.Duration
	if !s.bare && e.inFlight[f].kind != outcome.Restored {
		sandbox = e.cfg.Startup.Stage(outcome.Sandbox, e.draws(f))
	}
	e.daemons.Create(int64(f), 2*e.tieOf(f), int32(k.Invoker()), int32(k.Memory()), daemon.External, sandbox, at)
	e.wakeDaemons()
}

// allocHandle gives container c a handle of its own.
func (s *staged) allocHandle(c ContainerID) {
	for int(c) >= len(s.handles) {
		s.handles = append(s.handles, 0)
	}
	if n := len(s.free); n > 0 {
		s.handles[c] = s.free[n-1]
		s.free = s.free[:n-1]
		return
	}
	s.handles[c] = s.allocated
	s.allocated++
}

// handed takes over a creation that has its memory, and a place where they are
// limited.
func (e *engine) handed(r daemon.Ready) {
	f := int32(r.Owner)
	e.recordStage(f, outcome.Sandbox, r.Waited)
	if e.staged.bare {
		e.daemons.Dismiss(r.Job, e.now)
	} else {
		e.staged.progress[f].job = r.Job
	}
	e.advanceStart(f)
}

// recordStage adds to the recorded time of a stage of invocation f.
func (e *engine) recordStage(f int32, stage outcome.Stage, d time.Duration) {
	if e.cfg.Stages {
		e.stages[f][stage] += d
	}
}

// advanceStart takes invocation f from its step on, as far as it comes.
func (e *engine) advanceStart(f int32) {
	s := e.staged
	c := &s.progress[f]
	steps := s.colds
	if e.inFlight[f].kind == outcome.Restored {
		steps = s.restores
	}
	number, at := e.draws(f), e.now
	for ; int(c.step) < len(steps); c.step++ {
		x := steps[c.step]
		if x.by == byDraw {
			d := e.cfg.Startup.Stage(x.stage, number)
			e.recordStage(f, x.stage, d)
			at = at.Add(d)
			continue
		}
		if at > e.now { // a device is asked at its time, not before
			e.post(at, kindStage, e.tieOf(f), f)
			return
		}
		c.began = at
		switch x.by {
		case byDaemon:
			e.daemons.Prepared(c.job, at)
			e.wakeDaemons()
			return
		case byRestorer:
			began, end := e.restore(f, at)
			if began {
				return
			}
			at = end
		default:
			end := s.of[x.by].Begin(e.startOf(f), at)
			e.wakeMechanism(x.by)
			if end == sim.Never {
				return
			}
			e.recordStage(f, x.stage, end.Sub(at))
			at = end
		}
	}
	e.started(f, at)
}

// creationEnded goes on with a creation that the daemon has ended.
func (e *engine) creationEnded(f int32, done daemon.Done) {
	c := &e.staged.progress[f]
	e.recordStage(f, outcome.Network, done.Network)
	e.recordStage(f, outcome.Sandbox, e.now.Sub(c.began)-done.Network)
	c.step++
	e.advanceStart(f)
}

// wakeMechanism posts what mechanism k asks for.
func (e *engine) wakeMechanism(k int8) {
	for _, w := range e.staged.of[k].Wakes() {
		if w.Subject > sim.MaxSubject>>mechanismBits {
			panic(fleet.LimitError("more jobs of a mechanism at once than an event can name")) // the error of Replay
		}
		e.post(w.At, kindMechanism, w.Tie, int32(w.Subject)<<mechanismBits|int32(k))
	}
}

// work gives a mechanism the call that it asked for, and goes on with what has
// ended by it.
func (e *engine) work(subject int32) {
	s, k := e.staged, int8(subject&(1<<mechanismBits-1))
	if k == restorerIndex {
		e.restoredBy(uint32(subject) >> mechanismBits)
		return
	}
	s.of[k].Advance(uint32(subject)>>mechanismBits, e.now)
	e.wakeMechanism(k)
	s.ended = append(s.ended[:0], s.of[k].Ended()...) // what follows may call it again
	for _, done := range s.ended {
		if done.Leaving {
			s.removals.At(int32(done.Owner)).step++
			e.undoStep(int32(done.Owner))
		} else {
			e.stageEnded(int32(done.Owner))
		}
	}
}

// stageEnded goes on with invocation f, whose step a mechanism has ended.
func (e *engine) stageEnded(f int32) {
	s := e.staged
	c := &s.progress[f]
	steps := s.colds
	if e.inFlight[f].kind == outcome.Restored {
		steps = s.restores
	}
	e.recordStage(f, steps[c.step].stage, e.now.Sub(c.began))
	c.step++
	e.advanceStart(f)
}

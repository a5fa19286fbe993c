// Package steps takes containers through the steps of their start and of their
// removal, where mechanisms take part.
//
// The stages of a cold start are then steps, one after the other: drawn, or an affair
// of the devices of the invoker.
//
//	decision ─▶ memory ─▶ image ─▶ storage ─▶ network ─▶ memory plug, sandbox ─▶ restore, init, fault ─▶ running
//	            daemon    drawn    mechanism  mechanism   mechanism, daemon       restorer or drawn
//
// Steps knows the step of each start and of each removal; a mechanism says when it has
// ended, at once or later. What follows each other without a mechanism in between needs
// no event. The replay is its Host: it has the clock, the queue and the records.
package steps

import (
	"time"

	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// Host is the replay. A start has the index of a record there, f.
type Host interface {
	// StartOf returns start f as mechanisms see it.
	StartOf(f int32) startup.Start
	// Restores reports whether start f is a restore.
	Restores(f int32) bool
	// Draw returns the drawn time of a stage of start f, Record adds to its recorded time.
	Draw(f int32, stage outcome.Stage) time.Duration
	Record(f int32, stage outcome.Stage, d time.Duration)
	// Started ends start f: its container is ready at the given instant.
	Started(f int32, at sim.Time)
	// PostStep requests Advance of start f, PostWork a Work, PostUndo an Undo.
	PostStep(f int32, at sim.Time)
	PostWork(at sim.Time, tie int64, subject int32)
	PostUndo(l int32, at sim.Time, container int64)
	// PostCores requests a Work when the invoker's cores have worked for so long.
	PostCores(invoker int32, work time.Duration, subject int32)
	// WakeDaemons takes what the container daemons ask for, after each call of them.
	WakeDaemons()
	// Removing hears of memory that removals hold on an invoker, or no longer hold.
	Removing(invoker int32, memory workload.MiB)
	// RemovalTime draws what the daemon needs to remove a container.
	RemovalTime(container int64) time.Duration
}

// Config is what takes part in a run; each mechanism may be nil. With a Restorer a cold
// start is a restore where a snapshot is on the invoker.
type Config struct {
	Storage, Network, Memory startup.Mechanism
	Restorer                 startup.Restorer
	Draws                    *startup.Pipeline
	Daemon                   *daemon.Config // on: container daemons create and remove
	Invokers                 int
}

// Who takes a step: a mechanism by its index, or one of these.
const (
	byDraw     int8 = -1
	byDaemon   int8 = -2
	byRestorer int8 = -3
)

// mechanismBits is how many bits of the subject of a Work name the mechanism.
const mechanismBits = 2

// restorerIndex is the restorer's, behind the mechanisms'.
const restorerIndex = 3

// step is a part of a cold start.
type step struct {
	stage outcome.Stage
	by    int8
}

// progress is how far a start has come.
type progress struct {
	began sim.Time  // of its step
	job   sim.JobID // of its creation
	step  uint8
}

// Steps is the state of a run.
type Steps struct {
	host     Host
	of       []startup.Mechanism
	restorer startup.Restorer // or nil
	daemons  *daemon.Daemons  // or nil
	draws    *startup.Pipeline
	daemon   *daemon.Config
	colds    []step
	restores []step
	starts   []progress // by record of the host
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

// New lays out the steps of a run.
func New(cfg Config, host Host) *Steps {
	s := &Steps{host: host, restorer: cfg.Restorer, draws: cfg.Draws, daemon: cfg.Daemon, bare: !cfg.Daemon.On(),
		removing: make([]workload.MiB, cfg.Invokers)}
	draw := func(stage outcome.Stage) { s.colds = append(s.colds, step{stage, byDraw}) }
	draw(outcome.Image)
	if cfg.Storage == nil {
		draw(outcome.Storage)
	}
	s.add(outcome.Storage, cfg.Storage)
	if cfg.Network == nil {
		draw(outcome.Network)
		s.restores = append(s.restores, step{outcome.Network, byDraw})
	}
	s.add(outcome.Network, cfg.Network)
	s.add(outcome.Sandbox, cfg.Memory)
	if s.bare {
		draw(outcome.Sandbox)
	} else {
		s.colds = append(s.colds, step{outcome.Sandbox, byDaemon})
		s.restores = append(s.restores, step{outcome.Sandbox, byDaemon})
	}
	draw(outcome.Restore)
	draw(outcome.Init)
	draw(outcome.Fault)
	if s.restorer != nil {
		s.colds = append(s.colds, step{outcome.Fault, byRestorer})
		s.restores = append(s.restores, step{outcome.Restore, byRestorer})
	}
	return s
}

// add appends the step of a mechanism, if there is one.
func (s *Steps) add(stage outcome.Stage, x startup.Mechanism) {
	if x == nil {
		return
	}
	k := int8(len(s.of))
	s.of = append(s.of, x)
	s.undo = append([]int8{k}, s.undo...)
	s.lingers = s.lingers || x.HasTeardown()
	s.colds = append(s.colds, step{stage, k})
	if stage != outcome.Storage { // the snapshot has the root file system open
		s.restores = append(s.restores, step{stage, k})
	}
}

// Linger reports whether a removal can take time.
func (s *Steps) Linger() bool { return s.lingers }

// Daemons says who creates and removes containers, or who keeps the account of memory
// where that takes time to come back.
func (s *Steps) Daemons(d *daemon.Daemons) { s.daemons = d }

// MeanColdStart returns the expected time of a start of fn in a new container: that of
// a restore where there are snapshots, since a function is cold once an invoker
// and restored ever after.
func (s *Steps) MeanColdStart(fn workload.FuncID) (sum time.Duration) {
	steps := s.colds
	if s.restorer != nil {
		steps = s.restores
		sum = s.restorer.UncontendedTime(fn)
	}
	for _, x := range steps {
		switch {
		case x.by == byDraw:
			sum += s.draws.MeanStage(x.stage, fn)
		case x.by == byDaemon && s.restorer == nil:
			sum += s.draws.Stages[x.stage].Mean() + s.daemon.UncontendedTime()
		case x.by >= 0:
			sum += s.of[x.by].UncontendedTime(fn)
		}
	}
	return sum
}

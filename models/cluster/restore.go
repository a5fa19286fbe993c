package cluster

import (
	"thaw/models/outcome"
	"thaw/sim"
)

// With a restorer a start in a new container is a restore where a snapshot is. Its
// time follows from how many go on beside it, so it is a step that ends later, as
// those of mechanisms do.

// restore begins the restore of invocation f and reports whether it is one: a start
// without a snapshot may take longer for what it leaves.
func (e *engine) restore(f int32, at sim.Time) (began bool, end sim.Time) {
	start := e.startOf(f)
	if start.Restored {
		e.staged.restorer.Restore(start, at)
		e.wakeRestorer()
		return true, at
	}
	fault := e.staged.restorer.Record(start, at)
	e.recordStage(f, outcome.Fault, fault)
	return false, at.Add(fault)
}

// wakeRestorer posts what the restorer asks for.
func (e *engine) wakeRestorer() {
	for _, w := range e.staged.restorer.Wakes() {
		e.post(w.At, kindMechanism, w.Tie, int32(w.Subject)<<mechanismBits|restorerIndex)
	}
}

// restoredBy goes on with the restores that have ended.
func (e *engine) restoredBy(subject uint32) {
	s := e.staged
	s.restorer.Advance(subject, e.now)
	e.wakeRestorer()
	s.restored = append(s.restored[:0], s.restorer.Ended()...)
	for _, done := range s.restored {
		f := int32(done.Owner)
		e.recordStage(f, outcome.Restore, done.Restore)
		e.recordStage(f, outcome.Fault, done.Fault)
		s.progress[f].step++
		e.advanceStart(f)
	}
}

// settled notes that invocation f has ended: the restorer hears of the first
// invocation of a new container.
func (e *engine) settled(f int32) {
	x := &e.inFlight[f]
	switch {
	case x.kind == outcome.Restored:
		e.tally.Restore(x.start.Sub(x.arrival))
	case x.kind == outcome.Cold && e.staged.restorer != nil:
		e.staged.restorer.Recorded(e.startOf(f), e.now)
	}
}

package steps

import (
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/sim"
)

// With a restorer a start in a new container is a restore where a snapshot is. Its
// time follows from how many go on beside it, so it is a step that ends later, as
// those of mechanisms do.

// restore begins the restore of start f and reports whether it is one: a start
// without a snapshot may take longer for what it leaves.
func (s *Steps) restore(f int32, at sim.Time) (began bool, end sim.Time) {
	start := s.host.StartOf(f)
	if start.Restored {
		s.restorer.Restore(start, at)
		s.wakeRestorer()
		return true, at
	}
	fault := s.restorer.Record(start, at)
	s.host.Record(f, outcome.Fault, fault)
	return false, at.Add(fault)
}

// wakeRestorer requests what the restorer asks for.
func (s *Steps) wakeRestorer() {
	for _, w := range s.restorer.Wakes() {
		s.request(w, restorerIndex)
	}
}

// restoredBy goes on with the restores that have ended.
func (s *Steps) restoredBy(subject uint32, now sim.Time) {
	s.restorer.Advance(subject, now)
	s.wakeRestorer()
	s.restored = append(s.restored[:0], s.restorer.Ended()...)
	for _, done := range s.restored {
		f := int32(done.Owner)
		s.host.Record(f, outcome.Restore, done.Restore)
		s.host.Record(f, outcome.Fault, done.Fault)
		s.starts[f].step++
		s.Advance(f, now)
	}
}

// Recorded tells the restorer that the invocation of cold start f has ended: it hears of
// the first invocation of a new container.
func (s *Steps) Recorded(f int32, now sim.Time) {
	if s.restorer != nil {
		s.restorer.Recorded(s.host.StartOf(f), now)
	}
}

// Snapshots returns the counts of the restorer, if there is one.
func (s *Steps) Snapshots() (c startup.RestoreCounts, ok bool) {
	if s.restorer == nil {
		return c, false
	}
	return s.restorer.Counts(), true
}

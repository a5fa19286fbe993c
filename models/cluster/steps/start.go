package steps

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/sim"
)

// Enter gives the new container in slot c a handle of its own, and tells how start f,
// which is for it, begins.
func (s *Steps) Enter(f, c int32, now sim.Time) outcome.StartKind {
	s.allocHandle(c)
	if s.restorer != nil && s.restorer.Has(s.host.StartOf(f), now) {
		return outcome.Restored
	}
	return outcome.Cold
}

// Begin begins start f, whose decision reaches the invoker at the given instant.
func (s *Steps) Begin(f int32, at sim.Time) {
	for int(f) >= len(s.starts) {
		s.starts = append(s.starts, progress{})
	}
	s.starts[f] = progress{}
	if s.daemons == nil {
		s.host.PostStep(f, at)
		return
	}
	var sandbox, work time.Duration
	if !s.bare && !s.host.Restores(f) {
		sandbox, work = s.host.Draw(f, outcome.Sandbox), s.daemon.CreateWork
	}
	x := s.host.StartOf(f)
	s.daemons.Create(int64(f), x.Tie, x.Invoker, int32(x.Memory), daemon.External, sandbox, work, at)
	s.host.WakeDaemons()
}

// Handle returns the handle of container c.
func (s *Steps) Handle(c int32) int32 { return s.handles[c] }

// allocHandle gives container c a handle of its own.
func (s *Steps) allocHandle(c int32) {
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

// Handed takes over a creation that has its memory, and a place where they are
// limited.
func (s *Steps) Handed(r daemon.Ready, now sim.Time) {
	f := int32(r.Owner)
	s.host.Record(f, outcome.Sandbox, r.Waited)
	if s.bare {
		s.daemons.Dismiss(r.Job, now)
	} else {
		s.starts[f].job = r.Job
	}
	s.Advance(f, now)
}

// course returns the steps of start f.
func (s *Steps) course(f int32) []step {
	if s.host.Restores(f) {
		return s.restores
	}
	return s.colds
}

// Advance takes start f from its step on, as far as it comes.
func (s *Steps) Advance(f int32, now sim.Time) {
	c, steps, at := &s.starts[f], s.course(f), now
	for ; int(c.step) < len(steps); c.step++ {
		x := steps[c.step]
		if x.by == byDraw {
			d := s.host.Draw(f, x.stage)
			s.host.Record(f, x.stage, d)
			at = at.Add(d)
			continue
		}
		if at > now { // a device is asked at its time, not before
			s.host.PostStep(f, at)
			return
		}
		c.began = at
		switch x.by {
		case byDaemon:
			s.daemons.Prepared(c.job, at)
			s.host.WakeDaemons()
			return
		case byRestorer:
			began, end := s.restore(f, at)
			if began {
				return
			}
			at = end
		default:
			end := s.of[x.by].Begin(s.host.StartOf(f), at)
			s.wake(x.by)
			if end == sim.Never {
				return
			}
			s.host.Record(f, x.stage, end.Sub(at))
			at = end
		}
	}
	s.host.Started(f, at)
}

// Created goes on with a creation that the daemon has ended.
func (s *Steps) Created(f int32, done daemon.Done, now sim.Time) {
	c := &s.starts[f]
	s.host.Record(f, outcome.Network, done.Network)
	s.host.Record(f, outcome.Sandbox, now.Sub(c.began)-done.Network)
	c.step++
	s.Advance(f, now)
}

// wake requests what mechanism k asks for.
func (s *Steps) wake(k int8) {
	for _, w := range s.of[k].Wakes() {
		s.request(w, int32(k))
	}
}

// request posts a wake of the mechanism with an index.
func (s *Steps) request(w sim.Wake, index int32) {
	if w.Subject > sim.MaxSubject>>mechanismBits {
		panic(fleet.LimitError("more jobs of a mechanism at once than an event can name")) // the error of Replay
	}
	s.host.PostWork(w.At, w.Tie, int32(w.Subject)<<mechanismBits|index)
}

// Work gives a mechanism the call that it asked for, and goes on with what has
// ended by it.
func (s *Steps) Work(subject int32, now sim.Time) {
	k := int8(subject & (1<<mechanismBits - 1))
	if k == restorerIndex {
		s.restoredBy(uint32(subject)>>mechanismBits, now)
		return
	}
	s.of[k].Advance(uint32(subject)>>mechanismBits, now)
	s.wake(k)
	s.ended = append(s.ended[:0], s.of[k].Ended()...) // what follows may call it again
	for _, done := range s.ended {
		if done.Leaving {
			s.removals.At(int32(done.Owner)).step++
			s.Undo(int32(done.Owner), now)
		} else {
			s.stageEnded(int32(done.Owner), now)
		}
	}
}

// stageEnded goes on with start f, whose step a mechanism has ended.
func (s *Steps) stageEnded(f int32, now sim.Time) {
	c := &s.starts[f]
	s.host.Record(f, s.course(f)[c.step].stage, now.Sub(c.began))
	c.step++
	s.Advance(f, now)
}

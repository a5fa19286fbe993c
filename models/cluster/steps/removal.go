package steps

import (
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// removal is a container whose removal has been decided and whose mechanisms are
// being undone: it serves nobody and holds its memory (semantics, rule 5).
type removal struct {
	startup.Leaving
	step uint8 // into Steps.undo
}

// Remove begins to undo the container in slot c, which the slot has lost. Its Owner,
// Tie and Name are given here.
func (s *Steps) Remove(c int32, x startup.Leaving, now sim.Time) {
	x.Tie, x.Name = 2*x.Container+1, s.handles[c]
	l := s.removals.Alloc(removal{Leaving: x})
	s.removals.At(l).Owner = int64(l)
	s.removing[x.Invoker] += x.Memory
	if s.daemons != nil { // else nothing takes time
		s.host.Removing(x.Invoker, x.Memory)
	}
	s.Undo(l, now)
}

// Undo undoes the mechanisms of removal l from its step on, and then gives its
// memory back, or the container to the daemon, which does.
func (s *Steps) Undo(l int32, now sim.Time) {
	x := s.removals.At(l)
	for ; int(x.step) < len(s.undo); x.step++ {
		k := s.undo[x.step]
		end := s.of[k].End(x.Leaving, now)
		s.wake(k)
		if end == sim.Never {
			return
		}
		if end > now {
			x.step++
			s.host.PostUndo(l, end, x.Container)
			return
		}
	}
	serial, i, memory := x.Container, x.Invoker, x.Memory
	s.removing[i] -= memory
	s.removals.Free(l)
	s.free = append(s.free, x.Name)
	if s.daemons == nil {
		return
	}
	if s.bare {
		s.daemons.Vacate(i, int32(memory), now)
		s.host.Removing(i, -memory)
	} else {
		s.daemons.Remove(serial, 2*serial+1, i, int32(memory), s.host.RemovalTime(serial), now)
		if s.daemon.Booked {
			s.host.Removing(i, -memory)
		}
	}
	s.host.WakeDaemons()
}

// RemovingFrom returns the memory of the containers of an invoker that are being undone.
func (s *Steps) RemovingFrom(invoker int32) workload.MiB { return s.removing[invoker] }

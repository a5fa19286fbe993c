package cluster

import (
	"thaw/models/startup"
	"thaw/sim"
)

// leaving is a container whose removal has been decided and whose mechanisms are
// being undone: it serves nobody and holds its memory (semantics, rule 5).
type leaving struct {
	startup.Leaving
	step uint8 // into staged.undo
}

// leave begins to undo container c, whose slot has been vacated.
func (e *engine) leave(c ContainerID, unit UnitID) {
	s := e.staged
	x := e.fleet.Container(c)
	l := s.leavings.Alloc(leaving{Leaving: startup.Leaving{
		Tie: 2*x.Serial() + 1, Container: x.Serial(), Function: e.FunctionOf(unit), Unit: int32(unit),
		Name: s.names[c], Invoker: int32(x.Invoker()), Memory: x.Memory(),
	}})
	s.leavings.At(l).Owner = int64(l)
	s.going[x.Invoker()] += x.Memory()
	e.retreat(l)
}

// retreat undoes the mechanisms of leaving l from its step on, and then gives its
// memory back, or the container to the daemon, which does.
func (e *engine) retreat(l int32) {
	s := e.staged
	x := s.leavings.At(l)
	for ; int(x.step) < len(s.undo); x.step++ {
		k := s.undo[x.step]
		end := s.of[k].End(x.Leaving, e.now)
		e.wakeMechanism(k)
		if end == sim.Never {
			return
		}
		if end > e.now {
			x.step++
			e.post(end, kindLeave, x.Container, l)
			return
		}
	}
	serial, i, memory := x.Container, x.Invoker, x.Memory
	s.going[i] -= memory
	s.leavings.Free(l)
	s.unnamed = append(s.unnamed, x.Name)
	if e.daemons == nil {
		return
	}
	if s.bare {
		before := e.daemons.Held(i)
		e.daemons.Vacate(i, memory, e.now)
		e.heldFrom(i, before)
	} else {
		service := e.cfg.Daemon.Remove.Quantile(e.removals.Float(0, uint64(serial)))
		e.daemons.Remove(serial, i, memory, service, e.now)
	}
	e.wakeDaemons()
}

// goingFrom returns the memory of the containers of invoker i that are being undone.
func (e *engine) goingFrom(i InvokerID) int32 {
	if e.staged == nil {
		return 0
	}
	return e.staged.going[i]
}

package cluster

import (
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// removal is a container whose removal has been decided and whose mechanisms are
// being undone: it serves nobody and holds its memory (semantics, rule 5).
type removal struct {
	startup.Leaving
	step uint8 // into staged.undo
}

// beginRemoval begins to undo container c, whose slot has been vacated.
func (e *engine) beginRemoval(c ContainerID, unit UnitID) {
	s := e.staged
	x := e.fleet.Container(c)
	l := s.removals.Alloc(removal{Leaving: startup.Leaving{
		Tie: 2*x.Serial() + 1, Container: x.Serial(), Function: e.FunctionOf(unit), Unit: int32(unit),
		Name: s.handles[c], Invoker: int32(x.Invoker()), Memory: x.Memory(),
	}})
	s.removals.At(l).Owner = int64(l)
	s.removing[x.Invoker()] += x.Memory()
	if e.daemons != nil { // else nothing takes time
		e.tally.Removing(x.Invoker(), e.now, x.Memory())
	}
	e.undoStep(l)
}

// undoStep undoes the mechanisms of leaving l from its step on, and then gives its
// memory back, or the container to the daemon, which does.
func (e *engine) undoStep(l int32) {
	s := e.staged
	x := s.removals.At(l)
	for ; int(x.step) < len(s.undo); x.step++ {
		k := s.undo[x.step]
		end := s.of[k].End(x.Leaving, e.now)
		e.wakeMechanism(k)
		if end == sim.Never {
			return
		}
		if end > e.now {
			x.step++
			e.post(end, kindRemoval, x.Container, l)
			return
		}
	}
	serial, i, memory := x.Container, x.Invoker, x.Memory
	s.removing[i] -= memory
	s.removals.Free(l)
	s.free = append(s.free, x.Name)
	if e.daemons == nil {
		return
	}
	if s.bare {
		e.daemons.Vacate(i, int32(memory), e.now)
		e.tally.Removing(InvokerID(i), e.now, -memory)
	} else {
		service := e.cfg.Daemon.Remove.Quantile(e.removals.Float(0, uint64(serial)))
		e.daemons.Remove(serial, 2*serial+1, i, int32(memory), service, e.now)
	}
	e.wakeDaemons()
}

// removingFrom returns the memory of the containers of invoker i that are being undone.
func (e *engine) removingFrom(i InvokerID) workload.MiB {
	if e.staged == nil {
		return 0
	}
	return e.staged.removing[i]
}

// Package members keeps the invokers of a replay: who takes containers, and how long work
// takes there.
//
//	membership.Roster ──Take──▶ Members ──Open, Close──▶ fleet.Fleet
//	membership.Classes ───────▶    └─ Execution, Init: the time of work on an invoker
//
// The replay takes the changes, at their instants, and does what they mean for its
// invocations (docs/semantics.md, rule 25).
package members

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/cpu"
	"thaw/models/membership"
)

// Members are those of one run.
type Members struct {
	*membership.Roster // nil: all are members all the time
	fleet              *fleet.Fleet
	classes            membership.Classes
	speed, pace        []cpu.Pace // by invoker: of its class, and with its slow-down
}

// New returns the members of a fleet at the beginning of a run, and closes the invokers
// that are none yet.
func New(classes membership.Classes, c *membership.Config, f *fleet.Fleet, seed uint64) *Members {
	n := len(f.Invokers())
	m := &Members{fleet: f, classes: classes, speed: make([]cpu.Pace, 0, n)}
	for k := range classes {
		for range classes[k].Count {
			m.speed = append(m.speed, cpu.NewPace(classes[k].Speed, membership.Million))
		}
	}
	m.pace = append(m.pace, m.speed...)
	if !c.On() {
		return m
	}
	m.Roster = membership.NewRoster(c, n, seed)
	for i := range int32(n) {
		if !m.Member(i) {
			f.Close(fleet.InvokerID(i))
		}
	}
	return m
}

// Execution returns how long an execution that begins now takes on a core of invoker i.
func (m *Members) Execution(i fleet.InvokerID, d time.Duration) time.Duration {
	return m.pace[i].Time(d)
}

// Work returns how long it takes while the invoker is not slowed down.
func (m *Members) Work(i fleet.InvokerID, d time.Duration) time.Duration { return m.speed[i].Time(d) }

// Turn takes the next change over into the fleet. Before an invoker is closed, leave removes
// what has to go.
func (m *Members) Turn(leave func(i fleet.InvokerID, crashed bool)) (fleet.InvokerID, membership.Change) {
	at, change := m.Take()
	i := fleet.InvokerID(at)
	switch change {
	case membership.Joined, membership.Resumed:
		m.fleet.Open(i)
	case membership.Drained, membership.Crashed:
		leave(i, change == membership.Crashed)
		m.fleet.Close(i)
		m.Left(i)
	}
	if change != membership.Nothing {
		m.pace[i] = cpu.NewPace(m.classes.Of(at).Speed, m.Pace(at))
	}
	return i, change
}

// Left lets invoker i go if it is draining and nothing is left there.
func (m *Members) Left(i fleet.InvokerID) {
	if m.fleet.Invoker(i).Used() == 0 {
		m.Emptied(int32(i))
	}
}

// Hopeful reports whether an invocation of a function that waits may start yet: something
// is there that may go, or an invoker that is large enough comes back.
func (m *Members) Hopeful(fn fleet.FuncID) bool {
	if m.Roster == nil || m.fleet.Sums().Active > 0 {
		return true
	}
	for i := range m.fleet.Invokers() {
		if m.fleet.Capacity(fleet.InvokerID(i)) >= m.fleet.Function(fn).Memory() && m.Returns(int32(i)) {
			return true
		}
	}
	return false
}

// Package lines keeps the invocations that wait for a start which they did not cause
// (semantics, "Waiting for a start"): one line for each deployment, a unit on an
// invoker. Whoever waits in it has the next slot of a container of the deployment that
// becomes free, first come first served.
//
//	no free container ──▶ line of the deployment ──▶ a slot becomes free: warm start
//	      └─ a line that is full ──▶ cold start, behind which others may wait
//
// A line knows how many containers of its deployment are starting and how many
// invocations may wait for each, and where it learns, what the unit's invocations took
// so far. It knows nothing of the replay.
package lines

import (
	"thaw/models/cluster/fleet"
	"thaw/sim"
)

// Nobody is no invocation.
const Nobody = -1

// Lines are those of a run.
type Lines struct {
	fleet *fleet.Fleet
	slots int32 // that may wait for a starting container
	units []int32
	of    []line  // by deployment
	next  []int32 // by invocation in a line: who comes after it
	count int     // invocations in all lines
	learn *learned
}

// line is one of them.
type line struct {
	head, tail        int32
	waiting, starting int32
}

// New returns the lines of a fleet whose starting containers may each have so many
// invocations waiting. With estimates the lines learn how long starts and executions
// take.
func New(f *fleet.Fleet, slots int, estimates bool) *Lines {
	l := &Lines{fleet: f, slots: int32(slots), units: make([]int32, f.Units())}
	if estimates {
		l.learn = newLearned(f.Units())
	}
	return l
}

// Len returns how many invocations wait.
func (l *Lines) Len() int { return l.count }

// at returns the line of a deployment, which may be a new one.
func (l *Lines) at(d fleet.DeployID) *line {
	for int(d) >= len(l.of) {
		l.of = append(l.of, line{head: Nobody, tail: Nobody})
	}
	return &l.of[d]
}

// room returns how many more invocations may wait for the starting containers of x.
func (l *Lines) room(x *line) int32 { return max(0, l.slots*x.starting-x.waiting) }

// change applies a change to a line of unit u and counts its room.
func (l *Lines) change(d fleet.DeployID, u fleet.UnitID, waiting, starting int32) {
	x := l.at(d)
	l.units[u] -= l.room(x)
	x.waiting, x.starting = x.waiting+waiting, x.starting+starting
	l.units[u] += l.room(x)
	l.count += int(waiting)
}

// StartBegins counts a container of deployment d of unit u that begins to start,
// StartEnds one that is ready, or is no more.
func (l *Lines) StartBegins(d fleet.DeployID, u fleet.UnitID) { l.change(d, u, 0, 1) }

// StartEnds counts a container that is starting no more.
func (l *Lines) StartEnds(d fleet.DeployID, u fleet.UnitID) { l.change(d, u, 0, -1) }

// Room reports whether an invocation may wait for a starting container of deployment d.
func (l *Lines) Room(d fleet.DeployID) bool { return l.room(l.at(d)) > 0 }

// RoomOf reports whether an invocation of unit u may wait for a starting container
// somewhere.
func (l *Lines) RoomOf(u fleet.UnitID) bool { return l.units[u] > 0 }

// Waiting returns how many invocations wait in the line of deployment d.
func (l *Lines) Waiting(d fleet.DeployID) int32 { return l.at(d).waiting }

// Join puts invocation f at the end of the line of deployment d of unit u.
func (l *Lines) Join(d fleet.DeployID, u fleet.UnitID, f int32) {
	for int(f) >= len(l.next) {
		l.next = append(l.next, Nobody)
	}
	l.next[f] = Nobody
	if x := l.at(d); x.tail == Nobody {
		x.head, x.tail = f, f
	} else {
		l.next[x.tail], x.tail = f, f
	}
	l.change(d, u, 1, 0)
}

// Serve takes the first invocation out of the line of deployment d of unit u.
func (l *Lines) Serve(d fleet.DeployID, u fleet.UnitID) (f int32, ok bool) {
	x := l.at(d)
	if x.head == Nobody {
		return Nobody, false
	}
	f = x.head
	if x.head = l.next[f]; x.head == Nobody {
		x.tail = Nobody
	}
	l.change(d, u, -1, 0)
	return f, true
}

// May reports whether an invocation waits at deployment d, which has the slot at and no
// container that takes it at once.
func (l *Lines) May(at fleet.DeployID, d *fleet.Deployment) bool {
	return l.Room(at) || l.learn != nil && l.Sooner(at, d.Unit(), d.Containers())
}

// MayOn reports whether an invocation of unit u, for which no container of invoker i is
// free, waits there. Nobody joins on an invoker that takes no containers.
func (l *Lines) MayOn(i fleet.InvokerID, u fleet.UnitID) bool {
	at, d, some := l.fleet.Deployed(u, i)
	return some && l.fleet.Invoker(i).Open() && l.May(at, d)
}

// Anywhere returns the lowest-index invoker on which an invocation of unit u may wait, or
// fleet.None. Waiting needs no memory.
func (l *Lines) Anywhere(u fleet.UnitID) fleet.InvokerID {
	if !l.RoomOf(u) && l.learn == nil {
		return fleet.None
	}
	for i := range fleet.InvokerID(len(l.fleet.Invokers())) {
		if l.MayOn(i, u) {
			return i
		}
	}
	return fleet.None
}

// Ready notes that container c is ready, if it was starting.
func (l *Lines) Ready(c fleet.ContainerID, now sim.Time) {
	k := l.fleet.Container(c)
	if k.State() != fleet.Starting {
		return
	}
	u := l.fleet.DeploymentOf(c).Unit()
	l.StartEnds(k.Deploy(), u)
	if l.learn != nil {
		l.Started(u, now.Sub(k.Since()))
	}
}

// Lost notes that container c is no more, if it was starting.
func (l *Lines) Lost(c fleet.ContainerID) {
	if k := l.fleet.Container(c); k.State() == fleet.Starting {
		l.StartEnds(k.Deploy(), l.fleet.DeploymentOf(c).Unit())
	}
}

// Audit compares the lines with who waits, given by deployment: nobody does where a
// container has a free slot. It runs with invariants only.
func (l *Lines) Audit(waiting []fleet.DeployID) {
	counted := make([]int32, len(l.of))
	for _, at := range waiting {
		counted[at]++
		free := l.fleet.Deployment(at).Warmest()
		sim.Check(free == fleet.Nobody, "somebody waits at deployment %d, where container %d is free", at, free)
	}
	for at := range counted {
		sim.Check(counted[at] == l.of[at].waiting, "%d wait at deployment %d, counted %d", l.of[at].waiting, at,
			counted[at])
	}
}

// Wait tells whether an invocation may wait for a start which it did not cause
// (semantics, "Waiting for a start").
type Wait uint8

// What an invocation without a warm container may wait for.
const (
	Never    Wait = iota // nothing: it starts a container
	Start                // a starting container of its function
	Estimate             // also a busy one, where that is expected sooner than a new one
)

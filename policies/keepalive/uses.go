package keepalive

import (
	"time"

	"thaw/models/cluster"
	"thaw/sim"
)

// uses measures the idle times of units (functions, or apps with `sandbox: app`) on all
// invokers together. A unit is idle from the instant at which nothing of it starts or runs
// any more, whatever ended that, to its next arrival.
//
//	Started ─▶ in use ─ Idle or Removed of its last container ─▶ idle ─ Arrived ─▶ that was an idle time
//
// An arrival while the unit is in use, or while an earlier one waits, has an idle time of 0.
// The first arrival has none.
type uses struct {
	view  *cluster.View
	units []use  // by unit
	slots []slot // by container slot
}

// use is what is known of one unit.
type use struct {
	since sim.Time // idle since; or wanted or never
	busy  int32    // containers of it that start or run
}

// Values of use.since before the first arrival, and from an arrival to the next idle instant.
const (
	never  sim.Time = -1
	wanted sim.Time = -2
)

// slot is what is known of one container.
type slot struct {
	used sim.Time // the decision of its last start, or never
	unit cluster.UnitID
	busy bool
}

func newUses(v *cluster.View) *uses {
	u := &uses{view: v, units: make([]use, v.Units())}
	for i := range u.units {
		u.units[i].since = never
	}
	return u
}

// arrived notes an arrival of unit and returns the idle time that it ends. The first arrival
// ends none.
func (u *uses) arrived(unit cluster.UnitID, now sim.Time) (idle time.Duration, some bool) {
	x := &u.units[unit]
	since := x.since
	x.since = wanted
	if since >= 0 {
		return now.Sub(since), true
	}
	return 0, since == wanted
}

// started notes a start of fn in c.
func (u *uses) started(c cluster.ContainerID, fn cluster.FuncID, now sim.Time) {
	for int(c) >= len(u.slots) {
		u.slots = append(u.slots, slot{used: never})
	}
	x := &u.slots[c]
	x.used, x.unit = now, u.view.Unit(fn)
	unit := &u.units[x.unit]
	unit.since = wanted
	if !x.busy {
		x.busy = true
		unit.busy++
	}
}

// idle notes that c is idle. It returns its unit, when the last start in c was decided, never
// for a container that was loaded ahead and not used yet, and whether its unit is idle, too.
func (u *uses) idle(c cluster.ContainerID, now sim.Time) (unit cluster.UnitID, used sim.Time, all bool) {
	if int(c) >= len(u.slots) || !u.slots[c].busy {
		unit = u.view.UnitOf(c)
		return unit, never, u.units[unit].busy == 0
	}
	x := &u.slots[c]
	x.busy = false
	k := &u.units[x.unit]
	if k.busy--; k.busy == 0 {
		k.since = now
	}
	return x.unit, x.used, k.busy == 0
}

// removed clears the slot of c for its next container. One that is in use goes with its
// invoker.
func (u *uses) removed(c cluster.ContainerID, now sim.Time) {
	u.idle(c, now)
	if int(c) < len(u.slots) {
		u.slots[c] = slot{used: never}
	}
}

package memory

import (
	"thaw/sim"
)

// A reclaim may have a time-out. It then goes block by block, begins none after its time,
// and the VM owes the rest: it keeps those blocks, which its own next containers take
// first. A VM is told a size (hildenbrand2021virtiomem), so the next reclaim asks for what
// it owes, too.

// deadline returns until when a reclaim that is asked for now begins a block.
func (h *Hosts) deadline(now sim.Time) sim.Time {
	if h.timeout == 0 || h.cfg.Strategy.Means == Fixed {
		return sim.Never
	}
	return now.Add(h.timeout)
}

// Again asks the VM of a unit again for the blocks that it owes.
func (h *Hosts) Again(owner, tie int64, at, unit int32, now sim.Time) {
	g := h.first[int64(at)<<32|int64(unit)]
	h.enter(job{owner: owner, tie: tie, asked: now, guest: g, host: at, name: none, deadline: h.deadline(now)}, now)
}

// Owed returns the blocks that the VM of a unit owes.
func (h *Hosts) Owed(at, unit int32) int {
	if g, some := h.first[int64(at)<<32|int64(unit)]; some {
		return int(h.guests[g].owed)
	}
	return 0
}

// another begins the next block of a reclaim that goes block by block. It reports whether
// there is one, and time for it.
func (h *Hosts) another(id sim.JobID, now sim.Time) bool {
	j := h.jobs.At(id)
	if j.grow || j.left == 0 || now >= j.deadline || j.deadline == sim.Never {
		return false
	}
	var err error
	j.before.add(&j.work)
	if j.work, err = h.cfg.Strategy.unplug(h.guests[j.guest].vm, &h.cfg.Costs, 1); err != nil {
		panic("memory: " + err.Error()) // what a container has left is free
	}
	j.left--
	j.back++
	j.phase = working
	timed := j.work.Guest
	if h.cfg.Cores {
		timed = 0
	}
	h.wake(id, now.Add(timed))
	return true
}

package memory

// touched returns the MiB that a container occupies.
func (h *Hosts) touched(mib int32) int32 {
	if h.cfg.Touched == 0 {
		return mib
	}
	return int32(h.cfg.Touched * float64(mib))
}

// settle gives a container its pages, and returns how many the host gives for the first
// time.
func (h *Hosts) settle(j *job) (fresh int) {
	v := h.guests[j.guest].vm
	before := v.Touched()
	slot, err := h.cfg.Strategy.Settle(v, j.mib, h.touched(j.mib))
	if err != nil {
		panic("memory: " + err.Error()) // it has just been plugged
	}
	h.containers[j.name].slot = slot
	return v.Touched() - before
}

// Plugged returns the blocks that the VMs of a unit on a host have.
func (h *Hosts) Plugged(at, unit int32) int {
	n := 0
	g, some := h.first[int64(at)<<32|int64(unit)]
	for ; some && g != none; g = h.guests[g].next {
		n += h.guests[g].vm.Plugged()
	}
	return n
}

// Touched returns how many pages the VMs of all hosts have of these.
func (h *Hosts) Touched() int {
	n := 0
	for i := range h.guests {
		n += h.guests[i].vm.Touched()
	}
	return n
}

// Stats returns the counts.
func (h *Hosts) Stats() Stats { return h.stats }

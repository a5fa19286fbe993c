package storage

import "thaw/sim"

// vm is a VM of several containers of one image, which runs already.
//
//	first container  attach, mount ─▶ read ─▶ guest's page cache
//	next ones             wait ─▶ union ─▶ read what is not there yet
//
// What its containers share goes with the last of them: the VM gives its memory back.
type vm struct {
	attached entry   // what containers share: devices, mounts, a file server
	groups   []entry // of its image's layers, in the guest's page cache
	bases    []int32 // by layer of the image: its first group
	bytes    int64   // of these
	members  int32
	next     int32 // VM of the same unit on the same invoker, or none
}

// MountIn begins to give a container of a unit its root file system, in a VM that runs
// already and has most containers of the unit at a time: the first such VM with room.
func (h *Hosts) MountIn(owner int64, invoker, image, unit, most int32, at sim.Time) sim.JobID {
	v := h.vmFor(invoker, image, unit, most)
	m := &h.vms[v]
	m.members++
	j := job{owner: owner, host: invoker, image: image, began: at, device: none, waiting: none, vm: v, place: Next}
	if m.attached.state == absent {
		m.attached.state = coming
		j.place = First
	}
	id := h.jobs.Alloc(j)
	h.wake(id, at)
	return id
}

// vmFor returns a VM of the unit with room, or creates one.
func (h *Hosts) vmFor(invoker, image, unit, most int32) int32 {
	key := int64(invoker)<<32 | int64(unit)
	last := none
	v, some := h.firsts[key]
	for ; some && v != none; v = h.vms[v].next {
		if h.vms[v].members < most {
			return v
		}
		last = v
	}
	n := vm{attached: entry{waiting: none}, next: none}
	for _, l := range h.catalog.Images[image].Layers {
		n.bases = append(n.bases, int32(len(n.groups)))
		for range h.first[l+1] - h.first[l] {
			n.groups = append(n.groups, entry{waiting: none})
		}
	}
	v = int32(len(h.vms))
	h.vms = append(h.vms, n)
	if last == none {
		h.firsts[key] = v
	} else {
		h.vms[last].next = v
	}
	return v
}

// waitsForFirst makes a job wait for what the first container of its VM attaches, if it
// needs that and it is not there. It reports whether it does.
func (h *Hosts) waitsForFirst(id sim.JobID) bool {
	j := h.jobs.At(id)
	if !h.layout(j).Joins || h.vms[j.vm].attached.state != coming {
		return false
	}
	h.join(&h.vms[j.vm].attached, id)
	return true
}

// attach is the end of the first container's mounts: those that wait for them go on.
func (h *Hosts) attach(j *job, now sim.Time) {
	e := &h.vms[j.vm].attached
	last := e.waiting
	e.state, e.waiting = cached, none
	h.resume(last, false, now)
}

// inGuest returns what the guest of a job's VM has of the group that it reads.
func (h *Hosts) inGuest(j *job) *entry {
	m := &h.vms[j.vm]
	return &m.groups[m.bases[j.layer]+j.group]
}

// publish caches in the guest what a job has read, once the work of reading it is done.
func (h *Hosts) publish(j *job, l *Layout, now sim.Time) {
	if !l.OfVM || j.work > 0 {
		return
	}
	m := &h.vms[j.vm]
	layers := h.catalog.Images[j.image].Layers
	for layer, group := j.own[0], j.own[1]; int(layer) < len(layers); {
		if layer == j.layer && group >= j.group || layer > j.layer {
			break
		}
		base := h.first[layers[layer]]
		if base+group >= h.first[layers[layer]+1] {
			layer, group = layer+1, firstGroup(l)
			continue
		}
		e := &m.groups[m.bases[layer]+group]
		if e.state == coming {
			last := e.waiting
			e.state, e.waiting = cached, none
			m.bytes += h.sizes[base+group]
			h.of[j.host].stats.Guest += h.sizes[base+group]
			h.resume(last, false, now)
		}
		group++
	}
	j.own = [2]int32{j.layer, j.group}
}

// leave takes a container out of its VM, which drops what they share with the last one.
func (h *Hosts) leave(j *job) {
	m := &h.vms[j.vm]
	if m.members--; m.members > 0 {
		return
	}
	h.of[j.host].stats.Guest -= m.bytes
	m.bytes, m.attached.state = 0, absent
	for i := range m.groups {
		m.groups[i].state = absent
	}
}

// alongside is how many containers a VM without a bound has.
const alongside = 1<<31 - 1

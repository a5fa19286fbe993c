package storage

import (
	"time"

	"thaw/sim"
)

// run continues a job until a step takes time.
func (h *Hosts) run(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	l := h.layout(j)
	o := &h.of[j.host]
	for blocked := false; !blocked; {
		switch j.phase {
		case booting:
			j.phase = preparing
			blocked = h.compute(id, j.before, now)
		case preparing:
			j.done.Boot, j.since = now.Sub(j.began), now
			j.phase = mounting
			if l.Prepare > 0 {
				j.phase = holding
				blocked = !o.lock.Acquire(id, now)
			}
		case holding:
			j.phase = releasing
			blocked = h.pause(id, l.Prepare, now)
		case releasing:
			j.phase = mounting
			if next, some := o.lock.Release(id, now); some {
				h.run(next, now)
			}
		case mounting:
			j.done.Prepare, j.since = now.Sub(j.since), now
			j.phase = joining
		case joining:
			if h.waitsForFirst(id) {
				return
			}
			j.phase = waiting
			blocked = h.compute(id, l.Mount, now)
		case waiting:
			j.phase = seeking
			blocked = h.pause(id, l.Wait, now)
		case seeking:
			if !l.Uncached && (!l.Shared || l.Private > 0) {
				j.device = o.cache.device()
			}
			j.phase = beginning
			if l.Private > 0 {
				j.phase = owning
				blocked = h.pause(id, h.between(int64(l.Seeks)), now)
			}
		case owning:
			j.phase = beginning
			h.request(id, l.Private, int64(l.Seeks), now)
			blocked = true
		case beginning:
			h.beginReading(j, l, now)
		case reading:
			blocked = h.read(id, now)
		case fetching:
			j.phase = fetched
			g := h.current(j)
			h.request(id, h.sizes[g], h.requests(g, h.cfg.Costs.ReadAhead.Value), now)
			blocked = true
		case fetched:
			j.phase = reading
			h.arrive(id, now)
		case ending:
			h.end(id, now)
			blocked = true
		default:
			panic("storage: advance of a root file system that is mounted or gone")
		}
	}
}

// beginReading begins to read the start-up set of a job whose mounts are done.
func (h *Hosts) beginReading(j *job, l *Layout, now sim.Time) {
	h.keep(j, l.Private)
	if l.GuestCopy {
		j.guest += l.Private
	}
	j.done.Mount, j.since = now.Sub(j.since), now
	j.layer, j.group = 0, firstGroup(l)
	j.own = [2]int32{0, j.group}
	j.phase = reading
	if j.place == First {
		h.attach(j, now)
	}
}

// firstGroup returns the first group of a layer that is read: its metadata, where
// it is a file system of its own.
func firstGroup(l *Layout) int32 {
	if l.LayerMeta {
		return 0
	}
	return 1
}

// current returns the group that a job reads.
func (h *Hosts) current(j *job) int32 {
	return h.first[h.catalog.Images[j.image].Layers[j.layer]] + j.group
}

// read goes through the start-up set as far as it is cached. It reports whether the
// job has to wait, for a read or for its own work.
func (h *Hosts) read(id sim.JobID, now sim.Time) bool {
	j := h.jobs.At(id)
	l := h.layout(j)
	o := &h.of[j.host]
	h.publish(j, l, now)
	layers := h.catalog.Images[j.image].Layers
	for int(j.layer) < len(layers) {
		layer := layers[j.layer]
		g := h.first[layer] + j.group
		if g >= h.first[layer+1] {
			j.layer++
			j.group = firstGroup(l)
			continue
		}
		if l.OfVM && !j.served {
			switch e := h.inGuest(j); {
			case e.state == cached:
				o.stats.HitBytes += h.sizes[g]
				j.work += time.Duration(h.files[g]) * l.Open
				j.group++
				continue
			case e.state == coming && j.work > 0:
				return h.flush(id, now)
			case e.state == coming:
				h.join(e, id)
				return true
			}
		}
		if !j.served && (!l.Shared || o.cache.entries.At(g).state != cached) {
			if j.work > 0 {
				return h.flush(id, now) // first what was found; then it looks again
			}
			if l.Shared {
				if l.OfVM {
					h.inGuest(j).state = coming
				}
				e := o.cache.entries.At(g)
				if e.state == coming {
					h.join(e, id)
					return true
				}
				e.state = coming
			}
			j.phase = fetching
			return h.pause(id, h.between(h.requests(g, h.cfg.Costs.ReadAhead.Value)), now)
		}
		if !j.served {
			o.cache.recency.Touch(allEntries, g)
		}
		j.served = false
		if l.OfVM {
			h.inGuest(j).state = coming
		}
		o.stats.HitBytes += h.sizes[g]
		h.consume(j, l, g)
	}
	if j.work > 0 {
		return h.flush(id, now)
	}
	h.publish(j, l, now)
	j.phase = ending
	return false
}

// flush begins the accumulated work of a job.
func (h *Hosts) flush(id sim.JobID, now sim.Time) bool {
	j := h.jobs.At(id)
	work := j.work
	j.work = 0
	return h.compute(id, work, now)
}

// arrive is the end of a fetch: the group is there for the job and for those that
// wait for it.
func (h *Hosts) arrive(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	l := h.layout(j)
	g := h.current(j)
	if !l.Shared {
		h.keep(j, h.sizes[g])
		h.consume(j, l, g)
		return
	}
	c := &h.of[j.host].cache
	e := c.entries.At(g)
	last := e.waiting
	e.waiting = none
	c.insert(g)
	h.consume(j, l, g)
	h.resume(last, true, now)
}

// resume continues the jobs of a circle that wait, of which last came last, in order.
// Served ones are given the group.
func (h *Hosts) resume(last int32, served bool, now sim.Time) {
	for last != none {
		w := h.jobs.At(sim.JobID(last)).waiting // the first
		first := h.jobs.At(sim.JobID(w))
		h.jobs.At(sim.JobID(last)).waiting = first.waiting
		if w == last {
			last = none
		}
		first.served, first.waiting = served, none
		h.run(sim.JobID(w), now)
	}
}

// join appends a job to those that wait for a group which another job fetches.
func (h *Hosts) join(e *entry, id sim.JobID) {
	j := h.jobs.At(id)
	if e.waiting == none {
		j.waiting = int32(id)
	} else {
		last := h.jobs.At(sim.JobID(e.waiting))
		j.waiting, last.waiting = last.waiting, int32(id)
	}
	e.waiting = int32(id)
}

// keep caches bytes read from a container's own device.
func (h *Hosts) keep(j *job, bytes int64) {
	if j.device != none {
		h.of[j.host].cache.grow(j.device, bytes)
	}
}

// consume adds the work of opening and reading g and moves on to the next group.
func (h *Hosts) consume(j *job, l *Layout, g int32) {
	c := &h.cfg.Costs
	j.work += time.Duration(h.files[g])*l.Open + time.Duration(h.requests(g, l.RequestBytes))*l.Request
	if l.GuestCopy {
		j.work += c.copying(h.sizes[g])
	}
	if l.GuestCopy && !l.OfVM {
		j.guest += h.sizes[g]
	}
	j.group++
}

// end reports a root file system that is ready.
func (h *Hosts) end(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	j.phase = mounted
	j.done.Owner, j.done.Job, j.done.Began = j.owner, id, j.began
	j.done.Read = now.Sub(j.since)
	s := &h.of[j.host].stats
	s.Guest += j.guest
	s.Mounted++
	h.ended.Put(j.done)
}

// pause makes a job wait for d. It reports whether d takes time.
func (h *Hosts) pause(id sim.JobID, d time.Duration, now sim.Time) bool {
	if d > 0 {
		h.wake(id, now.Add(d))
	}
	return d > 0
}

// requests returns the number of requests, of at most so many bytes, that read a group
// file by file. Files of a group count as equally large.
func (h *Hosts) requests(g int32, most int64) int64 {
	files := max(int64(h.files[g]), 1)
	each := (h.sizes[g] + files - 1) / files
	return files * ((each + most - 1) / most)
}

// between returns the latency of all requests but the last, whose latency the disk
// adds. A reader sends one request after the other.
func (h *Hosts) between(requests int64) time.Duration {
	return time.Duration(max(requests-1, 0)) * h.cfg.Disk.Latency
}

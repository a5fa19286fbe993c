package storage

import (
	"time"

	"thaw/sim"
)

// Done reports the phases in which a root file system became ready.
type Done struct {
	Owner   int64     // as given
	Job     sim.JobID // from Mount to Unmount
	Began   sim.Time
	Boot    time.Duration // what came before
	Prepare time.Duration // the wait for the lock included
	Mount   time.Duration // attaching, mounting, reading its own metadata
	Read    time.Duration // of the start-up set
	Disk    int64         // bytes that the disk read for it
}

// Stats are the counts of one invoker.
type Stats struct {
	DiskBytes    int64
	DiskRequests int64
	HitBytes     int64 // of start-up sets, found in the page cache or on their way into it
	Shared       int64 // bytes of layers in the page cache
	Private      int64 // bytes of containers' devices in it
	Peak         int64 // the most bytes that the page cache held
	Evicted      int64 // bytes that it let go for others
	Guest        int64 // bytes in the page caches of guests
	Mounted      int
}

type host struct {
	disk    sim.Link
	cores   sim.Link
	lock    sim.Lock
	cache   cache
	diskAt  sim.Time // when the pending wake of the disk is, or sim.Never
	coresAt sim.Time
	stats   Stats
}

// phase is what a job does when it is moved on.
type phase uint8

const (
	booting   phase = iota
	preparing       // asks for the lock
	holding         // has got it
	releasing       // gives it back
	mounting
	joining   // the VM that it shares has, or gets, what it needs
	waiting   // for devices to appear
	seeking   // its own metadata, beside the first request
	owning    // asks the disk for them
	beginning // has them
	reading   // the start-up set
	fetching  // asks the disk for a group
	fetched   // has it
	ending
	mounted
	vacant
)

type job struct {
	owner        int64
	before       time.Duration
	began, since sim.Time // of the job; of what Done tells next
	done         Done
	work         time.Duration // of a core, not done yet
	host         int32
	image        int32
	layer, group int32    // of the image; of the layer: what is read next
	device       int32    // entry of the page cache, or none
	waiting      int32    // job that waits for the same group after this one
	vm           int32    // that it shares, or none
	own          [2]int32 // layer and group from which on what it reads is not yet in its VM
	guest        int64
	phase        phase
	place        Place
	served       bool // the group that it waited for has come
}

// Hosts are the disks, page caches, cores and locks of all invokers, and the
// containers whose root file systems are mounted there. They hold IDs and call
// nobody: each call may request wakes, and the caller takes them before its next call.
type Hosts struct {
	cfg     Config
	catalog *Catalog
	layouts [places][]Layout // by image
	vms     []vm
	firsts  map[int64]int32 // by invoker and unit: the first VM; only looked up
	first   []int32         // by layer: its first group; the last is the number of groups
	sizes   []int64         // by group: bytes
	files   []int32         // by group
	of      []host
	jobs    sim.Arena[sim.JobID, job]
	wakes   sim.Outbox[sim.Wake]
	ended   sim.Outbox[Done]
}

// index numbers the groups of all layers. The first of a layer is its metadata.
func (h *Hosts) index() {
	for i := range h.catalog.Layers {
		l := &h.catalog.Layers[i]
		h.first = append(h.first, int32(len(h.sizes)))
		h.sizes = append(h.sizes, h.cfg.Costs.MetaBytes.Value)
		h.files = append(h.files, 0)
		groups := int64(0)
		if l.Files > 0 {
			groups = 1
			if g := h.cfg.Group; g > 0 {
				groups = int64((l.Files + g - 1) / g)
			}
		}
		for g := range groups {
			n := int64(l.Files)
			from, to := n*g/groups, n*(g+1)/groups
			h.sizes = append(h.sizes, l.Read*to/n-l.Read*from/n)
			h.files = append(h.files, int32(to-from))
		}
	}
	h.first = append(h.first, int32(len(h.sizes)))
}

// Mount begins, at the given instant, to give a container of an image its root
// file system on an invoker. Before it comes work of the given length on a core:
// the boot of a VM, say.
func (h *Hosts) Mount(owner int64, invoker, image int32, before time.Duration, at sim.Time) sim.JobID {
	id := h.jobs.Alloc(job{owner: owner, host: invoker, image: image, before: before, began: at, device: none,
		waiting: none, vm: none})
	h.wake(id, at)
	return id
}

// Unmount takes a container's root file system away, and with it the pages of its
// device and of its guest.
func (h *Hosts) Unmount(id sim.JobID) {
	j := h.jobs.At(id)
	if j.phase != mounted {
		panic("storage: unmount of a root file system that is not mounted")
	}
	o := &h.of[j.host]
	if j.device != none {
		o.cache.drop(j.device)
	}
	o.stats.Guest -= j.guest
	o.stats.Mounted--
	if j.vm != none {
		h.leave(j)
	}
	j.phase = vacant
	h.jobs.Free(id)
}

// Resize bounds the page cache of an invoker to the memory that containers leave free.
func (h *Hosts) Resize(invoker int32, room int64) {
	c := &h.of[invoker].cache
	c.room = max(room, 1)
	c.shrink(c.room)
}

// Wakes returns the wakes requested since its last call; their ties are the owner of a
// job or the number of an invoker's device. The slice is valid until the next call of
// any method.
func (h *Hosts) Wakes() []sim.Wake { return h.wakes.Take() }

// Ended returns the root file systems that have become ready since its last call. The
// slice is valid until the next call of any method.
func (h *Hosts) Ended() []Done { return h.ended.Take() }

// Stats returns the counts of an invoker.
func (h *Hosts) Stats(invoker int32) Stats {
	o := &h.of[invoker]
	s := o.stats
	s.Shared, s.Private, s.Peak, s.Evicted = o.cache.shared, o.cache.private, o.cache.peak, o.cache.evicted
	return s
}

// Disk returns the statistics of an invoker's disk.
func (h *Hosts) Disk(invoker int32, now sim.Time) sim.Usage { return h.of[invoker].disk.Usage(now) }

// Lock returns those of the lock that preparations take.
func (h *Hosts) Lock(invoker int32, now sim.Time) sim.Usage { return h.of[invoker].lock.Usage(now) }

// Layout returns how a container of an image gets its root file system.
func (h *Hosts) Layout(image int) Layout { return h.layouts[Alone][image] }

// layout returns how a job gets its own.
func (h *Hosts) layout(j *job) *Layout { return &h.layouts[j.place][j.image] }

// Jobs returns the greatest number of root file systems at once.
func (h *Hosts) Jobs() int { return h.jobs.Slots() }

// The subjects of wakes: two devices an invoker, then jobs.
func (h *Hosts) subjectOf(id sim.JobID) uint32 { return uint32(2*len(h.of)) + id }

func (h *Hosts) wake(id sim.JobID, at sim.Time) {
	h.wakes.Put(sim.Wake{At: at, Tie: h.jobs.At(id).owner, Subject: h.subjectOf(id)})
}

// Advance continues the subject of a Wake at its instant.
func (h *Hosts) Advance(subject uint32, now sim.Time) {
	devices := uint32(2 * len(h.of))
	if subject >= devices {
		h.run(subject-devices, now)
		return
	}
	o := &h.of[subject/2]
	link, at := &o.disk, &o.diskAt
	if subject%2 == 1 {
		link, at = &o.cores, &o.coresAt
	}
	if *at != now {
		return // an earlier wake has taken its place
	}
	*at = sim.Never
	for {
		id, some := link.Finish(now)
		if !some {
			break
		}
		h.run(id, now)
	}
	h.alarm(subject, link, at)
}

// alarm requests a wake at the next finish of a device, unless an earlier or equal one
// is pending.
func (h *Hosts) alarm(subject uint32, link *sim.Link, pending *sim.Time) {
	if at, some := link.Next(); some && at < *pending {
		*pending = at
		h.wakes.Put(sim.Wake{At: at, Tie: int64(subject), Subject: subject})
	}
}

// compute lets a job work on a core. It reports whether that takes time.
func (h *Hosts) compute(id sim.JobID, work time.Duration, now sim.Time) bool {
	if work == 0 {
		return false
	}
	if h.cfg.Cores == 0 {
		h.wake(id, now.Add(work))
		return true
	}
	i := h.jobs.At(id).host
	o := &h.of[i]
	o.cores.Start(id, uint64(work), now)
	h.alarm(uint32(2*i+1), &o.cores, &o.coresAt)
	return true
}

// request lets the disk read bytes for a job, in so many requests.
func (h *Hosts) request(id sim.JobID, bytes int64, requests int64, now sim.Time) {
	j := h.jobs.At(id)
	o := &h.of[j.host]
	o.stats.DiskBytes += bytes
	o.stats.DiskRequests += requests
	j.done.Disk += bytes
	amount := uint64(bytes)
	if d := &h.cfg.Disk; d.IOPS > 0 {
		amount = max(amount, uint64(requests)*d.Capacity/d.IOPS)
	}
	o.disk.Start(id, amount, now)
	h.alarm(uint32(2*j.host), &o.disk, &o.diskAt)
}

package memory

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// Done tells which change has ended.
type Done struct {
	Owner int64         // as given
	Grown bool          // otherwise memory was taken back
	Wait  time.Duration // for the VM's thread
	// Elapsed is the time that it took after Wait; Work the time without contention.
	Elapsed time.Duration
	Work    Work
	Back    int // blocks that the host has got back
	Fresh   int // pages that the host gives for the first time, to the container
}

// phase is what ends when a job is advanced.
type phase uint8

const (
	queueing phase = iota // for the VM's thread
	working               // request, and the guest's bookkeeping where it is not on cores
	tending               // the guest's bookkeeping, on cores
	copying               // of pages: by the bus of the host, and on cores
	exiting
	over
)

type job struct {
	owner, tie   int64
	asked, began sim.Time
	work         Work
	guest        int32 // VM; or none where a container has its own
	host, mib    int32
	name         int32    // of the container, or none
	left, back   int32    // blocks to take back, and taken back
	owed         int32    // blocks that it grows by and that its VM has not given back
	deadline     sim.Time // of a reclaim, or sim.Never
	before       Work     // done, where a reclaim goes block by block
	phase        phase
	parts        uint8         // of copying that have not ended
	toil         time.Duration // what it is at on a core, or 0
	grow         bool
}

// Toil is processor time that a job needs now on its host. The caller advances the
// subject when it has had it.
type Toil struct {
	Host    int32
	Amount  time.Duration
	Subject uint32
}

// guest is a VM of several containers of one unit.
type guest struct {
	vm      *VM
	thread  sim.Lock
	owed    int32 // blocks that it was to give back and has not, in time
	members int32 // containers, those that come and go included
	next    int32 // VM of the same unit on the same host, or none
}

type host struct {
	bus   sim.Link // nanoseconds of one thread's work
	busAt sim.Time // of its pending wake, or sim.Never
}

// container is where a container lives.
type container struct{ guest, slot int32 }

const none int32 = -1

// Stats count what has ended.
type Stats struct {
	Grown, Shrunk int64
	Moved         int64 // pages
}

// Hosts are the VMs of all hosts. They hold IDs and call nobody: each call may request
// wakes, and the caller takes them before its next call.
type Hosts struct {
	cfg        Config
	timeout    time.Duration // of a reclaim; 0: none
	of         []host
	guests     []guest
	first      map[int64]int32 // by host and unit; only looked up
	containers []container     // by name
	jobs       sim.Arena[sim.JobID, job]
	wakes      sim.Outbox[sim.Wake]
	toils      sim.Outbox[Toil]
	ended      sim.Outbox[Done]
	stats      Stats
}

// New returns hosts without VMs, or an error that lists all mistakes of cfg.
func New(cfg Config, hosts int) (*Hosts, error) {
	errs := cfg.Check()
	if hosts < 1 || cfg.Memory < 1 {
		errs = append(errs, fmt.Errorf("%d hosts of %d MiB, expected 1 or more of each", hosts, cfg.Memory))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	h := &Hosts{cfg: cfg, of: make([]host, hosts), first: map[int64]int32{}}
	for i := range h.of {
		bus, err := sim.NewLink(sim.LinkConfig{Capacity: pace * uint64(cfg.Costs.Threads.Value), FlowCap: pace})
		if err != nil {
			return nil, err
		}
		h.of[i] = host{bus, sim.Never}
	}
	return h, nil
}

// pace is what a thread does alone: a nanosecond of work a nanosecond.
const pace = uint64(sim.Second)

// Grow begins to make room for a container of a unit. The caller names the container by
// an index, which stays in use until the container has left.
func (h *Hosts) Grow(owner, tie int64, at, unit, name, mib int32, now sim.Time) {
	for int(name) >= len(h.containers) {
		h.containers = append(h.containers, container{none, none})
	}
	j := job{owner: owner, tie: tie, asked: now, guest: none, host: at, mib: mib, name: name, grow: true,
		deadline: sim.Never}
	if h.cfg.Layout.Own {
		j.work = Work{Request: h.cfg.Costs.Boot.Value}
		h.containers[name] = container{none, none}
		h.alone(j, now)
		return
	}
	j.guest = h.guestFor(at, unit, mib)
	h.containers[name] = container{j.guest, none}
	g := &h.guests[j.guest]
	g.members++
	j.owed = min(g.owed, int32(h.cfg.Strategy.container(mib)))
	g.owed -= j.owed
	h.enter(j, now)
}

// Shrink begins to reclaim the memory of a container that has ended.
func (h *Hosts) Shrink(owner, tie int64, at, name, mib int32, now sim.Time) {
	x := h.containers[name]
	j := job{owner: owner, tie: tie, asked: now, guest: x.guest, host: at, mib: mib, name: name,
		left: int32(h.cfg.Strategy.container(mib)), deadline: h.deadline(now)}
	if x.guest == none {
		j.work = Work{Exits: time.Duration(Blocks(mib)) * h.cfg.Costs.Exit.Value}
		h.alone(j, now)
		return
	}
	h.guests[x.guest].vm.Leave(x.slot)
	h.enter(j, now)
}

// guestFor returns a VM of the unit with room, or creates one.
func (h *Hosts) guestFor(at, unit, mib int32) int32 {
	key := int64(at)<<32 | int64(unit)
	g, some := h.first[key]
	last, most := none, h.cfg.Most(mib)
	for ; some && g != none; g = h.guests[g].next {
		if h.guests[g].members < most {
			return g
		}
		last = g
	}
	g = int32(len(h.guests))
	blocks := int(most) * h.cfg.Strategy.container(mib)
	if h.timeout > 0 { // and what it owes: the memory of its host bounds that
		blocks = 1 << 20
	}
	h.guests = append(h.guests, guest{vm: NewVM(blocks), next: none})
	if last == none {
		h.first[key] = g
	} else {
		h.guests[last].next = g
	}
	return g
}

// alone begins a job of a container with a VM of its own.
func (h *Hosts) alone(j job, now sim.Time) {
	j.phase, j.began = exiting, now
	id := h.jobs.Alloc(j)
	if h.cfg.Cores && j.work.Exits > 0 {
		h.toil(id, j.work.Exits)
		return
	}
	h.wake(id, now.Add(j.work.All()))
}

// enter waits for the thread of the job's VM, or begins.
func (h *Hosts) enter(j job, now sim.Time) {
	j.phase = queueing
	id := h.jobs.Alloc(j)
	if h.guests[j.guest].thread.Acquire(id, now) {
		h.begin(id, now)
	}
}

// begin starts the work of a job that has the thread of its VM.
func (h *Hosts) begin(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	g := &h.guests[j.guest]
	s := &h.cfg.Strategy
	var err error
	switch {
	case j.grow:
		j.work, err = s.grow(g.vm, &h.cfg.Costs, j.mib, int(j.owed))
	case j.deadline == sim.Never:
		j.work, err = s.Shrink(g.vm, &h.cfg.Costs, j.mib)
		j.back, j.left = j.left, 0
	default: // block by block; a VM is told its size, so what it owes from before goes, too
		j.left += g.owed
		g.owed = 0
		if j.began = now; now >= j.deadline {
			h.end(id, now)
			return
		}
		j.work = Work{Request: h.cfg.Costs.Request.Value}
	}
	if err != nil {
		panic("memory: " + err.Error()) // each container has plugged the memory that it takes
	}
	j.phase, j.began = working, now
	timed := j.work.Request + j.work.Guest
	if h.cfg.Cores {
		timed = j.work.Request
	}
	h.wake(id, now.Add(timed))
}

// toil requests processor time for a job.
func (h *Hosts) toil(id sim.JobID, amount time.Duration) {
	j := h.jobs.At(id)
	j.toil = amount
	h.toils.Put(Toil{j.host, amount, id << 1})
}

// Toils returns the processor time requested since its last call. The slice is valid
// until the next call of any method.
func (h *Hosts) Toils() []Toil { return h.toils.Take() }

// Toiling returns the processor time that the job of a subject is at, or 0, with its host
// and the tie of its wakes.
func (h *Hosts) Toiling(subject uint32) (amount time.Duration, host int32, tie int64) {
	if subject&1 == 1 {
		return 0, 0, 0
	}
	j := h.jobs.At(subject >> 1)
	return j.toil, j.host, j.tie
}

// wake requests a call of Advance for a job.
func (h *Hosts) wake(id sim.JobID, at sim.Time) {
	h.wakes.Put(sim.Wake{At: at, Tie: h.jobs.At(id).tie, Subject: id << 1})
}

// Wakes returns the wakes requested since its last call. The slice is valid until the
// next call of any method.
func (h *Hosts) Wakes() []sim.Wake { return h.wakes.Take() }

// Ended returns the changes that have ended since its last call. The slice is valid
// until the next call of any method.
func (h *Hosts) Ended() []Done { return h.ended.Take() }

// Advance is the call that a Wake asked for.
func (h *Hosts) Advance(subject uint32, now sim.Time) {
	if subject&1 == 1 {
		h.copied(int32(subject>>1), now)
		return
	}
	id := subject >> 1
	j := h.jobs.At(id)
	j.toil = 0
	if j.phase == working && h.cfg.Cores && j.work.Guest > 0 {
		j.phase = tending
		h.toil(id, j.work.Guest)
		return
	}
	switch j.phase {
	case working, tending:
		if amount := j.work.copying(); amount > 0 {
			j.phase, j.parts = copying, 1
			h.of[j.host].bus.Start(id, uint64(amount), now)
			h.listen(j.host)
			if h.cfg.Cores {
				j.parts = 2
				h.toil(id, amount)
			}
			return
		}
		h.exit(id, now)
	case copying:
		h.part(id, now)
	case exiting:
		h.end(id, now)
	default:
		panic("memory: advance of a job that waits for others")
	}
}

// part ends a part of a job's copies: what the bus does, or what a core does.
func (h *Hosts) part(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	if j.parts--; j.parts == 0 {
		h.exit(id, now)
	}
}

// exit begins the last part of a job, on the host.
func (h *Hosts) exit(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	j.phase = exiting
	switch {
	case j.work.Exits == 0:
		h.end(id, now)
	case h.cfg.Cores:
		h.toil(id, j.work.Exits)
	default:
		h.wake(id, now.Add(j.work.Exits))
	}
}

// listen requests the next wake of a host's bus.
func (h *Hosts) listen(at int32) {
	o := &h.of[at]
	if next, some := o.bus.Next(); some && next != o.busAt {
		o.busAt = next
		h.wakes.Put(sim.Wake{At: next, Tie: int64(at), Subject: uint32(at)<<1 | 1})
	}
}

// copied continues the jobs whose copies have ended.
func (h *Hosts) copied(at int32, now sim.Time) {
	o := &h.of[at]
	if o.busAt != now {
		return // another wake has taken its place
	}
	o.busAt = sim.Never
	for {
		id, some := o.bus.Finish(now)
		if !some {
			break
		}
		h.part(id, now)
	}
	h.listen(at)
}

// end reports a job, and lets the next one of its VM begin.
func (h *Hosts) end(id sim.JobID, now sim.Time) {
	j := h.jobs.At(id)
	if h.another(id, now) {
		return
	}
	j.phase = over
	j.work.add(&j.before)
	fresh := 0
	if j.grow && j.guest != none {
		fresh = h.settle(j)
	}
	h.ended.Put(Done{j.owner, j.grow, j.began.Sub(j.asked), now.Sub(j.began), j.work, int(j.back), fresh})
	if j.grow {
		h.stats.Grown++
	} else {
		h.stats.Shrunk++
		h.stats.Moved += int64(float64(j.work.Migrate) / float64(max(1, h.cfg.Costs.Migrate.Value)) * BlockPages)
	}
	h.jobs.Free(id)
	if j.guest == none {
		return
	}
	g := &h.guests[j.guest]
	if !j.grow {
		g.owed += j.left
		if j.name != none {
			g.members--
		}
	}
	if next, some := g.thread.Release(id, now); some {
		h.begin(next, now)
	}
}

// Package daemon models the container daemon of an invoker (Docker's, say) as a
// shared resource: creations and removals are jobs that wait for memory, for one of
// the places of creations that run in parallel, and for a lock of the kernel.
//
//	create ─▶ memory ─▶ place ─▶ prepare ─▶ namespace ─▶ sandbox ─▶ work ─▶ ready
//	            ▲         of k               lock                     gives its place back
//	remove ─────┼────────────────────────▶ namespace ─▶ tear down ─▶ work ─▶ gone
//	            └───────────────────────────────────────────────── gives its memory back
//
// The daemon grants memory in the order of creations, and a container holds it until
// its removal has ended; so a creation that evicted others waits for their removal.
// With Booked it gives its memory back when the removal begins, and nobody waits for it.
// Places limit creations only, as OpenWhisk limits its docker run commands. With
// bridge networking a creation and a removal each hold the kernel's network-namespace
// lock of the invoker for a fixed time; with host networking there are no namespaces
// and both times are 0.
//
// Creations alone saturate the lock at a rate of 1/create; with a removal for each
// creation the rate is 1/(create + delete). Churn therefore slows start-up down by
// waiting, not by a factor.
//
// Work is processor time of a creation or a removal, which the caller's cores do at their
// pace over WorkThreads. With WorkLocked the job does it under the lock, behind the fixed
// time of that, so that others wait for a lock whose holder waits for a core.
//
// Not modelled: contention of creations for disk, and a limit of parallel removals.
package daemon

import (
	"fmt"
	"time"

	"thaw/sim"
)

// Config describes the daemons of a platform; all invokers have the same. The
// zero Config is no daemon: creations and removals wait for nothing.
type Config struct {
	Parallel        int           // creations that run side by side; 0: no daemon
	Remove          sim.Dist      // the time that a removal takes beside the namespace
	NamespaceCreate time.Duration // of the lock for a creation; 0 with host networking
	NamespaceDelete time.Duration // of the lock for a removal

	CreateWork, RemoveWork time.Duration // on a core, of a creation and a removal; 0: none
	WorkThreads            int           // over which it spreads; 0 counts as 1
	WorkLocked             bool          // it is done under the namespace lock
	Booked                 bool          // memory is back at the beginning of a removal, not at its end
}

// On reports whether there are daemons.
func (c *Config) On() bool { return c.Parallel > 0 }

// Works reports whether containers need processor time.
func (c *Config) Works() bool { return c.On() && c.CreateWork+c.RemoveWork > 0 }

// UncontendedTime returns what a creation takes beside its stages where nobody waits.
func (c *Config) UncontendedTime() time.Duration {
	threads := time.Duration(max(c.WorkThreads, 1))
	return c.NamespaceCreate + (c.CreateWork+threads-1)/threads
}

// Check returns what is wrong with the configuration.
func (c *Config) Check() []error {
	var errs []error
	if c.Parallel < 0 {
		errs = append(errs, fmt.Errorf("creations side by side of a container daemon is %d, expected 0 (no daemon) "+
			"or more", c.Parallel))
	}
	if c.NamespaceCreate < 0 || c.NamespaceDelete < 0 {
		errs = append(errs, fmt.Errorf("namespace lock of a container daemon is held for %v and %v, expected 0s or "+
			"more", c.NamespaceCreate, c.NamespaceDelete))
	}
	if c.CreateWork < 0 || c.RemoveWork < 0 {
		errs = append(errs, fmt.Errorf("work of a container daemon is %v and %v, expected 0s or more", c.CreateWork,
			c.RemoveWork))
	}
	return errs
}

// phase is what ends when a job is advanced.
type phase uint8

const (
	coming    phase = iota // it reaches the invoker
	preparing              // what comes before the namespace
	outside                // likewise, by the caller, who calls Prepared at its end
	naming                 // holds the namespace lock
	serving                // sandbox creation, or tearing down
	working                // on a core, at its pace
	over                   // a vacant job
)

type job struct {
	began, asked    sim.Time // reached the daemon; asked for the lock
	prepare, serve  time.Duration
	work            time.Duration
	network, waited time.Duration // at the lock; for memory and a place
	owner, tie      int64
	invoker, mib    int32
	phase           phase
	removal         bool
	handed          bool // the caller prepares it
	granted         bool // a creation that has its memory
}

// Done tells how a job ended.
type Done struct {
	Owner   int64 // as given
	Removal bool
	Began   sim.Time
	Waited  time.Duration // a creation's, for memory and a place
	Network time.Duration // for the namespace lock, its hold included
	MiB     int32         // of the container
}

// invokerDaemon is the daemon of one invoker.
type invokerDaemon struct {
	places   sim.Pool
	lock     sim.Lock
	pending  sim.Ring[sim.JobID] // creations that wait for memory
	capacity int32               // MiB
	held     int32               // MiB
}

// Daemons are the daemons of all invokers. They hold IDs and call nobody: each call
// may request wakes, and the caller takes them before its next call.
type Daemons struct {
	cfg   Config
	of    []invokerDaemon
	jobs  sim.Arena[sim.JobID, job]
	wakes sim.Outbox[sim.Wake]
	ready sim.Outbox[Ready]
	works sim.Outbox[Work]
}

// Work is processor time that a job needs now. The caller advances the job once more when
// it has had it.
type Work struct {
	Job     sim.JobID
	Invoker int32
	Amount  time.Duration
}

// Ready is a creation that has memory and a place, and that the caller prepares.
type Ready struct {
	Owner  int64
	Waited time.Duration // for memory and a place
	Job    sim.JobID
}

// External, as the time to prepare a creation, leaves preparation to the caller: the
// daemon hands the creation over and keeps its place until Prepared is called.
const External time.Duration = -1

// New returns daemons of idle invokers, each of so many MiB.
func New(cfg Config, invokers int, mib func(invoker int) int32) *Daemons {
	d := &Daemons{cfg: cfg, of: make([]invokerDaemon, invokers)}
	for i := range d.of {
		d.of[i] = invokerDaemon{places: sim.NewPool(cfg.Parallel), capacity: mib(i)}
	}
	return d
}

// Create begins the creation of a container of mib MiB, which reaches the
// daemon of invoker at the given instant: prepare is the time that it takes
// before the namespace (or External), sandbox after it, and work on a core. Tie is that
// of its wakes.
func (d *Daemons) Create(owner, tie int64, invoker, mib int32, prepare, sandbox, work time.Duration,
	at sim.Time) sim.JobID {
	id := d.jobs.Alloc(job{
		owner: owner, tie: tie, invoker: invoker, mib: mib,
		prepare: prepare, serve: sandbox, work: work, began: at, handed: prepare == External,
	})
	d.wake(id, at)
	return id
}

// Remove begins the removal of a container, which takes the given time beside its
// namespace.
func (d *Daemons) Remove(owner, tie int64, invoker, mib int32, service time.Duration, now sim.Time) sim.JobID {
	if d.cfg.Booked {
		d.Vacate(invoker, mib, now)
		mib = 0
	}
	id := d.jobs.Alloc(job{owner: owner, tie: tie, invoker: invoker, mib: mib, serve: service,
		work: d.cfg.RemoveWork, began: now, removal: true})
	d.acquireNamespace(id, now)
	return id
}

// Wakes returns the wakes requested since its last call. The slice is valid until the
// next call of any method.
func (d *Daemons) Wakes() []sim.Wake { return d.wakes.Take() }

// Works returns the work that is to begin since its last call. The slice is valid until
// the next call of any method.
func (d *Daemons) Works() []Work { return d.works.Take() }

// Working returns the work that a job is at, or 0, and the tie of its wakes.
func (d *Daemons) Working(id sim.JobID) (work time.Duration, tie int64) {
	j := d.jobs.At(id)
	if j.phase != working {
		return 0, j.tie
	}
	return j.work, j.tie
}

// Advance continues a job at the instant of its Wake, or when its work is done. It
// returns how the job ended, if it did.
func (d *Daemons) Advance(id sim.JobID, now sim.Time) (done Done, ok bool) {
	j := d.jobs.At(id)
	o := &d.of[j.invoker]
	switch j.phase {
	case coming:
		o.pending.Push(id)
		d.grant(o, now)
	case preparing:
		d.acquireNamespace(id, now)
	case naming:
		if d.cfg.WorkLocked && j.work > 0 {
			d.toil(id)
			return Done{}, false
		}
		d.unlock(id, now)
	case serving, working:
		if j.phase == serving && !d.cfg.WorkLocked && j.work > 0 {
			d.toil(id)
			return Done{}, false
		}
		if j.phase == working && d.cfg.WorkLocked {
			d.unlock(id, now)
			return Done{}, false
		}
		done = Done{j.owner, j.removal, j.began, j.waited, j.network, j.mib}
		if j.removal {
			o.held -= j.mib
			d.grant(o, now)
		} else if next, some := o.places.Release(now); some {
			d.prepare(next, now)
		}
		j.phase = over
		d.jobs.Free(id)
		return done, true
	}
	return Done{}, false
}

// grant gives memory to creations in the order in which they came.
func (d *Daemons) grant(o *invokerDaemon, now sim.Time) {
	for o.pending.Len() > 0 {
		id := *o.pending.Front()
		j := d.jobs.At(id)
		if o.held+j.mib > o.capacity {
			return
		}
		o.pending.Pop()
		o.held += j.mib
		j.granted = true
		if o.places.Acquire(id, now) {
			d.prepare(id, now)
		}
	}
}

// prepare begins the preparation of a creation that has a place.
func (d *Daemons) prepare(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	j.phase, j.waited = preparing, now.Sub(j.began)
	if j.handed {
		j.phase = outside
		d.ready.Put(Ready{j.owner, j.waited, id})
		return
	}
	d.wake(id, now.Add(j.prepare))
}

// Handed returns the creations handed over since its last call. The slice is valid
// until the next call of any method.
func (d *Daemons) Handed() []Ready { return d.ready.Take() }

// Prepared ends the preparation of a creation by the caller.
func (d *Daemons) Prepared(id sim.JobID, now sim.Time) {
	if d.jobs.At(id).phase != outside {
		panic("daemon: a creation that nobody was to prepare is prepared")
	}
	d.acquireNamespace(id, now)
}

// acquireNamespace requests the namespace lock, if there are namespaces.
func (d *Daemons) acquireNamespace(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	j.asked = now
	if d.holds(j) == 0 && (!d.cfg.WorkLocked || j.work == 0) {
		d.serve(id, now)
		return
	}
	if d.of[j.invoker].lock.Acquire(id, now) {
		d.hold(id, now)
	}
}

func (d *Daemons) holds(j *job) time.Duration {
	if j.removal {
		return d.cfg.NamespaceDelete
	}
	return d.cfg.NamespaceCreate
}

func (d *Daemons) hold(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	j.phase = naming
	d.wake(id, now.Add(d.holds(j)))
}

// toil begins the work of a job.
func (d *Daemons) toil(id sim.JobID) {
	j := d.jobs.At(id)
	j.phase = working
	d.works.Put(Work{id, j.invoker, j.work})
}

// unlock ends a job's hold of the namespace lock.
func (d *Daemons) unlock(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	j.network = now.Sub(j.asked)
	if next, some := d.of[j.invoker].lock.Release(id, now); some {
		d.hold(next, now)
	}
	d.serve(id, now)
}

func (d *Daemons) serve(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	j.phase = serving
	d.wake(id, now.Add(j.serve))
}

func (d *Daemons) wake(id sim.JobID, at sim.Time) {
	d.wakes.Put(sim.Wake{At: at, Tie: d.jobs.At(id).tie, Subject: id})
}

// Dismiss ends a creation that was handed over. It gives its place back and keeps its
// memory.
func (d *Daemons) Dismiss(id sim.JobID, now sim.Time) {
	j := d.jobs.At(id)
	if j.phase != outside {
		panic("daemon: a creation that was not handed over is dismissed")
	}
	j.phase = over
	d.jobs.Free(id)
	if next, some := d.of[j.invoker].places.Release(now); some {
		d.prepare(next, now)
	}
}

// Vacate releases the memory of a container that was removed without the daemon.
func (d *Daemons) Vacate(invoker, mib int32, now sim.Time) {
	o := &d.of[invoker]
	o.held -= mib
	d.grant(o, now)
}

// InvokerOf returns the invoker of a job.
func (d *Daemons) InvokerOf(id sim.JobID) int32 { return d.jobs.At(id).invoker }

// Held returns the MiB that the containers of an invoker hold, during creation and
// removal as well. It never exceeds the capacity.
func (d *Daemons) Held(invoker int32) int32 { return d.of[invoker].held }

// Count recounts, over all jobs of an invoker, the memory of creations that wait for
// it and of containers that are being removed.
func (d *Daemons) Count(invoker int32) (absent, leaving int32) {
	for id := range sim.JobID(d.jobs.Slots()) {
		switch j := d.jobs.At(id); {
		case j.phase == over || j.invoker != invoker:
		case j.removal:
			leaving += j.mib
		case !j.granted:
			absent += j.mib
		}
	}
	return absent, leaving
}

// Audit checks that an invoker, whose containers book so much and whose other removals hold
// so much, holds what jobs say. It returns what all removals hold, and runs with invariants
// only.
func (d *Daemons) Audit(invoker, used, others int32) (going int32) {
	absent, leaving := d.Count(invoker)
	going = leaving + others
	held, capacity := d.Held(invoker), d.of[invoker].capacity
	sim.Check(held == used-absent+going && held <= capacity, "invoker %d holds %d MiB of %d, counted %d − %d + %d",
		invoker, held, capacity, used, absent, going)
	return going
}

// Namespaces returns those of the namespace lock.
func (d *Daemons) Namespaces(invoker int32, now sim.Time) sim.Usage {
	return d.of[invoker].lock.Usage(now)
}

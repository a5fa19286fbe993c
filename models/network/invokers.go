package network

import (
	"time"

	"thaw/sim"
)

// Kind is what a job is for.
type Kind uint8

// Kinds of jobs.
const (
	SetUp    Kind = iota // a container is connected
	TearDown             // a container is disconnected
	Prepare              // a group's namespace is founded before its containers come
	Own                  // what invokers do by themselves; it is never reported
)

// Done tells how a job ended.
type Done struct {
	Owner  int64 // as given
	Kind   Kind
	Began  sim.Time
	Waited time.Duration // for an address, for the group's namespace, for locks
	Took   time.Duration // in steps of its own
}

// phase is what a job does when it is advanced.
type phase uint8

const (
	coming   phase = iota // reaches the invoker
	admitted              // has its address
	starting              // its group is ready
	running               // in a segment of its program
	over                  // a vacant job
)

const nobody = ^sim.JobID(0)

type job struct {
	began   sim.Time
	took    time.Duration
	owner   int64 // as given; for Own that of the job that caused it, or -1 - invoker
	invoker int32
	group   int32     // a slot of Invokers.groups, or -1
	name    int32     // of the group, as given
	want    int32     // containers of the group that are expected on the invoker
	repeat  int32     // times that the program is still to be run
	next    sim.JobID // in the list of those that wait for a group
	program []segment
	pc      int32
	phase   phase
	kind    Kind
	role    role
}

// role is what the end of a job's program means.
type role uint8

const (
	connect role = iota
	disconnect
	found   // a group's namespace
	prepare // endpoints for a group
	tick    // of a pool
	refill  // of a pool
	last    // nothing comes after
)

// invoker is one machine.
type invoker struct {
	semaphore sim.Lock // rtnetlink
	addresses sim.Pool
	groups    []int32 // by name: slot + 1
	ready     int32   // namespaces in the pool
	making    int32   // on their way into it
	ticking   bool
}

// Invokers are the network of all invokers. They hold IDs and call nobody: each call may
// request wakes, and the caller takes them before its next call.
type Invokers struct {
	cfg     Config
	recipe  Recipe
	program struct{ found, endpoint, member, leave, dissolve []segment }
	of      []invoker
	control sim.Lock
	limited bool // addresses are
	groups  sim.Arena[int32, group]
	jobs    sim.Arena[sim.JobID, job]
	wakes   sim.Outbox[sim.Wake]
	counts  [NumSteps]int64
}

// New returns idle invokers whose pools are full. The configuration and the recipe
// have passed their checks.
func New(cfg Config, recipe Recipe, invokers int) *Invokers {
	n := &Invokers{cfg: cfg, recipe: recipe, of: make([]invoker, invokers), limited: cfg.limits(&recipe)}
	p := &n.program
	p.found, p.endpoint = cfg.compile(recipe.Found), cfg.compile(recipe.Endpoint)
	p.member, p.leave, p.dissolve = cfg.compile(recipe.Member), cfg.compile(recipe.Leave), cfg.compile(recipe.Dissolve)
	for i := range n.of {
		n.of[i].addresses = sim.NewPool(cfg.Addresses)
		n.of[i].ready = int32(recipe.Pool)
	}
	return n
}

// SetUp begins to connect a container that reaches its invoker at the given
// instant. Group is the index of what shares a namespace under the recipe's
// scope (application, tenant or job), and want how many containers of it are
// expected on this invoker, 0 or 1 where nobody knows.
func (n *Invokers) SetUp(owner int64, invoker, group, want int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, invoker: invoker, group: -1, name: group, want: want, began: at, kind: SetUp,
		role: connect}, at)
}

// TearDown begins to disconnect a container that was connected.
func (n *Invokers) TearDown(owner int64, invoker, group int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, invoker: invoker, group: -1, name: group, began: at, kind: TearDown,
		role: disconnect},
		at)
}

// Prepare begins to found the namespace of a group on an invoker, with endpoints for
// the containers that are wanted, and keeps it until Release.
func (n *Invokers) Prepare(owner int64, invoker, group, want int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, invoker: invoker, group: -1, name: group, want: want, began: at, kind: Prepare,
		role: connect}, at)
}

// Release undoes a Prepare that has ended: the namespace is deleted with its last
// container.
func (n *Invokers) Release(owner int64, invoker, group int32, now sim.Time) {
	if n.recipe.grouped() {
		n.part(n.of[invoker].groups[group]-1, owner, now)
	}
}

func (n *Invokers) begin(j job, at sim.Time) sim.JobID {
	j.phase = coming
	id := n.take(j)
	n.wake(id, at)
	return id
}

// Wakes returns the wakes requested since its last call; their ties are the owners of
// the jobs. The slice is valid until the next call of any method.
func (n *Invokers) Wakes() []sim.Wake { return n.wakes.Take() }

// KindOf returns the kind of the job that a Wake names.
func (n *Invokers) KindOf(id sim.JobID) Kind { return n.jobs.At(id).kind }

// Advance continues a job at the instant of its Wake. It returns how the job ended, if
// it did and is not an invoker's own.
func (n *Invokers) Advance(id sim.JobID, now sim.Time) (done Done, ok bool) {
	ended := false
	switch n.jobs.At(id).phase {
	case coming:
		ended = n.arrive(id, now)
	case admitted:
		ended = n.admit(id, now)
	case starting:
		ended = n.start(id, n.program.member, 1, now)
	case running:
		n.passed(id, now)
		ended = n.run(id, now)
	}
	for ended && n.end(id, now) { // an own job may go on with another program
		ended = n.run(id, now)
	}
	j := n.jobs.At(id)
	if !ended {
		return Done{}, false
	}
	done = Done{j.owner, j.kind, j.began, now.Sub(j.began) - j.took, j.took}
	j.phase, j.program = over, nil
	n.jobs.Free(id)
	return done, done.Kind != Own
}

// arrive takes an address for a container that comes, and begins the
// disconnection of one that goes.
func (n *Invokers) arrive(id sim.JobID, now sim.Time) (ended bool) {
	j := n.jobs.At(id)
	switch {
	case j.role == tick:
		n.top(j.invoker, now)
		return true
	case j.role == disconnect:
		return n.depart(id, now)
	case j.kind == SetUp && n.limited && !n.of[j.invoker].addresses.Acquire(id, now):
		return false
	}
	return n.admit(id, now)
}

// admit begins the set-up of a container that has its address.
func (n *Invokers) admit(id sim.JobID, now sim.Time) (ended bool) {
	if n.recipe.grouped() {
		if !n.join(id, now) {
			return false
		}
		return n.start(id, n.program.member, 1, now)
	}
	j := n.jobs.At(id)
	if j.kind == Prepare {
		return true
	}
	o := &n.of[j.invoker]
	if o.ready > 0 {
		o.ready--
		n.schedule(j.invoker, now)
		return true
	}
	return n.start(id, n.program.member, 1, now)
}

// depart begins the disconnection of a container.
func (n *Invokers) depart(id sim.JobID, now sim.Time) (ended bool) {
	o := &n.of[n.jobs.At(id).invoker]
	if n.recipe.Reuse && o.ready+o.making < int32(n.recipe.Pool) {
		o.ready++
		return true
	}
	return n.start(id, n.program.leave, 1, now)
}

// end does what the end of a job's program means, and reports whether the job
// has another program to run.
func (n *Invokers) end(id sim.JobID, now sim.Time) (more bool) {
	j := n.jobs.At(id)
	o := &n.of[j.invoker]
	switch j.role {
	case disconnect:
		if n.recipe.grouped() {
			n.leave(id, now)
		}
		if n.limited {
			if next, some := o.addresses.Release(now); some {
				n.jobs.At(next).phase = admitted
				n.wake(next, now)
			}
		}
	case found:
		g := n.groups.At(j.group)
		if n.recipe.Block > 0 {
			j.role = prepare
			n.load(id, n.program.endpoint, g.making)
			return true
		}
		g.state = ready
		n.serve(j.group, now)
	case prepare:
		g := n.groups.At(j.group)
		g.state, g.free, g.making = ready, g.free+g.making, 0
		n.serve(j.group, now)
	}
	return false
}

// schedule makes sure that the pool of an invoker is checked at the next interval.
func (n *Invokers) schedule(at int32, now sim.Time) {
	o := &n.of[at]
	if o.ticking {
		return
	}
	o.ticking = true
	every := sim.Time(n.recipe.Refill)
	id := n.take(job{owner: -1 - int64(at), invoker: at, group: -1, kind: Own, role: tick})
	n.wake(id, (now/every+1)*every)
}

// top refills the pool of an invoker, one namespace after the other.
func (n *Invokers) top(at int32, now sim.Time) {
	o := &n.of[at]
	o.ticking = false
	missing := int32(n.recipe.Pool) - o.ready - o.making
	if missing <= 0 {
		return
	}
	o.making += missing
	id := n.take(job{owner: -1 - int64(at), invoker: at, group: -1, began: now, kind: Own, role: refill,
		phase: starting})
	n.load(id, n.program.member, missing)
	if n.run(id, now) { // a recipe whose steps take no time
		n.jobs.At(id).phase = over
		n.jobs.Free(id)
	}
}

func (n *Invokers) wake(id sim.JobID, at sim.Time) {
	n.wakes.Put(sim.Wake{At: at, Tie: n.jobs.At(id).owner, Subject: id})
}

// take makes a job.
func (n *Invokers) take(j job) sim.JobID {
	j.next = nobody
	return n.jobs.Alloc(j)
}

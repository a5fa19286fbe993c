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
	Own                  // what nodes do by themselves; it is never reported
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
	coming   phase = iota // reaches the node
	admitted              // has its address
	starting              // its group is ready
	running               // in a segment of its program
	over                  // a vacant job
)

const nobody = ^sim.JobID(0)

type job struct {
	began   sim.Time
	took    time.Duration
	owner   int64 // as given; for Own that of the job that caused it, or -1 - node
	node    int32
	group   int32     // a slot of Nodes.groups, or -1
	name    int32     // of the group, as given
	want    int32     // containers of the group that are expected on the node
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

// node is one machine.
type node struct {
	semaphore sim.Lock // rtnetlink
	addresses sim.Pool
	groups    []int32 // by name: slot + 1
	ready     int32   // namespaces in the pool
	making    int32   // on their way into it
	ticking   bool
}

// Nodes are the network of all nodes. They hold IDs and call nobody: each call may
// request wakes, and the caller takes them before its next call.
type Nodes struct {
	cfg     Config
	recipe  Recipe
	program struct{ found, endpoint, member, leave, dissolve []segment }
	of      []node
	control sim.Lock
	limited bool // addresses are
	groups  sim.Arena[int32, group]
	jobs    sim.Arena[sim.JobID, job]
	wakes   sim.Outbox[sim.Wake]
	counts  [NumSteps]int64
}

// New returns idle nodes whose pools are full. The configuration and the recipe
// have passed their checks.
func New(cfg Config, recipe Recipe, nodes int) *Nodes {
	n := &Nodes{cfg: cfg, recipe: recipe, of: make([]node, nodes), limited: cfg.limits(&recipe)}
	p := &n.program
	p.found, p.endpoint = cfg.compile(recipe.Found), cfg.compile(recipe.Endpoint)
	p.member, p.leave, p.dissolve = cfg.compile(recipe.Member), cfg.compile(recipe.Leave), cfg.compile(recipe.Dissolve)
	for i := range n.of {
		n.of[i].addresses = sim.NewPool(cfg.Addresses)
		n.of[i].ready = int32(recipe.Pool)
	}
	return n
}

// SetUp begins to connect a container that reaches its node at the given
// instant. Group is the index of what shares a namespace under the recipe's
// scope (application, tenant or job), and want how many containers of it are
// expected on this node, 0 or 1 where nobody knows.
func (n *Nodes) SetUp(owner int64, node, group, want int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, node: node, group: -1, name: group, want: want, began: at, kind: SetUp,
		role: connect}, at)
}

// TearDown begins to disconnect a container that was connected.
func (n *Nodes) TearDown(owner int64, node, group int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, node: node, group: -1, name: group, began: at, kind: TearDown, role: disconnect},
		at)
}

// Prepare begins to found the namespace of a group on a node, with endpoints for
// the containers that are wanted, and keeps it until Release.
func (n *Nodes) Prepare(owner int64, node, group, want int32, at sim.Time) sim.JobID {
	return n.begin(job{owner: owner, node: node, group: -1, name: group, want: want, began: at, kind: Prepare,
		role: connect}, at)
}

// Release undoes a Prepare that has ended: the namespace is deleted with its last
// container.
func (n *Nodes) Release(owner int64, node, group int32, now sim.Time) {
	if n.recipe.grouped() {
		n.part(n.of[node].groups[group]-1, owner, now)
	}
}

func (n *Nodes) begin(j job, at sim.Time) sim.JobID {
	j.phase = coming
	id := n.take(j)
	n.wake(id, at)
	return id
}

// Wakes returns the wakes requested since its last call; their ties are the owners of
// the jobs. The slice is valid until the next call of any method.
func (n *Nodes) Wakes() []sim.Wake { return n.wakes.Take() }

// KindOf returns the kind of the job that a Wake names.
func (n *Nodes) KindOf(id sim.JobID) Kind { return n.jobs.At(id).kind }

// Advance continues a job at the instant of its Wake. It returns how the job ended, if
// it did and is not a node's own.
func (n *Nodes) Advance(id sim.JobID, now sim.Time) (done Done, ok bool) {
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
func (n *Nodes) arrive(id sim.JobID, now sim.Time) (ended bool) {
	j := n.jobs.At(id)
	switch {
	case j.role == tick:
		n.top(j.node, now)
		return true
	case j.role == disconnect:
		return n.depart(id, now)
	case j.kind == SetUp && n.limited && !n.of[j.node].addresses.Acquire(id, now):
		return false
	}
	return n.admit(id, now)
}

// admit begins the set-up of a container that has its address.
func (n *Nodes) admit(id sim.JobID, now sim.Time) (ended bool) {
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
	o := &n.of[j.node]
	if o.ready > 0 {
		o.ready--
		n.schedule(j.node, now)
		return true
	}
	return n.start(id, n.program.member, 1, now)
}

// depart begins the disconnection of a container.
func (n *Nodes) depart(id sim.JobID, now sim.Time) (ended bool) {
	o := &n.of[n.jobs.At(id).node]
	if n.recipe.Reuse && o.ready+o.making < int32(n.recipe.Pool) {
		o.ready++
		return true
	}
	return n.start(id, n.program.leave, 1, now)
}

// end does what the end of a job's program means, and reports whether the job
// has another program to run.
func (n *Nodes) end(id sim.JobID, now sim.Time) (more bool) {
	j := n.jobs.At(id)
	o := &n.of[j.node]
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

// schedule makes sure that the pool of a node is checked at the next interval.
func (n *Nodes) schedule(at int32, now sim.Time) {
	o := &n.of[at]
	if o.ticking {
		return
	}
	o.ticking = true
	every := sim.Time(n.recipe.Refill)
	id := n.take(job{owner: -1 - int64(at), node: at, group: -1, kind: Own, role: tick})
	n.wake(id, (now/every+1)*every)
}

// top refills the pool of a node, one namespace after the other.
func (n *Nodes) top(at int32, now sim.Time) {
	o := &n.of[at]
	o.ticking = false
	missing := int32(n.recipe.Pool) - o.ready - o.making
	if missing <= 0 {
		return
	}
	o.making += missing
	id := n.take(job{owner: -1 - int64(at), node: at, group: -1, began: now, kind: Own, role: refill, phase: starting})
	n.load(id, n.program.member, missing)
	if n.run(id, now) { // a recipe whose steps take no time
		n.jobs.At(id).phase = over
		n.jobs.Free(id)
	}
}

func (n *Nodes) wake(id sim.JobID, at sim.Time) {
	n.wakes.Put(sim.Wake{At: at, Tie: n.jobs.At(id).owner, Subject: id})
}

// take makes a job.
func (n *Nodes) take(j job) sim.JobID {
	j.next = nobody
	return n.jobs.Alloc(j)
}

package cluster

import (
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// state of a container slot.
type state uint8

const (
	vacant   state = iota // a free slot
	starting              // its creation has been decided, it is not ready
	busy                  // runs at least one invocation
	idle                  // ready and unused
)

// nobody is the slot of no container, and the index of no deployment: lists and
// chains end with it. Slot 0 is there but never used: it takes what is written
// to a neighbour that does not exist, so linking and unlinking do not branch.
const nobody int32 = 0

// container is one slot of the arena: a line of the cache.
type container struct {
	since   sim.Time // idle: since when. Not idle: when it was created
	expires sim.Time // idle: when its lease ends
	alarm   sim.Time // when the slot's pending alarm fires, or sim.Never; outlives the container
	serial  int64    // creation number

	deploy    int32 // vacant: the next vacant slot
	invoker   InvokerID
	memory    int32 // MiB
	running   uint16
	state     state
	prewarmed bool // loaded ahead of need and not used yet

	warmPrev, warmNext int32 // neighbours in its deployment's order of reuse
	idlePrev, idleNext int32 // neighbours in its invoker's order of eviction
}

// deployment is a unit on an invoker: it exists while it has a container.
type deployment struct {
	unit       UnitID
	invoker    InvokerID
	containers int32
	chain      int32 // next deployment in the hash chain, or free-list link
	warmest    int32 // of its containers with a free slot, the one to reuse first
	starts     int64 // decided here since the first of its containers was created
}

// function is what the loop wants to know of a function, in one place.
type function struct {
	unit   UnitID
	memory int32 // MiB that a container of its unit books
	starts uint32
	last   int32 // the deployment where it started last, which may be another's by now
}

// invoker holds the memory account of one invoker, in MiB.
type invoker struct {
	capacity, active, used int32
	running, idle          int32 // starting and busy containers; idle ones
	oldest, newest         int32 // idle containers: the first to evict, and the last
	_                      int32 // two to a line of the cache
}

// flight is an invocation between its placement and its end, as the loop needs
// it; two of them are a line of the cache.
type flight struct {
	arrival, start sim.Time
	duration       time.Duration
	container      int32 // landed: the next vacant flight
	kind           outcome.StartKind
	phase          phase
}

// request is the rest of a flight, for those that read it: the sink, and starts
// with an event of their own.
type request struct {
	number           int64
	queued, schedule time.Duration
	fn               FuncID
}

// phase of a flight.
type phase uint8

const (
	landed  phase = iota // vacant
	aloft                // an invocation
	loading              // a container that loads with nobody waiting
)

// waiting is an invocation in the central queue.
type waiting struct {
	arrival  sim.Time
	duration time.Duration
	number   int64
	fn       FuncID

	controlled time.Duration // wait for the controller, before the queue
}

// ring is a FIFO of waiting invocations that grows and is used again.
type ring struct {
	a       []waiting
	head, n int
}

func (r *ring) push(w waiting) {
	if r.n == len(r.a) {
		grown := make([]waiting, max(64, 2*len(r.a)))
		k := copy(grown, r.a[r.head:])
		copy(grown[k:], r.a[:r.head])
		r.a, r.head = grown, 0
	}
	r.a[(r.head+r.n)&(len(r.a)-1)] = w
	r.n++
}

func (r *ring) front() *waiting { return &r.a[r.head] }

func (r *ring) pop() {
	r.head = (r.head + 1) & (len(r.a) - 1)
	r.n--
}

// newView lays out the state of a run.
func newView(cfg *Config, table *workload.Table) View {
	v := View{
		cfg: cfg, table: table,
		invokers:   make([]invoker, cfg.Invokers),
		chains:     make([]int32, 1<<12),
		containers: []container{nobody: {since: -1}},
		deploys:    []deployment{nobody: {invoker: None}},
		shared:     cfg.Concurrency > 1,
	}
	for i := range v.invokers {
		v.invokers[i].capacity = cfg.Memory
	}
	v.layFunctions()
	return v
}

// layFunctions names the unit of each function and what it books.
func (v *View) layFunctions() {
	v.functions = make([]function, len(v.table.Functions))
	units := len(v.functions)
	if v.cfg.Scope == PerApp {
		units = len(v.table.Apps)
	}
	v.firstOf = make([]FuncID, units)
	for f := len(v.functions) - 1; f >= 0; f-- {
		t := &v.table.Functions[f]
		x := function{unit: UnitID(f), memory: t.Memory}
		if v.cfg.Scope == PerApp {
			x.unit, x.memory = UnitID(t.App), v.table.Apps[t.App].Memory
		}
		x.memory = max(1, x.memory)
		v.functions[f], v.firstOf[x.unit] = x, FuncID(f)
	}
}

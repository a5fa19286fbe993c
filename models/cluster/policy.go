package cluster

import (
	"time"

	"thaw/models/cluster/fleet"
	"thaw/models/cluster/layers"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// IDs of what belongs to a platform, here too for the policies. All are indices.
type (
	// FuncID is a function's index in the trace's table.
	FuncID = workload.FuncID

	// InvokerID is an invoker's index; None says that no invoker can take an
	// invocation now: it waits.
	InvokerID = outcome.InvokerID

	// ContainerID is a container's slot. Slots are used again; View.Serial tells
	// containers apart for good.
	ContainerID = fleet.ContainerID

	// UnitID is what a container serves: a function, or an app (Config.Scope).
	UnitID = fleet.UnitID
)

// Priority is the rank of an idle container: a whole number.
type Priority = fleet.Priority

// NewPriority returns the priority hi × 2⁶⁴ + lo.
func NewPriority(hi, lo uint64) Priority { return fleet.NewPriority(hi, lo) }

// None is no invoker.
const None = outcome.None

// Scheduler chooses the invoker of an invocation. It is asked once at arrival
// and again whenever the invocation is at the head of the queue and memory
// became available; the answer must be a candidate (View.Candidate) or None.
type Scheduler interface {
	// Place answers for invocation number of fn at now.
	Place(fn FuncID, number int64, now sim.Time) InvokerID
}

// KeepAlive decides how long idle containers stay.
type KeepAlive interface {
	// Idle is asked when c has become idle.
	Idle(c ContainerID, now sim.Time) Lease
}

// Lease is a keep-alive policy's answer.
type Lease struct {
	Keep time.Duration // how long the container is kept if nothing uses it; Forever for no limit
	// when > 0: another is loaded this long after it went, unless the function was invoked since
	Prewarm  time.Duration
	Priority Priority // under memory pressure the least goes first; read only from a Ranker
}

// Forever is the Keep of a container that no timer removes.
const Forever = time.Duration(1<<63 - 1)

// Optional abilities of a scheduler or a keep-alive policy, found once before
// the replay.
type (
	// Ranker says that eviction follows Lease.Priority (ties: least recently idle,
	// then oldest). Without it, eviction is least recently idle first.
	Ranker interface{ Ranks() }

	// ArrivalWatcher hears of every arrival, before it is placed.
	ArrivalWatcher interface {
		Arrived(fn FuncID, now sim.Time)
	}

	// Prefetcher hears, on platforms of many functions, of arrivals a little before
	// their turn: so that it can touch what it knows of them while the misses of the
	// caches overlap. It must not change anything.
	Prefetcher interface {
		PrefetchArrivals(ahead []workload.Invocation)
	}

	// StartWatcher hears of every start when it is decided: c is the container,
	// cold tells whether it was created for it.
	StartWatcher interface {
		Started(c ContainerID, fn FuncID, cold bool, now sim.Time)
	}

	// EndWatcher hears of every execution that completes in container c, before c becomes
	// idle or goes on with others. Removed tells of those that are lost with it.
	EndWatcher interface {
		Ended(c ContainerID, now sim.Time)
	}

	// EvictionWatcher hears of every container about to be removed; evicted is
	// true when memory pressure was the cause, false when its lease ended. The
	// View still shows the container.
	EvictionWatcher interface {
		Removed(c ContainerID, evicted bool, now sim.Time)
	}

	// MemberWatcher hears of every change of an invoker's membership or pace, after it;
	// member says whether it takes invocations.
	MemberWatcher interface {
		MemberChanged(i InvokerID, member bool, now sim.Time)
	}

	// Ticker is called every Period of simulated time.
	Ticker interface {
		Period() time.Duration
		Tick(now sim.Time)
	}
)

// Hands are what a keep-alive policy can do of its own accord, at any time at which it is
// asked or told something. An order is carried out at the same instant, after its arrivals
// and expiries (semantics, rule 2).
type Hands interface {
	// Load orders a container of unit u, ahead of need, on the invoker that the scheduler
	// chooses as for an invocation. It gets its memory if that is free: loading evicts
	// nothing. When it is ready, Idle asks for its lease.
	Load(u UnitID)
	// LoadOn orders one on invoker i.
	LoadOn(u UnitID, i InvokerID)
	// Renew replaces the lease of container c if it is idle: from now on, with another
	// priority where containers have one. A Keep of 0 lets it expire at this instant.
	Renew(c ContainerID, l Lease)
}

// Operator is a keep-alive policy that orders containers: it gets its Hands before the
// replay, when it may order for the first instant.
type Operator interface{ Operate(h Hands) }

// LoadWatcher hears of every container that begins to load ahead of need.
type LoadWatcher interface {
	Loaded(c ContainerID, now sim.Time)
}

// Clairvoyant says that the policy asks View.Future, without which it cannot be.
type Clairvoyant interface{ Foresees() }

// Evictor chooses by itself which idle container memory pressure takes, in place of
// recency and priority.
type Evictor interface {
	// Victim returns an idle container of invoker i, which has some. The answer is the
	// same until the container goes or is used.
	Victim(i InvokerID) ContainerID
}

// Layerer has containers that serve no function yet, which functions take over: the best
// that suits and is idle on the invoker, in place of a part of a cold start.
type Layerer interface {
	// Layers lists them, once before the replay.
	Layers() layers.Config
	// Below returns the unit of the layer (View.LayerUnit) as which container c goes on, which
	// expires; or −1.
	Below(c ContainerID) UnitID
}

// Wrapper stands between a replay and a policy. It hears what it watches, and is asked for
// decisions; all other abilities are those of the policy within.
type Wrapper interface{ Within() any }

// NewScheduler builds a scheduler for one run; NewKeepAlive likewise.
type (
	NewScheduler func(v *View) Scheduler
	NewKeepAlive func(v *View) KeepAlive
)

// Prewarmer says that Lease.Prewarm is used; without it, and of an Operator, that field is not read.
type Prewarmer interface{ Prewarms() }

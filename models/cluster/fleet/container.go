package fleet

import (
	"fmt"
	"time"

	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// IDs of what belongs to a platform; all are indices.
type (
	InvokerID = outcome.InvokerID
	FuncID    = workload.FuncID

	// ContainerID is a container's slot. Slots are used again; a container's
	// serial number tells it from all others.
	ContainerID int32
	// DeployID is the slot of a deployment.
	DeployID int32
	// UnitID is what a container serves: a function, or an app.
	UnitID int32
)

// None is no invoker.
const None = outcome.None

// Nobody is the slot of no container and of no deployment: lists and chains end
// with it. Slot 0 exists and stays unused: it takes what is written to a missing
// neighbour, so linking and unlinking do not branch.
const Nobody = 0

// State of a container slot.
type State uint8

// The states.
const (
	Vacant   State = iota // a free slot
	Starting              // its creation has been decided, it is not ready
	Busy                  // runs at least one invocation
	Idle                  // ready and unused
)

// Container is one slot of the arena: a line of the cache.
type Container struct {
	since   sim.Time // idle: since when. Not idle: when it was created
	Expires sim.Time // idle: when its lease ends; kept by the replay
	Alarm   sim.Time // when the slot's pending alarm fires, or sim.Never; kept by the replay, outlives the container
	serial  int64    // creation number

	deploy    DeployID // vacant: the next vacant slot
	invoker   InvokerID
	memory    workload.MiB
	running   uint16
	state     State
	Prewarmed bool // loaded ahead of need and not used yet; kept by the replay

	warmPrev, warmNext ContainerID // neighbours in its deployment's order of reuse
	idlePrev, idleNext ContainerID // neighbours in its invoker's order of eviction
}

// State returns the state of the slot.
func (x *Container) State() State { return x.state }

// Since returns since when an idle container is idle, and when another was created.
func (x *Container) Since() sim.Time { return x.since }

// Rested returns for how long a container has been idle since its last use. It is less than
// nothing for one that is not idle, or has not been used.
func (x *Container) Rested(now sim.Time) time.Duration {
	if x.state != Idle || x.Prewarmed {
		return -1
	}
	return now.Sub(x.since)
}

// Serial returns the creation number, from 0.
func (x *Container) Serial() int64 { return x.serial }

// Deploy returns the container's deployment.
func (x *Container) Deploy() DeployID { return x.deploy }

// Invoker returns where the container is.
func (x *Container) Invoker() InvokerID { return x.invoker }

// Memory returns what the container books.
func (x *Container) Memory() workload.MiB { return x.memory }

// Running returns how many slots of the container are taken.
func (x *Container) Running() uint16 { return x.running }

// NextVictim returns the container that its invoker evicts after this idle one,
// without ranks.
func (x *Container) NextVictim() ContainerID { return x.idleNext }

// LimitError says that a run outgrew the width of an index.
type LimitError string

func (e LimitError) Error() string { return string(e) }

// newContainer returns a free slot.
func (f *Fleet) newContainer() ContainerID {
	c := f.freeSlot
	if c != Nobody {
		f.freeSlot = ContainerID(f.containers[c].deploy)
		return c
	}
	if len(f.containers) > sim.MaxSubject {
		panic(LimitError(fmt.Sprintf("more than %d containers at once", sim.MaxSubject)))
	}
	f.containers = append(f.containers, Container{Alarm: sim.Never})
	if f.ranked {
		f.rankAt = append(f.rankAt, 0)
	}
	return ContainerID(len(f.containers) - 1)
}

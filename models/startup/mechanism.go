package startup

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Mechanism is a stage of cold starts whose time follows from what else happens
// on the invoker at the time: the devices, locks and caches of all invokers, in
// one value. It holds IDs and calls nobody: it says when it wants to be called.
//
//	Begin ──▶ end known: the next stage follows then
//	      └─▶ sim.Never: Wakes ──▶ Advance ──▶ ... ──▶ Ended
//
// After each call of Begin, End or Advance the wakes are taken, and Advance is
// called at their instants; after an Advance, what has ended is taken.
type Mechanism interface {
	// Begin begins the stage of a start at now and returns its end, which is not
	// before now, or sim.Never when a later Advance tells.
	Begin(s Start, now sim.Time) sim.Time
	// End begins to undo the stage, for a container that goes, likewise.
	End(l Leaving, now sim.Time) sim.Time
	// HasTeardown reports whether End can take time.
	HasTeardown() bool
	// Wakes returns what was asked for since the last call; the slice is valid
	// until the next call of any method.
	Wakes() []sim.Wake
	// Advance is the call that a Wake asked for.
	Advance(subject uint32, now sim.Time)
	// Ended returns the stages that have ended since the last call, in the order
	// in which they are to be followed up; the slice is valid until the next call
	// of any method.
	Ended() []Done
	// UncontendedTime is what the stage takes in a start of fn where nothing else happens.
	UncontendedTime(fn workload.FuncID) time.Duration
}

// Start is one start as a mechanism sees it.
type Start struct {
	Owner     int64           // named in Done
	Tie       int64           // settles ties between wakes
	Number    int64           // keys draws: the invocation's, or negative where nobody waits
	Container int64           // the container's serial number
	Function  workload.FuncID // for which it is created
	Duration  time.Duration   // of the invocation; 0 where nobody waits
	Unit      int32           // what it serves: a function, or an app
	Name      int32           // of the container, an index: used again when all of it is undone
	Invoker   int32
	Memory    int32 // MiB of the container
	Free      int32 // MiB of the invoker that no container has booked
	Restored  bool  // from a snapshot
}

// Leaving is a container that goes. Its Owner is apart from those of starts.
type Leaving struct {
	Owner     int64
	Tie       int64
	Container int64 // serial number
	Function  workload.FuncID
	Unit      int32
	Name      int32 // that the container had in its Start
	Invoker   int32
	Memory    int32 // MiB
}

// Done tells which stage has ended.
type Done struct {
	Owner   int64
	Leaving bool // it was that of a container that goes
}

// Restored tells that a restore has ended, and what of its time the stages restore
// and fault took.
type Restored struct {
	Owner          int64
	Restore, Fault time.Duration
}

// Restorer holds the snapshots of all invokers: a start in a new container is a
// restore where one of its function is there.
type Restorer interface {
	// Has reports whether a start is a restore. It is asked once a start, when
	// its decision has reached the invoker.
	Has(s Start, now sim.Time) bool
	// Restore begins a restore. As a Mechanism does, it asks for wakes and tells
	// what has ended.
	Restore(s Start, now sim.Time)
	Wakes() []sim.Wake
	Advance(subject uint32, now sim.Time)
	Ended() []Restored
	// Record returns what is added to the fault stage of a start without a
	// snapshot.
	Record(s Start, now sim.Time) time.Duration
	// Recorded hears that the first invocation of a container that started
	// without a snapshot has ended.
	Recorded(s Start, now sim.Time)
	// UncontendedTime is what a restore of fn takes where nothing else happens.
	UncontendedTime(fn workload.FuncID) time.Duration
	// Counts are what came of the snapshots of the run.
	Counts() RestoreCounts
}

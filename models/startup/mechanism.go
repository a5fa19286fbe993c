package startup

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// Mechanism is a stage of cold starts whose time depends on what else happens on the
// invoker: the devices, locks and caches of all invokers in one value. It holds IDs
// and calls nobody: it requests wakes.
//
//	Begin ──▶ end known: the next stage follows then
//	      └─▶ sim.Never: Wakes ──▶ Advance ──▶ ... ──▶ Ended
//
// The caller takes the wakes after each Begin, End and Advance and calls Advance at
// their instants. After an Advance it takes the stages that have ended.
type Mechanism interface {
	// Begin begins the stage of a start at now. It returns the end of the stage, not
	// before now, or sim.Never if a later Advance reports it.
	Begin(s Start, now sim.Time) sim.Time
	// End begins to undo the stage of a container that is removed, and returns as
	// Begin does.
	End(l Leaving, now sim.Time) sim.Time
	// HasTeardown reports whether End can take time.
	HasTeardown() bool
	// Wakes returns the wakes requested since its last call; the slice is valid until
	// the next call of any method.
	Wakes() []sim.Wake
	// Advance is the call that a Wake requests.
	Advance(subject uint32, now sim.Time)
	// Ended returns the stages that have ended since its last call, in the order in
	// which the caller continues them; the slice is valid until the next call of any
	// method.
	Ended() []Done
	// UncontendedTime is the time of the stage in a start of fn without contention.
	UncontendedTime(fn workload.FuncID) time.Duration
}

// Worker is a Mechanism whose stages may work on the cores of their invoker, which the
// caller has.
type Worker interface {
	Mechanism
	// OnCores reports whether any does.
	OnCores() bool
	// Works returns the work that is to begin since its last call. The caller takes it
	// with the wakes, and calls Advance of its subject when it is done.
	Works() []Work
	// Working returns the work that a subject is at, or 0, its invoker, and the tie of its
	// wakes.
	Working(subject uint32) (work time.Duration, invoker int32, tie int64)
}

// Work is processor time of a Worker.
type Work struct {
	Invoker int32
	Amount  time.Duration
	Subject uint32
}

// Start describes one start to a mechanism.
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
	Memory    workload.MiB // of the container
	Free      workload.MiB // of the invoker that no container has booked
	Restored  bool         // from a snapshot
}

// Leaving is a container that is removed. Its Owner is in a number space of its own,
// apart from the owners of starts.
type Leaving struct {
	Owner     int64
	Tie       int64
	Container int64 // serial number
	Function  workload.FuncID
	Unit      int32
	Name      int32 // that the container had in its Start
	Invoker   int32
	Memory    workload.MiB
}

// Done reports a stage that has ended.
type Done struct {
	Owner   int64
	Leaving bool // it was that of a container that goes
}

// Restored reports a restore that has ended, and how its time divides into the stages
// restore and fault.
type Restored struct {
	Owner          int64
	Restore, Fault time.Duration
}

// Restorer holds the snapshots of all invokers: a start in a new container is a
// restore where one of its function is there.
type Restorer interface {
	// Has reports whether a start is a restore. The caller asks once a start, when the
	// decision has reached the invoker.
	Has(s Start, now sim.Time) bool
	// Restore begins a restore. Wakes, Advance and Ended work as those of a
	// Mechanism.
	Restore(s Start, now sim.Time)
	Wakes() []sim.Wake
	Advance(subject uint32, now sim.Time)
	Ended() []Restored
	// Record returns the time that recording adds to the fault stage of a start
	// without a snapshot.
	Record(s Start, now sim.Time) time.Duration
	// Recorded hears that the first invocation of a container that started
	// without a snapshot has ended.
	Recorded(s Start, now sim.Time)
	// UncontendedTime is the time of a restore of fn without contention.
	UncontendedTime(fn workload.FuncID) time.Duration
	// Counts returns the counts of the run.
	Counts() RestoreCounts
}

package outcome

import (
	"time"

	"thaw/models/workload"
	"thaw/sim"
)

// InvokerID is an invoker's index.
type InvokerID int32

// None says that no invoker can take an invocation now: it waits.
const None InvokerID = -1

// StartKind tells how an invocation's container came to be.
type StartKind uint8

// The kinds of start, as the invocations file names them.
const (
	Warm StartKind = iota
	Cold
	Prewarmed
	Restored
	NotStarted // no container was found for it
)

// String returns the name used in results.
func (k StartKind) String() string {
	return [...]string{"warm", "cold", "prewarm", "restore", "none"}[k]
}

// Status tells how an invocation ended (semantics, rule 15).
type Status uint8

// The ends of an invocation, as the invocations file names them.
const (
	Completed  Status = iota
	Failed            // its last attempt did: where it started or ran was lost
	TimedOut          // its client gave its last attempt up
	Rejected          // no invoker could ever hold it
	Unfinished        // at the end of the run
	NumStatuses
)

// String returns the name used in results.
func (s Status) String() string {
	return [...]string{"completed", "failed", "timed_out", "rejected", "unfinished"}[s]
}

// Invocation is what became of one invocation. Latency is Start − Arrival, which is
// Retrying + Queued + Schedule + StartWait + Warming + CoreWait and the stages of a start in a new container.
// Start and End are −1 for what had not happened by the end of the run; Invoker is
// None for an invocation that was not placed.
type Invocation struct {
	Number    int64 // place in the trace, from 0
	Arrival   sim.Time
	Start     sim.Time      // the function begins to run
	End       sim.Time      // of its execution, or when it failed; −1 for what had neither
	Duration  time.Duration // what the trace asked for, before any stretching
	Queued    time.Duration // time in the central queue
	Schedule  time.Duration // control-plane latency
	StartWait time.Duration // for a start which it did not cause
	Warming   time.Duration // of a start in a container that existed: its latency there
	Retrying  time.Duration // from Arrival to when the last attempt was sent
	Attempts  int32         // of its client: 1, and one more for each retry
	CoreWait  time.Duration // with isolated cores: from the container being ready to having a core
	Container int64         // serial number of the container, from 0; −1 for none
	Function  workload.FuncID
	Invoker   InvokerID
	StagesAt  int32 // index into Batch.Stages of a cold start; −1 where none is recorded
	Kind      StartKind
	Status    Status
}

// Batch is a run of outcomes in the order in which invocations ended.
type Batch struct {
	Outcomes []Invocation
	Stages   []StageTimes // of the cold starts among them, when Config.Stages is set
}

// Sink takes outcomes as io.Writer takes bytes. The batch is the engine's and
// valid until Take returns.
type Sink interface{ Take(b *Batch) error }

// TimelineSink takes each simulated second: in index order the rows of the
// invokers on which something happened in it, then one for the whole with
// Invoker = None. The first second has the rows of all invokers; an invoker
// without a row stands as it did a second before, and its counts are zero. The
// rows are the engine's and valid until Seconds returns.
type TimelineSink interface {
	Seconds(rows []Second) error
}

// Meter hears what becomes of containers and invokers, for what is billed beside
// invocations.
type Meter interface {
	// Booked says that containers book delta MiB more from now on: the memory of one that is
	// created, or less that of one that is removed.
	Booked(now sim.Time, delta workload.MiB)
	// Rested says that a container on invoker i was idle for a time that is over.
	Rested(i InvokerID, memory workload.MiB, from, to sim.Time)
	// Invokers says which invokers are there from now on, as members or draining.
	Invokers(now sim.Time, there func(i InvokerID) bool)
	// Closed says that the run is over.
	Closed(end sim.Time)
}

// Second is one second of one invoker, or of the whole platform.
type Second struct {
	// Seconds since the start of the window. The row covers what comes after that instant up to the
	// next, which it contains; the first also contains instant 0.
	Second        int64
	Invoker       InvokerID // None for the whole
	Invocations   int32     // that got their container in this second
	ColdStarts    int32     // of which cold
	Begun         int32     // that began to run in this second
	Evictions     int32
	Expiries      int32
	Failed        int32   // attempts that failed in this second
	Completed     int32   // of the whole: invocations that completed in this second
	Retries       int32   // likewise: attempts after the first ones that were sent
	Timeouts      int32   // likewise: attempts that their clients gave up
	Members       int32   // of the whole: invokers that take containers at the end of the second; of one: 1 or 0
	Running       int32   // starting and busy containers at the end of the second
	Idle          int32   // idle containers at the end of the second
	QueueLength   int32   // who waits for a container at the end of the second; in the whole's row only
	ActiveMiB     int64   // memory of starting and busy containers at the end of the second
	UsedMiB       int64   // memory that all containers book at the end of the second
	RemovingMiB   int64   // memory that containers under removal still hold at the end of the second
	LatencyMsMean float64 // of those that began to run in this second; 0 when there were none
}

// Latency is the distribution of latency, in nanoseconds, of the invocations
// that completed: of all of them, and of those with a cold start.
type Latency struct{ All, Cold sim.Histogram }

// Functions counts, by function, the attempts that were placed and those of them that were
// cold starts.
type Functions struct{ Starts, Cold []uint32 }

// Workflow is what became of one instance of a workflow. Times are sums over the tasks that
// were not stopped.
type Workflow struct {
	Number                  int64 // in the order in which instances arrive, from 0
	Arrival, End            sim.Time
	Tasks, Stopped          int64 // ended; of which stopped, for another attempt of their unit
	Wait, Fetch, Work, Emit time.Duration
}

// Workflows are the instances of a run, by number. The End of one that was not done is −1.
type Workflows struct{ Rows []Workflow }

package workflow

import (
	"time"

	"thaw/models/store"
	"thaw/sim"
)

// Spec is a workflow with everything that it runs on. Stages, inputs and streams name
// each other by index.
type Spec struct {
	Inputs    []Input
	Stages    []Stage
	Streams   []Stream
	Durable   store.Config  // that all workers share
	Local     *store.Config // of streams that are local; nil: there are none
	Launcher  Launcher
	Scheduler Scheduler
	Tick      time.Duration // of the coordinator; 0: it acts at once
	Tasks     int           // at most at once, whatever the scheduler; 0: no limit
	Playback  time.Duration // of a chunk of output; 0: nobody watches
	First     time.Duration // deadline of the first chunk; 0: when it is there
}

// Input is content that comes from outside, in chunks.
type Input struct {
	Name        string
	Chunks      int           // lineages 1 to Chunks
	Frames      int           // of a chunk
	Bytes       uint64        // of a chunk, mean
	Every       time.Duration // a chunk comes each Every; 0: all are there
	Spread      float64       // σ of the log-normal factor of a chunk, of mean 1
	Correlation float64       // of the logarithms of neighbours
	Loop        int           // so many are under way at once: the next comes when one has left; 0: they come by Every
	Quiet       int           // so many chunks at the beginning are smaller
	QuietBy     float64       // their factor
}

// Stage is a node of the graph: what one task of it does with a unit of work.
type Stage struct {
	Name     string
	Function string // whose workers run it; empty: its name
	Delivery Delivery
	Frames   int // of a unit, of deliveries in order
	Limit    int // of its tasks at once; 0: none

	Work       sim.Dist      // of a task
	Frame      time.Duration // work for each frame besides
	Content    bool          // both grow with the factor of the chunk
	Again      sim.Dist      // more work of some tasks
	AgainShare float64       // of the tasks

	Emits  Form
	Bytes  uint64  // of each frame that it emits, mean; they grow with the factor of the chunk
	Packed bool    // an event is one object; else one object a frame
	Refers bool    // it emits references to data that are in the store: nothing is written
	Scene  float64 // mean frames of a scene, whose last frame it marks; 0: it marks none

	Share   float64 // of its units that it works on; the others go through without a task; 0: all
	Memory  uint64  // bytes of its workers
	CPU     float64 // of its workers; 0: it is not stated
	Made    float64 // share of its work after which output begins to come into being, of what is pushed
	Passing Passing // how its data come and go

	Straggler  Straggler
	Mitigation Mitigation
	Extra      float64       // of pairs: data that each half fetches besides its own, of its own
	Timeout    time.Duration // of timeouts: from the start of a worker
}

// Straggler makes the first attempt of one task late.
type Straggler struct {
	Lineage int // 0: none
	Delay   time.Duration
}

// Stream carries the events that a stage or an input emits to a key of a stage, or out.
type Stream struct {
	From  int // a stage; of the inputs, ^index
	To    int // a stage; Output
	Key   string
	Local bool // through the store of the worker's host
}

// Output is the end of a stream that leaves the workflow.
const Output = -1

// Form is what a task emits.
type Form uint8

// The forms.
const (
	Same   Form = iota // an event for each that it got, with its place in the content
	Frames             // an event for each frame
	Chunk              // one event
	Nothing
)

// Delivery is a delivery function.
type Delivery uint8

// The delivery functions.
const (
	Default         Delivery = iota // each event by itself
	Pair                            // two events of one place in the content, from two keys
	AnyPair                         // any two events, from two keys
	SerializedFrame                 // so many frames in order
	SerializedScene                 // frames in order to the end of a scene
	Smart                           // all frames of a range of the output, ranges in any order
	Join                            // an event of one place in the content from each of two keys or more
)

// Mitigation is what is done about stragglers.
type Mitigation uint8

// The mitigations.
const (
	None    Mitigation = iota
	Clone              // two tasks for each unit; the slower stops when the faster has computed
	Pairs              // neighbouring chunks have each other's data, and do each other's work
	Timeout            // a task that takes too long is stopped and begun again
)

// Launcher starts workers.
type Launcher struct {
	Limit       int      // workers at once, starting ones included
	Warm        int      // environments of each function that are warm at the beginning; AllWarm
	WarmRate    float64  // launches per second; 0: no limit
	ColdRate    float64  // likewise
	WarmLatency sim.Dist // from a launch to a worker
	ColdLatency sim.Dist
}

// AllWarm environments are as many as are asked for.
const AllWarm = -1

// Scheduler decides when units become tasks.
type Scheduler struct {
	Kind   SchedulerKind
	Limit  int           // tasks at once: of BreadthFirst, Priority and Streaming
	Rate   float64       // tasks per second: of RateLimit
	Bucket int           // tasks at once after a pause: of RateLimit
	Buffer time.Duration // lead over the deadlines that Streaming keeps
	Sleep  time.Duration // the least pause of Streaming
	Every  int           // units of the last stage after which Streaming looks at its lead
}

// SchedulerKind names a scheduler.
type SchedulerKind uint8

// The schedulers.
const (
	Simple       SchedulerKind = iota // everything at once
	BreadthFirst                      // earlier stages first, under a limit
	Priority                          // earlier chunks first, under a limit
	RateLimit                         // first come, first served, from a bucket
	Streaming                         // earlier chunks first, under a limit, and asleep while well ahead
)

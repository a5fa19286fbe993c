package workflow

import (
	"time"

	"thaw/sim"
)

// Result is what came of a run. It is valid until the engine runs again.
type Result struct {
	End         sim.Time
	Chunks      []sim.Time // by lineage from 1: when the last of it was in the output; Never: nothing was
	Last        int64      // the task that brought what came last into the output; NoTask: none did
	Stages      []StageResult
	Warm, Cold  int // launches
	Surplus     int // workers without a task
	PeakWorkers int // starting ones included
	Slept       time.Duration
	Bytes       uint64 // through the durable store
	Requests    uint64
	Came        [][]sim.Time // by input, and by lineage from 1: when a chunk came
	BufferPeak  uint64       // most bytes that hosts held for workers at once: fetched ahead, pushed, handed off
	// BufferSeconds are these bytes times seconds.
	BufferSeconds float64
	Records       []Record // of tasks, in the order in which they ended; if they are kept
	record        bool
}

// StageResult is what became of a stage. Times are sums over its tasks.
type StageResult struct {
	Units, Tasks int
	Killed       int        // tasks that were stopped, also before they had a worker
	Stolen       int        // works of other halves of pairs that were begun
	Rescued      int        // of these, whose output went downstream
	Ready        []sim.Time // by lineage from 1: when its last unit was delivered; Never: none was
	Out          []sim.Time // by lineage from 1: when the last of it was in the output; Never: nothing was
	Input        int        // that it follows
	Skipped      int        // units that it did not work on
	First, Last  sim.Time   // start of the first task, end of the last
	Wait         time.Duration
	Fetch        time.Duration
	Work         time.Duration
	Emit         time.Duration // with what a task does for the other half of its pair
	Busy         time.Duration // of workers, from start to end, stopped tasks included
}

// NoTask is the number of no task.
const NoTask = -1

// Record is one task. Instants that it did not reach are Never.
type Record struct {
	Task    int64 // its number, from 0 in the order in which tasks come to be
	After   int64 // the task that brought the last event of its unit; NoTask: an input
	Stage   int
	Chunk   int // lineage of its unit
	Frame   int // number of its unit's first event
	Attempt int
	Ready   sim.Time // its unit was delivered
	Asked   sim.Time // it asked for a worker
	Sought  sim.Time // its fetch began
	There   sim.Time // its data were there
	Started sim.Time // its worker was
	Fetched sim.Time // it began to work: both were
	Worked  sim.Time
	Ended   sim.Time // its worker quit
	Out     sim.Time // its output was downstream, at the latest
	Killed  bool
}

func (r *Result) begin(stages, inputs int, record bool) {
	for len(r.Stages) < stages {
		r.Stages = append(r.Stages, StageResult{})
	}
	r.Stages = r.Stages[:stages]
	for i := range r.Stages {
		r.Stages[i] = StageResult{Ready: r.Stages[i].Ready[:0], Out: r.Stages[i].Out[:0], First: sim.Never}
	}
	for len(r.Came) < inputs {
		r.Came = append(r.Came, nil)
	}
	r.Came = r.Came[:inputs]
	for i := range r.Came {
		r.Came[i] = r.Came[i][:0]
	}
	*r = Result{Chunks: r.Chunks[:0], Stages: r.Stages, Came: r.Came, Records: r.Records[:0], record: record,
		Last: NoTask}
}

// at makes room for a lineage.
func at(list *[]sim.Time, lineage int32) *sim.Time {
	for int(lineage) >= len(*list) {
		*list = append(*list, sim.Never)
	}
	return &(*list)[lineage]
}

// deliver notes an event in the output, and the task that brought it.
func (r *Result) deliver(from int, ev *event, now sim.Time, by int64) {
	if from >= 0 {
		*at(&r.Stages[from].Out, ev.lineage) = now
	}
	*at(&r.Chunks, ev.lineage) = now
	r.Last = by
	r.End = max(r.End, now)
}

// delivered notes a unit.
func (r *Result) delivered(stage int, lineage int32, now sim.Time) {
	s := &r.Stages[stage]
	s.Units++
	*at(&s.Ready, lineage) = now
}

func (r *Result) started(stage int, now sim.Time) {
	r.Stages[stage].First = min(r.Stages[stage].First, now)
}

func (r *Result) peak(workers int) { r.PeakWorkers = max(r.PeakWorkers, workers) }

// ended notes the end of a task.
func (r *Result) ended(e *Engine, t id, killed bool) {
	x, now := e.tasks.At(t), e.now
	s := &r.Stages[x.stage]
	e.ended = int64(x.no)
	s.Tasks++
	s.Last = max(s.Last, now)
	r.End = max(r.End, now)
	if killed {
		s.Killed++
	}
	if x.step != waiting {
		s.Busy += now.Sub(x.started)
	}
	if !killed {
		s.Wait += max(0, x.started.Sub(x.asked))
		s.Fetch += x.fetched.Sub(x.started)
		s.Work += x.worked.Sub(x.fetched)
		s.Emit += now.Sub(x.worked)
	}
	if !r.record {
		return
	}
	u := e.units.At(x.unit)
	rec := Record{Task: int64(x.no), After: u.after,
		Stage: int(x.stage), Chunk: int(u.lineage), Frame: int(u.number), Attempt: int(x.attempt),
		Ready: u.ready, Asked: x.asked, Sought: x.from, There: x.there, Started: sim.Never, Fetched: sim.Never,
		Worked: sim.Never, Ended: now, Out: now, Killed: killed}
	if killed {
		rec.Out = sim.Never
	}
	if x.step > waiting {
		rec.Started = x.started
	}
	if x.step > fetching {
		rec.Fetched = x.fetched
	}
	if x.step > computing {
		rec.Worked = x.worked
	}
	r.Records = append(r.Records, rec)
}

// Late returns how many chunks came after their deadlines, and the least lead of a chunk
// over its deadline: that of the first chunk is First, or its own completion, and that of
// each later one is Playback later.
func (r *Result) Late(spec *Spec) (late int, lead time.Duration, some bool) {
	if spec.Playback == 0 || len(r.Chunks) < 2 || r.Chunks[1] == sim.Never {
		return 0, 0, false
	}
	deadline := sim.Time(spec.First)
	if spec.First == 0 {
		deadline = r.Chunks[1]
	}
	lead = time.Duration(1<<63 - 1)
	for _, done := range r.Chunks[1:] {
		if done > deadline {
			late++
		}
		lead = min(lead, deadline.Sub(done))
		deadline = deadline.Add(spec.Playback)
	}
	return late, lead, true
}

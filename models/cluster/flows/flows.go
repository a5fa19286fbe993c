// Package flows runs the instances of a workflow on the platform of a replay: each task is an
// invocation of its function.
//
//	instance arrives ─▶ workflow.Engine ─ a task asks ─▶ Host.Invoke: queue, scheduler, start
//	                        ▲    │                              │
//	                        │    └─ fetch, compute, emit ◀── Started: the container executes
//	                        │                  └─ quits ─▶ Host.End: the container is free
//	                        └────── Turn: its events, in the queue of the replay
//
// The container that has started takes the task of its function that waits longest, of any
// instance, and is busy until that task ends. The object store is one for all instances.
//
// An event of workflows is one of the replay, with the workflow's kind and tie in its tie:
// there is one clock and one queue, and the events of workflows at one instant come in the
// order in which they come alone.
package flows

import (
	"math"
	"slices"
	"time"

	"thaw/models/outcome"
	"thaw/models/workflow"
	"thaw/models/workload"
	"thaw/sim"
)

// Host is the replay.
type Host interface {
	PostFlow(at sim.Time, tie uint64, subject uint32) // Turn is called with it
	Invoke(fn workload.FuncID)                        // an invocation arrives now; Started follows
	Invoked(f int32) workload.FuncID                  // the function of the invocation in flight as f
	End(f int32)                                      // its execution ends now
	// Takes returns how long work that begins now takes it.
	Takes(f int32, work time.Duration) time.Duration
}

// Flows are those of one run.
type Flows struct {
	host   Host
	engine workflow.Engine
	posted int                // events that are to come
	rows   []outcome.Workflow // by number
}

// New returns the workflows of a run, which have not begun.
func New(h Host) *Flows { return &Flows{host: h} }

// Begin posts what begins the first instance.
func (f *Flows) Begin(p *workflow.Program, seed uint64) error {
	return f.engine.Open(p, seed, platform{f}, false)
}

// tieBits are those of the tie of a workflow's event; above them is its kind.
const tieBits = 32

// Turn takes an event that was posted.
func (f *Flows) Turn(ord sim.Order, now sim.Time) {
	f.posted--
	tie := ord.Tie()
	f.engine.Turn(now, uint8(tie>>tieBits), tie&(1<<tieBits-1), ord.Subject())
}

// Started tells that the invocation in flight as f executes from now on.
func (f *Flows) Started(flight int32, now sim.Time) { f.engine.Started(flight, now) }

// Busy reports whether workflows have more to do before an invocation of theirs has ended.
func (f *Flows) Busy() bool { return f.posted > 0 && f.Err() == nil }

// Err returns what ended the workflows, such as one that stalls.
func (f *Flows) Err() error { return f.engine.Err() }

// Close settles the instances that are not done, and completes the summary of the run.
func (f *Flows) Close(rows *outcome.Workflows, sum *outcome.Summary) {
	f.engine.Left(func(number int64, r *workflow.Instance) { f.row(number, r).End = -1 })
	if rows != nil {
		rows.Rows = f.rows
	}
	var took []time.Duration
	total := 0.0
	for i := range f.rows {
		if r := &f.rows[i]; r.End >= 0 {
			took = append(took, r.End.Sub(r.Arrival))
			total += float64(r.End.Sub(r.Arrival))
		}
	}
	sum.Workflows, sum.WorkflowsCompleted = int64(len(f.rows)), int64(len(took))
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	rank := func(q float64) float64 {
		return float64(took[int(math.Ceil(q*float64(len(took))))-1]) / float64(time.Millisecond)
	}
	sum.WorkflowMsMean = total / float64(len(took)) / float64(time.Millisecond)
	sum.WorkflowMsP50, sum.WorkflowMsP95, sum.WorkflowMsP99 = rank(0.5), rank(0.95), rank(0.99)
}

// row notes an instance.
func (f *Flows) row(number int64, r *workflow.Instance) *outcome.Workflow {
	for int64(len(f.rows)) <= number {
		f.rows = append(f.rows, outcome.Workflow{})
	}
	row := &f.rows[number]
	*row = outcome.Workflow{Number: number, Arrival: r.Came, End: r.End}
	for i := range r.Stages {
		s := &r.Stages[i]
		row.Tasks += int64(s.Tasks)
		row.Stopped += int64(s.Killed)
		row.Wait += s.Wait
		row.Fetch += s.Fetch
		row.Work += s.Work
		row.Emit += s.Emit
	}
	return row
}

// platform is the replay as the engine sees it.
type platform struct{ f *Flows }

func (p platform) Post(at sim.Time, kind uint8, tie uint64, subject uint32) {
	p.f.posted++
	p.f.host.PostFlow(at, uint64(kind)<<tieBits|tie, subject)
}

func (p platform) Ask(function int32) { p.f.host.Invoke(workload.FuncID(function)) }

func (p platform) FunctionOf(worker int32) int32 { return int32(p.f.host.Invoked(worker)) }

func (p platform) Takes(worker int32, work time.Duration) time.Duration {
	return p.f.host.Takes(worker, work)
}

func (p platform) Quit(worker int32) { p.f.host.End(worker) }

func (p platform) Over(number int64, r *workflow.Instance) { p.f.row(number, r) }

package workflow

import (
	"cmp"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// instance is the state of one workflow that runs.
type instance struct {
	slot      int32
	number    int64 // of all instances, in the order in which they arrive
	came      sim.Time
	over      bool
	stages    []stage
	inputs    []content
	scheduler scheduler
	tickAt    sim.Time // the next tick; Never: none is due
	ticked    sim.Time // the last one; -1: none
	live      int      // tasks
	outgoing  int      // tasks whose output a host writes
	brings    int64    // the task whose output goes downstream; NoTask: an input's
	ended     int64    // the task that ended last
	host      buffers
	result    Result
}

// crowd are the instances of a run, and the platform that they share.
type crowd struct {
	platform Platform // or nil: the launcher starts workers, and there is one instance
	arrivals Arrivals
	arrived  int64
	vacant   []int32 // slots
	graph    *checker
	seeds    sim.Stream
	gaps     sim.Stream
}

// Program is a workflow of which instances arrive.
type Program struct {
	Spec     *Spec
	Arrivals Arrivals
}

// Arrivals say when instances of a workflow begin.
type Arrivals struct {
	Count int
	Every time.Duration // between them; the first begins at 0
	Rate  float64       // per second, of a Poisson process; 0: Every says when
}

// MaxInstances bounds the instances of a run.
const MaxInstances = 1_000_000

// Platform runs the workers of workflows, and keeps the queue of their events: it calls Turn
// for each event at its instant, in the order of instant, kind, tie and subject. A kind takes
// four bits and a tie 32.
//
//	Ask ─▶ the platform has a worker ─▶ Started ─▶ a task fetches, computes, emits ─▶ Quit
type Platform interface {
	Post(at sim.Time, kind uint8, tie uint64, subject uint32)
	Ask(function int32)            // for a worker; Started follows, not within Ask
	FunctionOf(worker int32) int32 // of a worker that runs
	Quit(worker int32)             // it ends at this instant
	// Takes returns how long work that begins now takes it.
	Takes(worker int32, work time.Duration) time.Duration
	Over(number int64, r *Instance) // an instance is done
}

// Instance is what became of one instance. Result is valid until the call returns.
type Instance struct {
	Came sim.Time
	*Result
}

// newcomer is the subject of the arrival of an instance.
const newcomer = sim.MaxSubject

// mostTasks bounds the tasks of a run, and what orders its workers.
const mostTasks = 1<<32 - 1

// Open begins a run of instances on a platform, of a specification that Check has passed.
// Record keeps what each task did.
func (e *Engine) Open(program *Program, seed uint64, p Platform, record bool) error {
	if err := e.begin(program.Spec, seed, record); err != nil {
		return err
	}
	arrivals := program.Arrivals
	e.platform, e.arrivals = p, arrivals
	e.seeds, e.gaps = sim.NewStream(seed, "workflow/instances"), sim.NewStream(seed, "workflow/arrivals")
	first := sim.Time(0)
	if arrivals.Rate > 0 {
		first = first.Add(e.gap())
	}
	e.post(first, kindArrival, 0, newcomer)
	return nil
}

// gap returns the time from an arrival to the next one.
func (e *Engine) gap() time.Duration {
	if e.arrivals.Rate == 0 {
		return e.arrivals.Every
	}
	seconds := -math.Log1p(-e.gaps.Float(uint64(e.arrived), 0)) / e.arrivals.Rate
	return time.Duration(min(math.Round(seconds*1e9), float64(sim.MaxDraw)))
}

// Turn handles an event that was posted.
func (e *Engine) Turn(now sim.Time, kind uint8, tie uint64, subject uint32) {
	if e.err != nil {
		return
	}
	if e.now = now; now > longest {
		e.err = errTooLong
		return
	}
	e.handle(sim.MakeOrder(kind, tie, subject))
	e.settle()
	e.wakeStore()
}

// takes returns how long work that begins now takes the worker of a task.
func (e *Engine) takes(x *task, work time.Duration) time.Duration {
	if e.platform == nil {
		return work
	}
	return min(e.platform.Takes(x.worker, work), sim.MaxDraw)
}

// Started tells of a worker that runs from now on.
func (e *Engine) Started(worker int32, now sim.Time) {
	e.now = now
	e.post(now, kindWorker, e.launcher.launches, uint32(worker))
	e.launcher.launches++
}

// Err returns what ended the run.
func (e *Engine) Err() error { return e.err }

// Left tells of the instances that run, in the order in which they arrived.
func (e *Engine) Left(tell func(number int64, r *Instance)) {
	left := slices.DeleteFunc(slices.Clone(e.instances), func(in *instance) bool { return in.over })
	slices.SortFunc(left, func(a, b *instance) int { return cmp.Compare(a.number, b.number) })
	for _, in := range left {
		tell(in.number, &Instance{in.came, &in.result})
	}
}

// arrives takes an event of the outside: an instance, or chunks of an input of one.
func (e *Engine) arrives(subject uint32) {
	if subject != newcomer {
		n := uint32(len(e.spec.Inputs))
		e.instance = e.instances[subject/n]
		e.arrive(int(subject % n))
		return
	}
	e.admit()
	if e.arrived < int64(e.arrivals.Count) {
		e.post(e.now.Add(e.gap()), kindArrival, 0, newcomer)
	}
}

// inputOf returns the subject of arrivals at an input of the present instance.
func (e *Engine) inputOf(i int) uint32 { return uint32(int(e.slot)*len(e.spec.Inputs) + i) }

// admit begins the next instance. The first draws by the seed of the run, as a workflow alone
// does, and each later one by a seed of its own.
func (e *Engine) admit() {
	if n := len(e.vacant); n > 0 {
		e.instance = e.instances[e.vacant[n-1]]
		e.vacant = e.vacant[:n-1]
	} else {
		e.instance = &instance{slot: int32(len(e.instances))}
		e.instances = append(e.instances, e.instance)
	}
	if len(e.instances)*len(e.spec.Inputs) >= newcomer {
		e.err = errTooMany
		return
	}
	seed := e.seed
	if e.arrived > 0 {
		seed = e.seeds.At(uint64(e.arrived), 0)
	}
	e.number, e.came, e.over = e.arrived, e.now, false
	e.tickAt, e.ticked, e.live = sim.Never, -1, 0
	e.outgoing, e.brings, e.ended, e.host = 0, NoTask, NoTask, buffers{since: e.now}
	e.arrived++
	e.inputs = e.inputs[:0]
	for i := range e.spec.Inputs {
		e.inputs = append(e.inputs, content{in: &e.spec.Inputs[i], of: uint64(i),
			draw: sim.NewStream(seed, "workflow/content")})
		e.post(e.now, kindArrival, 0, e.inputOf(i))
	}
	e.result.begin(len(e.spec.Stages), len(e.spec.Inputs), e.record)
	e.beginStages(e.graph, seed)
	e.scheduler = scheduler{expected: 1, first: sim.Never}
	if e.spec.Scheduler.Kind == RateLimit {
		e.scheduler.interval = sim.Time(float64(time.Second) / e.spec.Scheduler.Rate)
	}
}

// looping reports whether the next chunk of an input in a loop is about to come.
func (e *Engine) looping() bool {
	for i := range e.inputs {
		if c := &e.inputs[i]; c.came < c.in.Chunks && c.came-c.left < c.in.Loop {
			return true
		}
	}
	return false
}

// settle ends the present instance if nothing of it is to come. Alone a workflow ends with
// its queue.
func (e *Engine) settle() {
	if e.platform == nil || e.over || e.err != nil || e.live+e.outgoing > 0 || e.tickAt != sim.Never ||
		e.coming() > 0 || e.looping() {
		return
	}
	if e.err = e.stalled(); e.err != nil {
		return
	}
	e.over = true
	e.vacant = append(e.vacant, e.slot)
	e.platform.Over(e.number, &Instance{e.came, &e.result})
}

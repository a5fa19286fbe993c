package workflow

import (
	"time"

	"thaw/sim"
)

// launcher starts workers, some of them in environments that are warm.
//
//	asked ─▶ under the limit? ─▶ issue, one each 1/rate ─▶ latency ─▶ worker ─▶ quits: warm
//	         else in a queue     (warm and cold by themselves)
type launcher struct {
	functions []function
	queue     sim.Ring[int32] // functions of launches that wait for the limit
	running   int             // workers, starting ones included
	warmNext  sim.Time        // issue of the next launch
	coldNext  sim.Time
	warmEvery sim.Time
	coldEvery sim.Time
	draw      sim.Stream
	launches  uint64
}

// function is what tasks of several stages may share workers of.
type function struct {
	name     string
	tasks    sim.Ring[id] // that wait for a worker
	warm     int          // environments
	allWarm  bool
	expected int              // tasks that wait for their data before they take a worker
	parked   sim.Ring[parked] // workers that wait for such tasks
}

// parked is a worker without a task.
type parked struct {
	since  sim.Time // its start
	worker int32    // of a platform
}

func (l *launcher) begin(spec *Spec, seed uint64) {
	every := func(rate float64) sim.Time {
		if rate == 0 {
			return 0
		}
		return sim.Time(float64(time.Second) / rate)
	}
	for i := range l.functions {
		f := &l.functions[i]
		f.warm, f.allWarm = spec.Launcher.Warm, spec.Launcher.Warm == AllWarm
	}
	l.warmEvery, l.coldEvery = every(spec.Launcher.WarmRate), every(spec.Launcher.ColdRate)
	l.warmNext, l.coldNext, l.running, l.launches = 0, 0, 0, 0
	l.draw = sim.NewStream(seed, "workflow/launch")
}

// ask puts a task in the row of its function and asks for a worker.
func (e *Engine) ask(t id) {
	f := e.stages[e.tasks.At(t).stage].function
	e.tasks.At(t).asked = e.now
	if later := e.prepare(t); later > 0 { // for whichever task has its data then
		x := e.tasks.At(t)
		x.asked = e.now.Add(later)
		e.post(x.asked, kindAsk, x.no, uint32(f))
		return
	}
	e.askWorker(f)
}

// askWorker launches a worker, or puts it in the queue for the limit.
func (e *Engine) askWorker(f int32) {
	if e.platform != nil {
		e.platform.Ask(f)
		return
	}
	if e.launcher.running < e.spec.Launcher.Limit {
		e.launch(f)
	} else {
		e.launcher.queue.Push(f)
	}
}

// launch starts a worker of a function.
func (e *Engine) launch(i int32) {
	l, spec := &e.launcher, &e.spec.Launcher
	f := &l.functions[i]
	l.running++
	e.result.peak(l.running)
	next, every, latency := &l.coldNext, l.coldEvery, &spec.ColdLatency
	if f.allWarm || f.warm > 0 {
		next, every, latency = &l.warmNext, l.warmEvery, &spec.WarmLatency
		f.warm--
		e.result.Warm++
	} else {
		e.result.Cold++
	}
	at := max(e.now, *next)
	*next = at + every
	at = at.Add(latency.Draw(l.draw, 0, l.launches))
	e.post(at, kindWorker, l.launches, uint32(i))
	l.launches++
}

// workerStarts gives a worker the next task of its function; without one it quits. On a
// platform the subject is the worker.
func (e *Engine) workerStarts(subject int32) {
	i, worker := subject, none
	if e.platform != nil {
		i, worker = e.platform.FunctionOf(subject), subject
	}
	f := &e.launcher.functions[i]
	for f.tasks.Len() > 0 {
		t := f.tasks.Pop()
		x := e.tasks.At(t)
		if x.step == over { // it was stopped while it waited
			e.tasks.Free(t)
			continue
		}
		e.instance, x.worker = e.instances[x.of], worker
		e.waited(t, e.now)
		e.start(t)
		return
	}
	if e.parks(f, worker) {
		return
	}
	e.result.Surplus++
	e.quits(i, worker)
}

// quits ends a worker, whose environment stays warm, and launches what waits for the limit.
func (e *Engine) quits(i, worker int32) {
	if e.platform != nil {
		e.platform.Quit(worker)
		return
	}
	l := &e.launcher
	l.functions[i].warm++
	l.running--
	if sim.Invariants {
		sim.Check(l.running >= 0 && l.running < e.spec.Launcher.Limit, "%d workers under a limit of %d", l.running,
			e.spec.Launcher.Limit)
	}
	if l.queue.Len() > 0 {
		e.launch(l.queue.Pop())
	}
}

package workflow

import (
	"math"
	"time"

	"thaw/sim"
)

// scheduler is the state of a scheduler.
type scheduler struct {
	next     sim.Time // rate limit: instant of the next task if all come at the rate
	interval sim.Time
	awake    sim.Time // streaming
	expected int32    // of the last stage
	handed   int      // units of the last stage since the last look
	first    sim.Time // when chunk 1 was handed to the last stage; Never
}

// offer gives a unit to the scheduler.
func (e *Engine) offer(to int, u id) {
	s := &e.stages[to]
	if k := e.spec.Scheduler.Kind; k == Priority || k == Streaming {
		s.sorted.Push(e.units.At(u).lineage, s.unitNo, u)
	} else {
		s.fifo.Push(u)
	}
	s.unitNo++
	e.wakeTick(0)
}

func (s *stage) readyUnits() int { return s.fifo.Len() + s.sorted.Len() }

func (e *Engine) anyReady() bool {
	for i := range e.stages {
		if e.stages[i].readyUnits() > 0 {
			return true
		}
	}
	return false
}

// quota returns how many more tasks may run at once.
func (e *Engine) quota() int {
	n := math.MaxInt
	if k := &e.spec.Scheduler; k.Kind == BreadthFirst || k.Kind == Priority || k.Kind == Streaming {
		n = k.Limit - e.live
	}
	if e.spec.Tasks > 0 {
		n = min(n, e.spec.Tasks-e.live)
	}
	return n
}

// schedule makes tasks of units.
func (e *Engine) schedule() {
	switch e.spec.Scheduler.Kind {
	case Priority:
		e.byLineage(false)
	case Streaming:
		e.stream()
	case RateLimit:
		e.byRate()
	default:
		e.byStage()
	}
}

// room reports whether a stage has a unit, and may have the tasks of one more.
func (e *Engine) room(s *stage) bool {
	n := s.Mitigation.tasks()
	return s.readyUnits() > 0 && (s.Limit == 0 || s.live+n <= s.Limit) && e.quota() >= n
}

// byStage takes the units of earlier stages first.
func (e *Engine) byStage() {
	for _, i := range e.order {
		for s := &e.stages[i]; e.room(s); {
			e.begun(s.fifo.Pop())
		}
	}
}

// byRate takes the units of earlier stages first, at the rate of the bucket: a task may
// come as many intervals early as the bucket holds, less one.
func (e *Engine) byRate() {
	k := &e.scheduler
	early := k.interval * sim.Time(e.spec.Scheduler.Bucket-1)
	for _, i := range e.order {
		for s := &e.stages[i]; e.room(s); {
			if k.next-early > e.now {
				e.wakeTick(k.next - early)
				return
			}
			k.next = max(k.next, e.now) + k.interval
			e.begun(s.fifo.Pop())
		}
	}
}

// byLineage takes the units of earlier chunks first, of one chunk those of the earlier
// stage. In order, the last stage gets its units by lineage without a gap.
func (e *Engine) byLineage(inOrder bool) {
	for {
		best := -1
		for _, i := range e.order {
			s := &e.stages[i]
			if !e.room(s) || inOrder && s.last && s.sorted.Min().First != e.scheduler.expected {
				continue
			}
			if best < 0 || s.sorted.Min().First < e.stages[best].sorted.Min().First {
				best = i
			}
		}
		if best < 0 {
			return
		}
		u := e.stages[best].sorted.Pop().Value
		if inOrder && e.stages[best].last {
			k := &e.scheduler
			if k.expected == 1 {
				k.first = e.now
			}
			k.expected++
			k.handed++
		}
		e.begun(u)
	}
}

// stream launches nothing while the workflow is well ahead of its deadlines. After every
// so many units of the last stage it looks how far: the deadline of the chunk that was
// handed over last, counted from when the first one was, less the buffer.
func (e *Engine) stream() {
	k, spec := &e.scheduler, &e.spec.Scheduler
	if e.now < k.awake {
		e.wakeTick(k.awake)
		return
	}
	e.byLineage(true)
	if k.handed <= spec.Every {
		return
	}
	k.handed = 0
	lead := time.Duration(k.expected-1)*e.spec.Playback + time.Duration(k.first-e.now) - spec.Buffer
	if lead >= spec.Sleep {
		k.awake = e.now.Add(lead)
		e.result.Slept += lead
		e.wakeTick(k.awake)
	}
}

// begun makes the tasks of a unit that the scheduler has taken.
func (e *Engine) begun(u id) {
	stage := &e.stages[e.units.At(u).stage]
	if e.units.At(u).done { // the other half of its pair was quicker
		stage.pairs.gone(e.units.At(u).lineage)
		e.units.Free(u)
		e.wakeTick(0)
		return
	}
	for range stage.Mitigation.tasks() {
		e.attempt(u)
	}
}

// attempt makes one task of a unit and asks for its worker.
func (e *Engine) attempt(u id) {
	x := e.units.At(u)
	t := e.tasks.Alloc(task{no: e.taskNo, unit: u, stage: x.stage, attempt: x.tries, of: e.slot,
		passed: passed{from: sim.Never, there: sim.Never}})
	e.taskNo++
	x.alive[x.tries&1] = t
	x.tries++
	x.tasks++
	e.stages[x.stage].live++
	e.live++
	if e.tasks.Slots() > sim.MaxSubject/3 || e.taskNo > mostTasks {
		e.err = errTooMany
		return
	}
	e.ask(t)
}

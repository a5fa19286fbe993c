package workflow

import (
	"math"
	"time"

	"thaw/sim"
)

// The transfers of a task.
const (
	ofFetch = iota
	ofOutput
	ofStolen
)

// start begins a task on a worker that has just started.
func (e *Engine) start(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.started, x.step = e.now, fetching
	e.result.started(int(x.stage), e.now)
	if s.Mitigation == Timeout {
		e.after(kindTimeout, t, uint32(t), e.now.Add(s.Timeout))
	}
	if x.sought {
		if x.ahead {
			e.fetched(t)
		}
		return
	}
	x.from = e.now
	e.fetch(t)
	if x = e.tasks.At(t); x.step == fetching && x.pending == 0 {
		e.there(t)
	}
}

// fetch begins to move the data of a task to it.
func (e *Engine) fetch(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	u := e.units.At(x.unit)
	more := 1.0
	if s.Mitigation == Pairs {
		more += s.Extra
	}
	x.pending = 0
	for store := range u.bytes {
		e.move(t, ofFetch, store == 1, int(u.objects[store]), uint64(float64(u.bytes[store])*more))
	}
}

// move begins a transfer of a task, unless there is nothing to move.
func (e *Engine) move(t id, which int, local bool, objects int, bytes uint64) {
	if bytes == 0 {
		return
	}
	x := e.tasks.At(t)
	if which == ofStolen {
		x.thief.pending++
	} else {
		x.pending++
	}
	if local {
		at := e.now.Add(e.spec.Local.Alone(objects, bytes))
		e.after(kindLocal, t, uint32(t)*3+uint32(which), at)
		return
	}
	x.open[which] = 1 + handle(e.durable.Start(uint32(t)*3+uint32(which), objects, bytes, e.now))
}

// moved goes on after a transfer of a task.
func (e *Engine) moved(t id, which int) {
	x := e.tasks.At(t)
	switch {
	case which == ofStolen:
		if x.thief.pending--; x.thief.pending == 0 && x.thief.busy {
			e.stolenEmitted(t)
		}
	case x.pending > 1:
		x.pending--
	case which == ofFetch:
		x.pending = 0
		e.there(t)
	default:
		x.pending = 0
		e.left(t)
	}
}

// fetched begins the work of a task.
func (e *Engine) fetched(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.fetched, x.step = e.now, computing
	if x.host > 0 {
		e.letGo(x.host)
		x.host = 0
	}
	took := e.work(s, x.unit, uint64(x.attempt))
	if u := e.units.At(x.unit); int(u.lineage) == s.Straggler.Lineage && x.attempt == 0 && u.number == 1 {
		took += s.Straggler.Delay
	}
	took = e.takes(x, took)
	e.after(kindWork, t, uint32(t), e.now.Add(took))
	switch x.took = took; {
	case !s.Passing.Mode.pushes():
	case s.Made == 0:
		e.push(t)
	default:
		e.after(kindPush, t, uint32(t), x.made(s, 0))
	}
}

// work draws how long a unit's work takes. The draw depends on the place of the unit in
// the content and the attempt, so that it is the same whatever the scheduler does.
func (e *Engine) work(s *stage, unit id, attempt uint64) time.Duration {
	u := e.units.At(unit)
	place := uint64(u.lineage)<<32 | uint64(u.number)
	took := s.Work.Draw(s.noise, place, 3*attempt)
	if s.AgainShare > 0 && s.noise.Float(place, 3*attempt+1) < s.AgainShare {
		took += s.Again.Draw(s.noise, place, 3*attempt+2)
	}
	took += time.Duration(u.frames) * s.Frame
	if s.Content {
		took = time.Duration(float64(took) * u.weight)
	}
	return min(took, sim.MaxDraw)
}

// worked emits the output of a task, after what its mitigation does first.
func (e *Engine) worked(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.worked, x.step = e.now, emitting
	switch mode := s.Passing.Mode; {
	case mode.pushes():
		e.flushed(t)
		return
	case mode == Styx:
		e.handOff(t)
		return
	}
	switch s.Mitigation {
	case Clone:
		if slow := e.units.At(x.unit).alive[1-x.attempt&1]; slow != none {
			e.kill(slow)
		}
	case Pairs:
		e.steal(t)
	}
	e.emit(t, ofOutput, e.tasks.At(t).unit)
	if e.tasks.At(t).pending == 0 {
		e.left(t)
	}
}

// emit begins to write the output of a unit to the stores that its streams lead through.
func (e *Engine) emit(t id, which int, unit id) {
	s := &e.stages[e.tasks.At(t).stage]
	if s.Emits == Nothing || s.Refers {
		return
	}
	u := e.units.At(unit)
	objects := int(u.frames)
	if s.Packed {
		objects = 1
	}
	bytes := uint64(float64(s.Bytes) * float64(u.frames) * u.weight)
	if s.Passing.Upload > 0 && e.tasks.At(t).step != writing {
		e.gate(t, bytes)
	}
	var through [2]bool
	for _, i := range s.outs {
		if e.spec.Streams[i].Local {
			through[1] = true
		} else {
			through[0] = true
		}
	}
	for store, used := range through {
		if used {
			e.move(t, which, store == 1, objects, bytes)
		}
	}
}

// emitted hands the output of a task downstream. The worker quits, unless it works for
// the other half of its pair.
func (e *Engine) emitted(t id) {
	x := e.tasks.At(t)
	e.brings = int64(x.no)
	e.handDown(x.unit)
	x = e.tasks.At(t)
	x.thief.own = true
	if x.thief.busy {
		return
	}
	e.end(t, false)
}

// handDown brings the events of a unit's output to the streams of its stage, and is done
// with the events that went into it.
func (e *Engine) handDown(unit id) {
	u := *e.units.At(unit)
	if sim.Invariants {
		sim.Check(!u.done, "the output of chunk %d of stage %s goes downstream twice", u.lineage,
			e.stages[u.stage].Name)
	}
	e.units.At(unit).done = true
	s := &e.stages[u.stage]
	for _, stream := range s.outs {
		switch s.Emits {
		case Same:
			for at := u.head; at != none; at = e.events.At(at).next {
				e.put(stream, e.again(s, e.events.At(at)))
				if s.Delivery.keys() == 2 {
					break // all are of one place
				}
			}
		case Frames:
			for n := int32(1); n <= u.frames; n++ {
				ev := event{weight: u.weight, lineage: u.lineage, number: n, frames: 1, eof: n == u.frames}
				e.put(stream, e.again(s, &ev))
			}
		case Chunk:
			e.put(stream, event{weight: u.weight, lineage: u.lineage, number: 1, frames: u.frames,
				bytes: outBytes(s, u.frames, u.weight), objects: outObjects(s, u.frames), eof: true})
		}
	}
	e.spend(u.head)
	e.wakeTick(0)
}

// spend is done with the events of a unit.
func (e *Engine) spend(head id) {
	for at := head; at != none; {
		next := e.events.At(at).next
		e.events.Free(at)
		if sim.Invariants {
			e.used++
		}
		at = next
	}
}

func outBytes(s *stage, frames int32, weight float64) uint64 {
	if s.skips {
		return 0
	}
	return uint64(float64(s.Bytes) * float64(frames) * weight)
}

func outObjects(s *stage, frames int32) int32 {
	if s.Packed {
		return 1
	}
	return frames
}

// again returns an event as a stage emits it.
func (e *Engine) again(s *stage, of *event) event {
	ev := *of
	ev.bytes, ev.objects = outBytes(s, ev.frames, ev.weight), outObjects(s, ev.frames)
	if s.Scene > 0 {
		place := uint64(ev.lineage)<<32 | uint64(ev.number)
		ev.scene = s.noise.Float(place, math.MaxUint64) < 1/s.Scene
	}
	return ev
}

// end ends a task whose worker quits.
func (e *Engine) end(t id, killed bool) {
	x := e.tasks.At(t)
	unit, attempt, s := x.unit, x.attempt, &e.stages[x.stage]
	e.result.ended(e, t, killed)
	waits, worker := x.step == waiting, x.worker
	x.step = over
	s.live--
	e.live--
	if !waits { // else the row of its function frees it
		e.tasks.Free(t)
		e.quits(s.function, worker)
	}
	u := e.units.At(unit)
	u.alive[attempt&1] = none
	if u.tasks--; u.tasks == 0 && u.done {
		if s.Mitigation == Pairs {
			s.pairs.gone(u.lineage)
		}
		e.units.Free(unit)
	}
	e.wakeTick(0)
}

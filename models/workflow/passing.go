package workflow

import (
	"time"

	"thaw/sim"
)

// Passing is how data come to the tasks of a stage, and how they go on.
//
//	direct       wait │ fetch  compute  emit │
//	truffle      fetch while it waits │ compute  emit │
//	dataflower   wait │ compute, output goes to the next stage's host as it comes into being … flushed │
//	styx         wait and fetch, so that both end together │ compute  hand-off │ the host writes
type Passing struct {
	Mode      Mode
	Lead      time.Duration // of Styx: data are there so long before a worker is expected
	Predictor Predictor     // of Styx: of waits and fetches
	Weight    float64       // of an average that forgets: of the last value
	Upload    uint64        // bytes per second of a worker for each CPU; 0: the store decides alone
	Flush     uint64        // of a push: bytes per second for each CPU by which a worker is held; 0: it is not
	HandOff   uint64        // of Styx: bytes per second from a worker to its host; 0: at once
}

// Mode is what overlaps with what.
type Mode uint8

// The modes.
const (
	Direct            Mode = iota // the worker fetches, computes and emits
	DataFlower                    // output is pushed to the host of the next stage while it comes into being
	Truffle                       // the fetch begins when the worker is asked for
	DataFlowerTruffle             // both
	Styx                          // the fetch is timed, and the host writes the output
)

// Predictor foresees a duration from those before.
type Predictor uint8

// The predictors.
const (
	Last    Predictor = iota // the last value
	Mean                     // the mean of all
	Average                  // an average that forgets
)

// pushes reports whether output goes to the host of the next stage while it comes into being.
func (m Mode) pushes() bool { return m == DataFlower || m == DataFlowerTruffle }

// seeks reports whether the fetch begins when the worker is asked for.
func (m Mode) seeks() bool { return m == Truffle || m == DataFlowerTruffle }

// estimate foresees a duration; without one before it is 0.
type estimate struct {
	value float64
	n     int
}

func (s *estimate) observe(p *Passing, d time.Duration) {
	s.n++
	x, w := float64(d), 1.0
	switch {
	case s.n > 1 && p.Predictor == Mean:
		w = 1 / float64(s.n)
	case s.n > 1 && p.Predictor == Average:
		w = p.Weight
	}
	s.value += w * (x - s.value)
}

// buffers are the bytes that hosts hold for workers: fetched ahead, pushed to them, or handed off.
type buffers struct {
	held  uint64
	since sim.Time
}

// hold adds bytes to the hosts' buffers; release takes them out.
func (e *Engine) hold(bytes uint64) {
	e.aged()
	e.host.held += bytes
	e.result.BufferPeak = max(e.result.BufferPeak, e.host.held)
}

func (e *Engine) letGo(bytes uint64) {
	e.aged()
	if sim.Invariants {
		sim.Check(bytes <= e.host.held, "%d bytes leave buffers that hold %d", bytes, e.host.held)
	}
	e.host.held -= bytes
}

func (e *Engine) aged() {
	e.result.BufferSeconds += float64(e.host.held) * e.now.Sub(e.host.since).Seconds()
	e.host.since = e.now
}

// prepare puts a task in the row of its function, and has its data fetched where they come
// before its worker. It returns how much later the worker is to be asked for.
func (e *Engine) prepare(t id) (later time.Duration) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	u := e.units.At(x.unit)
	x.host = u.pushed
	some := u.bytes[0]+u.bytes[1] > 0
	f := &e.launcher.functions[s.function]
	switch p := &s.Passing; {
	case p.Mode == Styx && some:
		f.expected++
		ahead := time.Duration(s.waits.value-s.fetches.value) - p.Lead
		if ahead > 0 {
			e.after(kindSeek, t, uint32(t), e.now.Add(ahead))
			return 0
		}
		e.seek(t)
		if s.fetches.n > 0 {
			return -ahead
		}
	case p.Mode.seeks() && some:
		f.tasks.Push(t)
		e.seek(t)
	default:
		f.tasks.Push(t)
	}
	return 0
}

// seek begins the fetch of a task that has no worker. The host holds the data until it has.
func (e *Engine) seek(t id) {
	x := e.tasks.At(t)
	u := e.units.At(x.unit)
	x.sought, x.from = true, e.now
	x.host += u.bytes[0] + u.bytes[1]
	e.hold(u.bytes[0] + u.bytes[1])
	e.fetch(t)
}

// there goes on with a task whose data are there.
func (e *Engine) there(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.there = e.now
	if s.Passing.Mode == Styx {
		s.fetches.observe(&s.Passing, e.now.Sub(x.from))
	}
	if x.step == fetching {
		e.fetched(t)
		return
	}
	x.ahead = true
	if s.Passing.Mode != Styx {
		return
	}
	f := &e.launcher.functions[s.function]
	f.expected--
	if f.parked.Len() == 0 {
		f.tasks.Push(t)
		return
	}
	p := f.parked.Pop()
	since := p.since
	x.worker = p.worker
	e.waited(t, since)
	e.start(t)
	x = e.tasks.At(t)
	x.started = since // its worker has waited for the data
}

// waited notes how long a task has waited for a worker that started at an instant.
func (e *Engine) waited(t id, since sim.Time) {
	x := e.tasks.At(t)
	if s := &e.stages[x.stage]; s.Passing.Mode == Styx {
		s.waits.observe(&s.Passing, max(0, since.Sub(x.asked)))
	}
}

// parks reports whether a worker without a task waits for one whose data are to come.
func (e *Engine) parks(f *function, worker int32) bool {
	if f.parked.Len() >= f.expected {
		return false
	}
	f.parked.Push(parked{e.now, worker})
	return true
}

// took is what a worker of so many CPUs needs for bytes at a rate for each CPU.
func took(bytes uint64, perCPU uint64, cpu float64) time.Duration {
	if perCPU == 0 {
		return 0
	}
	return time.Duration(float64(bytes) / (float64(perCPU) * cpu) * float64(time.Second))
}

// gate notes when the output that begins to leave a worker can have left it at the earliest.
func (e *Engine) gate(t id, bytes uint64) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.gate = e.now.Add(took(bytes, s.Passing.Upload, s.CPU))
}

// left goes on when output has left a worker by the store's word, and at its gate by its own.
func (e *Engine) left(t id) {
	x := e.tasks.At(t)
	if e.now < x.gate {
		e.after(kindGate, t, uint32(t), x.gate)
		return
	}
	s := &e.stages[x.stage]
	switch {
	case x.step == writing:
		e.written(t)
	case !s.Passing.Mode.pushes():
		e.emitted(t)
	case s.Emits == Frames:
		e.partLeft(t)
	default:
		x.pushed = true
		e.flushed(t)
	}
}

// writes reports whether a task of a stage writes any output.
func (s *stage) writes() bool { return s.Emits != Nothing && !s.Refers && s.Bytes > 0 }

// push sends output to the next stage's host while it comes into being: whole, or frame by frame.
func (e *Engine) push(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	switch {
	case !s.writes():
		x.pushed = true
		e.flushed(t)
	case s.Emits == Frames:
		e.pushPart(t)
	default:
		e.emit(t, ofOutput, x.unit)
		x = e.tasks.At(t)
		if x.pending == 0 {
			e.left(t)
		}
	}
}

// made returns when a share of a task's output has come into being.
func (x *task) made(s *stage, share float64) sim.Time {
	of := s.Made + (1-s.Made)*share
	if of == 1 {
		return x.fetched.Add(x.took)
	}
	return x.fetched.Add(time.Duration(float64(x.took) * of))
}

func (e *Engine) pushPart(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	u := e.units.At(x.unit)
	bytes := outBytes(s, 1, u.weight)
	e.gate(t, bytes)
	if e.move(t, ofOutput, false, 1, bytes); e.tasks.At(t).pending == 0 {
		e.left(t)
	}
}

// partLeft hands a frame downstream, not before that much of the work is done, and pushes the next.
func (e *Engine) partLeft(t id) {
	x := e.tasks.At(t)
	u := *e.units.At(x.unit)
	made := x.made(&e.stages[u.stage], float64(x.part+1)/float64(u.frames))
	if e.now < made {
		e.after(kindGate, t, uint32(t), made)
		return
	}
	x.part++
	e.brings = int64(x.no)
	s := &e.stages[u.stage]
	for _, stream := range s.outs {
		ev := event{weight: u.weight, lineage: u.lineage, number: x.part, frames: 1, eof: x.part == u.frames}
		e.put(stream, e.again(s, &ev))
	}
	e.wakeTick(0)
	if e.tasks.At(t).part < u.frames {
		e.pushPart(t)
		return
	}
	e.units.At(x.unit).done = true
	e.spend(u.head)
	e.tasks.At(t).pushed = true
	e.flushed(t)
}

// flushed ends a task that has computed and whose output has left it. Its worker is held for
// as long as the output would take at the rate of flushes, counted from its start.
func (e *Engine) flushed(t id) {
	x := e.tasks.At(t)
	if x.step != emitting || !x.pushed {
		return
	}
	if !e.units.At(x.unit).done {
		e.brings = int64(x.no)
		e.handDown(x.unit)
		x = e.tasks.At(t)
	}
	s := &e.stages[x.stage]
	until := sim.Time(0)
	if u := e.units.At(x.unit); s.writes() {
		until = x.started.Add(took(outBytes(s, u.frames, u.weight), s.Passing.Flush, s.CPU))
	}
	if until <= e.now {
		e.end(t, false)
		return
	}
	x.step = held
	e.after(kindGate, t, uint32(t), until)
}

// handOff gives the output of a task to its host, which writes it; the worker quits.
func (e *Engine) handOff(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	if !s.writes() {
		e.emitted(t)
		return
	}
	u := e.units.At(x.unit)
	bytes := outBytes(s, u.frames, u.weight)
	x.host = bytes
	e.hold(bytes)
	x.step = handing
	e.after(kindGate, t, uint32(t), e.now.Add(took(bytes, s.Passing.HandOff, 1)))
}

// handedOff frees the worker of a task, and begins to write.
func (e *Engine) handedOff(t id) {
	x := e.tasks.At(t)
	s := &e.stages[x.stage]
	x.row = int32(len(e.result.Records))
	e.result.ended(e, t, false)
	x.step, x.gate = writing, 0
	s.live--
	e.live--
	e.outgoing++
	e.quits(s.function, x.worker)
	e.wakeTick(0)
	e.emit(t, ofOutput, e.tasks.At(t).unit)
	if e.tasks.At(t).pending == 0 {
		e.written(t)
	}
}

// written hands the output downstream that a host has written.
func (e *Engine) written(t id) {
	x := e.tasks.At(t)
	unit := x.unit
	e.letGo(x.host)
	e.brings = int64(x.no)
	e.handDown(unit)
	x = e.tasks.At(t)
	if e.record {
		e.result.Records[x.row].Out = e.now
	}
	x.step = over
	e.outgoing--
	e.tasks.Free(t)
	e.units.Free(unit)
	e.wakeTick(0)
}

// gated goes on with a task that waited for nothing but time.
func (e *Engine) gated(t id) {
	switch e.tasks.At(t).step {
	case held:
		e.end(t, false)
	case handing:
		e.handedOff(t)
	default:
		e.left(t)
	}
}

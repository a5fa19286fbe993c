package workflow

import (
	"context"
	"errors"
	"time"

	"thaw/models/store"
	"thaw/sim"
)

// id names a slot of an arena; none is no slot.
type id = int32

const none id = -1

// event is a piece of data in the store.
type event struct {
	weight  float64 // factor of its chunk
	bytes   uint64
	lineage int32 // from 1
	number  int32 // of a frame in its lineage, from 1
	frames  int32
	objects int32
	next    id // of its unit, or of those that wait
	eof     bool
	scene   bool
	local   bool
	pushed  bool // it is on the host that will work on it
}

// unit is a unit of work that a delivery function has put together.
type unit struct {
	head, tail id // its events
	lineage    int32
	number     int32
	stage      int32
	frames     int32
	tasks      int32 // that are alive
	tries      int32 // tasks so far
	alive      [2]id // its tasks, by the last bit of the attempt
	done       bool  // what it emits is downstream
	weight     float64
	ready      sim.Time
	after      int64     // the task that brought its last event; NoTask: an input
	bytes      [2]uint64 // durable, local
	objects    [2]int32
	pushed     uint64 // bytes that are on its host
}

// The steps of a task.
const (
	waiting uint8 = iota // for a worker
	fetching
	computing
	emitting
	held    // the worker, until its output is flushed
	handing // output to the host
	writing // by the host: the worker has quit
	over
)

// task is an attempt of a unit on one worker.
type task struct {
	no      uint64 // of all tasks, in the order in which they came to be
	unit    id
	stage   int32
	attempt int32
	of      int32 // instance
	worker  int32 // of a platform
	step    uint8
	pending uint8 // transfers of the step
	thief   thief
	asked   sim.Time
	started sim.Time
	fetched sim.Time
	worked  sim.Time
	open    [3]handle // transfers of durable data: of the fetch, of its own output, of stolen output
	passed
}

// passed is what a task knows of its data on their way.
type passed struct {
	from   sim.Time      // its fetch began
	there  sim.Time      // its data are there
	gate   sim.Time      // its output cannot have left before
	took   time.Duration // its work
	host   uint64        // bytes that a host holds for it
	part   int32         // frames that are downstream
	row    int32         // its record
	sought bool          // its fetch began without a worker
	ahead  bool          // its data are there before its worker
	pushed bool          // its output is there
}

// handle is a transfer of the store, one more than its number; 0: none.
type handle uint32

// Kinds of events, in the order in which they come at one instant.
const (
	kindArrival uint8 = iota
	kindStore
	kindLocal // a transfer in the host's store
	kindWorker
	kindWork
	kindStolen // work of a pair's other half
	kindTimeout
	kindSeek // a fetch that is timed begins
	kindAsk  // for a worker
	kindPush // output comes into being
	kindGate // a task waited for nothing but time
	kindTick
)

// stage is the state of a stage.
type stage struct {
	*Stage
	function int32
	last     bool  // nothing but outputs behind it
	outs     []int // streams
	buffer   buffer
	fifo     sim.Ring[id]
	sorted   sim.Heap[int32, int64, id]
	live     int // tasks
	unitNo   int64
	noise    sim.Stream
	pairs    pairs
	from     [2]int // streams into it, by key
	into     []int  // likewise, all of them
	input    int    // that it follows, the first
	skips    bool   // what it hands down now
	waits    estimate
	fetches  estimate
}

// Engine runs workflows: one alone, or instances of one on a platform. It keeps its memory from
// one run to the next.
type Engine struct {
	*instance // whose turn it is
	spec      *Spec
	queue     sim.Queue
	now       sim.Time
	events    sim.Arena[id, event]
	units     sim.Arena[id, unit]
	tasks     sim.Arena[id, task]
	order     []int
	durable   *store.Store
	alarm     sim.Time // of the store
	launcher  launcher
	taskNo    uint64
	seed      uint64
	record    bool
	made      uint64 // events, with invariants
	used      uint64
	err       error
	instances []*instance // by slot
	crowd                 // on a platform
}

// Run runs a workflow that Check has passed. Record keeps what each task did.
func (e *Engine) Run(ctx context.Context, spec *Spec, seed uint64, record bool) (*Result, error) {
	if err := e.begin(spec, seed, record); err != nil {
		return nil, err
	}
	e.admit()
	end := sim.Event{At: sim.Never}
	for n := 0; e.err == nil; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		ev, ok := e.queue.Next(end)
		if !ok {
			break
		}
		if ev.At > longest {
			return nil, errTooLong
		}
		e.now = ev.At
		e.handle(ev.Ord)
		e.wakeStore()
	}
	if e.err != nil {
		return nil, e.err
	}
	if err := e.stalled(); err != nil {
		return nil, err
	}
	e.finish()
	return &e.result, nil
}

func (e *Engine) handle(ord sim.Order) {
	switch ord.Kind() {
	case kindArrival:
		e.arrives(ord.Subject())
	case kindStore:
		if e.alarm == e.now {
			e.storeFinishes()
		}
	case kindLocal:
		if t, ok := e.alive(ord); ok {
			e.moved(t/3, int(t%3))
		}
	case kindWorker:
		e.workerStarts(int32(ord.Subject()))
	case kindWork:
		if t, ok := e.alive(ord); ok {
			e.worked(t)
		}
	case kindStolen:
		if t, ok := e.alive(ord); ok {
			e.stolenWorked(t)
		}
	case kindTimeout:
		if t, ok := e.alive(ord); ok {
			e.timedOut(t)
		}
	case kindSeek:
		if t, ok := e.alive(ord); ok {
			e.seek(t)
		}
	case kindAsk:
		e.askWorker(int32(ord.Subject()))
	case kindPush:
		if t, ok := e.alive(ord); ok {
			e.push(t)
		}
	case kindGate:
		if t, ok := e.alive(ord); ok {
			e.gated(t)
		}
	case kindTick:
		e.instance = e.instances[ord.Subject()]
		if e.tickAt == e.now {
			e.tick()
		}
	}
}

// storeFinishes goes on with the tasks whose transfers are done.
func (e *Engine) storeFinishes() {
	e.alarm = sim.Never
	for {
		owner, ok := e.durable.Finish(e.now)
		if !ok {
			return
		}
		t, which := id(owner/3), int(owner%3)
		e.tasks.At(t).open[which] = 0
		e.instance = e.instances[e.tasks.At(t).of]
		e.moved(t, which)
		e.settle()
	}
}

// alive returns the subject of an event if its task is still the one that it was meant for.
func (e *Engine) alive(ord sim.Order) (id, bool) {
	subject := id(ord.Subject())
	slot := subject
	if ord.Kind() == kindLocal {
		slot /= 3
	}
	t := e.tasks.At(slot)
	if t.step == over || t.no != ord.Tie() {
		return subject, false
	}
	e.instance = e.instances[t.of]
	return subject, true
}

// after pushes an event about a task.
func (e *Engine) after(kind uint8, t id, subject uint32, at sim.Time) {
	e.post(at, kind, e.tasks.At(t).no, subject)
}

// post pushes an event: onto the queue of the platform, where there is one.
func (e *Engine) post(at sim.Time, kind uint8, tie uint64, subject uint32) {
	if e.platform != nil {
		e.platform.Post(at, kind, tie, subject)
		return
	}
	e.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, tie, subject)})
}

// wakeStore asks for a wake at the store's next instant, if none comes before.
func (e *Engine) wakeStore() {
	if at, some := e.durable.Next(); some && at < e.alarm {
		e.alarm = at
		e.post(at, kindStore, 0, 0)
	}
}

// wakeTick asks for a tick at the next multiple that was not had.
func (e *Engine) wakeTick(not sim.Time) {
	at := max(e.now, not)
	if tick := sim.Time(e.spec.Tick); tick > 0 {
		at = (at + tick - 1) / tick * tick
		if at == e.ticked {
			at += tick
		}
	}
	if at < e.tickAt {
		e.tickAt = at
		e.post(at, kindTick, 0, uint32(e.slot))
	}
}

// tick is one turn of the coordinator's loop.
func (e *Engine) tick() {
	e.tickAt, e.ticked = sim.Never, e.now
	if e.live+e.outgoing == 0 && !e.anyReady() && e.coming() == 0 {
		e.brings = e.ended
		e.release()
	}
	e.schedule()
}

// arrive brings the next chunk of an input, or all chunks where all are there.
func (e *Engine) arrive(i int) {
	in, c := &e.spec.Inputs[i], &e.inputs[i]
	e.brings = NoTask
	for c.came < in.Chunks && (in.Loop == 0 || c.came-c.left < in.Loop) {
		c.came++
		*at(&e.result.Came[i], int32(c.came)) = e.now
		w := c.factor(c.came)
		for s := range e.spec.Streams {
			if st := &e.spec.Streams[s]; st.From == ^i {
				e.put(s, event{weight: w, bytes: uint64(float64(in.Bytes) * w), lineage: int32(c.came), number: 1,
					frames: int32(in.Frames), objects: 1, eof: true})
			}
		}
		if in.Every > 0 {
			if c.came < in.Chunks {
				e.post(e.now.Add(in.Every), kindArrival, 0, e.inputOf(i))
			}
			break
		}
	}
	e.wakeTick(0)
}

// coming returns how many chunks of the inputs are still to come by themselves.
func (e *Engine) coming() int {
	n := 0
	for i := range e.inputs {
		if e.inputs[i].in.Loop > 0 {
			continue
		}
		n += e.inputs[i].in.Chunks - e.inputs[i].came
	}
	return n
}

// leaves notes that a chunk of an input has left the workflow, upon which a loop has the next.
func (e *Engine) leaves(i int) {
	c := &e.inputs[i]
	if c.in.Loop == 0 {
		return
	}
	c.left++
	if c.came < c.in.Chunks {
		e.post(e.now, kindArrival, 0, e.inputOf(i))
	}
}

// put brings an event to the end of a stream.
func (e *Engine) put(stream int, ev event) {
	s := &e.spec.Streams[stream]
	if s.To == Output {
		e.result.deliver(s.From, &ev, e.now, e.brings)
		if s.From >= 0 && ev.eof {
			e.leaves(e.stages[s.From].input)
		}
		return
	}
	if s.From >= 0 {
		from := &e.stages[s.From]
		ev.pushed = from.Passing.Mode.pushes() && !from.Refers && ev.bytes > 0
		if ev.pushed {
			e.hold(ev.bytes)
		}
	}
	if sim.Invariants {
		e.made++
	}
	ev.next, ev.local = none, s.Local
	e.deliver(s.To, stream, e.events.Alloc(ev))
}

// longest is how long a run may take: what comes within a few years behind it is still an instant.
const longest = 100 * 365 * 24 * 3600 * sim.Second

var errTooLong = errors.New("workflow: it takes more than 100 years")

// errTooMany is a run that outgrows the event queue's names.
var errTooMany = errors.New("workflow: more than 5,592,405 tasks at once")

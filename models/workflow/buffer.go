package workflow

import "thaw/sim"

// buffer holds the events of a stage that its delivery function has not delivered.
type buffer struct {
	heads   [2][]id                    // pairs: by key and lineage, those without a partner
	queues  [2]sim.Ring[id]            // any pairs: by key
	sorted  sim.Heap[int32, int32, id] // in order: by lineage and number
	open    unitOf                     // in order: frames in a row from the last unit on
	lineage int32                      // expected next
	number  int32
	ordinal int32     // units so far
	ranges  []rangeOf // smart: by range of the output
	frames  int32     // smart: of a lineage
	total   int32     // smart: of all
	held    int       // events
	joins   joins
}

// unitOf is a unit that grows.
type unitOf struct {
	head, tail id
	n          int32
}

// rangeOf are the frames of a range of the output that are there.
type rangeOf struct{ unitOf }

// deliver gives an event to the delivery function of a stage.
func (e *Engine) deliver(to, stream int, ev id) {
	s := &e.stages[to]
	b := &s.buffer
	key := 0
	if stream == s.from[1] {
		key = 1
	}
	b.held++
	switch s.Delivery {
	case Default:
		e.ready(to, unitOf{ev, ev, 1}, e.events.At(ev).lineage)
	case Pair:
		e.pair(to, key, ev)
	case AnyPair:
		b.queues[key].Push(ev)
		if b.queues[0].Len() > 0 && b.queues[1].Len() > 0 {
			e.readyPair(to, b.queues[0].Pop(), b.queues[1].Pop())
		}
	case Join:
		e.join(to, stream, ev)
	case SerializedFrame, SerializedScene:
		x := e.events.At(ev)
		b.sorted.Push(x.lineage, x.number, ev)
		e.inOrder(to)
	case Smart:
		e.smart(to, ev)
	}
}

// pair looks for the event of the same place in the content on the other key.
func (e *Engine) pair(to, key int, ev id) {
	b := &e.stages[to].buffer
	x := e.events.At(ev)
	for k := range b.heads {
		for int(x.lineage) >= len(b.heads[k]) {
			b.heads[k] = append(b.heads[k], none)
		}
	}
	other := &b.heads[1-key][x.lineage]
	for at, before := *other, none; at != none; at, before = e.events.At(at).next, at {
		y := e.events.At(at)
		if y.number != x.number {
			continue
		}
		if before == none {
			*other = y.next
		} else {
			e.events.At(before).next = y.next
		}
		if key == 0 {
			e.readyPair(to, ev, at)
		} else {
			e.readyPair(to, at, ev)
		}
		return
	}
	x.next = b.heads[key][x.lineage]
	b.heads[key][x.lineage] = ev
}

// readyPair delivers two events, that of the first key first.
func (e *Engine) readyPair(to int, first, second id) {
	e.events.At(first).next = second
	e.events.At(second).next = none
	e.ready(to, unitOf{first, second, 2}, e.events.At(first).lineage)
}

// add puts an event at the end of a unit.
func (e *Engine) add(u *unitOf, ev id) {
	e.events.At(ev).next = none
	if u.n == 0 {
		u.head = ev
	} else {
		e.events.At(u.tail).next = ev
	}
	u.tail = ev
	u.n++
}

// inOrder delivers units of frames that follow each other without a gap. A lineage goes
// over into the next one where a frame says that it is the last.
func (e *Engine) inOrder(to int) {
	s := &e.stages[to]
	b := &s.buffer
	for b.sorted.Len() > 0 {
		top := b.sorted.Min()
		if top.First != b.lineage || top.Then != b.number {
			return
		}
		ev := b.sorted.Pop().Value
		e.step(to, ev)
	}
}

// step takes the next frame in order, and delivers the unit that it completes.
func (e *Engine) step(to int, ev id) {
	s := &e.stages[to]
	b := &s.buffer
	x := e.events.At(ev)
	b.lineage, b.number = x.lineage, x.number+1
	if x.eof {
		b.lineage, b.number = x.lineage+1, 1
	}
	scene := x.scene && s.Delivery == SerializedScene
	e.add(&b.open, ev)
	if int(b.open.n) == s.Frames || scene {
		e.closeUnit(to)
	}
}

// closeUnit delivers the frames in a row as they are.
func (e *Engine) closeUnit(to int) {
	b := &e.stages[to].buffer
	u := b.open
	b.open = unitOf{}
	b.ordinal++
	e.ready(to, u, b.ordinal)
}

// smart delivers a range of the output as soon as all its frames are there.
func (e *Engine) smart(to int, ev id) {
	s := &e.stages[to]
	b := &s.buffer
	x := e.events.At(ev)
	at := (x.lineage-1)*b.frames + x.number - 1
	k := int(at) / s.Frames
	for k >= len(b.ranges) {
		b.ranges = append(b.ranges, rangeOf{})
	}
	e.add(&b.ranges[k].unitOf, ev)
	if want := min(int32(s.Frames), b.total-int32(k*s.Frames)); b.ranges[k].n == want {
		u := b.ranges[k].unitOf
		b.ranges[k] = rangeOf{}
		e.ready(to, u, int32(k)+1)
	}
}

// release delivers what is left in the buffer of the first stage that gathers in order
// and has anything: nothing runs, so no frame that it waits for will come.
func (e *Engine) release() {
	for _, i := range e.order {
		s := &e.stages[i]
		b := &s.buffer
		if s.Delivery != SerializedFrame && s.Delivery != SerializedScene || b.held == 0 {
			continue
		}
		for b.sorted.Len() > 0 {
			e.step(i, b.sorted.Pop().Value)
		}
		if b.open.n > 0 {
			e.closeUnit(i)
		}
		return
	}
}

// ready makes a unit of events and gives it to the scheduler.
func (e *Engine) ready(to int, u unitOf, lineage int32) {
	s := &e.stages[to]
	s.buffer.held -= int(u.n)
	first := e.events.At(u.head)
	x := unit{head: u.head, tail: u.tail, lineage: lineage, number: first.number, stage: int32(to), ready: e.now,
		after: e.brings, alive: [2]id{none, none}}
	if s.Delivery.ordered() {
		x.number = 1
	}
	for ev := u.head; ev != none; {
		y := e.events.At(ev)
		store := 0
		if y.local {
			store = 1
		}
		switch {
		case y.pushed:
			x.pushed += y.bytes
		case y.bytes > 0:
			x.bytes[store] += y.bytes
			x.objects[store] += y.objects
		}
		x.frames += y.frames
		x.weight += y.weight * float64(y.frames)
		ev = y.next
	}
	x.weight /= float64(x.frames)
	if s.Delivery.keys() == 2 {
		x.frames = first.frames // all are of one place
	}
	h := e.units.Alloc(x)
	if s.Share > 0 && !e.chosen(s, &x) {
		e.result.delivered(to, lineage, e.now)
		e.skip(to, h)
		return
	}
	if s.Mitigation == Pairs {
		s.pairs.came(lineage, h)
	}
	e.offer(to, h)
	e.result.delivered(to, lineage, e.now)
}

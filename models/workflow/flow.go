package workflow

import "time"

// flow is what is known of a stream, or of the units of a stage, before anything runs.
type flow struct {
	single bool // events are single frames; else whole chunks
	chunks int  // lineages; unknown where scenes decide
	frames int  // of a lineage; unknown where scenes decide
	scenes bool // some stage before has marked scenes
	least  time.Duration
}

const unknown = -1

// events returns how many events there are, or unknown.
func (f flow) events() int {
	switch {
	case f.chunks == unknown || f.single && f.frames == unknown:
		return unknown
	case f.single:
		return f.chunks * f.frames
	}
	return f.chunks
}

// flow follows the data through the stages, which stand in topological order, and reports
// stages that starve, delivery functions that cannot fire, and deadlines in the past.
func (c *checker) flow(order []int) {
	s := c.s
	c.out = make([]flow, len(s.Stages))
	out, of := c.out, c.of
	for _, i := range order {
		st := &s.Stages[i]
		in := of(c.into[i][0])
		c.in[i] = in
		joined := in // what is known of all keys together
		c.fires(i, in)
		for k, stream := range c.into[i][1:] {
			other := of(stream)
			c.meets(i, in, other, k+1)
			joined.scenes, joined.least = joined.scenes || other.scenes, max(joined.least, other.least)
		}
		out[i] = c.after(i, joined)
		if n := out[i].events(); n > maxEvents {
			c.add(InStage, i, "stage %s emits %d events, expected at most %d", st.Name, n, maxEvents)
			return
		}
	}
	for _, st := range s.Streams {
		if st.To == Output && st.From >= 0 && s.First > 0 && s.Playback > 0 && s.First < out[st.From].least {
			c.add(InWorkflow, 0, "first: the deadline of the first chunk after %v is past before stage %s can have "+
				"it: the stages to there take at least %v", s.First, s.Stages[st.From].Name, out[st.From].least)
		}
	}
}

// of returns what comes on a stream.
func (c *checker) of(stream int) flow {
	st := &c.s.Streams[stream]
	if st.From >= 0 {
		return c.out[st.From]
	}
	in := &c.s.Inputs[^st.From]
	return flow{chunks: in.Chunks, frames: in.Frames}
}

// meets reports a key whose events do not meet those of the first for ever.
func (c *checker) meets(i int, in, other flow, key int) {
	s, st := c.s, &c.s.Stages[i]
	first, second := s.Streams[c.into[i][0]].Key, s.Streams[c.into[i][key]].Key
	if st.Delivery != AnyPair && in.single != other.single {
		c.add(InStage, i, "stage %s: %v can never fire: %s and %s are not both of chunks, or both of frames",
			st.Name, st.Delivery, first, second)
		return
	}
	a, b := in.events(), other.events()
	if a != unknown && b != unknown && a != b {
		c.add(InStage, i, "stage %s starves: %d events come on %s and %d on %s, so that %d wait for a partner for "+
			"ever", st.Name, a, first, b, second, max(a, b)-min(a, b))
	}
}

// fires reports a delivery function that cannot fire on its streams, or leaves events for ever.
func (c *checker) fires(i int, in flow) {
	s, st := c.s, &c.s.Stages[i]
	first := s.Streams[c.into[i][0]].Key
	switch st.Delivery {
	case SerializedFrame, SerializedScene, Smart:
		if !in.single {
			c.add(InStage, i, "stage %s: %v can never fire: %s brings whole chunks, expected single frames", st.Name,
				st.Delivery, first)
		}
		if st.Delivery == SerializedScene && !in.scenes {
			c.add(InStage, i, "stage %s: serialized-scene can never fire at a scene: no stage before it marks scenes",
				st.Name)
		}
		if st.Delivery == Smart && (in.chunks == unknown || in.frames == unknown) {
			c.add(InStage, i, "stage %s: smart needs to know the frames of each chunk, and scenes decide them", st.Name)
		}
	}
	if in.single && !st.Delivery.ordered() && (st.Emits == Chunk || st.Emits == Frames) {
		c.add(InStage, i, "stage %s gets single frames one by one and emits %v, expected same or nothing", st.Name,
			st.Emits)
	}
	if c.s.Scheduler.Kind == Streaming && in.single && !st.Delivery.ordered() && c.hasOutput(i) {
		c.add(InScheduler, 0, "streaming: stage %s has output and takes single frames one by one, expected whole "+
			"chunks in order", st.Name)
	}
	if st.Straggler.Lineage > 0 && in.chunks != unknown && st.Straggler.Lineage > in.chunks {
		c.add(InStage, i, "stage %s: straggler: chunk %d of %d", st.Name, st.Straggler.Lineage, in.chunks)
	}
	if st.Mitigation == Pairs && in.single {
		c.add(InStage, i, "stage %s: gop-pairs work on whole chunks, and %s brings single frames", st.Name, first)
	}
}

// after returns what a stage emits.
func (c *checker) after(i int, in flow) flow {
	st := &c.s.Stages[i]
	units := flow{single: in.single, chunks: in.chunks, frames: in.frames, scenes: in.scenes || st.Scene > 0,
		least: in.least}
	if st.Share == 0 || st.Share == 1 {
		units.least += st.Work.Quantile(1e-9)
	}
	if st.Emits != Chunk && st.Emits != Frames {
		return units
	}
	units.single = st.Emits == Frames
	switch n := in.events(); st.Delivery {
	case SerializedFrame, Smart:
		units.chunks, units.frames = unknown, unknown
		if n != unknown {
			units.chunks = (n + st.Frames - 1) / st.Frames
			if n%st.Frames == 0 {
				units.frames = st.Frames
			}
		}
	case SerializedScene:
		units.chunks, units.frames = unknown, unknown
	}
	return units
}

func (c *checker) hasOutput(stage int) bool {
	for _, st := range c.s.Streams {
		if st.From == stage && st.To == Output {
			return true
		}
	}
	return false
}

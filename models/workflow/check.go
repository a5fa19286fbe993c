package workflow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"thaw/models/store"
)

// Mistake is one thing that is wrong with a specification, and where.
type Mistake struct {
	Where Where
	Index int // of the stage, input or stream
	Text  string
}

// Where is the part of a specification in which a mistake is.
type Where uint8

// The parts.
const (
	InWorkflow Where = iota
	InStage
	InInput
	InStream
	InStore
	InLauncher
	InScheduler
)

// Error returns the text.
func (m Mistake) Error() string { return m.Text }

// checker gathers mistakes.
type checker struct {
	s        *Spec
	mistakes []Mistake
	into     [][]int // streams to each stage
	in       []flow  // of each stage, that of its first key
	out      []flow  // of each stage, what it emits
}

func (c *checker) add(where Where, index int, format string, args ...any) {
	c.mistakes = append(c.mistakes, Mistake{where, index, fmt.Sprintf(format, args...)})
}

// The most of what a specification may ask for.
const (
	MaxStages = 1000
	MaxChunks = 4_000_000
	MaxFrames = 10_000
	maxEvents = 1 << 24
)

// Check returns everything that is wrong with the specification: numbers out of range,
// cycles, streams without data, delivery functions that cannot fire, stages that starve,
// deadlines in the past.
func (s *Spec) Check() []Mistake { return s.checked().mistakes }

// CheckNumbers returns what is wrong with the numbers alone, whatever the streams are.
func (s *Spec) CheckNumbers() []Mistake {
	c := &checker{s: s}
	c.numbers()
	return c.mistakes
}

func (s *Spec) checked() *checker {
	c := &checker{s: s, into: make([][]int, len(s.Stages)), in: make([]flow, len(s.Stages))}
	c.numbers()
	c.streams()
	order, ok := s.topological()
	if !ok {
		c.cycle(order)
	}
	c.streamed()
	c.shared()
	if len(c.mistakes) == 0 {
		c.loops()
		c.flow(order)
	}
	return c
}

func (c *checker) numbers() {
	s := c.s
	if len(s.Stages) == 0 || len(s.Stages) > MaxStages {
		c.add(InWorkflow, 0, "%d stages, expected 1 to %d", len(s.Stages), MaxStages)
	}
	if len(s.Inputs) == 0 {
		c.add(InWorkflow, 0, "no inputs, expected at least one: nothing would happen")
	}
	stores := []*store.Config{&s.Durable}
	if s.Local != nil {
		stores = append(stores, s.Local)
	}
	for _, st := range stores {
		if err := st.Check(); err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				c.add(InStore, 0, "%s", line)
			}
		}
	}
	if s.Tick < 0 || s.Tick > time.Hour {
		c.add(InWorkflow, 0, "tick: %v, expected 0s to 1h", s.Tick)
	}
	if least := s.atOnce(); s.Tasks < 0 || s.Tasks > 0 && s.Tasks < least {
		c.add(InWorkflow, 0, "tasks: %d at once, expected 0 (no limit) or at least %d", s.Tasks, least)
	}
	if s.Playback < 0 || s.First < 0 {
		c.add(InWorkflow, 0, "playback: %v a chunk from %v, expected 0s or more", s.Playback, s.First)
	}
	c.launcher()
	c.scheduler()
	for i := range s.Inputs {
		c.input(i, &s.Inputs[i])
	}
	for i := range s.Stages {
		c.stage(i, &s.Stages[i])
	}
}

// tasks returns how many tasks a unit makes at once.
func (m Mitigation) tasks() int {
	if m == Clone {
		return 2
	}
	return 1
}

// atOnce returns how many tasks a limit must allow so that each stage can run.
func (s *Spec) atOnce() int {
	n := 1
	for i := range s.Stages {
		n = max(n, s.Stages[i].Mitigation.tasks())
	}
	return n
}

func (c *checker) launcher() {
	l := &c.s.Launcher
	if l.Limit < 1 || l.Limit > maxEvents {
		c.add(InLauncher, 0, "limit: %d workers at once, expected 1 to %d", l.Limit, maxEvents)
	}
	if l.Warm < AllWarm {
		c.add(InLauncher, 0, "warm: %d environments, expected 0 or more, or all", l.Warm)
	}
	for _, r := range []float64{l.WarmRate, l.ColdRate} {
		if !(r >= 0 && r <= 1e9) {
			c.add(InLauncher, 0, "%v launches a second, expected 0 (no limit) to 1000000000", r)
		}
	}
}

func (c *checker) scheduler() {
	k := &c.s.Scheduler
	switch k.Kind {
	case BreadthFirst, Priority, Streaming:
		if least := c.s.atOnce(); k.Limit < least {
			c.add(InScheduler, 0, "%v: limit: %d tasks at once, expected at least %d", k.Kind, k.Limit, least)
		}
	case RateLimit:
		if !(k.Rate > 0 && k.Rate <= 1e9) || k.Bucket < 1 || k.Bucket > 1e9 {
			c.add(InScheduler, 0, "rate-limit: %v tasks a second from a bucket of %d, expected more than 0 and at "+
				"least 1", k.Rate, k.Bucket)
		}
	}
	if k.Kind == Streaming {
		if c.s.Playback == 0 {
			c.add(InScheduler, 0, "streaming: nobody watches, expected playback: the length of a chunk")
		}
		if k.Sleep <= 0 || k.Buffer < 0 || k.Every < 0 {
			c.add(InScheduler, 0, "streaming: sleeps of at least %v, a buffer of %v, looks after %d units; expected "+
				"more than 0s, 0s or more, 0 or more", k.Sleep, k.Buffer, k.Every)
		}
	}
}

func (c *checker) input(i int, in *Input) {
	if in.Chunks < 1 || in.Chunks > MaxChunks {
		c.add(InInput, i, "input %s: %d chunks, expected 1 to %d", in.Name, in.Chunks, MaxChunks)
	}
	if in.Frames < 1 || in.Frames > MaxFrames {
		c.add(InInput, i, "input %s: %d frames in a chunk, expected 1 to %d", in.Name, in.Frames, MaxFrames)
	}
	if in.Bytes > store.MaxBytes>>10 {
		c.add(InInput, i, "input %s: chunks of %d bytes, expected at most %d", in.Name, in.Bytes,
			uint64(store.MaxBytes>>10))
	}
	if in.Loop < 0 || in.Loop > 0 && in.Every != 0 {
		c.add(InInput, i, "input %s: a loop of %d and a chunk every %v, expected one of them, at least 0", in.Name,
			in.Loop, in.Every)
	}
	if in.Every < 0 || in.Every > 24*time.Hour {
		c.add(InInput, i, "input %s: a chunk every %v, expected 0s to 24h", in.Name, in.Every)
	}
	if !(in.Spread >= 0 && in.Spread <= 3) || !(in.Correlation >= 0 && in.Correlation < 1) {
		c.add(InInput, i, "input %s: a spread of %v with a correlation of %v, expected 0 to 3 and 0 to less than 1",
			in.Name, in.Spread, in.Correlation)
	}
	if in.Quiet < 0 || !(in.QuietBy >= 0 && in.QuietBy <= 100) {
		c.add(InInput, i, "input %s: %d quiet chunks with a factor of %v, expected 0 or more and 0 to 100", in.Name,
			in.Quiet, in.QuietBy)
	}
}

func (c *checker) stage(i int, st *Stage) {
	bad := func(format string, args ...any) { c.add(InStage, i, "stage "+st.Name+": "+format, args...) }
	ordered := st.Delivery.ordered()
	if ordered && (st.Frames < 1 || st.Frames > 1<<20) {
		bad("%v delivers %d frames, expected 1 to %d", st.Delivery, st.Frames, 1<<20)
	}
	if !ordered && st.Frames != 0 {
		bad("frames: %d, but %v delivers events as they come; frames belongs to deliveries in order", st.Frames,
			st.Delivery)
	}
	if st.Limit < 0 || st.Limit > 0 && st.Limit < st.Mitigation.tasks() {
		bad("limit: %d tasks at once, expected 0 (none) or at least %d", st.Limit, st.Mitigation.tasks())
	}
	if st.Frame < 0 || st.Frame > time.Hour {
		bad("frame-work: %v, expected 0s to 1h", st.Frame)
	}
	if !(st.AgainShare >= 0 && st.AgainShare <= 1) {
		bad("again-share: %v, expected 0 to 1", st.AgainShare)
	}
	if st.Bytes > store.MaxBytes>>20 {
		bad("bytes: %d of a frame, expected at most %d", st.Bytes, uint64(store.MaxBytes>>20))
	}
	if !(st.Scene == 0 || st.Scene >= 1 && st.Scene <= 1e9) {
		bad("scene: %v frames on average, expected 0 (it marks none) or at least 1", st.Scene)
	}
	if st.Straggler.Lineage < 0 || st.Straggler.Delay < 0 || st.Straggler.Delay > 24*time.Hour {
		bad("straggler: chunk %d is %v late, expected a chunk from 1 and 0s to 24h", st.Straggler.Lineage,
			st.Straggler.Delay)
	}
	if !(st.Extra >= 0 && st.Extra <= 1) {
		bad("extra: %v of a chunk's data, expected 0 to 1", st.Extra)
	}
	c.mitigation(st, bad)
	c.passing(st, bad)
}

func (c *checker) mitigation(st *Stage, bad func(format string, args ...any)) {
	if st.Mitigation != Timeout && st.Timeout != 0 {
		bad("timeout: %v, but the mitigation is %v, expected timeout", st.Timeout, st.Mitigation)
	}
	if st.Mitigation == Timeout {
		if least := st.Work.Quantile(1e-9); st.Timeout <= least {
			bad("timeout: %v, but a task works for at least %v: none would ever be done", st.Timeout, least)
		}
	}
	if st.Mitigation == Pairs && st.Delivery != Default {
		bad("gop-pairs work on neighbouring chunks one by one, expected delivery default, not %v", st.Delivery)
	}
}

// streams checks what each stream connects, and fills into.
func (c *checker) streams() {
	s := c.s
	used := make([]bool, len(s.Inputs))
	for i, st := range s.Streams {
		if st.From < 0 {
			used[^st.From] = true
		} else if s.Stages[st.From].Emits == Nothing {
			c.add(InStream, i, "stage %s emits nothing: this stream has no producer", s.Stages[st.From].Name)
		}
		if st.Local && s.Local == nil {
			c.add(InStream, i, "it is local, and there is no local store, expected the section local")
		}
		if st.Local && st.From < 0 {
			c.add(InStream, i, "input %s is local, expected content in the durable store", s.Inputs[^st.From].Name)
		}
		if st.To == Output {
			continue
		}
		for _, j := range c.into[st.To] {
			if s.Streams[j].Key == st.Key {
				c.add(InStream, i, "stage %s gets the key %s twice, expected one stream to a key", s.Stages[st.To].Name,
					st.Key)
			}
		}
		c.into[st.To] = append(c.into[st.To], i)
	}
	for i := range s.Inputs {
		if !used[i] {
			c.add(InInput, i, "input %s: no stream takes it", s.Inputs[i].Name)
		}
	}
	for i := range s.Stages {
		st, n := &s.Stages[i], len(c.into[i])
		switch want := st.Delivery.keys(); {
		case n == 0:
			c.add(InStage, i, "stage %s starves: no stream leads to it", st.Name)
		case st.Delivery == Join && n > mostKeys:
			c.add(InStage, i, "stage %s: join takes %d keys, expected at most %d", st.Name, n, mostKeys)
		case st.Delivery == Join && n < want:
			c.add(InStage, i, "stage %s: join takes 2 keys or more and there are %d: it waits for nobody", st.Name, n)
		case st.Delivery != Join && n != want:
			c.add(InStage, i, "stage %s: %v takes %d key(s) and there are %d: it can never fire", st.Name, st.Delivery,
				want, n)
		}
	}
}

// streamed checks that a scheduler that keeps the output in order has one output.
func (c *checker) streamed() {
	outs := map[int]bool{}
	for _, st := range c.s.Streams {
		if st.To == Output {
			outs[st.From] = true
		}
	}
	if c.s.Scheduler.Kind == Streaming && len(outs) != 1 {
		c.add(InScheduler, 0, "streaming: %d stages have output, expected one, which it keeps in order", len(outs))
	}
}

// keys returns how many keys a delivery function takes, a join at least.
func (d Delivery) keys() int {
	if d == Pair || d == AnyPair || d == Join {
		return 2
	}
	return 1
}

// ordered reports whether a delivery function gathers frames in order.
func (d Delivery) ordered() bool { return d == SerializedFrame || d == SerializedScene || d == Smart }

// topological returns the stages so that each stands behind those before it, or those
// that are on a cycle or behind one.
func (s *Spec) topological() (order []int, ok bool) {
	waits := make([]int, len(s.Stages))
	for _, st := range s.Streams {
		if st.From >= 0 && st.To != Output {
			waits[st.To]++
		}
	}
	for i := range s.Stages {
		if waits[i] == 0 {
			order = append(order, i)
		}
	}
	for k := 0; k < len(order); k++ {
		for _, st := range s.Streams {
			if st.From != order[k] || st.To == Output {
				continue
			}
			if waits[st.To]--; waits[st.To] == 0 {
				order = append(order, st.To)
			}
		}
	}
	if len(order) == len(s.Stages) {
		return order, true
	}
	var left []int
	for i := range s.Stages {
		if !slices.Contains(order, i) {
			left = append(left, i)
		}
	}
	return left, false
}

// cycle reports a cycle among stages that are on one or behind one.
func (c *checker) cycle(left []int) {
	before := map[int]int{}
	for _, st := range c.s.Streams {
		if slices.Contains(left, st.From) && slices.Contains(left, st.To) {
			before[st.To] = st.From
		}
	}
	at, seen := left[0], []int{}
	for !slices.Contains(seen, at) {
		seen = append(seen, at)
		at = before[at]
	}
	seen = seen[slices.Index(seen, at):]
	slices.Reverse(seen)
	first := slices.Index(seen, slices.Min(seen))
	seen = append(seen[first:len(seen):len(seen)], seen[:first]...)
	var text []string
	for _, i := range append(seen, seen[0]) {
		text = append(text, c.s.Stages[i].Name)
	}
	c.add(InStage, seen[0], "stages %s: a cycle, none of them can begin", strings.Join(text, " → "))
}

package workflow

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"thaw/models/store"
	"thaw/sim"
)

// begin sets the engine up for a run.
func (e *Engine) begin(spec *Spec, seed uint64, record bool) error {
	c := spec.checked()
	var errs []error
	for _, m := range c.mistakes {
		errs = append(errs, m)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	durable, err := store.New(spec.Durable)
	if err != nil {
		return err
	}
	e.spec, e.durable, e.alarm, e.record, e.seed = spec, durable, sim.Never, record, seed
	e.now, e.taskNo, e.made, e.used, e.err = 0, 0, 0, 0, nil
	e.queue.Reset()
	e.reset()
	e.order, _ = spec.topological()
	e.graph = c
	e.beginFunctions()
	e.launcher.begin(spec, seed)
	return nil
}

// reset empties what a run that failed may have left.
func (e *Engine) reset() {
	e.crowd = crowd{vacant: e.vacant[:0]}
	if e.events.Len()+e.units.Len()+e.tasks.Len() > 0 {
		e.events, e.units, e.tasks = sim.Arena[id, event]{}, sim.Arena[id, unit]{}, sim.Arena[id, task]{}
		e.instances, e.launcher = nil, launcher{}
	}
	for i := len(e.instances) - 1; i >= 0; i-- {
		e.instances[i].over = true
		e.vacant = append(e.vacant, int32(i))
	}
}

// beginFunctions makes the rows of tasks, and keeps the memory of those before.
func (e *Engine) beginFunctions() {
	functions := e.launcher.functions[:0]
	for _, name := range e.spec.Functions() {
		var old function
		if len(functions) < cap(functions) {
			old = functions[:len(functions)+1][len(functions)]
		}
		functions = append(functions, function{name: name, tasks: old.tasks, parked: old.parked})
	}
	e.launcher.functions = functions
}

// beginStages fills in the state of the stages, and keeps the memory of those before.
func (e *Engine) beginStages(c *checker, seed uint64) {
	spec := e.spec
	for len(e.stages) < len(spec.Stages) {
		e.stages = append(e.stages, stage{})
	}
	e.stages = e.stages[:len(spec.Stages)]
	for i := range e.stages {
		s, st := &e.stages[i], &spec.Stages[i]
		s.Stage, s.live, s.unitNo, s.outs, s.last = st, 0, 0, s.outs[:0], false
		s.noise = sim.NewStream(seed, "workflow/work/"+st.Name)
		s.pairs = pairs{s.pairs.units[:0], s.pairs.computed[:0]}
		b := &s.buffer
		*b = buffer{heads: [2][]id{b.heads[0][:0], b.heads[1][:0]}, queues: b.queues, sorted: b.sorted,
			ranges: b.ranges[:0], lineage: 1, number: 1, joins: joins{groups: b.joins.groups}}
		e.result.Stages[i].Input = c.source(i)
		s.waits, s.fetches, s.into, s.input = estimate{}, estimate{}, c.into[i], c.source(i)
		if in := c.in[i]; st.Delivery == Smart {
			b.frames, b.total = int32(in.frames), int32(in.events())
		}
		s.from = [2]int{c.into[i][0], c.into[i][len(c.into[i])-1]}
		for k, stream := range spec.Streams {
			if stream.From == i {
				s.outs = append(s.outs, k)
				s.last = s.last || stream.To == Output
			}
		}
		name := st.function()
		s.function = int32(slices.IndexFunc(e.launcher.functions, func(f function) bool { return f.name == name }))
	}
}

// Functions returns the functions that stages run, in the order in which stages name them.
func (s *Spec) Functions() (all []string) {
	for i := range s.Stages {
		if name := s.Stages[i].function(); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func (st *Stage) function() string {
	if st.Function == "" {
		return st.Name
	}
	return st.Function
}

// finish completes the result of a run.
func (e *Engine) finish() {
	e.result.Bytes, e.result.Requests = e.durable.Moved()
	if sim.Invariants {
		sim.Check(e.made == e.used, "%d events went to stages and %d were used", e.made, e.used)
		sim.Check(e.host.held == 0 && e.outgoing == 0, "hosts hold %d bytes and write %d outputs", e.host.held,
			e.outgoing)
		sim.Check(e.live == 0 && e.launcher.running == 0, "%d tasks and %d workers are left", e.live,
			e.launcher.running)
		for i := range e.result.Stages {
			r := &e.result.Stages[i]
			sim.Check(r.Busy >= r.Fetch+r.Work+r.Emit, "stage %s: workers of %v did %v", e.stages[i].Name, r.Busy,
				r.Fetch+r.Work+r.Emit)
		}
		sim.Check(e.events.Len() == 0 && e.units.Len() == 0 && e.tasks.Len() == 0, "%d events, %d units, %d tasks "+
			"are left", e.events.Len(), e.units.Len(), e.tasks.Len())
	}
}

// StalledError is a workflow that cannot go on: each stage that waits, and for what.
type StalledError struct {
	Instance int64 // from 0; the first, or the only one
	Waits    []string
}

func (s *StalledError) Error() string {
	text := "the workflow stalls:"
	if s.Instance > 0 {
		text = fmt.Sprintf("instance %d of the workflow stalls:", s.Instance)
	}
	for _, w := range s.Waits {
		text += "\n  " + w
	}
	return text
}

// GaveUpError is a task that ran into its timeout every time.
type GaveUpError struct {
	Stage   string
	Chunk   int
	Timeout time.Duration
}

func (g *GaveUpError) Error() string {
	return fmt.Sprintf("stage %s: chunk %d was begun %d times and never done within its timeout of %v", g.Stage,
		g.Chunk, mostTries, g.Timeout)
}

// stalled returns what the stages wait for when nothing happens any more.
func (e *Engine) stalled() error {
	var waits []string
	for i := range e.stages {
		s := &e.stages[i]
		b := &s.buffer
		keys := [2]string{e.spec.Streams[s.from[0]].Key, e.spec.Streams[s.from[1]].Key}
		if n := s.readyUnits(); n > 0 {
			waits = append(waits, fmt.Sprintf("stage %s: %d units of work are ready, and the scheduler %v takes none; "+
				"it waits for chunk %d", s.Name, n, e.spec.Scheduler.Kind, e.scheduler.expected))
		}
		if b.held == 0 {
			continue
		}
		switch s.Delivery {
		case Pair:
			for key, heads := range b.heads {
				if first := firstHead(heads); first > 0 {
					waits = append(waits, fmt.Sprintf("stage %s: chunk %d came on %s, and waits for chunk %d on %s",
						s.Name, first, keys[key], first, keys[1-key]))
				}
			}
		case Join:
			waits = append(waits, e.joining(i)...)
		case AnyPair:
			for key := range b.queues {
				if n := b.queues[key].Len(); n > 0 {
					waits = append(waits, fmt.Sprintf("stage %s: %d events came on %s, and wait for as many on %s",
						s.Name, n, keys[key], keys[1-key]))
				}
			}
		default:
			waits = append(waits, fmt.Sprintf("stage %s: %d frames came on %s, and wait for frame %d of chunk %d",
				s.Name, b.held, keys[0], b.number, b.lineage))
		}
	}
	for i := range e.inputs {
		if c := &e.inputs[i]; c.came < c.in.Chunks {
			waits = append(waits, fmt.Sprintf("input %s: chunk %d waits for one of %d to leave the workflow", c.in.Name,
				c.came+1, c.in.Loop))
		}
	}
	if waits == nil {
		return nil
	}
	return &StalledError{e.number, waits}
}

func firstHead(heads []id) int {
	for lineage, h := range heads {
		if h != none {
			return lineage
		}
	}
	return 0
}

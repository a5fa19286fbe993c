package workflow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"thaw/models/store"
	"thaw/models/workflow"
	"thaw/sim"
)

// The oracle plays small workflows millisecond by millisecond, as Sprocket's coordinator does: its
// loop turns at every multiple of the tick, whether anything has happened or not, and looks through
// lists. It shares no code with the engine. All times are whole milliseconds.

type oEvent struct {
	lineage, number int
	frames          int
	bytes           int
	eof             bool
	key             string
}

type oUnit struct {
	events  []oEvent
	lineage int
	number  int
	stage   int
	done    bool
	tries   int
}

type oTask struct {
	unit    *oUnit
	attempt int
	state   string // waits, fetches, computes, emits, over
	until   int
	since   int
}

type oracle struct {
	s        *workflow.Spec
	now      int
	buffers  [][]oEvent
	ready    [][]*oUnit
	lineage  []int // in-order deliveries: next
	number   []int
	ordinal  []int
	tasks    []*oTask
	rows     map[string][]*oTask
	starting []struct {
		function string
		at       int
	}
	pending []string
	warm    map[string]int
	workers int
	chunks  map[int]int
	ends    []string
	came    bool
}

func ms(d time.Duration) int { return int(d / time.Millisecond) }

func (o *oracle) function(stage int) string { return o.s.Stages[stage].Name }

func (o *oracle) send(from int, evs []oEvent) {
	for _, st := range o.s.Streams {
		if st.From != from {
			continue
		}
		for _, ev := range evs {
			if st.To == workflow.Output {
				o.chunks[ev.lineage] = o.now
				continue
			}
			ev.key = st.Key
			o.buffers[st.To] = append(o.buffers[st.To], ev)
		}
	}
}

// unit takes the events at the places out of a stage's buffer.
func (o *oracle) unit(stage int, lineage int, places ...int) {
	u := &oUnit{stage: stage, lineage: lineage}
	for _, p := range places {
		u.events = append(u.events, o.buffers[stage][p])
	}
	u.number = u.events[0].number
	var rest []oEvent
	for i, ev := range o.buffers[stage] {
		if !slices.Contains(places, i) {
			rest = append(rest, ev)
		}
	}
	o.buffers[stage] = rest
	o.ready[stage] = append(o.ready[stage], u)
}

func (o *oracle) find(stage int, want func(oEvent) bool) int {
	return slices.IndexFunc(o.buffers[stage], want)
}

// deliver runs the delivery function of a stage until it delivers nothing more.
func (o *oracle) deliver(stage int, stale bool) bool {
	st := &o.s.Stages[stage]
	any := false
	for {
		b := o.buffers[stage]
		if len(b) == 0 {
			return any
		}
		done := true
		switch st.Delivery {
		case workflow.Default:
			o.unit(stage, b[0].lineage, 0)
			done = false
		case workflow.Pair, workflow.AnyPair:
			for i := 0; i < len(b) && done; i++ {
				for j := 0; j < len(b); j++ {
					same := b[i].lineage == b[j].lineage && b[i].number == b[j].number
					if b[i].key == "a" && b[j].key == "b" && (same || st.Delivery == workflow.AnyPair) {
						o.unit(stage, b[i].lineage, i, j)
						done = false
						break
					}
				}
			}
		case workflow.SerializedFrame:
			var places []int
			l, n := o.lineage[stage], o.number[stage]
			for len(places) < st.Frames {
				p := o.find(stage, func(e oEvent) bool { return e.lineage == l && e.number == n })
				if p < 0 {
					break
				}
				places = append(places, p)
				n++
				if b[p].eof {
					l, n = l+1, 1
				}
			}
			if len(places) == st.Frames || stale && len(places) > 0 {
				o.ordinal[stage]++
				o.lineage[stage], o.number[stage] = l, n
				o.unit(stage, o.ordinal[stage], places...)
				o.ready[stage][len(o.ready[stage])-1].number = 1
				done = false
			}
		case workflow.Smart:
			per, all := o.s.Inputs[0].Frames, o.s.Inputs[0].Frames*o.s.Inputs[0].Chunks
			for r := 0; r*st.Frames < all && done; r++ {
				var places []int
				for g := r * st.Frames; g < min(all, (r+1)*st.Frames); g++ {
					p := o.find(stage, func(e oEvent) bool { return (e.lineage-1)*per+e.number-1 == g })
					if p >= 0 {
						places = append(places, p)
					}
				}
				if len(places) == min(all, (r+1)*st.Frames)-r*st.Frames {
					o.unit(stage, r+1, places...)
					o.ready[stage][len(o.ready[stage])-1].number = 1
					done = false
				}
			}
		}
		if done {
			return any
		}
		any = true
	}
}

func (o *oracle) live(stage int) int {
	n := 0
	for _, t := range o.tasks {
		if t.state != "over" && (stage < 0 || t.unit.stage == stage) {
			n++
		}
	}
	return n
}

func (o *oracle) begin(u *oUnit) {
	t := &oTask{unit: u, attempt: u.tries, state: "waits"}
	u.tries++
	o.tasks = append(o.tasks, t)
	f := o.function(u.stage)
	o.rows[f] = append(o.rows[f], t)
	o.pending = append(o.pending, f)
	o.launch()
}

func (o *oracle) launch() {
	for len(o.pending) > 0 && o.workers < o.s.Launcher.Limit {
		f := o.pending[0]
		o.pending = o.pending[1:]
		o.workers++
		latency := o.s.Launcher.ColdLatency
		if o.warm[f] > 0 {
			latency = o.s.Launcher.WarmLatency
			o.warm[f]--
		}
		o.starting = append(o.starting, struct {
			function string
			at       int
		}{f, o.now + ms(latency.Mean())})
	}
}

func (o *oracle) quit(stage string) {
	o.warm[stage]++
	o.workers--
	o.launch()
}

func (o *oracle) local(bytes, objects int) int {
	if bytes == 0 {
		return 0
	}
	return ms(o.s.Local.Alone(objects, uint64(bytes)))
}

func (o *oracle) over(t *oTask, how string) {
	o.ends = append(o.ends, fmt.Sprintf("%s chunk %d frame %d attempt %d: %s at %d", o.s.Stages[t.unit.stage].Name,
		t.unit.lineage, t.unit.number, t.attempt, how, o.now))
	waited := t.state == "waits"
	t.state = "over"
	if waited {
		f := o.function(t.unit.stage)
		o.rows[f] = slices.DeleteFunc(o.rows[f], func(x *oTask) bool { return x == t })
		return
	}
	o.quit(o.function(t.unit.stage))
}

func frames(u *oUnit, two bool) int {
	n := 0
	for _, ev := range u.events {
		n += ev.frames
		if two {
			return n
		}
	}
	return n
}

func (o *oracle) output(u *oUnit) []oEvent {
	st := &o.s.Stages[u.stage]
	two := st.Delivery == workflow.Pair || st.Delivery == workflow.AnyPair
	n := frames(u, two)
	var out []oEvent
	switch st.Emits {
	case workflow.Same:
		for _, ev := range u.events {
			ev.bytes = int(st.Bytes) * ev.frames
			out = append(out, ev)
			if two {
				break
			}
		}
	case workflow.Frames:
		for k := 1; k <= n; k++ {
			out = append(out, oEvent{lineage: u.lineage, number: k, frames: 1, bytes: int(st.Bytes), eof: k == n})
		}
	case workflow.Chunk:
		out = append(out, oEvent{lineage: u.lineage, number: 1, frames: n, bytes: int(st.Bytes) * n, eof: true})
	}
	return out
}

func (o *oracle) finish(t *oTask) {
	t.unit.done = true
	o.send(t.unit.stage, o.output(t.unit))
	o.over(t, "done")
}

func (o *oracle) compute(t *oTask) {
	st := &o.s.Stages[t.unit.stage]
	two := st.Delivery == workflow.Pair || st.Delivery == workflow.AnyPair
	t.state, t.until = "computes", o.now+ms(st.Work.Mean())+frames(t.unit, two)*ms(st.Frame)
	if st.Straggler.Lineage == t.unit.lineage && t.attempt == 0 && t.unit.number == 1 {
		t.until += ms(st.Straggler.Delay)
	}
}

// turn does everything that happens in a millisecond.
func (o *oracle) turn() {
	if !o.came {
		o.came = true
		for i, in := range o.s.Inputs {
			for c := 1; c <= in.Chunks; c++ {
				o.send(^i, []oEvent{{lineage: c, number: 1, frames: in.Frames, eof: true}})
			}
		}
	}
	for _, t := range o.tasks {
		switch {
		case t.state == "fetches" && t.until == o.now:
			o.compute(t)
		case t.state == "emits" && t.until == o.now:
			o.finish(t)
		}
	}
	for i := 0; i < len(o.starting); i++ {
		w := o.starting[i]
		if w.at != o.now {
			continue
		}
		o.starting = slices.Delete(o.starting, i, i+1)
		i--
		row := o.rows[w.function]
		if len(row) == 0 {
			o.quit(w.function)
			continue
		}
		t := row[0]
		o.rows[w.function] = row[1:]
		t.since = o.now
		bytes, objects := 0, 0
		for _, ev := range t.unit.events {
			bytes += ev.bytes
			objects += ev.frames
		}
		if d := o.local(bytes, objects); d > 0 {
			t.state, t.until = "fetches", o.now+d
		} else {
			o.compute(t)
		}
	}
	for _, t := range o.tasks {
		st := &o.s.Stages[t.unit.stage]
		if t.state != "computes" || t.until != o.now {
			continue
		}
		if st.Mitigation == workflow.Clone {
			for _, other := range o.tasks {
				if other != t && other.unit == t.unit && other.state != "over" {
					o.over(other, "stopped")
				}
			}
		}
		n := 0
		for _, ev := range o.output(t.unit) {
			n += ev.bytes
		}
		two := st.Delivery == workflow.Pair || st.Delivery == workflow.AnyPair
		if d := o.local(n, frames(t.unit, two)); d > 0 {
			t.state, t.until = "emits", o.now+d
		} else {
			o.finish(t)
		}
	}
	for _, t := range slices.Clone(o.tasks) {
		st := &o.s.Stages[t.unit.stage]
		late := st.Mitigation == workflow.Timeout && o.now == t.since+ms(st.Timeout)
		if late && (t.state == "fetches" || t.state == "computes") {
			o.begin(t.unit)
			o.over(t, "stopped")
		}
	}
	if o.now%ms(o.s.Tick) == 0 {
		o.tick()
	}
}

func (o *oracle) tick() {
	some := false
	for i := range o.s.Stages {
		o.deliver(i, false)
		some = some || len(o.ready[i]) > 0
	}
	if !some && o.live(-1) == 0 {
		for i := range o.s.Stages {
			if o.deliver(i, true) {
				break
			}
		}
	}
	limit := 1 << 30
	if o.s.Scheduler.Kind != workflow.Simple {
		limit = o.s.Scheduler.Limit
	}
	for {
		best := -1
		for i := range o.s.Stages {
			st := &o.s.Stages[i]
			n := 1
			if st.Mitigation == workflow.Clone {
				n = 2
			}
			if len(o.ready[i]) == 0 || st.Limit > 0 && o.live(i)+n > st.Limit || o.live(-1)+n > limit {
				continue
			}
			if o.s.Scheduler.Kind == workflow.Priority {
				sort.SliceStable(o.ready[i], func(a, b int) bool { return o.ready[i][a].lineage < o.ready[i][b].lineage })
				if best >= 0 && o.ready[best][0].lineage <= o.ready[i][0].lineage {
					continue
				}
			} else if best >= 0 {
				continue
			}
			best = i
		}
		if best < 0 {
			return
		}
		u := o.ready[best][0]
		o.ready[best] = o.ready[best][1:]
		o.begin(u)
		if o.s.Stages[best].Mitigation == workflow.Clone {
			o.begin(u)
		}
	}
}

func (o *oracle) idle() bool {
	for i := range o.s.Stages {
		if len(o.buffers[i])+len(o.ready[i]) > 0 {
			return false
		}
	}
	return o.came && o.live(-1) == 0
}

func play(s *workflow.Spec) *oracle {
	n := len(s.Stages)
	o := &oracle{s: s, buffers: make([][]oEvent, n), ready: make([][]*oUnit, n), lineage: make([]int, n),
		number: make([]int, n), ordinal: make([]int, n), rows: map[string][]*oTask{}, warm: map[string]int{},
		chunks: map[int]int{}}
	for i := range s.Stages {
		o.lineage[i], o.number[i] = 1, 1
		o.warm[s.Stages[i].Name] = s.Launcher.Warm
	}
	for ; o.now < 1_000_000; o.now++ {
		if o.turn(); o.idle() {
			break
		}
	}
	return o
}

// random makes a small workflow: a chain of stages, or two chains that are paired.
func random(r *rand.Rand) *workflow.Spec {
	pick := func(n int) int { return r.IntN(n) }
	work := func() sim.Dist { return sim.Const(time.Duration(1+pick(900)) * time.Millisecond) }
	s := &workflow.Spec{
		Durable: store.Config{Connection: 1 << 30, Connections: 1},
		Local:   &store.Config{Connection: 1000, Connections: 1, Local: true},
		Launcher: workflow.Launcher{Limit: 1 + pick(9), Warm: pick(4),
			WarmLatency: sim.Const(time.Duration(1+pick(100)) * time.Millisecond),
			ColdLatency: sim.Const(time.Duration(100+pick(900)) * time.Millisecond)},
		Scheduler: workflow.Scheduler{Kind: workflow.SchedulerKind(pick(3)), Limit: 2 + pick(8)},
		Tick:      time.Duration(1+pick(40)) * time.Millisecond,
		Inputs:    []workflow.Input{{Name: "input_0", Chunks: 1 + pick(9), Frames: 1 + pick(5)}},
	}
	add := func(name string, d workflow.Delivery, emits workflow.Form) int {
		st := workflow.Stage{Name: name, Delivery: d, Work: work(), Emits: emits, Bytes: uint64(pick(3)) * 50,
			Frame: time.Duration(pick(50)) * time.Millisecond}
		if d.String() == "serialized-frame" || d == workflow.Smart {
			st.Frames = 1 + pick(7)
		}
		if pick(3) == 0 {
			st.Limit = 2 + pick(3)
		}
		switch pick(4) {
		case 0:
			st.Mitigation = workflow.Clone
		case 1:
			st.Mitigation, st.Timeout = workflow.Timeout, 3*time.Second
		}
		if pick(2) == 0 {
			st.Straggler = workflow.Straggler{Lineage: 1, Delay: 5 * time.Second}
		}
		s.Stages = append(s.Stages, st)
		return len(s.Stages) - 1
	}
	stream := func(from, to int, key string) {
		s.Streams = append(s.Streams, workflow.Stream{From: from, To: to, Key: key, Local: from >= 0})
	}
	first := add("first", workflow.Default, []workflow.Form{workflow.Chunk, workflow.Frames}[pick(2)])
	stream(^0, first, "chunks")
	last := first
	switch {
	case s.Stages[first].Emits == workflow.Frames && pick(2) == 0:
		gather := []workflow.Delivery{workflow.SerializedFrame, workflow.Smart}[pick(2)]
		next := add("gather", gather, workflow.Chunk)
		stream(last, next, "a")
		last = next
	case pick(2) == 0:
		s.Inputs = append(s.Inputs, s.Inputs[0])
		s.Inputs[1].Name = "input_1"
		second := add("second", workflow.Default, s.Stages[first].Emits)
		stream(^1, second, "chunks")
		pair := add("pair", workflow.Pair, workflow.Same)
		stream(first, pair, "a")
		stream(second, pair, "b")
		last = pair
	}
	if pick(2) == 0 {
		end := add("end", workflow.Default, workflow.Same)
		stream(last, end, "a")
		last = end
	}
	stream(last, workflow.Output, "out")
	return s
}

// Does the engine, which acts only where something happens, do to the millisecond what the
// coordinator's loop does that looks through lists every tick?
func TestAgainstTheLoop(t *testing.T) {
	rounds := 400
	if testing.Short() {
		rounds = 100
	}
	var e workflow.Engine // one, so that nothing of a run is left for the next
	for i := range rounds {
		s := random(rand.New(rand.NewPCG(uint64(i), 7)))
		if m := s.Check(); m != nil {
			t.Fatalf("workflow %d: %v", i, m)
		}
		r, err := e.Run(context.Background(), s, 1, true)
		if err != nil {
			t.Fatalf("workflow %d: %v", i, err)
		}
		o := play(s)
		var ends []string
		for _, x := range r.Records {
			how := "done"
			if x.Killed {
				how = "stopped"
			}
			ends = append(ends, fmt.Sprintf("%s chunk %d frame %d attempt %d: %s at %d", s.Stages[x.Stage].Name, x.Chunk,
				x.Frame, x.Attempt, how, x.Ended/sim.Time(time.Millisecond)))
		}
		slices.Sort(ends)
		slices.Sort(o.ends)
		if !slices.Equal(ends, o.ends) {
			t.Fatalf("workflow %d: %+v\nthe engine\n%s\nthe loop\n%s", i, s, strings.Join(ends, "\n"),
				strings.Join(o.ends, "\n"))
		}
		for lineage, at := range o.chunks {
			if r.Chunks[lineage] != sim.Time(at)*sim.Time(time.Millisecond) {
				t.Fatalf("workflow %d: chunk %d at %v, by the loop at %d ms", i, lineage, r.Chunks[lineage], at)
			}
		}
	}
}

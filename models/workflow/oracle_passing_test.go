package workflow_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/store"
	"thaw/models/workflow"
	"thaw/sim"
)

// The oracle of passing follows each chunk through its stages by arithmetic. Nothing contends: there
// is a worker for each task after the same latency, chunks come one after the other, and each transfer
// is as fast as a connection. All times are ms; a byte takes one.

type pOut struct {
	at     float64 // downstream
	frame  int
	bytes  float64
	pushed bool
}

type pTask struct{ asked, sought, there, worker, begins, worked, free, out float64 }

type pSeen struct{ at, value float64 }

type passingOracle struct {
	s              *workflow.Spec
	latency        float64
	waits, fetches [][]pSeen
	memory, buffer float64
	tasks          map[string]pTask
	weight         float64 // of the chunk
}

// foresee is what a predictor says at an instant of what was seen before.
func foresee(p *workflow.Passing, seen []pSeen, at float64) float64 {
	value, n := 0.0, 0.0
	for _, x := range seen {
		if x.at > at {
			continue
		}
		switch n++; {
		case n == 1 || p.Predictor == workflow.Last:
			value = x.value
		case p.Predictor == workflow.Mean:
			value = (value*(n-1) + x.value) / n
		default:
			value = p.Weight*x.value + (1-p.Weight)*value
		}
	}
	return value
}

func (o *passingOracle) run(stage, chunk, frame int, in []pOut, frames int) []pOut {
	st := &o.s.Stages[stage]
	p := &st.Passing
	var x pTask
	fetch, pushed := 0.0, 0.0
	for _, ev := range in {
		x.asked = max(x.asked, ev.at)
		if ev.pushed {
			pushed += ev.bytes
		} else {
			fetch += ev.bytes
		}
	}
	later, ahead := 0.0, 0.0
	if p.Mode == workflow.Styx && fetch > 0 {
		ahead = foresee(p, o.waits[stage], x.asked) - foresee(p, o.fetches[stage], x.asked) - p.Lead.Seconds()*1000
		known := slices.ContainsFunc(o.fetches[stage], func(f pSeen) bool { return f.at <= x.asked })
		if known {
			later = max(0, -ahead)
		}
	}
	ready := x.asked
	x.asked += later
	x.worker = x.asked + o.latency
	x.sought = x.worker
	if fetch > 0 {
		switch p.Mode {
		case workflow.Truffle, workflow.DataFlowerTruffle:
			x.sought = x.asked
		case workflow.Styx:
			x.sought = ready + max(0, ahead)
		}
	}
	x.there = x.sought + fetch
	x.begins = max(x.there, x.worker)
	o.waits[stage] = append(o.waits[stage], pSeen{x.worker, x.worker - x.asked})
	if fetch > 0 {
		o.fetches[stage] = append(o.fetches[stage], pSeen{x.there, fetch})
	}
	work := st.Work.Mean().Seconds() * 1000
	x.worked = x.begins + work
	for _, ev := range in {
		if ev.pushed {
			o.buffer += ev.bytes * (x.begins - ev.at)
		}
	}
	if x.sought < x.worker || p.Mode == workflow.Styx {
		o.buffer += fetch * (x.begins - x.sought)
	}
	rate := func(bytes float64, perCPU uint64) float64 {
		if perCPU == 0 {
			return 0
		}
		return bytes * 1000 / (float64(perCPU) * st.CPU)
	}
	bytes := float64(st.Bytes) * o.weight
	all := bytes * float64(frames)
	pushes := p.Mode == workflow.DataFlower || p.Mode == workflow.DataFlowerTruffle
	var outs []pOut
	switch {
	case pushes && st.Emits == workflow.Frames && bytes > 0:
		at := x.begins + work*st.Made
		for k := 1; k <= frames; k++ {
			at = max(at+max(bytes, rate(bytes, p.Upload)), x.begins+work*(st.Made+(1-st.Made)*float64(k)/float64(frames)))
			outs = append(outs, pOut{at, k, bytes, true})
		}
		x.out = at
		x.free = max(x.worked, x.out, x.worker+rate(all, p.Flush))
	case pushes:
		x.out = max(x.worked, x.begins+work*st.Made+max(all, rate(all, p.Upload)))
		x.free = max(x.out, x.worker+rate(all, p.Flush))
	case p.Mode == workflow.Styx:
		x.free = x.worked
		if p.HandOff > 0 {
			x.free += all * 1000 / float64(p.HandOff)
		}
		x.out = x.free + all
		o.buffer += all * (x.out - x.worked)
	default:
		x.out = x.worked + max(all, rate(all, p.Upload))
		x.free = x.out
	}
	if outs == nil {
		n, of := 1, all
		if st.Emits == workflow.Frames {
			n, of = frames, bytes
		}
		for k := 1; k <= n; k++ {
			number := k
			if st.Emits == workflow.Same {
				number = frame
			}
			outs = append(outs, pOut{x.out, number, of, pushes && of > 0})
		}
	}
	o.memory += (x.free - x.worker) * float64(st.Memory)
	o.tasks[fmt.Sprintf("%s %d.%d", st.Name, chunk, frame)] = x
	return outs
}

// randomPassing makes upload → (left, right) → meet with upload's own → parts → each → gather.
func randomPassing(r *rand.Rand) *workflow.Spec {
	latency := sim.Const(time.Duration(1+r.IntN(800)) * time.Millisecond)
	s := &workflow.Spec{
		Durable:  store.Config{Connection: 1000, Connections: 1},
		Launcher: workflow.Launcher{Limit: 100, Warm: workflow.AllWarm, WarmLatency: latency, ColdLatency: latency},
		Inputs: []workflow.Input{{Name: "input", Chunks: 5, Frames: 4, Bytes: uint64(r.IntN(3)) * 400, Every: 90 * time.Second,
			Quiet: 2, QuietBy: 0.5}},
	}
	passing := func() workflow.Passing {
		p := workflow.Passing{Mode: workflow.Mode(r.IntN(5))}
		switch p.Mode {
		case workflow.Styx:
			p.Lead = time.Duration(r.IntN(3)) * 100 * time.Millisecond
			p.HandOff = []uint64{0, 2000, 500}[r.IntN(3)]
			if p.Predictor = workflow.Predictor(r.IntN(3)); p.Predictor == workflow.Average {
				p.Weight = 0.5
			}
		case workflow.DataFlower, workflow.DataFlowerTruffle:
			p.Flush = []uint64{0, 250, 1000}[r.IntN(3)]
			fallthrough
		default:
			p.Upload = []uint64{0, 500, 4000}[r.IntN(3)]
		}
		return p
	}
	for _, st := range []struct {
		name     string
		delivery workflow.Delivery
		emits    workflow.Form
	}{{"upload", workflow.Default, workflow.Chunk}, {"left", workflow.Default, workflow.Same},
		{"right", workflow.Default, workflow.Chunk}, {"meet", workflow.Join, workflow.Chunk},
		{"parts", workflow.Default, workflow.Frames}, {"each", workflow.Default, workflow.Same},
		{"gather", workflow.Smart, workflow.Chunk}} {
		x := workflow.Stage{Name: st.name, Delivery: st.delivery, Emits: st.emits, Passing: passing(), CPU: 0.5,
			Memory: 1000, Made: []float64{0, 0.5, 1}[r.IntN(3)], Bytes: uint64(r.IntN(4)) * 100, Work: sim.Const(time.Duration(4*(1+r.IntN(300))) * time.Millisecond)}
		if st.delivery == workflow.Smart {
			x.Frames = 4
		}
		s.Stages = append(s.Stages, x)
	}
	for _, st := range [][2]int{{^0, 0}, {0, 1}, {0, 2}, {1, 3}, {0, 3}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, workflow.Output}} {
		s.Streams = append(s.Streams, workflow.Stream{From: st[0], To: st[1], Key: fmt.Sprint("k", len(s.Streams))})
	}
	return s
}

// Does each mode overlap what it says, to the microsecond, with the memory and buffers that follow?
func TestPassingAgainstArithmetic(t *testing.T) {
	rounds := 300
	if testing.Short() {
		rounds = 100
	}
	var e workflow.Engine
	for i := range rounds {
		s := randomPassing(rand.New(rand.NewPCG(uint64(i), 11)))
		if m := s.Check(); m != nil {
			t.Fatalf("workflow %d: %v", i, m)
		}
		r, err := e.Run(context.Background(), s, 1, true)
		if err != nil {
			t.Fatalf("workflow %d: %v", i, err)
		}
		o := &passingOracle{s: s, latency: s.Launcher.WarmLatency.Mean().Seconds() * 1000, waits: make([][]pSeen, 7),
			fetches: make([][]pSeen, 7), tasks: map[string]pTask{}}
		for c := 1; c <= 5; c++ {
			o.weight = 1
			if c <= 2 {
				o.weight = 0.5
			}
			in := pOut{at: 90_000 * float64(c-1), bytes: float64(s.Inputs[0].Bytes) * o.weight}
			up := o.run(0, c, 1, []pOut{in}, 4)[0]
			left, right := o.run(1, c, 1, []pOut{up}, 4)[0], o.run(2, c, 1, []pOut{up}, 4)[0]
			var each []pOut
			for _, part := range o.run(4, c, 1, o.run(3, c, 1, []pOut{left, up, right}, 4), 4) {
				each = append(each, o.run(5, c, part.frame, []pOut{part}, 1)...)
			}
			end := o.run(6, c, 1, each, 4)
			if got := r.Chunks[c].Seconds() * 1000; math.Abs(got-end[0].at) > 0.001 {
				t.Errorf("workflow %d: chunk %d in the output after %v ms, expected %v", i, c, got, end[0].at)
			}
		}
		memory := 0.0
		for k := range r.Stages {
			memory += r.Stages[k].Busy.Seconds() * float64(s.Stages[k].Memory)
		}
		if math.Abs(memory*1000-o.memory) > 1 || math.Abs(r.BufferSeconds*1000-o.buffer) > 1 {
			t.Errorf("workflow %d: memory %v and buffers %v B·ms, expected %v and %v", i, memory*1000,
				r.BufferSeconds*1000, o.memory, o.buffer)
		}
		if len(r.Records) != len(o.tasks) {
			t.Errorf("workflow %d: %d tasks, expected %d", i, len(r.Records), len(o.tasks))
		}
		for _, x := range r.Records {
			frame := x.Frame
			name := fmt.Sprintf("%s %d.%d", s.Stages[x.Stage].Name, x.Chunk, frame)
			want := o.tasks[name]
			got := pTask{asked: float64(x.Asked), sought: float64(x.Sought), there: float64(x.There), worker: float64(x.Started),
				begins: float64(x.Fetched), worked: float64(x.Worked), free: float64(x.Ended)}
			for k, pair := range [][2]float64{{got.asked, want.asked}, {got.sought, want.sought}, {got.there, want.there},
				{got.worker, want.worker}, {got.begins, want.begins}, {got.worked, want.worked}, {got.free, want.free}} {
				if math.Abs(pair[0]/1e6-pair[1]) > 0.001 {
					t.Fatalf("workflow %d, %s under %v: number %d is %v ms, expected %v\n%+v", i, name,
						s.Stages[x.Stage].Passing.Mode, k, pair[0]/1e6, pair[1], want)
				}
			}
		}
	}
}

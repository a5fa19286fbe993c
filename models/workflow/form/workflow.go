package form

import (
	"time"

	"thaw/models/store"
	"thaw/models/workflow"
	"thaw/sim"
)

// Workflow is the YAML form of a workflow.
type Workflow struct {
	Inputs    []Input       `yaml:"inputs,required"`
	Stages    []Stage       `yaml:"stages,required"`
	Streams   []Stream      `yaml:"streams,required"`
	Store     Store         `yaml:"store,required"`
	Local     *Local        `yaml:"local"`
	Launcher  Launcher      `yaml:"launcher"`
	Scheduler Scheduler     `yaml:"scheduler"`
	Passing   Passing       `yaml:"passing"` // of stages that state none
	Tick      time.Duration `yaml:"tick"`
	Tasks     int           `yaml:"tasks"`
	Playback  time.Duration `yaml:"playback"`
	First     time.Duration `yaml:"first"`
	Arrivals  *Arrivals     `yaml:"arrivals"` // of instances in a replay
}

// Input is content from outside. Its name begins with input.
type Input struct {
	Name        string        `yaml:"name,required"`
	Chunks      int           `yaml:"chunks,required"`
	Frames      int           `yaml:"frames"`
	Bytes       Size          `yaml:"bytes"`
	Every       time.Duration `yaml:"every"`
	Loop        int           `yaml:"loop"`
	Spread      float64       `yaml:"spread"`
	Correlation float64       `yaml:"correlation"`
	Quiet       Quiet         `yaml:"quiet"`
}

// Quiet are smaller chunks at the beginning.
type Quiet struct {
	Chunks int     `yaml:"chunks,required"`
	Factor float64 `yaml:"factor,required"`
}

// Stage is one stage.
type Stage struct {
	Name       string              `yaml:"name,required"`
	Function   string              `yaml:"function"`
	Delivery   workflow.Delivery   `yaml:"delivery"`
	Frames     int                 `yaml:"frames"`
	Limit      int                 `yaml:"limit"`
	Work       sim.Dist            `yaml:"work"`
	FrameWork  time.Duration       `yaml:"frame-work"`
	Content    bool                `yaml:"content"`
	Again      Again               `yaml:"again"`
	Emits      workflow.Form       `yaml:"emits"`
	Bytes      Size                `yaml:"bytes"`
	Packed     bool                `yaml:"packed"`
	Refers     bool                `yaml:"references"`
	Scene      float64             `yaml:"scene"`
	Share      float64             `yaml:"share"`
	Memory     Memory              `yaml:"memory"` // of a worker
	CPU        float64             `yaml:"cpu"`
	Made       float64             `yaml:"made"`
	Passing    *Passing            `yaml:"passing"`
	Straggler  Straggler           `yaml:"straggler"`
	Mitigation workflow.Mitigation `yaml:"mitigation"`
	Extra      float64             `yaml:"extra"`
	Timeout    time.Duration       `yaml:"timeout"`
}

// Passing is how data come to the tasks of a stage, and how they go on.
type Passing struct {
	Kind      workflow.Mode      `yaml:"kind"`
	Lead      time.Duration      `yaml:"lead"`
	Predictor workflow.Predictor `yaml:"predictor"`
	Weight    float64            `yaml:"weight"`
	Upload    Rate               `yaml:"upload"`
	Flush     Rate               `yaml:"flush"`
	HandOff   Rate               `yaml:"hand-off"`
}

// Again is more work of some tasks.
type Again struct {
	Share float64  `yaml:"share,required"`
	Work  sim.Dist `yaml:"work,required"`
}

// Straggler is a late task.
type Straggler struct {
	Chunk int           `yaml:"chunk,required"`
	Delay time.Duration `yaml:"delay,required"`
}

// Stream leads from stage:key, or an input, to stage:key, or an output.
type Stream struct {
	From  string `yaml:"from,required"`
	To    string `yaml:"to,required"`
	Local bool   `yaml:"local"`
}

// Store is the object store that all workers share.
type Store struct {
	Bandwidth   Rate          `yaml:"bandwidth"`
	Connection  Rate          `yaml:"connection,required"`
	Connections int           `yaml:"connections"`
	Requests    uint64        `yaml:"requests"`
	FirstByte   time.Duration `yaml:"first-byte"`
}

// Local is the store of a worker's host.
type Local struct {
	Connection  Rate          `yaml:"connection,required"`
	Connections int           `yaml:"connections"`
	FirstByte   time.Duration `yaml:"first-byte"`
}

// Launcher starts workers.
type Launcher struct {
	Limit       int      `yaml:"limit"`
	Warm        Warm     `yaml:"warm"`
	WarmRate    float64  `yaml:"warm-rate"`
	ColdRate    float64  `yaml:"cold-rate"`
	WarmLatency sim.Dist `yaml:"warm-latency"`
	ColdLatency sim.Dist `yaml:"cold-latency"`
}

// Scheduler decides when units of work become tasks.
type Scheduler struct {
	Kind   workflow.SchedulerKind `yaml:"kind"`
	Limit  int                    `yaml:"limit"`
	Rate   float64                `yaml:"rate"`
	Bucket int                    `yaml:"bucket"`
	Buffer time.Duration          `yaml:"buffer"`
	Sleep  time.Duration          `yaml:"sleep"`
	Every  int                    `yaml:"every"`
}

// Defaults returns a workflow without stages, and with the defaults of the rest: the
// limits and parameters of Sprocket's code and paper.
func Defaults() Workflow {
	return Workflow{
		Launcher: Launcher{Limit: 1000, Warm: workflow.AllWarm},
		Scheduler: Scheduler{Limit: 1000, Rate: 50, Bucket: 50, Buffer: 30 * time.Second, Sleep: time.Second,
			Every: 10},
		Tick:  10 * time.Millisecond,
		Store: Store{Connections: 4},
	}
}

// spec fills in everything but the streams.
func (w *Workflow) spec() *workflow.Spec {
	s := &workflow.Spec{
		Durable: store.Config{Bandwidth: uint64(w.Store.Bandwidth), Connection: uint64(w.Store.Connection),
			Connections: w.Store.Connections, Requests: w.Store.Requests, FirstByte: w.Store.FirstByte},
		Launcher: workflow.Launcher{Limit: w.Launcher.Limit, Warm: int(w.Launcher.Warm),
			WarmRate: w.Launcher.WarmRate, ColdRate: w.Launcher.ColdRate, WarmLatency: w.Launcher.WarmLatency,
			ColdLatency: w.Launcher.ColdLatency},
		Scheduler: workflow.Scheduler(w.Scheduler),
		Tick:      w.Tick, Tasks: w.Tasks, Playback: w.Playback, First: w.First,
	}
	if l := w.Local; l != nil {
		s.Local = &store.Config{Connection: uint64(l.Connection), Connections: max(1, l.Connections),
			FirstByte: l.FirstByte, Local: true}
	}
	for _, in := range w.Inputs {
		s.Inputs = append(s.Inputs, workflow.Input{Name: in.Name, Chunks: in.Chunks, Frames: max(1, in.Frames),
			Bytes: uint64(in.Bytes), Every: in.Every, Loop: in.Loop, Spread: in.Spread, Correlation: in.Correlation,
			Quiet: in.Quiet.Chunks, QuietBy: in.Quiet.Factor})
	}
	for _, st := range w.Stages {
		p := w.Passing
		if st.Passing != nil {
			p = *st.Passing
		}
		s.Stages = append(s.Stages, workflow.Stage{
			Name: st.Name, Function: st.Function, Delivery: st.Delivery, Frames: st.Frames, Limit: st.Limit,
			Work: st.Work, Frame: st.FrameWork, Content: st.Content, Again: st.Again.Work, AgainShare: st.Again.Share,
			Emits: st.Emits, Bytes: uint64(st.Bytes), Packed: st.Packed, Refers: st.Refers, Scene: st.Scene,
			Share: st.Share, Memory: uint64(st.Memory), CPU: st.CPU, Made: st.Made, Passing: p.spec(),
			Straggler:  workflow.Straggler{Lineage: st.Straggler.Chunk, Delay: st.Straggler.Delay},
			Mitigation: st.Mitigation, Extra: st.Extra, Timeout: st.Timeout,
		})
	}
	return s
}

func (p *Passing) spec() workflow.Passing {
	return workflow.Passing{Mode: p.Kind, Lead: p.Lead, Predictor: p.Predictor, Weight: p.Weight,
		Upload: uint64(p.Upload), Flush: uint64(p.Flush), HandOff: uint64(p.HandOff)}
}

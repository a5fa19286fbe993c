package flows

import (
	"fmt"
	"strconv"

	"thaw/models/store"
	"thaw/models/workflow"
)

// Instances says what becomes of tasks with several instances.
type Instances uint8

// What becomes of them.
const (
	// OneStage makes a task one stage, whose work is that of the task: its time is right
	// and its parallel workers are not there.
	OneStage Instances = iota
	// EachStage makes a stage of each instance, of the same function; each works as long
	// as the task does, and what comes after the task waits for all of them.
	EachStage
)

// mostKeys is the most streams that a stage can wait for.
const mostKeys = 64

// deliveryOf returns the delivery function of a stage that waits for so many streams.
func deliveryOf(streams int) (workflow.Delivery, bool) {
	switch {
	case streams <= 1:
		return workflow.Default, true
	case streams == 2:
		return workflow.Pair, true
	}
	return workflow.Join, streams <= mostKeys
}

// Idle is a platform without contention and without start-up: workers at once, a
// coordinator that acts at once, and a store without latency.
func Idle() workflow.Spec {
	return workflow.Spec{
		Durable:  store.Config{Connection: 1 << 40, Connections: 1},
		Launcher: workflow.Launcher{Limit: 1 << 20, Warm: workflow.AllWarm},
	}
}

// Spec returns the graph as a workflow on a platform (its launcher, store, scheduler and
// tick): one input of one empty chunk, a stage for each task, and an output behind each
// task that no other waits for.
func (g *Graph) Spec(platform workflow.Spec, instances Instances) (workflow.Spec, error) {
	s := platform
	s.Inputs = []workflow.Input{{Name: "arrival", Chunks: 1, Frames: 1}}
	s.Stages, s.Streams = nil, nil
	if err := g.Check(); err != nil {
		return s, err
	}
	stages := make([][]int, len(g.Tasks)) // of each task
	waited := make([]bool, len(g.Tasks))
	for i := range g.Tasks {
		t := &g.Tasks[i]
		from := []int{^0}
		if len(t.After) > 0 {
			from = from[:0]
		}
		for _, j := range t.After {
			waited[j] = true
			from = append(from, stages[j]...)
		}
		delivery, ok := deliveryOf(len(from))
		if !ok {
			return s, fmt.Errorf("graph %s: task %s waits for %d streams, expected at most %d: no delivery function "+
				"joins more", g.Name, t.Name, len(from), mostKeys)
		}
		n := 1
		if instances == EachStage {
			n = t.Instances
		}
		if n > workflow.MaxStages-len(s.Stages) {
			return s, fmt.Errorf("graph %s: task %s has %d instances, a stage each, of which a workflow has at most %d",
				g.Name, t.Name, n, workflow.MaxStages)
		}
		for k := range n {
			stages[i] = append(stages[i], len(s.Stages))
			for _, f := range from {
				s.Streams = append(s.Streams, workflow.Stream{From: f, To: len(s.Stages), Key: key(&s, f)})
			}
			name := t.Name
			if n > 1 {
				name += "/" + strconv.Itoa(k+1)
			}
			s.Stages = append(s.Stages, workflow.Stage{Name: name, Function: t.Function, Delivery: delivery,
				Work: t.Work, Emits: workflow.Chunk, Bytes: t.Output})
		}
	}
	for i, all := range stages {
		if waited[i] {
			continue
		}
		for _, stage := range all {
			s.Streams = append(s.Streams, workflow.Stream{From: stage, To: workflow.Output, Key: key(&s, stage)})
		}
	}
	return s, nil
}

// key names the stream that begins at a stage or an input.
func key(s *workflow.Spec, from int) string {
	if from < 0 {
		return s.Inputs[^from].Name
	}
	return s.Stages[from].Name
}

// Specs returns the graphs as workflows, by number. It names the first graph that is none,
// and how many are not.
func (t *Trace) Specs(platform workflow.Spec, instances Instances) ([]workflow.Spec, error) {
	all := make([]workflow.Spec, len(t.Graphs))
	var first error
	failed := 0
	for i := range t.Graphs {
		var err error
		if all[i], err = t.Graphs[i].Spec(platform, instances); err != nil {
			if failed++; first == nil {
				first = err
			}
		}
	}
	if failed > 1 {
		return nil, fmt.Errorf("%w (and %d more of %d graphs)", first, failed-1, len(t.Graphs))
	}
	return all, first
}

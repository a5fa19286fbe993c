package workflow

import (
	"time"
)

// most that a worker may have.
const (
	maxMemory = 1 << 50
	maxCPU    = 1 << 10
)

// passing checks how the data of a stage come and go.
func (c *checker) passing(st *Stage, bad func(format string, args ...any)) {
	if !(st.Share >= 0 && st.Share <= 1) {
		bad("share: %v of its units, expected 0 (all) to 1", st.Share)
	}
	if !(st.Made >= 0 && st.Made <= 1) {
		bad("made: output from %v of its work on, expected 0 to 1", st.Made)
	}
	if st.Memory > maxMemory {
		bad("memory: %d bytes, expected at most 2^50", st.Memory)
	}
	if !(st.CPU >= 0 && st.CPU <= maxCPU) {
		bad("cpu: %v, expected 0 (not stated) to %d", st.CPU, maxCPU)
	}
	p := &st.Passing
	if p.Mode != Styx && (p.Lead != 0 || p.Predictor != Last || p.Weight != 0 || p.HandOff != 0) {
		bad("passing: lead, predictor, weight and hand-off are of styx, not of %v", p.Mode)
	}
	if p.Lead < 0 || p.Lead > 24*time.Hour {
		bad("passing: lead: %v, expected 0s to 24h", p.Lead)
	}
	switch {
	case p.Predictor == Average && !(p.Weight > 0 && p.Weight <= 1):
		bad("passing: weight: %v of the last value, expected more than 0 to 1", p.Weight)
	case p.Predictor != Average && p.Weight != 0:
		bad("passing: weight: %v, but the predictor is %v, expected ewma", p.Weight, p.Predictor)
	}
	if p.Flush != 0 && !p.Mode.pushes() {
		bad("passing: flush: workers are held for what they push, and %v pushes nothing", p.Mode)
	}
	if p.Upload != 0 && p.Mode == Styx {
		bad("passing: upload: the host writes the output of styx, expected hand-off")
	}
	if (p.Flush != 0 || p.Upload != 0) && st.CPU == 0 {
		bad("passing: upload and flush are for each CPU, expected cpu")
	}
	for _, rate := range []uint64{p.Upload, p.Flush, p.HandOff} {
		if rate > maxMemory {
			bad("passing: %d bytes a second, expected at most 2^50", rate)
		}
	}
	if p.Mode != Direct && st.Mitigation != None {
		bad("passing: %v and the mitigation %v, expected one of them: a task that is stopped has its data on the way",
			p.Mode, st.Mitigation)
	}
}

// shared checks that no worker that data wait for is one that a stopped task has left.
func (c *checker) shared() {
	s := c.s
	for i := range s.Stages {
		for k := range s.Stages {
			a, b := &s.Stages[i], &s.Stages[k]
			if a.Passing.Mode == Styx && b.Mitigation != None && a.function() == b.function() {
				c.add(InStage, i, "stage %s: passing: styx shares the workers of %s with stage %s, which stops tasks: "+
					"expected functions of their own", a.Name, a.function(), b.Name)
			}
		}
	}
	for i, st := range s.Streams {
		if !st.Local || st.From < 0 {
			continue
		}
		if m := s.Stages[st.From].Passing.Mode; m.pushes() || m == Styx {
			c.add(InStream, i, "it is local, and stage %s passes its output by %v, expected one of them",
				s.Stages[st.From].Name, m)
		}
	}
}

// loops checks that the chunks of a loop leave the workflow once.
func (c *checker) loops() {
	s := c.s
	for i := range s.Inputs {
		in := &s.Inputs[i]
		if in.Loop == 0 {
			continue
		}
		outs := 0
		for _, st := range s.Streams {
			if st.To == Output && st.From >= 0 && c.source(st.From) == i {
				outs++
			}
		}
		if outs != 1 {
			c.add(InInput, i, "input %s: loop: the next chunk comes when one has left, and %d streams follow it to an "+
				"output, expected 1", in.Name, outs)
		}
	}
}

// source returns the input that a stage follows on its first keys.
func (c *checker) source(stage int) int {
	for {
		from := c.s.Streams[c.into[stage][0]].From
		if from < 0 {
			return ^from
		}
		stage = from
	}
}

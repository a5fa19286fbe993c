package network

import (
	"time"

	"thaw/sim"
)

// lock is what a step waits for.
type lock uint8

const (
	rtnetlink lock = iota // the semaphore of all changes to devices and addresses
	control               // the control plane, one for all invokers
	none
)

// segment is a run of steps that use the same lock: one hold of it.
type segment struct {
	hold  time.Duration
	steps []Step
	lock  lock
}

// compile makes segments of steps. Steps that take no time are left out.
func (c *Config) compile(steps []Step) []segment {
	var out []segment
	for i, s := range steps {
		if c.Costs[s] == 0 {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].lock == lockOf(s) && !c.Interleave {
			out[k].hold += c.Costs[s]
			out[k].steps = append(out[k].steps, s)
			continue
		}
		out = append(out, segment{c.Costs[s], []Step{steps[i]}, lockOf(s)})
	}
	return out
}

// load gives a job a program to be run some times.
func (n *Invokers) load(id sim.JobID, program []segment, times int32) {
	j := n.jobs.At(id)
	j.program, j.pc, j.repeat = program, 0, times
}

// start begins a job's program and reports whether that was all.
func (n *Invokers) start(id sim.JobID, program []segment, times int32, now sim.Time) (ended bool) {
	n.load(id, program, times)
	return n.run(id, now)
}

// run continues a job's program up to the next segment or to its end.
func (n *Invokers) run(id sim.JobID, now sim.Time) (ended bool) {
	j := n.jobs.At(id)
	for int(j.pc) == len(j.program) {
		if j.role == refill && j.repeat > 0 {
			o := &n.of[j.invoker]
			o.ready, o.making = o.ready+1, o.making-1
		}
		if j.repeat--; j.repeat <= 0 {
			return true
		}
		j.pc = 0
		if len(j.program) == 0 && j.role != refill {
			return true
		}
	}
	j.phase = running
	if s := &j.program[j.pc]; s.lock == none || n.lockAt(j.invoker, s.lock).Acquire(id, now) {
		n.hold(id, now)
	}
	return false
}

// hold begins the time of a segment whose lock the job has.
func (n *Invokers) hold(id sim.JobID, now sim.Time) {
	j := n.jobs.At(id)
	n.wake(id, now.Add(j.program[j.pc].hold))
}

// passed ends a segment and hands its lock to the next waiting job.
func (n *Invokers) passed(id sim.JobID, now sim.Time) {
	j := n.jobs.At(id)
	s := &j.program[j.pc]
	j.took += s.hold
	j.pc++
	for _, step := range s.steps {
		n.counts[step]++
	}
	if s.lock != none {
		if next, some := n.lockAt(j.invoker, s.lock).Release(id, now); some {
			n.hold(next, now)
		}
	}
}

func (n *Invokers) lockAt(invoker int32, l lock) *sim.Lock {
	if l == control {
		return &n.control
	}
	return &n.of[invoker].semaphore
}

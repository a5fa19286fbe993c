package cluster

import (
	"errors"
	"fmt"

	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/sim"
)

// cores are those of one invoker.
type cores struct {
	cpu.Cores
	alarm sim.Time // when their pending kindCPU fires, or sim.Never
}

func newCores(cfg *Config) ([]cores, error) {
	one, err := cfg.cores()
	if err != nil {
		return nil, err
	}
	all := make([]cores, cfg.Invokers)
	for i := range all {
		all[i] = cores{one(), sim.Never}
	}
	return all, nil
}

// cores returns what makes the cores of an invoker.
func (c *Config) cores() (func() cpu.Cores, error) {
	if c.CPU == CPUIsolated {
		return func() cpu.Cores { return cpu.Isolated(c.Cores) }, nil
	}
	if c.Classes != nil {
		m, err := c.Classes.Machine(c.law(), c.Cores)
		return func() cpu.Cores { return cpu.Classed(m) }, err
	}
	rates, err := c.law().Rates(c.Cores)
	return func() cpu.Cores { return cpu.Shared(rates) }, err
}

// checkCores returns what is wrong with how executions use the cores.
func (c *Config) checkCores() []error {
	var errs []error
	if c.CPU != CPUIgnored {
		errs = c.law().Check(c.Cores)
		if c.CPU == CPUIsolated {
			errs = append(errs, c.law().Own()...)
		}
	}
	if c.CPU == CPUIgnored && c.Daemon.Works() {
		errs = append(errs, fmt.Errorf("creations and removals take %v and %v of a processor without cores, expected "+
			"cpu isolated, shared or stretch", c.Daemon.CreateWork, c.Daemon.RemoveWork))
	}
	if c.Classes == nil {
		return errs
	}
	if c.CPU != CPUShared && c.CPU != CPUStretch {
		return append(errs, errors.New("classes of executions, which share cores, with a CPU model in which they do "+
			"not: expected cpu shared or stretch"))
	}
	for i := range c.Classes {
		if k := &c.Classes[i]; k.Quota > 0 && c.Concurrency > 1 {
			errs = append(errs, fmt.Errorf("class %s: a quota with containers that run %d invocations at a time, "+
				"which would have it together, expected a container concurrency of 1", k.Name, c.Concurrency))
		}
	}
	return append(errs, c.Classes.Check(c.Cores)...)
}

// classOf returns the class of the executions of a function.
func (e *engine) classOf(fn FuncID) uint8 {
	if e.cfg.ClassOf == nil {
		return 0
	}
	return e.cfg.ClassOf[fn]
}

// law says how executions that share cores slow each other down.
func (c *Config) law() cpu.Law {
	l := c.Law
	if c.CPU != CPUStretch {
		l.Stretch = 0
	}
	return l
}

// cpuStart lets invocation f, whose container is ready, have its core or its share.
func (e *engine) cpuStart(f int32) {
	x := &e.inFlight[f]
	i := e.fleet.Container(x.container).Invoker()
	k, class := &e.cpus[i], e.classOf(e.requests[f].fn)
	if e.cfg.CPU == CPUIsolated {
		e.requests[f].ready = e.now
		if k.Start(uint32(f), class, x.duration, e.now) {
			e.execute(f, x, e.requests[f].number, e.now)
		}
		return
	}
	e.begun(x, e.now)
	k.Start(uint32(f), class, x.duration, e.now)
	e.cpuAlarm(i)
}

// cpuAlarm posts the event at which invoker i's shared cores next finish
// something, unless one is pending that is not later.
func (e *engine) cpuAlarm(i InvokerID) {
	k := &e.cpus[i]
	if at, some := k.Next(); some && at < k.alarm {
		k.alarm = at
		e.post(at, kindCPU, int64(i), int32(i))
	}
}

// cpuDone completes what invoker i's shared cores have finished by now. The
// completions are events of their own, so that those of one instant run in the
// order of the trace on whichever invoker they are.
func (e *engine) cpuDone(i InvokerID) {
	k := &e.cpus[i]
	if k.alarm != e.now {
		return // an earlier alarm has taken its place
	}
	k.alarm = sim.Never
	for {
		id, some := k.Finish(e.now)
		if !some {
			break
		}
		if kind, f := cpu.Split(id); kind == cpu.Execution {
			e.post(e.now, kindCompleted, e.requests[f].number, int32(f))
		} else {
			_, tie := e.daemons.Working(f)
			e.post(e.now, kindDaemon, tie, int32(f))
		}
	}
	e.cpuAlarm(i)
}

// cpuEnd hands a free core to the invocation, or the work of a container, that has
// waited longest on invoker i.
func (e *engine) cpuEnd(i InvokerID) {
	id, some := e.cpus[i].Leave(e.now)
	if !some {
		return
	}
	if kind, f := cpu.Split(id); kind == cpu.Execution {
		e.execute(int32(f), &e.inFlight[f], e.requests[f].number, e.now)
	} else {
		e.cpuWorks(f)
	}
}

// cpuWork begins work of a container daemon on the cores of its invoker.
func (e *engine) cpuWork(w daemon.Work) {
	k := &e.cpus[w.Invoker]
	runs := k.Start(cpu.Container.ID(w.Job), 0, w.Amount, e.now)
	if e.cfg.CPU != CPUIsolated {
		e.cpuAlarm(InvokerID(w.Invoker))
	} else if runs {
		e.cpuWorks(w.Job)
	}
}

// cpuWorks lets a job of a container daemon have a core for itself from now on.
func (e *engine) cpuWorks(job sim.JobID) {
	work, tie := e.daemons.Working(job)
	e.post(e.now.Add(work), kindDaemon, tie, int32(job))
}

package cluster

import (
	"errors"
	"fmt"

	"thaw/models/cpu"
	"thaw/sim"
)

// cores are those of one invoker.
type cores struct {
	cpu.Cores
	alarm sim.Time // when their pending kindCPU fires, or sim.Never
}

func newCores(cfg *Config) ([]cores, error) {
	all := make([]cores, 0, cfg.Invokers)
	for _, class := range cfg.classes() {
		one, err := cfg.cores(class.Cores)
		if err != nil {
			return nil, err
		}
		for range class.Count {
			all = append(all, cores{one(), sim.Never})
		}
	}
	return all, nil
}

// cores returns what makes the n cores of an invoker.
func (c *Config) cores(n int) (func() cpu.Cores, error) {
	if c.CPU == CPUIsolated {
		return func() cpu.Cores { return cpu.Isolated(n) }, nil
	}
	if c.CPUClasses != nil {
		m, err := c.CPUClasses.Machine(c.law(), n)
		return func() cpu.Cores { return cpu.Classed(m) }, err
	}
	rates, err := c.law().Rates(n)
	return func() cpu.Cores { return cpu.Shared(rates) }, err
}

// checkCores returns what is wrong with how executions use the cores.
func (c *Config) checkCores() []error {
	var errs []error
	if c.CPU != CPUIgnored {
		for _, class := range c.classes() {
			errs = append(errs, c.law().Check(class.Cores)...)
		}
		if c.CPU == CPUIsolated {
			errs = append(errs, c.law().Own()...)
		}
	}
	if c.CPUClasses == nil {
		return errs
	}
	if c.CPU != CPUShared && c.CPU != CPUStretch {
		return append(errs, errors.New("classes of executions, which share cores, with a CPU model in which they do "+
			"not: expected cpu shared or stretch"))
	}
	for i := range c.CPUClasses {
		if k := &c.CPUClasses[i]; k.Quota > 0 && c.Concurrency > 1 {
			errs = append(errs, fmt.Errorf("class %s: a quota with containers that run %d invocations at a time, "+
				"which would have it together, expected a container concurrency of 1", k.Name, c.Concurrency))
		}
	}
	for _, class := range c.classes() {
		errs = append(errs, c.CPUClasses.Check(class.Cores)...)
	}
	return errs
}

// classOf returns the class of the executions of a function.
func (e *engine) classOf(fn FuncID) uint8 {
	if e.cfg.CPUClassOf == nil {
		return 0
	}
	return e.cfg.CPUClassOf[fn]
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
	work := x.duration
	if e.members != nil {
		work = e.members.Work(i, work)
	}
	k.Start(uint32(f), class, work, e.now)
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
		f, some := k.Finish(e.now)
		if !some {
			break
		}
		e.post(e.now, kindCompleted, e.requests[f].number, int32(f))
	}
	e.cpuAlarm(i)
}

// cpuEnd hands a free core to the invocation that has waited
// longest on invoker i.
func (e *engine) cpuEnd(i InvokerID) {
	if f, some := e.cpus[i].Leave(e.now); some {
		e.execute(int32(f), &e.inFlight[f], e.requests[f].number, e.now)
	}
}

package cluster

import (
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
		one := cpu.Isolated(class.Cores)
		if cfg.CPU != CPUIsolated {
			rates, err := cfg.law().Rates(class.Cores)
			if err != nil {
				return nil, err
			}
			one = cpu.Shared(rates)
		}
		for range class.Count {
			all = append(all, cores{one, sim.Never})
		}
	}
	return all, nil
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
	k := &e.cpus[i]
	if e.cfg.CPU == CPUIsolated {
		e.requests[f].ready = e.now
		if k.Start(uint32(f), x.duration, e.now) {
			e.execute(f, x, e.requests[f].number, e.now)
		}
		return
	}
	e.begun(x, e.now)
	work := x.duration
	if e.members != nil {
		work = e.members.Work(i, work)
	}
	k.Start(uint32(f), work, e.now)
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

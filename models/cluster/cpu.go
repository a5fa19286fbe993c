package cluster

import (
	"thaw/sim"
)

// cpu are the cores of one invoker, under one of the two models.
type cpu struct {
	isolated sim.Pool // a core each
	shared   sim.Link // n invocations share c cores: work in nanoseconds of one core
	alarm    sim.Time // of shared: when its pending kindCPU fires, or sim.Never
}

// corePace is what one core does: a nanosecond of work a nanosecond.
const corePace = uint64(sim.Second)

func newCPUs(cfg *Config) ([]cpu, error) {
	link, err := sim.NewLink(sim.LinkConfig{Capacity: corePace * uint64(cfg.Cores), FlowCap: corePace})
	if err != nil {
		return nil, err
	}
	cpus := make([]cpu, cfg.Invokers)
	for i := range cpus {
		cpus[i] = cpu{isolated: sim.NewPool(cfg.Cores), shared: link, alarm: sim.Never}
	}
	return cpus, nil
}

// cpuStart lets invocation f, whose container is ready, have its core or its share.
func (e *engine) cpuStart(f int32) {
	x := &e.inFlight[f]
	i := e.fleet.Container(x.container).Invoker()
	k := &e.cpus[i]
	if e.cfg.CPU == CPUIsolated {
		e.requests[f].ready = e.now
		if k.isolated.Acquire(uint32(f), e.now) {
			e.execute(f, x, e.requests[f].number, e.now)
		}
		return
	}
	e.begun(x, e.now)
	k.shared.Start(uint32(f), uint64(x.duration), e.now)
	e.cpuAlarm(i)
}

// cpuAlarm posts the event at which invoker i's shared cores next finish
// something, unless one is pending that is not later.
func (e *engine) cpuAlarm(i InvokerID) {
	k := &e.cpus[i]
	if at, some := k.shared.Next(); some && at < k.alarm {
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
		f, some := k.shared.Finish(e.now)
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
	if e.cfg.CPU != CPUIsolated {
		return
	}
	if f, some := e.cpus[i].isolated.Release(e.now); some {
		e.execute(int32(f), &e.inFlight[f], e.requests[f].number, e.now)
	}
}

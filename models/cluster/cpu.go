package cluster

import (
	"time"

	"thaw/models/cpu"
)

func newCores(cfg *Config) (all []cpu.Cores, err error) {
	for _, class := range cfg.classes() {
		if all, err = cfg.cores().Add(all, class.Count, class.Cores); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// cores says how executions use cores.
func (c *Config) cores() *cpu.Config {
	return &cpu.Config{Mode: c.CPU, Law: c.Law.Over(c.Daemon.WorkThreads), Classes: c.CPUClasses}
}

// cpuStart lets invocation f, whose container is ready, have its core or its share.
func (e *engine) cpuStart(f int32) {
	x := &e.inFlight[f]
	i := e.fleet.Container(x.container).Invoker()
	k, class := &e.cpus[i], e.cfg.CPUClassOf.Of(int32(e.requests[f].fn))
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

// cpuAlarm moves the alarm of invoker i to where its shared cores next finish something.
func (e *engine) cpuAlarm(i InvokerID) {
	at, _ := e.cpus[i].Next()
	e.alarms.Set(int(i), at)
}

// cpuDone completes what invoker i's shared cores have finished by now. The
// completions are events of their own, so that those of one instant run in the
// order of the trace on whichever invoker they are. One that has the instant to
// itself needs no event.
func (e *engine) cpuDone(i InvokerID) {
	k := &e.cpus[i]
	first := int32(-1)
	for id, some := k.Finish(e.now); some; id, some = k.Finish(e.now) {
		if kind, f := cpu.Split(id); kind != cpu.Execution {
			e.cpuWorked(id, 0)
		} else if first < 0 {
			first = int32(f)
		} else {
			e.post(e.now, kindCompleted, e.requests[f].number, int32(f))
		}
	}
	e.cpuAlarm(i)
	if first >= 0 && e.queue.Quiet(e.now) && e.alarms.Due() > e.now {
		e.land(first)
	} else if first >= 0 {
		e.post(e.now, kindCompleted, e.requests[first].number, first)
	}
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
		e.cpuWorked(id, 1)
	}
}

// cpuWork begins work that is no execution on the cores of invoker i.
func (e *engine) cpuWork(i InvokerID, id uint32, work time.Duration) {
	k := &e.cpus[i]
	runs := k.Start(id, 0, work, e.now)
	if e.cfg.CPU != CPUIsolated {
		e.cpuAlarm(i)
	} else if runs {
		e.cpuWorked(id, 1)
	}
}

// cpuWorked posts the end of work: now, or after so many times its amount.
func (e *engine) cpuWorked(id uint32, times time.Duration) {
	kind, n := cpu.Split(id)
	if kind == cpu.Container {
		work, tie := e.daemons.Working(n)
		e.post(e.now.Add(times*work), kindDaemon, tie, int32(n))
		return
	}
	work, _, tie := e.steps.Working(int32(n))
	e.post(e.now.Add(times*work), kindMechanism, tie, int32(n))
}

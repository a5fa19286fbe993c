package cluster

import (
	"math"

	"thaw/models/cluster/fleet"
	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/sim"
)

// With container daemons (Config.Daemon) the accounts that schedulers see stay
// what they are without: a container books its memory when its creation is
// decided, and gives it back when its removal is. What is there, "held", follows
// later: it is granted to creations by the daemon, which waits for removals.

// commissionDaemons makes the daemons, where there are any or where memory takes
// time to come back.
func (e *engine) commissionDaemons(cfg *Config) {
	d := cfg.Daemon
	if !d.On() {
		if e.steps == nil || !e.steps.Linger() {
			return
		}
		d.Parallel = math.MaxInt32 // an account of memory and nothing else
	}
	e.daemons = daemon.New(d, cfg.Invokers, func(i int) int32 { return int32(e.Capacity(InvokerID(i))) })
	e.removals = sim.NewStream(cfg.Seed, "daemon/remove")
	if e.steps != nil {
		e.steps.Daemons(e.daemons)
	}
}

// commission begins the creation of the container of invocation f, which reaches the
// invoker at the given instant.
func (e *engine) commission(f int32, at sim.Time) {
	x := &e.inFlight[f]
	x.start = -1
	if e.cfg.Stages {
		e.stages[f] = outcome.StageTimes{} // until it is ready
	}
	if e.steps != nil {
		e.steps.Begin(f, at)
		return
	}
	k := e.fleet.Container(x.container)
	prepare := e.Draw(f, outcome.Image) + e.Draw(f, outcome.Storage) + e.Draw(f, outcome.Network)
	e.daemons.Create(int64(f), 2*e.tieOf(f), int32(k.Invoker()), int32(k.Memory()), prepare,
		e.Draw(f, outcome.Sandbox), e.cfg.Daemon.CreateWork, at)
	e.WakeDaemons()
}

// draws returns the number that keys the draws of a cold start: the invocation's,
// or apart from those the container's where nobody waits for it.
func (e *engine) draws(f int32) int64 {
	if x := &e.inFlight[f]; x.phase == loading {
		return -1 - e.fleet.Container(x.container).Serial()
	}
	return e.requests[f].number
}

// tieOf returns the number that settles ties between invocations in flight.
func (e *engine) tieOf(f int32) int64 {
	number := e.draws(f)
	if number < 0 {
		number = -1 - number
	}
	return number
}

// decommission begins the removal of container c of a unit, whose slot has been vacated.
func (e *engine) decommission(c ContainerID, unit UnitID) {
	x := e.fleet.Container(c)
	serial, i, memory := x.Serial(), int32(x.Invoker()), x.Memory()
	if e.steps != nil {
		e.steps.Remove(int32(c), startup.Leaving{Container: serial, Function: e.FunctionOf(unit), Unit: int32(unit),
			Invoker: i, Memory: memory}, e.now)
		return
	}
	if !e.cfg.Daemon.Booked {
		e.Removing(i, memory)
	}
	e.daemons.Remove(serial, 2*serial+1, i, int32(memory), e.RemovalTime(serial), e.now)
	e.WakeDaemons()
}

// WakeDaemons posts what the daemons ask for.
func (e *engine) WakeDaemons() {
	for _, w := range e.daemons.Wakes() {
		if w.Subject > sim.MaxSubject {
			// the error of Replay
			panic(fleet.LimitError("more jobs of container daemons at once than an event can name"))
		}
		e.post(w.At, kindDaemon, w.Tie, int32(w.Subject))
	}
	for _, w := range e.daemons.Works() {
		e.cpuWork(InvokerID(w.Invoker), cpu.Container.ID(w.Job), w.Amount)
	}
	for _, r := range e.daemons.Handed() {
		e.steps.Handed(r, e.now)
	}
}

// advance moves a job on, and a start that it was for.
func (e *engine) advance(job uint32) {
	i := e.daemons.InvokerOf(job)
	if work, _ := e.daemons.Working(job); work > 0 {
		e.cpuEnd(InvokerID(i))
	}
	done, ok := e.daemons.Advance(job, e.now)
	e.WakeDaemons()
	if !ok {
		return
	}
	if done.Removal {
		e.Removing(i, -workload.MiB(done.MiB))
		return
	}
	f := int32(done.Owner)
	if e.steps != nil {
		e.steps.Created(f, done, e.now)
		return
	}
	restore, initial, fault := e.Draw(f, outcome.Restore), e.Draw(f, outcome.Init), e.Draw(f, outcome.Fault)
	if e.cfg.Stages {
		t := &e.stages[f]
		*t = outcome.StageTimes{
			outcome.Image: e.Draw(f, outcome.Image), outcome.Storage: e.Draw(f, outcome.Storage),
			outcome.Network: e.Draw(f, outcome.Network) + done.Network,
			outcome.Restore: restore, outcome.Init: initial, outcome.Fault: fault,
		}
		t[outcome.Sandbox] = e.now.Sub(done.Began) - t[outcome.Image] - t[outcome.Storage] - t[outcome.Network]
	}
	e.Started(f, e.now.Add(restore+initial+fault))
}

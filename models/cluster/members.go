package cluster

import (
	"cmp"
	"slices"
	"time"

	"thaw/models/autoscale"
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/members"
	"thaw/models/membership"
	"thaw/models/workload"
	"thaw/sim"
)

// classes returns the classes of invokers.
func (c *Config) classes() membership.Classes { return c.Classes.Or(c.Invokers, c.Memory, c.Cores) }

// Largest returns the memory of the largest invoker.
func (c *Config) Largest() workload.MiB { return c.classes().Largest() }

// buildMembers makes the members, where invokers differ or change.
func (e *engine) buildMembers(cfg *Config) {
	if cfg.Classes == nil && !cfg.Membership.On() {
		return
	}
	e.members = members.New(cfg.classes(), &cfg.Membership, &e.fleet, cfg.Seed)
	e.tally.Costs(0, e.members.Rate())
	if e.roster = e.members.Roster; e.roster != nil {
		e.countMembers()
		e.awaitChange()
	}
}

// awaitChange posts the next change of the members.
func (e *engine) awaitChange() {
	if at := e.roster.Next(); at < e.horizon {
		e.post(at, kindMembers, 0, 0)
	}
}

func (e *engine) countMembers() {
	e.tally.Members(e.now, e.roster.Members(), e.roster.Present())
	e.tally.Costs(e.now, e.members.Rate())
	e.meterInvokers()
}

// meterInvokers tells the meter which invokers are there.
func (e *engine) meterInvokers() {
	if m := e.out.Meter; m != nil {
		m.Invokers(e.now, func(i InvokerID) bool { return e.roster == nil || e.roster.There(int32(i)) })
	}
}

// changeMembers takes all changes of this instant, and serves the queue (semantics, rule
// 25).
func (e *engine) changeMembers() {
	e.takeChanges()
	e.awaitChange()
	e.reassign()
}

func (e *engine) takeChanges() {
	for e.roster.Next() == e.now {
		i, change := e.members.Turn(e.leave)
		if change == membership.Nothing {
			continue
		}
		if e.workers != nil && change == membership.Joined {
			e.workers.Restart(int32(i), e.now)
		}
		if e.cpus != nil {
			e.cpus[i].SetSlow(e.roster.Pace(int32(i)), e.now)
			e.cpuAlarm(i)
		}
		e.countMembers()
		for _, w := range e.watch.members {
			w.MemberChanged(i, e.roster.Member(int32(i)), e.now)
		}
	}
}

// reassign serves the queue, and those that have lost their invoker.
func (e *engine) reassign() {
	if e.central.Len() > 0 {
		e.admit()
	}
	if len(e.returned) > 0 {
		e.replace()
	}
}

// leave removes the idle containers of invoker i, after all others where it crashes, and
// empties its queue.
func (e *engine) leave(i InvokerID, crashes bool) {
	if crashes {
		e.crash(i)
	}
	if e.workers != nil {
		e.clearQueue(i, crashes)
	}
	e.lost = e.fleet.IdleOn(i, e.lost[:0])
	for _, c := range e.lost {
		e.remove(c, false)
	}
}

// crash ends all that starts or runs on invoker i, in the order of the trace. A record
// whose event is pending is vacated when that comes.
func (e *engine) crash(i InvokerID) {
	e.failing = e.failing[:0]
	for f := range e.inFlight {
		switch x := &e.inFlight[f]; {
		case (x.phase == active || x.phase == loading) && e.InvokerOf(x.container) == i,
			x.phase == inLine && e.fleet.Deployment(fleet.DeployID(x.container)).Invoker() == i:
			e.failing = append(e.failing, int32(f))
		}
	}
	slices.SortFunc(e.failing, func(a, b int32) int {
		return cmp.Or(cmp.Compare(e.tieOf(a), e.tieOf(b)), cmp.Compare(a, b))
	})
	for _, f := range e.failing {
		x := &e.inFlight[f]
		c, pending := x.container, true
		if x.phase != loading {
			e.live--
			e.tally.Fails(i, e.now, x.start, x.start.Sub(x.arrival))
			e.fails(f)
		}
		switch {
		case x.phase == inLine:
			e.lines.Serve(fleet.DeployID(c), e.Unit(e.requests[f].fn)) // in whichever order: all go
			e.vacate(f, x)
			continue
		case x.phase == loading:
		case e.cfg.CPU == CPUIsolated: // one that waits for a core has no event
			pending = x.start >= 0 || e.requests[f].ready < 0
		case e.cpus != nil: // one that runs has none of its own
			pending = x.start < 0
		}
		if x.phase = lost; !pending {
			e.vacate(f, x)
		}
		if e.lines != nil {
			e.lines.Lost(c)
		}
		if e.fleet.Lose(c, e.now) {
			e.remove(c, false)
		}
	}
	if e.cpus != nil {
		e.cpus[i].Clear(e.now)
		e.cpuAlarm(i)
	}
}

// free frees a slot of container c. On an invoker that is draining the container serves who
// waits for it, then goes with its last invocation, and no policy is asked.
func (e *engine) free(c ContainerID) {
	i := e.InvokerOf(c)
	if e.roster == nil || e.fleet.Invoker(i).Open() {
		e.release(c)
	} else if e.lines != nil && e.serveLine(c) {
		return
	} else if e.fleet.Lose(c, e.now) {
		e.remove(c, false)
		e.members.Left(i)
		e.countMembers()
	}
}

// initTime returns how long a drawn initialisation takes in the container of start f.
func (e *engine) initTime(f int32, drawn time.Duration) time.Duration {
	if e.members == nil {
		return drawn
	}
	return e.members.Work(e.InvokerOf(e.inFlight[f].container), drawn)
}

// settle derives what an autoscaler needs of the membership. Replay and Check call it.
func (c *Config) settle() {
	if c.Autoscale != nil {
		c.Membership.Orders = true
		_, _, c.Membership.First = c.Autoscale.Limits(c.Invokers)
	}
}

// scaling is the autoscaler of a run, which samples as policies tick.
type scaling struct {
	*autoscale.Scaler
	e *engine
}

// scale begins to scale, where the run has an autoscaler.
func (e *engine) scale(cfg *Config) {
	if cfg.Autoscale != nil {
		cores := cfg.classes().Cores(func(n int) int { return n })
		e.watch.tickers = append(e.watch.tickers, scaling{autoscale.New(cfg.Autoscale, cores), e})
	}
}

// Tick lets invokers join and drain at this instant.
func (s scaling) Tick(now sim.Time) {
	e := s.e
	executing := func(i int) int32 { return e.Executing(InvokerID(i)) }
	events := s.Sample(e.roster, executing, now)
	if len(events) == 0 {
		return
	}
	for _, x := range events {
		e.roster.Order(x)
	}
	e.takeChanges()
	e.reassign()
}

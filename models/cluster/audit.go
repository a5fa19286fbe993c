package cluster

import (
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// audit counts everything again and compares it with the running accounts. It
// runs under the build tag invariants, at whole simulated seconds (see audited).
func (e *engine) audit() {
	e.fleet.Audit()
	e.indices.Audit(e.now)
	for c := range e.fleet.Containers() {
		x := e.fleet.Container(ContainerID(c))
		sim.Check(x.State() != fleet.Idle ||
			x.Expires >= e.now, "container %d expired at %d, before %d", c, x.Expires, e.now)
	}
	removing := int64(0)
	for i := range InvokerID(e.Invokers()) {
		x := e.fleet.Invoker(i)
		sim.Check(x.Active() <= x.Used() && x.Used() <= e.Capacity(i), "invoker %d books %+v", i, *x)
		if e.daemons != nil {
			others := workload.MiB(0)
			if e.steps != nil {
				others = e.steps.RemovingFrom(int32(i))
			}
			removing += int64(e.daemons.Audit(int32(i), int32(x.Used()), int32(others)))
		}
	}
	e.tally.Audit(removing)
	if e.lines != nil {
		e.auditLines()
	}
	placed, recorded, waits := int64(e.live), e.tally.Ended(), int64(e.central.Len())
	if e.workers != nil {
		waits += int64(e.workers.Waiting())
		e.auditWorkers()
	}
	if e.control != nil {
		waits += int64(e.control.Holds())
		if d := e.control.delayed; d != nil {
			d.belief.Audit(len(d.underway()) > 0)
			d.indices.Audit(e.now)
		}
	}
	if e.clients != nil {
		e.auditClients(placed, waits)
		return
	}
	sim.Check(e.read == placed+recorded+waits, "%d invocations read, %d in flight, %d ended, %d waiting", e.read,
		placed, recorded, waits)
}

// auditWorkers checks the tokens, and that no head waits which could begin.
func (e *engine) auditWorkers() {
	var inFlight []int32
	for f := range e.inFlight {
		if p := e.inFlight[f].phase; p == active || p == inLine {
			inFlight = append(inFlight, int32(f))
		}
	}
	e.workers.Audit(inFlight)
	for i := range InvokerID(e.Invokers()) {
		it, ok := e.workers.Head(int32(i), e.now)
		learning := e.lines != nil && e.lines.Learns() // elsewhere too, which nobody is tried for
		sim.Check(!ok || learning || !e.holds(i, it.Function), "an invocation waits at invoker %d, which has a token "+
			"and room", i)
		sim.Check(e.Queued(i) == e.workers.Queued(int32(i)), "%d wait at invoker %d, the scheduler sees %d",
			e.workers.Queued(int32(i)), i, e.Queued(i))
	}
}

// auditStages checks that the parts of an outcome's latency sum to it.
func (e *engine) auditStages(o *outcome.Invocation) {
	sum := o.Retrying + o.Queued + o.Schedule + o.StartWait + o.Warming + o.CoreWait
	if o.StagesAt >= 0 {
		for _, d := range e.rows.Stages(o.StagesAt) {
			sum += d
		}
	}
	sim.Check(o.Start < 0 || sum == o.Start.Sub(o.Arrival), "the stages of %+v sum to %v", *o, sum)
}

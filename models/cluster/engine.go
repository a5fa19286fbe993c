package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"thaw/models/client"
	"thaw/models/cluster/ahead"
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/flows"
	"thaw/models/cluster/layers"
	"thaw/models/cluster/lines"
	"thaw/models/cluster/lookahead"
	"thaw/models/cluster/members"
	"thaw/models/cluster/tally"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/workload"
	"thaw/sim"
)

// Policies are the decisions of a run.
type Policies struct {
	Schedule  NewScheduler
	KeepAlive NewKeepAlive
}

// Output says what a run produces beside its Summary; nil fields cost nothing.
type Output struct {
	Sink     outcome.Sink
	Timeline outcome.TimelineSink
	Meter    outcome.Meter
	// filled at the end of the run
	Latency   *outcome.Latency
	Functions *outcome.Functions
	Workflows *outcome.Workflows // of a trace that is one
	// Progress, when set, is called about every 65,536 invocations with the
	// number read so far and the simulated time.
	Progress func(invocations int64, simulated sim.Time)
}

// Replay runs src against the platform of cfg under the policies. When ctx is
// cancelled it stops within a thousand invocations and returns the cause. An
// error of the source or the sink ends the run and is returned.
func Replay(ctx context.Context, cfg Config, src workload.Source, pol Policies, out Output) (sum outcome.Summary,
	err error) {
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fleet.LimitError:
			err = x
		default:
			panic(x)
		}
	}()
	cfg.settle()
	if errs := append(cfg.check(), cfg.checkWorkflow(src.Table())...); errs != nil {
		return outcome.Summary{}, errors.Join(errs...)
	}
	e, err := newEngine(&cfg, src.Table(), pol, out)
	if err != nil {
		return outcome.Summary{}, err
	}
	if err := e.run(ctx, src); err != nil {
		return outcome.Summary{}, err
	}
	return e.finish()
}

// engine is one replay.
type engine struct {
	View
	queue    sim.Queue
	now      sim.Time
	boundary sim.Time // the next whole second to be sampled
	horizon  sim.Time // or sim.Never
	sched    Scheduler
	keep     KeepAlive
	watch    watchers
	inFlight []inFlight           // when detailed, and of containers that load ahead of need
	requests []request            // by invocation in flight, when detailed
	stages   []outcome.StageTimes // by invocation in flight, when Config.Stages is set
	vacated  int32                // the record vacated last, or −1
	live     int                  // invocations placed and not ended
	central  sim.Ring[waiting]
	read     int64 // invocations read

	alarms    sim.Alarms       // by invoker: when its shared cores next finish something
	lines     *lines.Lines     // or nil
	members   *members.Members // or nil: invokers are alike and stay
	lost      []ContainerID    // of a change of members
	failing   []int32          // records, likewise
	returned  []waiting        // by workers, likewise: to be placed anew
	diverted  bool             // arrivals go by the controller, or to the queues of invokers
	control   *controller      // or nil
	clients   *client.Clients  // or nil: nobody does more than the trace says
	gate      *client.Gate     // or nil
	flows     *flows.Flows     // or nil: nobody invokes but the trace and clients
	calledOff []InvokerID      // whose queues clients have left who gave up now
	daemons   *daemon.Daemons
	removals  sim.Stream    // how long removals take
	plans     *ahead.Plans  // of a Prewarmer, or nil
	above     *layers.Layer // that the present cold start begins from, or nil

	warmConst, schedConst time.Duration // or −1 when drawn
	largest               workload.MiB  // the most that an invoker could ever hold
	fresh                 fleet.State   // of a container just created: busy where nothing depends on when it is ready
	twoStep               bool          // a cold start needs an event when the container is ready
	stepwise              bool          // so does every other start
	// invocations have records: events between start and end need them, or a sink reads them
	detailed bool

	ahead lookahead.Lookahead
	tally tally.Tally
	out   Output
	rows  outcome.Batcher
	err   error // of the timeline's sink
}

const readAhead = 256 // so many fit into the nearest cache beside the rest

// run merges the trace with the queue: the trace is sorted, so its arrivals never
// enter the queue.
func (e *engine) run(ctx context.Context, src workload.Source) error {
	if err := e.beginOutside(); err != nil {
		return err
	}
	read := workload.Batches(src, readAhead)
	for {
		batch, err := read()
		if err == io.EOF {
			return e.drain(ctx)
		}
		if err != nil {
			return &workload.SourceError{Err: err}
		}
		for len(batch) > 0 {
			n := min(len(batch), lookahead.Length)
			e.ahead.Arrivals(batch[:n])
			end, err := e.replay(batch[:n])
			if err != nil {
				return err
			}
			if end {
				return e.drain(ctx)
			}
			batch = batch[n:]
		}
		if err := e.pause(ctx); err != nil {
			return err
		}
	}
}

// replay takes some arrivals, each after the events that come before it. It reports
// whether one of them is beyond the horizon, which ends the trace. It stays a
// function of its own: where it is inlined itself, its parts are not.
//
//go:noinline
func (e *engine) replay(batch []workload.Invocation) (end bool, err error) {
	functions := uint32(len(e.fleet.Functions()))
	for k := range batch {
		in := &batch[k]
		if in.Arrival >= e.horizon {
			return true, nil
		}
		if in.Arrival < e.now || uint32(in.Function) >= functions || in.Duration < 0 {
			return false, e.inadmissible(in)
		}
		limit := sim.Event{At: in.Arrival, Ord: sim.MakeOrder(kindArrival, 0, 0)}
		for {
			ev, ok := e.next(limit)
			if !ok {
				break
			}
			if e.ahead.On {
				e.ahead.Completions(e.queue.Ahead())
			}
			e.handle(ev)
		}
		if in.Arrival > e.boundary {
			e.seconds(in.Arrival)
		}
		e.now = in.Arrival
		e.arrive(in)
	}
	return false, nil
}

// next returns the next event before limit: of the queue, or of shared cores.
func (e *engine) next(limit sim.Event) (sim.Event, bool) {
	if e.alarms.Due() <= limit.At {
		return e.nextShared(limit)
	}
	return e.queue.Next(limit)
}

// nextShared is next where shared cores finish something by then.
//
//go:noinline
func (e *engine) nextShared(limit sim.Event) (sim.Event, bool) {
	i := e.alarms.First()
	alarm := sim.Event{At: e.alarms.Due(), Ord: sim.MakeOrder(kindCPU, uint64(i), uint32(i))}
	if !alarm.Before(limit) {
		return e.queue.Next(limit)
	}
	if ev, ok := e.queue.Next(alarm); ok {
		return ev, true
	}
	return alarm, true
}

// drain runs on after the last arrival until every invocation has ended, and
// to the end of that instant, or to the horizon.
func (e *engine) drain(ctx context.Context) error {
	limit := sim.Event{At: e.horizon}
	for n := 1; ; n++ {
		if e.cfg.Horizon == 0 && e.live == 0 && !e.awaited() {
			limit = sim.Event{At: e.now + 1}
		}
		ev, ok := e.next(limit)
		if !ok {
			return e.outlast(ctx, e.cfg.Horizon)
		}
		if ev.At > e.boundary {
			if err := e.outlast(ctx, ev.At); err != nil {
				return err
			}
		}
		e.handle(ev)
		if n%readAhead == 0 {
			if err := e.pause(ctx); err != nil {
				return err
			}
		}
	}
}

// outlast takes the whole seconds before an instant until which nothing happens.
func (e *engine) outlast(ctx context.Context, until sim.Time) error {
	for {
		e.seconds(min(e.boundary+readAhead*sim.Second, until))
		if err := e.pause(ctx); err != nil || e.boundary >= until {
			return err
		}
	}
}

// handle takes one event. Most are completions, so they are taken here.
func (e *engine) handle(ev sim.Event) {
	if ev.At > e.boundary {
		e.seconds(ev.At)
	}
	e.now = ev.At
	if ev.Ord.Kind() == kindCompleted {
		e.complete(int32(ev.Ord.Subject()))
		return
	}
	e.handleOther(ev)
}

// handleOther takes an event of another kind. It is apart so that the compiler
// makes handle one piece with the loop.
//
//go:noinline
func (e *engine) handleOther(ev sim.Event) {
	subject := int32(ev.Ord.Subject())
	switch ev.Ord.Kind() {
	case kindAlarm:
		e.alarm(ContainerID(subject), ev.At)
	case kindDaemon:
		e.advance(sim.JobID(subject))
	case kindMechanism:
		if work, i, _ := e.steps.Working(subject); work > 0 {
			e.cpuEnd(InvokerID(i))
		}
		e.steps.Work(subject, e.now)
	case kindStage:
		e.steps.Advance(subject, e.now)
	case kindRemoval:
		e.steps.Undo(subject, e.now)
	case kindCPU:
		e.cpuDone(InvokerID(subject))
	case kindReady:
		e.ready(subject)
	case kindReport:
		if e.workers != nil {
			e.checked(InvokerID(subject))
			return
		}
		e.reported()
	case kindMessage:
		e.deliver(subject)
	case kindController:
		if subject == giveUps {
			e.giveUp()
			return
		}
		e.controls(subject)
	case kindArrival:
		if e.flows != nil {
			e.flows.Turn(ev.Ord, e.now)
			return
		}
		e.turn(subject)
	case kindMembers:
		e.changeMembers()
	case kindExpiry:
		e.expire(ContainerID(subject), ev.Ord.Tie())
	case kindPrewarm:
		e.prewarm(subject)
	case kindTick:
		e.tick(subject)
	}
}

// pause is where a run reports, and notices that it should stop.
func (e *engine) pause(ctx context.Context) error {
	if err := e.sinkError(); err != nil {
		return err
	}
	if e.out.Progress != nil && e.read&0xffff < readAhead {
		e.out.Progress(e.read, e.now)
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
		return nil
	}
}

// inadmissible says what a broken source did against the engine's assumptions.
func (e *engine) inadmissible(in *workload.Invocation) error {
	return fmt.Errorf("invocation %d of the trace (arrival %d ns, function %d, duration %d ns): expected an "+
		"arrival not before %d ns, a function below %d and no negative duration",
		e.read, in.Arrival, in.Function, in.Duration, e.now, len(e.fleet.Functions()))
}

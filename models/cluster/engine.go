package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"thaw/models/cluster/fleet"
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
	Latency  *outcome.Latency // filled at the end of the run
	// Progress, when set, is called about every 65,536 invocations with the
	// number read so far and the simulated time.
	Progress func(invocations int64, simulated sim.Time)
}

// The kinds of event, in the order in which they run at one instant (semantics,
// rule 2). Within a kind, ties go by the content named here.
const (
	kindAlarm      uint8 = iota // a container's pending timer: looks whether its lease has ended. First, because it only posts kindExpiry
	kindMechanism               // a job of a mechanism moves on; by invocation, or container that goes. Early, like kindDaemon
	kindStage                   // a start comes to its next step; by invocation
	kindLeave                   // a container that goes comes to its next step; by creation
	kindDaemon                  // a job of a container daemon moves on; by invocation, or container that goes. Early: the rest of a start follows
	kindCPU                     // an invoker's shared processor finishes work: posts kindCompleted
	kindCompleted               // an execution ends; by invocation number. Before arrivals, which may use what it frees
	kindReady                   // a container is ready; by invocation number. Before arrivals, which may find its free slots
	kindReport                  // news of an invoker reach the scheduler; in the order in which they were sent
	kindMessage                 // a decision reaches its invoker; by invocation number. Before expiries, like arrivals
	kindController              // the controller is free for the next invocation. After what it may see
	kindArrival                 // never queued: the place of the trace's arrivals in the order
	kindExpiry                  // a lease ends; by creation. After arrivals: the last instant of a lease still serves
	kindPrewarm                 // a container is loaded ahead; by serial of the container it replaces
	kindTick                    // a policy's period: sees the instant when all else is done
)

// engine is one replay.
type engine struct {
	View
	queue    sim.Queue
	now      sim.Time
	boundary sim.Time // the next whole second to be sampled
	sched    Scheduler
	keep     KeepAlive
	watch    watchers
	flights  []flight             // when detailed, and of containers that load ahead of need
	requests []request            // by flight, when detailed
	stages   []outcome.StageTimes // by flight, when Config.Stages is set
	vacated  int32                // the flight vacated last, or −1
	live     int                  // invocations placed and not ended
	central  ring
	read     int64 // invocations read

	cpus     []cpu
	control  *control // or nil
	daemons  *daemon.Daemons
	removals sim.Stream // how long removals take
	prewarms []prewarm
	freePre  []int32
	arrived  []int64         // by unit: number of its last arrival, kept for a Prewarmer
	after    []time.Duration // by container slot: Lease.Prewarm, kept for a Prewarmer

	warmConst, schedConst time.Duration // or −1 when drawn
	largest               int32         // MiB that an invoker could ever hold
	fresh                 fleet.State   // of a container just created: busy where nothing depends on when it is ready
	twoStep               bool          // a cold start needs an event when the container is ready
	detailed              bool          // invocations have flights: some need events between start and end, or someone reads their outcomes

	tally tally
	out   Output
	batch outcome.Batch
	err   error // of a sink

	touched uint16 // keeps the loads of foresee alive
}

// watchers are the optional abilities of the two policies.
type watchers struct {
	arriving bool // someone wants to know of arrivals
	arrivals []ArrivalWatcher
	starts   []StartWatcher
	removals []EvictionWatcher
	tickers  []Ticker
	expecter Expecter // the scheduler, or nil
	prewarms bool
}

const (
	readAhead   = 256 // so many fit into the nearest cache beside the rest
	batchLength = 256
)

// Replay runs src against the platform of cfg under the policies. When ctx is
// cancelled it stops within a thousand invocations and returns the cause. An
// error of the source or the sink ends the run and is returned.
func Replay(ctx context.Context, cfg Config, src workload.Source, pol Policies, out Output) (sum outcome.Summary, err error) {
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fleet.LimitError:
			err = x
		default:
			panic(x)
		}
	}()
	if errs := cfg.check(); errs != nil {
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

func newEngine(cfg *Config, table *workload.Table, pol Policies, out Output) (*engine, error) {
	cfg.Startup.Seed(cfg.Seed)
	e := &engine{out: out, vacated: -1}
	e.View.init(cfg, table)
	e.queue.Reset()
	e.engage(cfg, table, pol)
	if e.watch.prewarms {
		if e.control != nil && e.control.picture != nil {
			return nil, fmt.Errorf("keep-alive policy %T loads containers ahead of need, which delays between scheduler and invokers do not cover: set both delays to 0s", e.keep)
		}
		e.arrived = make([]int64, e.fleet.Units())
	}
	if cfg.Concurrency > 1 {
		e.WarmIndex()
	}
	if cfg.CPU != CPUIgnored {
		var err error
		if e.cpus, err = newCPUs(cfg); err != nil {
			return nil, err
		}
	}
	if err := e.stage(cfg); err != nil {
		return nil, err
	}
	e.commissionDaemons(cfg)
	e.twoStep = cfg.CPU != CPUIgnored || cfg.Concurrency > 1
	e.fresh = fleet.Busy
	if e.twoStep {
		e.fresh = fleet.Starting
	}
	e.detailed = e.twoStep || out.Sink != nil || e.daemons != nil || e.staged != nil || e.control != nil || cfg.Stages
	e.warmConst, e.schedConst = -1, -1
	if p := &cfg.Startup; p.Warm.IsConst() {
		e.warmConst = p.WarmStart(0)
	}
	if p := &cfg.Startup; p.Schedule.IsConst() {
		e.schedConst = p.Scheduling(0)
	}
	e.largest = cfg.Memory
	if out.Sink != nil {
		e.batch.Outcomes = make([]outcome.Invocation, 0, batchLength)
	}
	e.tally.init(cfg, len(table.Functions), out.Timeline != nil)
	if out.Timeline != nil {
		e.fleet.Follow(&e.tally, fleet.Accounts)
	}
	e.tally.usual = [2]time.Duration{e.schedConst + e.warmConst, e.schedConst + cfg.Startup.MeanColdStart(0)}
	e.startTicks()
	return e, nil
}

// engage builds the policies. Where messages take time, the scheduler has a
// picture instead of the platform.
func (e *engine) engage(cfg *Config, table *workload.Table, pol Policies) {
	e.control = newControl(cfg)
	seen := &e.View
	if e.control != nil && e.control.delayed() {
		e.control.picture = newPicture(cfg, table)
		seen = &e.control.picture.View
	}
	e.sched, e.keep = pol.Schedule(seen), pol.KeepAlive(&e.View)
	if e.control != nil {
		e.control.looker, _ = e.sched.(Looker)
	}
	e.watch.expecter, _ = e.sched.(Expecter)
	e.observe(e.sched, seen == &e.View)
	e.observe(e.keep, true)
	if seen != &e.View {
		e.control.picture.watch(e.sched)
	}
	if _, ranked := e.keep.(Ranker); ranked {
		e.fleet.RankByPriority()
		if seen != &e.View {
			seen.fleet.RankByPriority()
		}
	}
}

// observe notes what a policy wants to hear of: of containers only where it knows
// them by the same names.
func (e *engine) observe(policy any, containers bool) {
	if w, ok := policy.(ArrivalWatcher); ok {
		e.watch.arriving, e.watch.arrivals = true, append(e.watch.arrivals, w)
	}
	if w, ok := policy.(StartWatcher); ok && containers {
		e.watch.starts = append(e.watch.starts, w)
	}
	if w, ok := policy.(EvictionWatcher); ok && containers {
		e.watch.removals = append(e.watch.removals, w)
	}
	if w, ok := policy.(Ticker); ok {
		e.watch.tickers = append(e.watch.tickers, w)
	}
	if _, ok := policy.(Prewarmer); ok {
		e.watch.arriving, e.watch.prewarms = true, true
	}
}

// run merges the trace with the queue: the trace is sorted, so its arrivals
// never enter the queue.
func (e *engine) run(ctx context.Context, src workload.Source) error {
	read := reader(src)
	horizon := e.cfg.Horizon
	if horizon == 0 {
		horizon = sim.Never
	}
	for {
		batch, err := read()
		if err == io.EOF {
			return e.drain(ctx)
		}
		if err != nil {
			return err
		}
		for k := range batch {
			if k%expectAhead == 0 && len(e.fleet.Functions()) >= fleet.ManyFunctions {
				e.expect(batch[k:min(k+expectAhead, len(batch))])
			}
			in := &batch[k]
			if in.Arrival >= horizon {
				return e.drain(ctx)
			}
			if in.Arrival < e.now || uint32(in.Function) >= uint32(len(e.fleet.Functions())) || in.Duration < 0 {
				return e.inadmissible(in)
			}
			limit := sim.Event{At: in.Arrival, Ord: sim.MakeOrder(kindArrival, 0, 0)}
			for {
				ev, ok := e.queue.Next(limit)
				if !ok {
					break
				}
				if e.fleet.Containers() > foreseeFrom {
					e.foresee(e.queue.Ahead())
				}
				e.handle(ev)
			}
			if in.Arrival > e.boundary {
				e.seconds(in.Arrival)
			}
			e.now = in.Arrival
			e.arrive(in)
		}
		if err := e.pause(ctx); err != nil {
			return err
		}
	}
}

// reader returns what yields the next invocations of a source, uncopied where it
// can show them.
func reader(src workload.Source) func() ([]workload.Invocation, error) {
	if l, ok := src.(workload.Lender); ok {
		return func() ([]workload.Invocation, error) { return l.Lend(readAhead) }
	}
	buffer := make([]workload.Invocation, readAhead)
	return func() ([]workload.Invocation, error) {
		n, err := src.Read(buffer)
		return buffer[:n], err
	}
}

// inadmissible says what a broken source did against the engine's assumptions.
func (e *engine) inadmissible(in *workload.Invocation) error {
	return fmt.Errorf("invocation %d of the trace (arrival %d ns, function %d, duration %d ns): expected an arrival not before %d ns, a function below %d and no negative duration",
		e.read, in.Arrival, in.Function, in.Duration, e.now, len(e.fleet.Functions()))
}

// pause is where a run reports, and notices that it should stop.
func (e *engine) pause(ctx context.Context) error {
	if e.err != nil {
		return e.err
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

// drain runs on after the last arrival until every invocation has ended, and
// to the end of that instant, or to the horizon.
func (e *engine) drain(ctx context.Context) error {
	limit := sim.Event{At: sim.Never}
	if e.cfg.Horizon > 0 {
		limit.At = e.cfg.Horizon
	}
	for n := 1; ; n++ {
		if e.cfg.Horizon == 0 && e.live == 0 && !e.awaited() {
			limit = sim.Event{At: e.now + 1}
		}
		ev, ok := e.queue.Next(limit)
		if !ok {
			return e.pause(ctx)
		}
		e.handle(ev)
		if n%readAhead == 0 {
			if err := e.pause(ctx); err != nil {
				return err
			}
		}
	}
}

func (e *engine) handle(ev sim.Event) {
	if ev.At > e.boundary {
		e.seconds(ev.At)
	}
	e.now = ev.At
	subject := int32(ev.Ord.Subject())
	if ev.Ord.Kind() == kindCompleted { // as most are
		e.complete(subject)
		return
	}
	switch ev.Ord.Kind() {
	case kindAlarm:
		e.alarm(ContainerID(subject), ev.At)
	case kindDaemon:
		e.advance(sim.JobID(subject))
	case kindMechanism:
		e.work(subject)
	case kindStage:
		e.proceed(subject)
	case kindLeave:
		e.retreat(subject)
	case kindCPU:
		e.cpuDone(InvokerID(subject))
	case kindReady:
		e.ready(subject)
	case kindReport:
		e.reported()
	case kindMessage:
		e.deliver(subject)
	case kindController:
		e.decided()
	case kindExpiry:
		e.expire(ContainerID(subject), ev.Ord.Tie())
	case kindPrewarm:
		e.prewarm(subject)
	case kindTick:
		e.tick(subject)
	}
}

// post queues an event.
func (e *engine) post(at sim.Time, kind uint8, tie int64, subject int32) {
	e.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(kind, uint64(tie)&sim.MaxTie, uint32(subject))})
}

package cluster

import (
	"errors"

	"thaw/models/cluster/ahead"
	"thaw/models/cluster/fleet"
	"thaw/models/cluster/flows"
	"thaw/models/cluster/layers"
	"thaw/models/cluster/lines"
	"thaw/models/cluster/lookahead"
	"thaw/models/startup"
	"thaw/models/worker"
	"thaw/models/workload"
	"thaw/sim"
)

// watchers are the optional abilities of the two policies.
type watchers struct {
	arriving bool // someone wants to know of arrivals
	arrivals []ArrivalWatcher
	starts   []StartWatcher
	removals []EvictionWatcher
	tickers  []Ticker
	loads    []LoadWatcher
	ends     []EndWatcher
	members  []MemberWatcher
}

// newEngine lays out a run.
func newEngine(cfg *Config, table *workload.Table, pol Policies, out Output) (*engine, error) {
	cfg.Startup.Seed(cfg.Seed)
	e := &engine{out: out, vacated: -1}
	e.View.init(cfg, table)
	e.queue.Reset()
	e.horizon = cfg.Horizon
	if e.horizon == 0 {
		e.horizon = sim.Never
	}
	refused := e.buildClients(cfg)
	e.buildPolicies(cfg, table, pol)
	if err := errors.Join(refused, e.refusePolicies()); err != nil {
		return nil, err
	}
	if cfg.Concurrency > 1 {
		e.WarmIndex()
	}
	var err error
	if cfg.Queue != nil {
		cores := cfg.classes().Cores(cfg.modelled)
		if e.workers, err = worker.New(cfg.Queue, cores, len(table.Functions)); err != nil {
			return nil, err
		}
	}
	e.diverted = e.control != nil || e.workers != nil
	e.alarms = sim.NewAlarms(0)
	if cfg.CPU != CPUIgnored {
		e.alarms = sim.NewAlarms(len(e.fleet.Invokers()))
		if e.cpus, err = newCores(cfg); err != nil {
			return nil, err
		}
	}
	if err := e.buildSteps(cfg); err != nil {
		return nil, err
	}
	e.commissionDaemons(cfg)
	if cfg.Wait != WaitNever {
		e.lines = lines.New(&e.fleet, cfg.Concurrency, cfg.Wait == WaitEstimate)
	}
	if table.Workflow != nil {
		e.flows = flows.New(worksite{e})
	}
	e.stepwise = e.cpus != nil || e.flows != nil
	e.twoStep = e.stepwise || cfg.Concurrency > 1 || e.lines != nil
	e.fresh = fleet.Busy
	if e.twoStep {
		e.fresh = fleet.Starting
	}
	e.detailed = e.twoStep || out.Sink != nil || e.layers != nil || e.daemons != nil || e.steps != nil ||
		e.diverted || cfg.Stages || e.clients != nil ||
		cfg.Classes != nil || cfg.Membership.On() || e.flows != nil
	e.findConstants(&cfg.Startup)
	e.largest = e.classes.Largest()
	e.rows.To(out.Sink)
	e.tally.Init(&e.fleet, e.table)
	if out.Timeline != nil {
		e.tally.KeepTimeline(e.horizon)
	}
	e.tally.ExpectLatencies(e.schedConst+e.warmConst, e.schedConst+cfg.Startup.MeanColdStart(0))
	e.tally.Meter, e.tally.Answer = out.Meter, cfg.Startup.Answer
	e.buildMembers(cfg)
	e.scale(cfg)
	e.meterInvokers()
	e.lookAhead()
	e.startTicks()
	return e, nil
}

// findConstants notes latencies that need no draw.
func (e *engine) findConstants(p *startup.Pipeline) {
	e.warmConst, e.schedConst = -1, -1
	if p.Warm.IsConst() {
		e.warmConst = p.WarmStart(0)
	}
	if p.Schedule.IsConst() {
		e.schedConst = p.Scheduling(0)
	}
}

// refusePolicies returns what the two policies cannot do together, or on this platform.
func (e *engine) refusePolicies() error {
	delays := e.control != nil && e.control.delayed != nil
	_, chooses := within(e.keep).(Evictor)
	_, foresees := within(e.keep).(Clairvoyant)
	var errs []error
	refuse := func(so bool, text string) {
		if so {
			errs = append(errs, errors.New(text))
		}
	}
	refuse(e.plans != nil && delays, "a keep-alive policy that loads containers ahead of need, with delays between "+
		"scheduler and invokers, which do not cover that: set both delays to 0s")
	refuse(chooses && delays, "a keep-alive policy that chooses victims by itself, with delays between scheduler and "+
		"invokers, which do not cover that: set both delays to 0s")
	refuse(chooses && e.indices.Evicts(), "a keep-alive policy that chooses victims by itself, with a scheduler that "+
		"weighs what evictions would take, which it cannot foretell: take another scheduler")
	others := delays || e.cfg.Daemon.On() || e.cfg.Mechanisms.On()
	refuse(e.layers != nil && others, "a keep-alive policy with layers of containers, with delays, a container daemon "+
		"or stages by mechanism, which do not cover them")
	refuse(e.layers != nil && e.cfg.Startup.Inits != nil, "a keep-alive policy with layers of containers, with "+
		"times of the stage init by function, of which no source says what share a layer takes")
	refuse(foresees && e.clients != nil, "a clairvoyant keep-alive policy, with clients who try again, a gate or "+
		"users in a closed loop: what they do depends on the replay, and nobody knows it ahead")
	refuse(foresees && e.table.Workflow != nil, "a clairvoyant keep-alive policy, with a workflow, whose tasks "+
		"come to be while it runs: nobody knows them ahead")
	refuse(foresees && e.cfg.Future == nil, "a clairvoyant keep-alive policy, where the arrivals to come are not known")
	return errors.Join(errs...)
}

// buildPolicies builds the policies. Where messages take time, the scheduler gets a
// stale view in place of the platform.
func (e *engine) buildPolicies(cfg *Config, table *workload.Table, pol Policies) {
	e.control = newControl(cfg)
	seen := &e.View
	if e.control != nil && e.control.Delayed() {
		e.control.delayed = newDelayed(cfg, table, &e.View)
		seen = &e.control.delayed.View
	}
	e.keep = pol.KeepAlive(&e.View)
	if w, ok := within(e.keep).(Layerer); ok {
		e.layers = layers.New(w.Layers(), &e.fleet) // before an index counts the units
	}
	e.sched = pol.Schedule(seen)
	if e.control != nil {
		e.control.inspections, _ = e.sched.(InspectionCounter)
	}
	e.subscribe(e.sched, seen == &e.View)
	e.subscribe(e.keep, true)
	if seen != &e.View {
		e.control.delayed.belief.Watch(e.sched)
	}
	if w, ok := within(e.keep).(Evictor); ok {
		e.fleet.ChooseVictims(w.Victim)
	}
	if _, ranked := within(e.keep).(Ranker); ranked {
		e.fleet.RankByPriority()
		if seen != &e.View {
			seen.fleet.RankByPriority()
		}
	}
}

// lookAhead says what to look at before it is needed.
func (e *engine) lookAhead() {
	cfg := lookahead.Config{Fleet: &e.fleet, Blind: e.cfg.blind, Cores: e.cpus, Alarms: &e.alarms}
	cfg.Kinds[kindCompleted], cfg.Kinds[kindReady] = true, true
	for _, policy := range []any{e.sched, e.keep} {
		if p, ok := policy.(Prefetcher); ok {
			cfg.Policies = append(cfg.Policies, p.PrefetchArrivals)
		}
	}
	if e.detailed {
		cfg.Container = func(f uint32) ContainerID { return e.inFlight[f].container }
	}
	e.ahead = lookahead.New(cfg)
}

// subscribe adds a policy to the watchers of its optional abilities. It hears of
// containers only if it knows them by the IDs of the platform.
func (e *engine) subscribe(policy any, containers bool) {
	if w, ok := policy.(ArrivalWatcher); ok {
		e.watch.arriving, e.watch.arrivals = true, append(e.watch.arrivals, w)
	}
	if w, ok := policy.(StartWatcher); ok && containers {
		e.watch.starts = append(e.watch.starts, w)
	}
	if w, ok := policy.(EvictionWatcher); ok && containers {
		e.watch.removals = append(e.watch.removals, w)
	}
	if w, ok := policy.(MemberWatcher); ok {
		e.watch.members = append(e.watch.members, w)
	}
	if w, ok := within(policy).(Ticker); ok {
		e.watch.tickers = append(e.watch.tickers, w)
	}
	if w, ok := policy.(LoadWatcher); ok {
		e.watch.loads = append(e.watch.loads, w)
	}
	if w, ok := policy.(EndWatcher); ok && containers {
		e.watch.ends = append(e.watch.ends, w)
	}
	operator, operates := within(policy).(Operator)
	if _, ok := within(policy).(Prewarmer); ok || operates {
		e.watch.arriving, e.plans = e.watch.arriving || ok, ahead.New(&e.fleet)
	}
	if operates {
		operator.Operate(hands{e})
	}
}

// within returns the policy that decides.
func within(policy any) any {
	for {
		w, ok := policy.(Wrapper)
		if !ok {
			return policy
		}
		policy = w.Within()
	}
}

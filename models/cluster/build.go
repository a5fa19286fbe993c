package cluster

import (
	"fmt"
	"thaw/models/cluster/fleet"
	"thaw/models/outcome"
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
	prewarms bool
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
	e.tally.Init(&e.fleet)
	if out.Timeline != nil {
		e.tally.KeepTimeline()
	}
	e.tally.ExpectLatencies(e.schedConst+e.warmConst, e.schedConst+cfg.Startup.MeanColdStart(0))
	e.ahead = e.newLookahead()
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

package cluster_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/cluster/fleet"
	"thaw/models/daemon"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// world is a small platform with a trace, complete enough to be replayed twice:
// by the engine and by the dumb simulator below.
type world struct {
	invokers  int
	memory    workload.MiB // of each invoker
	apps      []workload.App
	functions []workload.Function
	trace     []workload.Invocation
	scope     cluster.Scope
	warm      time.Duration
	cold      time.Duration
	schedule  string
	keepalive string
	keep      time.Duration // of the keep-alive; cluster.Forever where none expires
	latency   time.Duration // control plane
	horizon   sim.Time
	reserve   fleet.Reserve
	wait      cluster.Wait
	queue     queueing
	processors
	roll
	patronage

	grace, resume time.Duration // of idle containers that are paused
}

// source streams a world's trace in batches of at most most invocations.
type source struct {
	table workload.Table
	trace []workload.Invocation
	most  int // 0: as many as fit
}

func (s *source) Table() *workload.Table { return &s.table }

func (s *source) Read(batch []workload.Invocation) (int, error) {
	if len(s.trace) == 0 {
		return 0, io.EOF
	}
	if s.most > 0 && len(batch) > s.most {
		batch = batch[:s.most]
	}
	n := copy(batch, s.trace)
	s.trace = s.trace[n:]
	return n, nil
}

// outcomes keeps every outcome, by invocation number.
type outcomes struct{ list []outcome.Invocation }

func (o *outcomes) Take(b *outcome.Batch) error {
	for _, out := range b.Outcomes {
		for int64(len(o.list)) <= out.Number {
			o.list = append(o.list, outcome.Invocation{Number: -1})
		}
		if o.list[out.Number].Number >= 0 {
			return fmt.Errorf("invocation %d ended twice", out.Number)
		}
		o.list[out.Number] = out
	}
	return nil
}

// named returns the two policies by their names.
func named(t testing.TB, schedule, keepalive string) cluster.Policies {
	t.Helper()
	s, err := policies.Parse(all.Schedulers(), schedule)
	if err != nil {
		t.Fatal(err)
	}
	k, err := policies.Parse(all.KeepAlives(), keepalive)
	if err != nil {
		t.Fatal(err)
	}
	return cluster.Policies{Schedule: s.Policy, KeepAlive: k.Policy}
}

// config is the engine's view of the world.
func (w *world) config() cluster.Config {
	pipe := startup.Constant(w.warm, w.cold)
	pipe.Schedule = sim.Const(w.latency)
	pipe.Grace, pipe.Resume = w.grace, w.resume
	var d daemon.Config
	if w.create+w.undo > 0 { // a daemon that makes nobody wait
		d = daemon.Config{Parallel: 1 << 20, CreateWork: w.create, RemoveWork: w.undo, WorkThreads: w.spread, Booked: true}
	}
	return cluster.Config{
		Queue:    w.queue.policy(),
		Invokers: w.invokers, Memory: w.memory, Scope: w.scope, Concurrency: 1,
		Startup: pipe, Seed: 1, Horizon: w.horizon, CPU: w.mode, Cores: w.cores, Law: w.law,
		Wait: w.wait, Classes: w.classes, Membership: w.changes,
		Client: w.client, Throttle: w.throttle, Drop: w.drop,
		Daemon: d, Reserve: w.reserve,
	}
}

// foresee tells the future to a policy that asks for it.
func (w *world) foresee(cfg *cluster.Config) error {
	if !abilities(w.keepalive).foresees {
		return nil
	}
	return cfg.Foresee(&source{workload.Table{Functions: w.functions, Apps: w.apps}, w.trace, 0})
}

// try runs the world on the engine.
func (w *world) try(cfg cluster.Config, pol cluster.Policies, batch int) ([]outcome.Invocation, outcome.Summary,
	error) {
	if err := w.foresee(&cfg); err != nil {
		return nil, outcome.Summary{}, err
	}
	src := &source{w.table(), w.trace, batch}
	got := outcomes{make([]outcome.Invocation, 0, len(w.trace))}
	sum, err := cluster.Replay(context.Background(), cfg, src, pol, cluster.Output{Sink: &got})
	return got.list, sum, err
}

// replay is try for worlds that must run.
func (w *world) replay(t testing.TB, cfg cluster.Config, batch int) ([]outcome.Invocation, outcome.Summary) {
	t.Helper()
	list, sum, err := w.try(cfg, named(t, w.schedule, w.keepalive), batch)
	if err != nil {
		t.Fatalf("%v\n%v", err, w)
	}
	return list, sum
}

// verdict brings a run of the engine into the terms of the dumb simulator.
func (w *world) verdict(t testing.TB) verdict {
	list, sum := w.replay(t, w.config(), 0)
	v := verdict{
		evictions: sum.Evictions, expiries: sum.Expiries, cold: sum.ColdStarts, warm: sum.WarmStarts,
		queued: sum.Queued, unfinished: sum.Unfinished, rejected: sum.Rejected, completed: sum.Completed,
		delayed: sum.DelayedStarts, failed: sum.Failed, timedOut: sum.TimedOut,
		retries: sum.Retries, timeouts: sum.Timeouts, throttled: sum.Throttled, duplicates: sum.Duplicates,
		wasted: time.Duration(math.Round(sum.DuplicateS * 1e9)),
	}
	for _, o := range list {
		if o.Invoker == cluster.None { // never placed: how it would have started means nothing
			o.Kind, o.Queued = outcome.Warm, 0
		}
		if o.Start < 0 {
			o.StartWait = 0
		}
		v.fates = append(v.fates, fate{o.Status, o.Kind, int(o.Invoker), o.Container, o.Start, o.End, o.Queued,
			o.StartWait, o.Attempts, o.Retrying})
	}
	return v
}

// disagreement tells the first difference of the two simulators, or nothing.
func (w *world) disagreement(t testing.TB) string {
	got := w.verdict(t)
	want := (&dumb{world: *w}).run()
	for n := range want.fates {
		if n >= len(got.fates) || got.fates[n] != want.fates[n] {
			return fmt.Sprintf("invocation %d of %d\nengine %+v\nrules  %+v", n, len(want.fates),
				got.fates[min(n, len(got.fates)-1)], want.fates[n])
		}
	}
	got.fates, want.fates = nil, nil
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Sprintf("counts\nengine %+v\nrules  %+v", got, want)
	}
	return w.unwatched(t, w.config())
}

func (w *world) String() string {
	s := fmt.Sprintf("%s, %s: %d invokers × %d MiB, scope %d, warm %v, cold %v, latency %v, horizon %d\n",
		w.schedule, w.keepalive, w.invokers, w.memory, w.scope, w.warm, w.cold, w.latency, w.horizon)
	for i, f := range w.functions[:min(len(w.functions), 20)] { // the rest are never invoked
		s += fmt.Sprintf("  function %d %s: %d MiB, app %d of %d MiB\n", i, f.Name, f.Memory, f.App,
			w.apps[f.App].Memory)
	}
	for n, inv := range w.trace {
		s += fmt.Sprintf("  invocation %d: at %v, function %d, runs %v\n", n, time.Duration(inv.Arrival),
			inv.Function, inv.Duration)
	}
	if w.queue.discipline != "" {
		s += fmt.Sprintf("  worker queues %+v\n", w.queue)
	}
	return s
}

// all times of a world: so coarse that most events tie
const grid = 250 * time.Millisecond

// randomWorld draws a small world: a few functions, little memory, many ties.
func randomWorld(seed uint64, schedule, keepalive string) *world {
	r := rand.New(rand.NewPCG(seed, 7))
	ticks := func(most int) time.Duration { return grid * time.Duration(r.IntN(most+1)) }
	w := &world{
		invokers: 1 + r.IntN(5), memory: workload.MiB(512 << r.IntN(3)), schedule: schedule, keepalive: keepalive,
		keep: cluster.Forever,
		warm: ticks(1), cold: ticks(6), latency: ticks(1) * time.Duration(r.IntN(2)), scope: cluster.Scope(r.IntN(2)),
	}
	switch keepalive {
	case "none":
		w.keep = 0
	case "ttl":
		w.keep = ticks(20)
		w.keepalive = "ttl,keep=" + w.keep.String()
	}
	for a := range 1 + r.IntN(4) {
		w.apps = append(w.apps, workload.App{Name: fmt.Sprintf("app%d", a), Memory: workload.MiB(128 << r.IntN(4))})
	}
	for f := range 2 + r.IntN(5) {
		app := r.IntN(len(w.apps))
		w.functions = append(w.functions, workload.Function{
			Name: fmt.Sprintf("app%d/f%d", app, r.IntN(1000)+1000*f), App: workload.AppID(app),
			Memory: workload.MiB(128 << r.IntN(4)),
		})
	}
	now, dense := sim.Time(0), 1+r.IntN(4)
	for range 1 + r.IntN(70) {
		if r.IntN(3) > 0 {
			now = now.Add(ticks(dense))
		}
		w.trace = append(w.trace, workload.Invocation{Arrival: now, Duration: ticks(8) * time.Duration(r.IntN(2)),
			Function: cluster.FuncID(r.IntN(len(w.functions)))})
	}
	if r.IntN(4) == 0 {
		w.horizon = sim.Time(ticks(1+int(now/sim.Time(grid)))) + 1 // never 0, which means none
		if r.IntN(2) == 0 {
			w.horizon = max(w.horizon-1, 1)
		}
	}
	return w
}

// shrink drops invocations while the two simulators still disagree.
func (w *world) shrink(t testing.TB) {
	for n := 0; n < len(w.trace); {
		smaller := *w
		smaller.trace = slices.Delete(slices.Clone(w.trace), n, n+1)
		if smaller.disagreement(t) != "" {
			*w = smaller
			continue
		}
		n++
	}
}

// Does the engine decide every invocation as the rules say? Thousands of worlds
// over the pairs of policies that docs/semantics.md defines. The worlds must be hard
// enough: queues, evictions, expiries and rejections must all have occurred.
func TestEngineAgreesWithTheRules(t *testing.T) {
	worlds := 400
	if testing.Short() {
		worlds = 40
	}
	for _, schedule := range []string{"first-fit", "least-loaded", "max-available", "sticky-random",
		"sticky-max-available"} {
		for _, keepalive := range []string{"none", "ttl", "lru", "greedy-dual"} {
			t.Run(schedule+"+"+keepalive, func(t *testing.T) {
				var seen verdict
				for seed := range worlds {
					w := randomWorld(uint64(seed), schedule, keepalive)
					if seed%3 == 0 {
						w.cold = w.cold * 2 / 5 // steps of 100 ms, of which no binary fraction is the sum
					}
					if seed%5 == 0 {
						w.crowd()
					}
					if w.disagreement(t) != "" {
						w.shrink(t)
						t.Fatalf("seed %d: %s\n%v", seed, w.disagreement(t), w)
					}
					v := (&dumb{world: *w}).run()
					seen.queued, seen.evictions, seen.expiries = seen.queued+v.queued, seen.evictions+v.evictions,
						seen.expiries+v.expiries
					seen.rejected, seen.unfinished, seen.warm = seen.rejected+v.rejected,
						seen.unfinished+v.unfinished, seen.warm+v.warm
				}
				least := min(seen.queued, seen.rejected, seen.unfinished, seen.warm)
				if keepalive != "none" {
					least = min(least, seen.evictions)
				}
				if keepalive == "none" || keepalive == "ttl" {
					least = min(least, seen.expiries)
				}
				if least < int64(worlds)/4 {
					t.Errorf("the worlds are too easy: %+v", seen)
				}
			})
		}
	}
}

package cluster_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/control"
	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies/all"
	"thaw/sim"
)

// anyRun is a random world under a random configuration: everything that a platform
// can have, in every combination that is modelled.
type anyRun struct {
	world
	cfg   cluster.Config
	loads bool // containers are loaded ahead of need
	fresh func() cluster.Mechanisms
}

// newAnyRun draws a run.
func newAnyRun(seed uint64) *anyRun {
	r := rand.New(rand.NewPCG(seed, 11))
	chance := func(one int) bool { return r.IntN(one) == 0 }
	ticks := func(most int) time.Duration { return grid / 2 * time.Duration(r.IntN(most+1)) }
	schedulers, keepalives := all.Schedulers(), all.KeepAlives()
	a := &anyRun{world: *draw(seed, schedulers[r.IntN(len(schedulers))].Name,
		keepalives[r.IntN(len(keepalives))].Name)}
	for abilities(a.keepalive).chooses && strings.HasSuffix(a.schedule, "-mc") {
		a.keepalive = keepalives[r.IntN(len(keepalives))].Name // that pair is refused
	}
	if a.horizon == 0 && chance(2) {
		a.horizon = a.trace[len(a.trace)-1].Arrival*3/4 + 1 + sim.Time(r.IntN(3))*sim.Second
	}
	a.cfg = a.config()
	if chance(2) {
		a.cfg.Startup = noisy()
	}
	a.cfg.Stages = true
	a.cfg.CPU, a.cfg.Cores = cluster.CPUMode(r.IntN(4)), 1+r.IntN(3)
	a.cfg.Law = cpu.Law{Stretch: 700_000, Power: 2}
	if can := abilities(a.keepalive); chance(3) && !can.chooses && !can.operates {
		a.cfg.Control = cluster.Control{Message: ticks(2), Update: ticks(2), Decision: ticks(1), Look: ticks(1) / 4}
	}
	if chance(4) {
		a.cfg.Control.Path = []control.Station{
			{Name: "one", Servers: 1 + r.IntN(2), Batch: r.IntN(3), Service: sim.Exponential(ticks(1) / 2)},
			{Name: "two", Servers: r.IntN(2), Service: sim.Const(ticks(1) / 4), After: sim.Const(ticks(2))},
		}
	}
	delayed := a.cfg.Control.Message+a.cfg.Control.Update > 0
	if !delayed {
		a.cfg.Wait = cluster.Wait(r.IntN(3))
	}
	if !delayed && chance(2) {
		a.cfg.Concurrency = 1 + r.IntN(3)
	}
	a.loads = !delayed && chance(4)
	layered := abilities(a.keepalive).layered // refused with these
	if chance(2) && !layered {
		a.cfg.Daemon = daemon.Config{Parallel: 1 + r.IntN(3), Remove: sim.Const(ticks(6)),
			NamespaceCreate: ticks(2), NamespaceDelete: ticks(3)}
	}
	a.fresh = func() cluster.Mechanisms { return cluster.Mechanisms{} }
	if chance(2) && !layered {
		a.drawMechanisms(r, ticks)
	}
	if !delayed && chance(2) {
		a.drawMembers(seed)
	}
	if !delayed && chance(2) {
		a.drawQueue(r)
	}
	if a.cfg.CPU >= cluster.CPUShared && chance(2) {
		a.cfg.CPUClasses = cpu.Classes{{Name: "rest"}, {Name: "urgent", RealTime: true, Priority: 3}}
		if a.cfg.Concurrency == 1 {
			a.cfg.CPUClasses = append(a.cfg.CPUClasses, cpu.Class{Name: "half", Quota: 500_000, Period: grid / 3})
		}
		a.cfg.CPUClassOf = make([]uint8, len(a.functions))
		for f := range a.cfg.CPUClassOf {
			a.cfg.CPUClassOf[f] = uint8(r.IntN(len(a.cfg.CPUClasses)))
		}
	}
	a.cfg.Drop = a.cfg.Queue == nil && chance(4)
	return a
}

// drawQueue draws queues of invokers.
func (a *anyRun) drawQueue(r *rand.Rand) {
	q := queueing{discipline: []string{"fcfs", "sjf", "eedf", "rare", "cold-priority", "scale", "queueless"}[r.IntN(7)],
		tokens: 1 + r.IntN(5)}
	if q.discipline != "queueless" && r.IntN(2) == 0 {
		q.bypass = grid * time.Duration(r.IntN(9))
	}
	if q.discipline != "queueless" && a.cfg.CPU != cluster.CPUIgnored && r.IntN(2) == 0 {
		q.check, q.load, q.most = grid*time.Duration(1+r.IntN(9)), float64(1+r.IntN(1500))/1000, q.tokens+r.IntN(5)
	}
	a.cfg.Queue = q.policy()
}

// drawMembers draws classes and changes of the membership that go with the rest.
func (a *anyRun) drawMembers(seed uint64) {
	w := a.world
	w.enlist(seed)
	m := a.fresh()
	if !m.On() {
		a.cfg.Classes = w.classes
	}
	a.cfg.Membership = w.changes
	if m.On() || a.cfg.Daemon.On() {
		a.cfg.Membership.Failures = membership.Failures{}
		a.cfg.Membership.Events = slices.DeleteFunc(slices.Clone(w.changes.Events),
			func(e membership.Event) bool { return e.Kind == membership.Crash })
	}
}

// drawMechanisms draws mechanisms and restores, which every replay makes anew.
func (a *anyRun) drawMechanisms(r *rand.Rand, ticks func(int) time.Duration) {
	var of [3]cluster.NewMechanism
	for k := range of {
		lingers := k > 0 && r.IntN(3) > 0
		undo := time.Duration(0)
		if lingers {
			undo = ticks(5)
		}
		if r.IntN(3) > 0 {
			of[k] = newCounter(ticks(3), undo, lingers, r.IntN(2) == 0)
		}
	}
	if of[1] != nil {
		a.cfg.Daemon.NamespaceCreate, a.cfg.Daemon.NamespaceDelete = 0, 0
	}
	restores := r.IntN(2) == 0
	a.fresh = func() cluster.Mechanisms {
		m := cluster.Mechanisms{Storage: of[0], Network: of[1], Memory: of[2]}
		if restores {
			m.Restore = func(*cluster.View) (startup.Restorer, error) {
				return &keeper{has: map[[2]int32]bool{}}, nil
			}
		}
		return m
	}
}

// run replays it, with the rows of each invocation or without them.
func (a *anyRun) run(t testing.TB, rows bool) (*stageSink, *kept, outcome.Summary) {
	t.Helper()
	cfg := a.cfg
	cfg.Mechanisms = a.fresh()
	seen, line := &stageSink{stages: map[int64]outcome.StageTimes{}}, &kept{}
	out := cluster.Output{Timeline: line}
	if cfg.Stages = rows; rows {
		out.Sink = seen
	}
	pol := named(t, a.schedule, a.keepalive)
	if a.loads {
		pol.KeepAlive = func(*cluster.View) cluster.KeepAlive { return ahead{} }
	}
	if err := a.foresee(&cfg); err != nil {
		t.Fatal(err)
	}
	src := &source{workload.Table{Functions: a.functions, Apps: a.apps}, a.trace, 0}
	sum, err := cluster.Replay(context.Background(), cfg, src, pol, out)
	if err != nil {
		t.Fatalf("%v\n%v", err, a)
	}
	return seen, line, sum
}

// fail tells what is wrong with the run.
func (a *anyRun) fail(t testing.TB, format string, args ...any) {
	t.Helper()
	cfg := a.cfg
	cfg.Startup = startup.Pipeline{}
	t.Errorf(format, args...)
	t.Fatalf("loads ahead %v, %+v\n%v", a.loads, cfg, &a.world)
}

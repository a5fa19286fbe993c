package experiments

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"thaw/experiments/build"
	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/cluster"
	"thaw/models/control"
	"thaw/models/cpu"
	"thaw/models/daemon"
	"thaw/models/future"
	"thaw/models/names"
	"thaw/models/params"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/sim"
	"thaw/traces/input"
)

// Trace is what an experiment needs of a trace; *traces.Trace is one.
type Trace interface {
	Source(seed uint64) (workload.Source, error)
	Table() *workload.Table
	Files() []input.FileInfo
	Format() string
}

// Plan is an experiment ready to run: every combination of a scheduler, a
// keep-alive policy and a seed.
type Plan struct {
	Spec  *Spec
	Trace Trace
	Build build.Info
	Runs  []Run

	Imputed []string // one line a policy that decides from values that are filled in

	Search json.RawMessage // how each run looks for the load of a saturation experiment; empty: it is one replay
}

// Run is one replay of a plan.
type Run struct {
	Policy     string // the policy set
	Schedule   policies.Instance[cluster.NewScheduler]
	KeepAlive  policies.Instance[cluster.NewKeepAlive]
	Mechanisms Mechanisms
	Seed       int64
	Folder     string // below the result folder, with slashes
}

// Open opens the trace of a specification and plans its runs.
func Open(spec *Spec) (*Plan, error) {
	t, err := OpenTrace(spec)
	if err != nil {
		return nil, err
	}
	return NewPlan(spec, t, Identify(spec.Build))
}

// NewPlan plans the runs of a specification over an opened trace, and refuses
// too many of them, and policies that need what the trace does not tell.
func NewPlan(spec *Spec, trace Trace, build build.Info) (*Plan, error) {
	p := &Plan{Spec: spec, Trace: trace, Build: build}
	n, err := spec.RunCount()
	if err != nil {
		return nil, exit.Usage(err)
	}
	p.Runs = make([]Run, 0, n)
	if err := errors.Join(p.meetNeeds(), p.meetBilling(), p.meetInits()); err != nil {
		return nil, exit.Usage(err)
	}
	for _, s := range spec.Schedulers {
		for _, k := range spec.KeepAlives {
			for _, parts := range combinations(spec.Mechanisms) {
				for i := range spec.Seeds {
					r := Run{Policy: policyName(s.Name, k.Name, parts), Schedule: s, KeepAlive: k,
						Mechanisms: mechanismsOf(parts), Seed: spec.Seed + int64(i)}
					r.Folder = results.RunFolder(r.Policy, r.Seed)
					p.Runs = append(p.Runs, r)
				}
			}
		}
	}
	refused := append(spec.Classes.Check(trace.Table()), p.refuseParts(), p.refuseConfigs())
	return p, exit.Usage(errors.Join(refused...))
}

// refuseConfigs returns what the replays would refuse by themselves, each complaint
// once, of the policy sets whose parts go together.
func (p *Plan) refuseConfigs() error {
	var refused exit.Mistakes
	told := map[string]bool{}
	for i := 0; i < len(p.Runs); i += p.Spec.Seeds { // the seeds of a policy set follow each other
		r := &p.Runs[i]
		if len(p.complaints(r)) > 0 {
			continue
		}
		cfg := p.Config(r)
		cfg.Future = new(future.Future) // each run reads its own
		for _, err := range cluster.Check(cfg, p.Trace.Table(), policiesOf(r)) {
			if !told[err.Error()] {
				told[err.Error()] = true
				refused.Add("", fmt.Errorf("policy %s: %w", r.Policy, err))
			}
		}
	}
	return refused.Err()
}

// policiesOf are the two policies that a replay asks.
func policiesOf(r *Run) cluster.Policies {
	return cluster.Policies{Schedule: r.Schedule.Policy, KeepAlive: r.KeepAlive.Policy}
}

// meetNeeds refuses policies that need what the trace does not tell. Where the
// settings allow imputation, it notes what the policies decide from instead.
func (p *Plan) meetNeeds() error {
	name, table := p.TraceName(), p.Trace.Table()
	var refused []error
	meet := func(refusal error, imputed string) {
		switch {
		case !p.Spec.Impute:
			refused = append(refused, refusal)
		case imputed != "":
			p.Imputed = append(p.Imputed, imputed)
		}
	}
	for _, s := range p.Spec.Schedulers {
		meet(s.Refuse(name, table), s.Imputed(name, table))
	}
	for _, k := range p.Spec.KeepAlives {
		meet(k.Refuse(name, table), k.Imputed(name, table))
	}
	for _, q := range p.Spec.queues() {
		meet(q.Refuse(name, table), q.Imputed(name, table))
	}
	return errors.Join(refused...)
}

// Config returns the platform of one run.
func (p *Plan) Config(r *Run) cluster.Config {
	pf := p.Spec.Platform
	c := cluster.Config{
		Invokers: pf.Invokers.Value, Memory: workload.MiB(pf.MemoryMiB.Value), Cores: pf.Cores.Value,
		Classes: classes(pf), Membership: p.Spec.Membership, Concurrency: pf.Concurrency.Value,
		Startup: startup.FromPlatform(pf), Seed: uint64(r.Seed), Horizon: sim.Time(p.Spec.Horizon),
		Stages: p.Spec.Detail == DetailInvocations || p.Spec.Billing.NeedsStages(), Daemon: daemon.FromPlatform(pf),
		Control: control.FromPlatform(pf),
		Law:     law(&pf.Processor), CPUClasses: p.Spec.Classes.Cores(),
	}
	if len(p.Spec.Classes) > 0 {
		c.CPUClassOf = p.Spec.Classes.Of(p.Trace.Table(), uint64(r.Seed))
	}
	c.Mechanisms = p.mechanisms(r)
	if q := r.Mechanisms.Queue; q != nil {
		c.Queue = &q.Policy
	}
	if v := r.Mechanisms.Client; v != nil {
		c.Client = &v.Policy
	}
	c.Throttle = p.Spec.Throttle
	if a := r.Mechanisms.Autoscale; a != nil {
		c.Autoscale = &a.Policy
	}
	if v := r.Mechanisms.Elasticity; v != nil {
		c.Reserve.Ahead, c.Reserve.Slack = v.Policy.Ahead, workload.MiB(v.Policy.Slack)
	}
	if p.Spec.Inits == InitsLongest {
		c.Startup.Inits = longestInits(p.Trace.Table())
	}
	if pf.Sandbox.Value == "app" {
		c.Scope = cluster.PerApp
	}
	switch pf.Wait.Value {
	case "start":
		c.Wait = cluster.WaitStart
	case "estimate":
		c.Wait = cluster.WaitEstimate
	}
	c.Drop = pf.Overload.Value == "drop"
	switch pf.CPU.Value {
	case "isolated":
		c.CPU = cluster.CPUIsolated
	case "shared":
		c.CPU = cluster.CPUShared
	case "stretch":
		c.CPU = cluster.CPUStretch
	}
	return c
}

// law says how executions that share cores slow each other down.
func law(p *params.Processor) cpu.Law {
	return cpu.Law{Stretch: p.Stretch.Value, Power: p.Power.Value, Threads: p.Threads.Value, Gain: p.Gain.Value,
		Switch: p.Switch.Value, Slice: p.Slice.Value, Waiting: p.Waiting.Value}
}

// Inits says what the stage init of a cold start takes.
type Inits uint8

const (
	// InitsPlatform is the platform's number, for every function.
	InitsPlatform Inits = iota
	// InitsLongest is, of each function, its longest duration less its mean: how FaasCache
	// (ASPLOS'21) estimates from the Azure trace of 2019 what a cold start adds.
	InitsLongest
)

var initsNames = [...]string{"platform", "longest"}

func (i Inits) String() string { return initsNames[i] }

func parseInits(text string) (Inits, error) {
	for i, name := range initsNames {
		if text == name {
			return Inits(i), nil
		}
	}
	return 0, fmt.Errorf("%q is unknown%s", text, names.Hint(text, initsNames[:]))
}

// longestInits returns the time of the stage by function.
func longestInits(table *workload.Table) []time.Duration {
	out := make([]time.Duration, len(table.Functions))
	for k := range out {
		f := &table.Functions[k]
		out[k] = max(0, f.LongestDuration-f.MeanDuration)
	}
	return out
}

// meetInits refuses init times by function of a trace that does not tell them, or that
// fills them in, unless the settings allow that.
func (p *Plan) meetInits() error {
	if p.Spec.Inits == InitsPlatform {
		return nil
	}
	told, filled := 0, 0
	table := p.Trace.Table()
	for k := range table.Functions {
		switch f := &table.Functions[k]; {
		case f.ImputedDuration:
			filled++
		case f.LongestDuration > 0:
			told++
		}
	}
	switch {
	case filled+told == 0:
		return fmt.Errorf("init: %s tells no longest duration of its functions, from which longest takes what a cold "+
			"start adds; formats azure2019, azure2021 and synthetic tell it", p.TraceName())
	case told == 0 && !p.Spec.Impute:
		return fmt.Errorf("init: %s tells no durations; --impute takes those that are filled in", p.TraceName())
	case told == 0:
		p.Imputed = append(p.Imputed, "init takes longest durations that are filled in")
	}
	return nil
}

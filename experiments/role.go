package experiments

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/models/autoscale"
	"thaw/models/client"
	"thaw/models/memory"
	"thaw/models/names"
	"thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/storage"
	"thaw/models/worker"
	"thaw/policies"
	"thaw/policies/all"
)

// A policy set has, beside its scheduler and its keep-alive policy, one policy
// for each part of a cold start that is modelled by mechanism. A part that is not
// modelled is "none": its stages are the numbers of the platform.

// Mechanisms are the policies of a run for the parts of cold starts, for the queues of
// invokers and their number, and for clients; nil where a part is not modelled by mechanism.
type Mechanisms struct {
	Prefetch   *policies.Instance[snapshot.Strategy]
	Network    *policies.Instance[network.Recipe]
	Storage    *policies.Instance[storage.Strategy]
	Elasticity *policies.Instance[memory.Strategy]
	Layout     *policies.Instance[memory.Layout]
	Queue      *policies.Instance[worker.Policy] // of the invokers; nil: the central queue
	Client     *policies.Instance[client.Policy]
	Autoscale  *policies.Instance[autoscale.Policy]
}

// rolePolicy is one policy of a role, or none.
type rolePolicy struct {
	name   string
	choose func(m *Mechanisms) // nil: none
}

// role is a part of cold starts that can be modelled by mechanism, the queues of
// invokers, their number, or the clients. It is a setting of the same name, a list of policies
// to compare.
type role struct {
	field  string
	known  func(all.Policies) []string
	parse  func(known all.Policies, text string) (rolePolicy, error)
	nameIn func(m *Mechanisms) string // of its policy in a run
}

// roles lists the roles in the order in which policy sets name them.
func roles() []role {
	return []role{
		prefetchRole(),
		roleOf("network", func(p all.Policies) []policies.Entry[network.Recipe] { return p.Networks },
			func(m *Mechanisms) **policies.Instance[network.Recipe] { return &m.Network }),
		roleOf("storage", func(p all.Policies) []policies.Entry[storage.Strategy] { return p.Storages },
			func(m *Mechanisms) **policies.Instance[storage.Strategy] { return &m.Storage }),
		roleOf("memory-elasticity", func(p all.Policies) []policies.Entry[memory.Strategy] { return p.Elasticities },
			func(m *Mechanisms) **policies.Instance[memory.Strategy] { return &m.Elasticity }),
		roleOf("vm-layout", func(p all.Policies) []policies.Entry[memory.Layout] { return p.Layouts },
			func(m *Mechanisms) **policies.Instance[memory.Layout] { return &m.Layout }),
		roleOf("queue", func(p all.Policies) []policies.Entry[worker.Policy] { return p.Queues },
			func(m *Mechanisms) **policies.Instance[worker.Policy] { return &m.Queue }),
		roleOf("client", func(p all.Policies) []policies.Entry[client.Policy] { return p.Clients },
			func(m *Mechanisms) **policies.Instance[client.Policy] { return &m.Client }),
		roleOf("autoscale", func(p all.Policies) []policies.Entry[autoscale.Policy] { return p.Autoscalers },
			func(m *Mechanisms) **policies.Instance[autoscale.Policy] { return &m.Autoscale }),
	}
}

// prefetchRole accepts the strategies that the table of restores has.
func prefetchRole() role {
	r := roleOf("prefetch", func(p all.Policies) []policies.Entry[snapshot.Strategy] { return p.Prefetches },
		func(m *Mechanisms) **policies.Instance[snapshot.Strategy] { return &m.Prefetch })
	parse := r.parse
	r.parse = func(known all.Policies, text string) (rolePolicy, error) {
		p, err := parse(known, text)
		if err != nil {
			return p, err
		}
		table, err := snapshot.LoadTable(snapshot.TableDisks()[0]) // all have the same strategies
		if err != nil {
			return p, err
		}
		_, err = table.Strategy(p.name)
		return p, err
	}
	return r
}

// roleOf makes a role of a list of policies and of the place of its policy in a run.
func roleOf[T any](field string, list func(all.Policies) []policies.Entry[T],
	at func(*Mechanisms) **policies.Instance[T]) role {
	return role{
		field: field,
		known: func(known all.Policies) []string { return policies.Names(list(known)) },
		parse: func(known all.Policies, text string) (rolePolicy, error) {
			v, err := policies.Parse(list(known), text)
			if err != nil {
				return rolePolicy{}, err
			}
			return rolePolicy{v.Name, func(m *Mechanisms) { *at(m) = &v }}, nil
		},
		nameIn: func(m *Mechanisms) string {
			if v := *at(m); v != nil {
				return v.Name
			}
			return results.None
		},
	}
}

// parseParts reads the policies of a role; where nothing is given it is none.
func (r *role) parseParts(known all.Policies, texts []sourcedText, mistakes *exit.Mistakes) []rolePolicy {
	if len(texts) == 0 {
		return []rolePolicy{{name: results.None}}
	}
	var out []rolePolicy
	for _, g := range texts {
		if mistakes.Full() {
			break
		}
		p, err := rolePolicy{name: results.None}, error(nil)
		switch {
		case g.text == results.None:
		case len(r.known(known)) == 0:
			err = fmt.Errorf("%q: there are no such policies, expected none", g.text)
		default:
			p, err = r.parse(known, g.text)
		}
		if err == nil && slices.ContainsFunc(out, func(o rolePolicy) bool { return o.name == p.name }) {
			err = fmt.Errorf("%s is given twice", p.name)
		}
		if err != nil {
			if head, _, _ := strings.Cut(g.text, ","); names.Nearest(head, []string{results.None}) != "" &&
				names.Nearest(head, r.known(known)) == "" {
				err = fmt.Errorf("%w (or %s)", err, results.None)
			}
			mistakes.Add(r.field, mistake(g.origin, r.field, err))
			continue
		}
		out = append(out, p)
	}
	return out
}

// MaxRuns bounds the runs of an experiment: each has a folder and a row.
const MaxRuns = 100_000

// RunCount is the number of runs: every scheduler with every keep-alive policy, every
// choice of the other roles, and every seed. Too many are an error that names their
// number, before any of them is made.
func (s *Spec) RunCount() (int, error) {
	n, most := 1, false
	text := ""
	times := func(count int, of string) {
		hi, lo := bits.Mul64(uint64(n), uint64(max(count, 0)))
		most = most || hi > 0 || lo > math.MaxInt
		n = int(lo & math.MaxInt)
		if text != "" {
			text += " × "
		}
		text += fmt.Sprintf("%d %s", count, of)
	}
	times(len(s.Schedulers), "schedule")
	times(len(s.KeepAlives), "keepalive")
	for i, r := range roles() {
		if i < len(s.Mechanisms) && len(s.Mechanisms[i]) > 1 {
			times(len(s.Mechanisms[i]), r.field)
		}
	}
	times(s.Seeds, "seeds")
	switch {
	case most:
		return 0, fmt.Errorf("%s are more than %d runs, expected at most %d", text, math.MaxInt, MaxRuns)
	case n > MaxRuns:
		return 0, fmt.Errorf("%s are %d runs, expected at most %d", text, n, MaxRuns)
	}
	return n, nil
}

// mostRows bounds the rows of a timeline, which has one a second and invoker up to the
// horizon. Without a timeline a second costs a tenth of a microsecond, whatever the
// number of invokers, and the bound on durations is enough.
const mostRows = 10_000_000_000

// checkTimeline refuses a horizon up to which a timeline has too many rows.
func (s *Spec) checkTimeline() error {
	if s.Detail < DetailTimeline {
		return nil
	}
	seconds := int64(s.Horizon / time.Second) // at most 50 years of a million invokers
	rows := seconds * int64(s.Platform.Invokers.Value+1)
	if rows <= mostRows {
		return nil
	}
	return fmt.Errorf("horizon: the timeline up to %v has %d rows: one a second for each of %d invokers and one for "+
		"the whole; expected at most %d, or --detail summary", s.Horizon, rows, s.Platform.Invokers.Value,
		int64(mostRows))
}

// combinations lists every choice of one part a role, the last role fastest.
func combinations(parts [][]rolePolicy) [][]rolePolicy {
	out := [][]rolePolicy{nil}
	for _, list := range parts {
		var next [][]rolePolicy
		for _, head := range out {
			for _, p := range list {
				next = append(next, append(slices.Clip(head), p))
			}
		}
		out = next
	}
	return out
}

// policyName names a policy set: its parts, without those that are none.
func policyName(schedule, keepalive string, parts []rolePolicy) string {
	name := schedule + "+" + keepalive
	for _, p := range parts {
		if p.name != results.None {
			name += "+" + p.name
		}
	}
	return name
}

// mechanismsOf gathers one choice a role.
func mechanismsOf(parts []rolePolicy) (m Mechanisms) {
	for _, p := range parts {
		if p.choose != nil {
			p.choose(&m)
		}
	}
	return m
}

// refuseParts returns what is wrong with the parts of the runs, each complaint once.
func (p *Plan) refuseParts() error {
	var errs exit.Mistakes
	seen := map[string]bool{}
	for i := 0; i < len(p.Runs); i += p.Spec.Seeds { // the seeds of a policy set follow each other
		for _, err := range p.complaints(&p.Runs[i]) {
			if !seen[err.Error()] {
				seen[err.Error()] = true
				errs.Add("", err)
			}
		}
	}
	return errs.Err()
}

// complaints lists what does not go together in a run.
func (p *Plan) complaints(r *Run) []error {
	var errs []error
	pf := p.Spec.Platform
	if v := r.Mechanisms.Network; v != nil {
		errs = append(errs, network.Refuse(network.Demand{Tenants: p.Spec.Tenants}, v.Policy))
		if cfg, err := network.FromPlatform(pf); err != nil {
			errs = append(errs, err)
		} else {
			errs = append(errs, cfg.Fit(&v.Policy, 1, false))
		}
		if pf.Daemon != nil && pf.Daemon.Parallel.Value > 0 && pf.Daemon.Bridge() {
			errs = append(errs, fmt.Errorf("network %s: daemon.network of platform %s is bridge, which models "+
				"the same "+
				"lock: set daemon.network=host", v.Name, pf.Name))
		}
	}
	errs = append(errs, refuseMemory(p, r)...)
	errs = append(errs, refuseStorage(r)...)
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

func (r *Run) id() results.PolicyID {
	id := results.PolicyID{Policy: r.Policy, Schedule: r.Schedule.Name, KeepAlive: r.KeepAlive.Name}
	for _, x := range roles() {
		*id.Part(x.field) = x.nameIn(&r.Mechanisms)
	}
	return id
}

// Row begins the row of a run.
func (r *Run) Row() results.Row {
	id := r.id()
	return results.Row{Policy: id.Policy, Schedule: id.Schedule, KeepAlive: id.KeepAlive, Prefetch: id.Prefetch,
		MechanismPolicies: id.MechanismPolicies, Seed: r.Seed}
}

package experiments

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/results"
	"thaw/models/cluster"
	"thaw/models/names"
	"thaw/models/network"
	"thaw/policies"
)

// A policy set has, beside its scheduler and its keep-alive policy, one policy
// for each part of a cold start that is modelled by mechanism. A part that is not
// modelled is "none": its stages are the numbers of the platform.

// rolePolicy is one policy of a role, or none.
type rolePolicy struct {
	name string
	// install puts the mechanism into the configuration of a run.
	install func(p *Plan, r *Run, m *cluster.Mechanisms)
	value   any // the policy, for those who look at several parts together
}

// role is a part of cold starts that can be modelled by mechanism. It is a
// setting of the same name, a list of policies to compare.
type role struct {
	field string
	known func() []string
	parse func(text string) (rolePolicy, error)
}

// roles lists the roles in the order in which policy sets name them.
func roles() []role {
	return []role{
		prefetchRole(),
		networkRole(),
		storageRole(),
		elasticityRole(),
		layoutRole(),
	}
}

// roleOf makes a role of a list of policies.
func roleOf[T any](field string, list func() []policies.Entry[T],
	install func(v policies.Instance[T]) func(p *Plan, r *Run, m *cluster.Mechanisms)) role {
	return role{
		field: field,
		known: func() []string { return policies.Names(list()) },
		parse: func(text string) (rolePolicy, error) {
			v, err := policies.Parse(list(), text)
			if err != nil {
				return rolePolicy{}, err
			}
			return rolePolicy{v.Name, install(v), v}, nil
		},
	}
}

// parseParts reads the policies of a role; where nothing is given it is none.
func (r *role) parseParts(texts []sourcedText, mistakes *[]error) []rolePolicy {
	if len(texts) == 0 {
		return []rolePolicy{{name: results.None}}
	}
	var out []rolePolicy
	for _, g := range texts {
		p, err := rolePolicy{name: results.None}, error(nil)
		switch {
		case g.text == results.None:
		case len(r.known()) == 0:
			err = fmt.Errorf("%q: there are no such policies, expected none", g.text)
		default:
			p, err = r.parse(g.text)
		}
		if err == nil && slices.ContainsFunc(out, func(o rolePolicy) bool { return o.name == p.name }) {
			err = fmt.Errorf("%s is given twice", p.name)
		}
		if err != nil {
			if head, _, _ := strings.Cut(g.text, ","); names.Nearest(head, []string{results.None}) != "" && names.Nearest(head, r.known()) == "" {
				err = fmt.Errorf("%w (or %s)", err, results.None)
			}
			*mistakes = append(*mistakes, mistake(g.origin, r.field, err))
			continue
		}
		out = append(out, p)
	}
	return out
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

// mechanism returns the policy of a run by its role.
func (r *Run) mechanism(field string) *rolePolicy {
	for k, x := range roles() {
		if x.field == field {
			return &r.Mechanisms[k]
		}
	}
	panic("experiments: no role " + field)
}

// refuseParts returns what is wrong with the parts of the runs, each complaint once.
func (p *Plan) refuseParts() error {
	var errs []error
	seen := map[string]bool{}
	for i := range p.Runs {
		for _, err := range p.complaints(&p.Runs[i]) {
			if !seen[err.Error()] {
				seen[err.Error()] = true
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// complaints lists what does not go together in a run.
func (p *Plan) complaints(r *Run) []error {
	var errs []error
	pf := p.Spec.Platform
	if v, ok := r.mechanism("network").value.(policies.Instance[network.Recipe]); ok {
		recipe := v.Policy
		errs = append(errs, network.Refuse(network.Demand{Tenants: p.Spec.Tenants}, recipe))
		if cfg, err := network.FromPlatform(pf); err != nil {
			errs = append(errs, err)
		} else {
			errs = append(errs, cfg.Fit(&recipe, 1, false))
		}
	}
	if n := r.mechanism("network"); n.install != nil && pf.Daemon != nil && pf.Daemon.Parallel.Value > 0 && pf.Daemon.Bridge() {
		errs = append(errs, fmt.Errorf("network %s: daemon.network of platform %s is bridge, which models the same lock: set daemon.network=host", n.name, pf.Name))
	}
	errs = append(errs, refuseMemory(p, r)...)
	errs = append(errs, refuseStorage(r)...)
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

func (r *Run) id() results.PolicyID {
	id := results.PolicyID{Policy: r.Policy, Schedule: r.Schedule.Name, KeepAlive: r.KeepAlive.Name}
	for k, x := range roles() {
		*id.Part(x.field) = results.None
		if k < len(r.Mechanisms) {
			*id.Part(x.field) = r.Mechanisms[k].name
		}
	}
	return id
}

// Row begins the row of a run.
func (r *Run) Row() results.Row {
	id := r.id()
	return results.Row{Policy: id.Policy, Schedule: id.Schedule, KeepAlive: id.KeepAlive, Prefetch: id.Prefetch, MechanismPolicies: id.MechanismPolicies, Seed: r.Seed}
}

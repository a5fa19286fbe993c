package experiments

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"thaw/models/cluster"
	"thaw/models/names"
	"thaw/models/network"
	"thaw/policies"
)

// A policy set has, beside its scheduler and its keep-alive policy, one policy
// for each part of a cold start that is modelled by mechanism. A part that is not
// modelled is "none": its stages are the numbers of the platform.

// none stands for a part of a policy set that is not modelled.
const none = "none"

// Sandbox names the policies of the parts of a sandbox.
type Sandbox struct {
	Network    string `json:"network"`
	Storage    string `json:"storage"`
	Elasticity string `json:"memory_elasticity"`
	Layout     string `json:"vm_layout"`
}

// plainSandbox is one of which nothing is modelled by mechanism.
func plainSandbox() Sandbox { return Sandbox{none, none, none, none} }

// settle names what a file of an earlier version does not name.
func (p *PolicyID) settle() {
	for _, r := range roles() {
		if at := r.name(p); *at == "" {
			*at = none
		}
	}
}

// parts lists the names of a policy set's parts.
func (p *PolicyID) parts() []string {
	out := []string{p.Schedule, p.KeepAlive}
	for _, r := range roles() {
		out = append(out, *r.name(p))
	}
	return out
}

// telling returns, for each of several policy sets, the parts in which they
// differ, or nothing where they differ in scheduler and keep-alive policy at most.
func telling(ids []PolicyID) []string {
	var differ []int
	for k := range ids[0].parts() {
		if slices.ContainsFunc(ids, func(o PolicyID) bool { return o.parts()[k] != ids[0].parts()[k] }) {
			differ = append(differ, k)
		}
	}
	if len(differ) == 0 || differ[len(differ)-1] < 2 {
		return nil
	}
	out := make([]string, len(ids))
	for i := range ids {
		var parts []string
		for _, k := range differ {
			if part := ids[i].parts()[k]; part != none || len(differ) == 1 {
				parts = append(parts, part)
			}
		}
		if out[i] = strings.Join(parts, "+"); out[i] == "" {
			out[i] = none
		}
	}
	return out
}

// piece is one policy of a role, or none.
type piece struct {
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
	parse func(text string) (piece, error)
	name  func(p *PolicyID) *string
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
func roleOf[T any](field string, list func() []policies.Entry[T], name func(*PolicyID) *string,
	install func(v policies.Instance[T]) func(p *Plan, r *Run, m *cluster.Mechanisms)) role {
	return role{
		field: field, name: name,
		known: func() []string { return policies.Names(list()) },
		parse: func(text string) (piece, error) {
			v, err := policies.Parse(list(), text)
			if err != nil {
				return piece{}, err
			}
			return piece{v.Name, install(v), v}, nil
		},
	}
}

// parseParts reads the policies of a role; where nothing is given it is none.
func (r *role) parseParts(texts []given, mistakes *[]error) []piece {
	if len(texts) == 0 {
		return []piece{{name: none}}
	}
	var out []piece
	for _, g := range texts {
		p, err := piece{name: none}, error(nil)
		switch {
		case g.text == none:
		case len(r.known()) == 0:
			err = fmt.Errorf("%q: there are no such policies, expected none", g.text)
		default:
			p, err = r.parse(g.text)
		}
		if err == nil && slices.ContainsFunc(out, func(o piece) bool { return o.name == p.name }) {
			err = fmt.Errorf("%s is given twice", p.name)
		}
		if err != nil {
			if head, _, _ := strings.Cut(g.text, ","); names.Nearest(head, []string{none}) != "" && names.Nearest(head, r.known()) == "" {
				err = fmt.Errorf("%w (or %s)", err, none)
			}
			*mistakes = append(*mistakes, mistake(g.origin, r.field, err))
			continue
		}
		out = append(out, p)
	}
	return out
}

// combinations lists every choice of one part a role, the last role fastest.
func combinations(parts [][]piece) [][]piece {
	out := [][]piece{nil}
	for _, list := range parts {
		var next [][]piece
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
func policyName(schedule, keepalive string, parts []piece) string {
	name := schedule + "+" + keepalive
	for _, p := range parts {
		if p.name != none {
			name += "+" + p.name
		}
	}
	return name
}

// piece returns the piece of a run by its setting.
func (r *Run) piece(field string) *piece {
	for k, x := range roles() {
		if x.field == field {
			return &r.Pieces[k]
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
	if v, ok := r.piece("network").value.(policies.Instance[network.Recipe]); ok {
		recipe := v.Policy
		errs = append(errs, network.Refuse(network.Demand{Tenants: p.Spec.Tenants}, recipe))
		if cfg, err := network.FromPlatform(pf); err != nil {
			errs = append(errs, err)
		} else {
			errs = append(errs, cfg.Fit(&recipe, 1, false))
		}
	}
	if n := r.piece("network"); n.install != nil && pf.Daemon != nil && pf.Daemon.Parallel.Value > 0 && pf.Daemon.Bridge() {
		errs = append(errs, fmt.Errorf("network %s: daemon.network of platform %s is bridge, which models the same lock: set daemon.network=host", n.name, pf.Name))
	}
	errs = append(errs, refuseMemory(p, r)...)
	errs = append(errs, refuseStorage(r)...)
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

func (r *Run) id() PolicyID {
	id := PolicyID{Policy: r.Policy, Schedule: r.Schedule.Name, KeepAlive: r.KeepAlive.Name}
	for k, x := range roles() {
		*x.name(&id) = none
		if k < len(r.Pieces) {
			*x.name(&id) = r.Pieces[k].name
		}
	}
	return id
}

// row begins the row of a run.
func (r *Run) row() Row {
	id := r.id()
	return Row{Policy: id.Policy, Schedule: id.Schedule, KeepAlive: id.KeepAlive, Prefetch: id.Prefetch, Sandbox: id.Sandbox, Seed: r.Seed}
}

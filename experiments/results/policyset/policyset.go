// Package policyset names a policy set and its parts, one a role, as results do.
//
//	sticky-random + ttl,keep=5m + sjf,fixed=16
//	  schedule      keepalive     queue, after prefetch, network, ... that are none
//
// Parts that are not modelled are none, and the name leaves them out.
package policyset

import (
	"slices"
	"strings"
)

// None stands for a part of a policy set without a mechanism: its stages take the
// platform's numbers.
const None = "none"

// ID names a policy set and its parts.
type ID struct {
	Policy    string `json:"policy"`
	Schedule  string `json:"schedule"`
	KeepAlive string `json:"keepalive"`
	Prefetch  string `json:"prefetch"`
	MechanismPolicies
}

// MechanismPolicies names the policies of mechanisms, of worker queues, of clients and of autoscalers.
type MechanismPolicies struct {
	Network    string `json:"network"`
	Storage    string `json:"storage"`
	Elasticity string `json:"memory_elasticity"`
	Layout     string `json:"vm_layout"`
	Queue      Option `json:"queue,omitzero"`
	Client     Option `json:"client,omitzero"`
	Autoscale  Option `json:"autoscale,omitzero"`
}

// Option is a part of a policy set that files leave out where it is none.
type Option string

// IsZero reports whether the part is none.
func (o Option) IsZero() bool { return o == "" || o == None }

// policyPart is a part of a policy set: its setting and its field of ID.
type policyPart struct {
	setting string
	of      func(*ID) *string
}

// policyParts lists the parts in the order of policy sets' names. The first two
// are required, the others may be none.
var policyParts = []policyPart{
	{"schedule", func(p *ID) *string { return &p.Schedule }},
	{"keepalive", func(p *ID) *string { return &p.KeepAlive }},
	{"prefetch", func(p *ID) *string { return &p.Prefetch }},
	{"network", func(p *ID) *string { return &p.Network }},
	{"storage", func(p *ID) *string { return &p.Storage }},
	{"memory-elasticity", func(p *ID) *string { return &p.Elasticity }},
	{"vm-layout", func(p *ID) *string { return &p.Layout }},
	{"queue", func(p *ID) *string { return (*string)(&p.Queue) }},
	{"client", func(p *ID) *string { return (*string)(&p.Client) }},
	{"autoscale", func(p *ID) *string { return (*string)(&p.Autoscale) }},
}

// requiredParts is the number of parts that cannot be none.
const requiredParts = 2

// PartNames lists the settings of a policy set's parts, in the order of Parts.
func PartNames() []string {
	out := make([]string, len(policyParts))
	for i, p := range policyParts {
		out[i] = p.setting
	}
	return out
}

// Part returns the field of a setting's policy.
func (p *ID) Part(setting string) *string {
	for _, x := range policyParts {
		if x.setting == setting {
			return x.of(p)
		}
	}
	panic("policyset: no part of a policy set is named " + setting)
}

// oracles are the keep-alive policies that know the future. A test compares them with the list
// of policies.
var oracles = []string{"belady-size", "clairvoyant"}

// Oracle reports whether the keep-alive policy knows the future: no platform can run it.
func (p *ID) Oracle() bool {
	name, _, _ := strings.Cut(p.KeepAlive, ",")
	return slices.Contains(oracles, name)
}

// Settle fills in parts that files of earlier versions omit.
func (p *ID) Settle() {
	for _, x := range policyParts[requiredParts:] {
		if at := x.of(p); *at == "" {
			*at = None
		}
	}
}

// Parts lists the names of a policy set's parts.
func (p *ID) Parts() []string {
	out := make([]string, len(policyParts))
	for i, x := range policyParts {
		out[i] = *x.of(p)
	}
	return out
}

// DistinctParts returns the differing parts of each policy set, or nothing if they
// differ only in scheduler and keep-alive policy.
func DistinctParts(ids []ID) []string {
	var differ []int
	for k := range ids[0].Parts() {
		if slices.ContainsFunc(ids, func(o ID) bool { return o.Parts()[k] != ids[0].Parts()[k] }) {
			differ = append(differ, k)
		}
	}
	if len(differ) == 0 || differ[len(differ)-1] < requiredParts {
		return nil
	}
	out := make([]string, len(ids))
	for i := range ids {
		var parts []string
		for _, k := range differ {
			if part := ids[i].Parts()[k]; part != None || len(differ) == 1 {
				parts = append(parts, part)
			}
		}
		if out[i] = strings.Join(parts, "+"); out[i] == "" {
			out[i] = None
		}
	}
	return out
}

package all

import (
	"errors"
	"fmt"
	"slices"

	"thaw/models/autoscale"
	"thaw/models/client"
	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/storage"
	"thaw/models/worker"
	"thaw/policies"
)

// Policies are the policies of a program, by role. Lists keep the order within a
// role.
type Policies struct {
	Schedulers   []policies.Entry[cluster.NewScheduler]
	KeepAlives   []policies.Entry[cluster.NewKeepAlive]
	Prefetches   []policies.Entry[snapshot.Strategy]
	Networks     []policies.Entry[network.Recipe]
	Storages     []policies.Entry[storage.Strategy]
	Elasticities []policies.Entry[memory.Strategy]
	Layouts      []policies.Entry[memory.Layout]
	Queues       []policies.Entry[worker.Policy]
	Clients      []policies.Entry[client.Policy]
	Autoscalers  []policies.Entry[autoscale.Policy]
}

// Builtin returns the policies that come with thaw.
func Builtin() Policies {
	return Policies{
		Schedulers:   Schedulers(),
		KeepAlives:   KeepAlives(),
		Prefetches:   Prefetches(),
		Networks:     Networks(),
		Storages:     Storages(),
		Elasticities: Elasticities(),
		Layouts:      Layouts(),
		Queues:       Queues(),
		Clients:      Clients(),
		Autoscalers:  Autoscalers(),
	}
}

// names lists the names of every role, and reports entries that Define did not make.
func (p Policies) names(mistakes *[]error) []string {
	return slices.Concat(namesOf("schedule", p.Schedulers, mistakes), namesOf("keepalive", p.KeepAlives, mistakes),
		namesOf("prefetch", p.Prefetches, mistakes), namesOf("network", p.Networks, mistakes),
		namesOf("storage", p.Storages, mistakes), namesOf("memory-elasticity", p.Elasticities, mistakes),
		namesOf("vm-layout", p.Layouts, mistakes), namesOf("queue", p.Queues, mistakes),
		namesOf("client", p.Clients, mistakes), namesOf("autoscale", p.Autoscalers, mistakes))
}

func namesOf[T any](role string, list []policies.Entry[T], mistakes *[]error) []string {
	for i := range list {
		if !list[i].Defined() {
			*mistakes = append(*mistakes, fmt.Errorf("%s policy %q was not made by Define", role, list[i].Name))
		}
	}
	return policies.Names(list)
}

// With returns p and, behind them, more. A name of more that any role has already is
// an error, since results name a policy set by its parts; every one is reported.
func (p Policies) With(more Policies) (Policies, error) {
	var mistakes []error
	known := append(p.names(&mistakes), "none") // of a role that is not modelled
	for _, name := range more.names(&mistakes) {
		if slices.Contains(known, name) {
			mistakes = append(mistakes, fmt.Errorf("policy %q is defined twice: thaw, or another role, has it", name))
		}
		known = append(known, name)
	}
	if len(mistakes) > 0 {
		return Policies{}, errors.Join(mistakes...)
	}
	return Policies{
		Schedulers:   slices.Concat(p.Schedulers, more.Schedulers),
		KeepAlives:   slices.Concat(p.KeepAlives, more.KeepAlives),
		Prefetches:   slices.Concat(p.Prefetches, more.Prefetches),
		Networks:     slices.Concat(p.Networks, more.Networks),
		Storages:     slices.Concat(p.Storages, more.Storages),
		Elasticities: slices.Concat(p.Elasticities, more.Elasticities),
		Layouts:      slices.Concat(p.Layouts, more.Layouts),
		Queues:       slices.Concat(p.Queues, more.Queues),
		Clients:      slices.Concat(p.Clients, more.Clients),
		Autoscalers:  slices.Concat(p.Autoscalers, more.Autoscalers),
	}, nil
}

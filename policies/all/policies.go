package all

import (
	"errors"
	"fmt"

	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/network"
	"thaw/models/snapshot"
	"thaw/models/storage"
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
	}
}

// With returns p followed by more. Its error lists every name that a role has
// twice.
func (p Policies) With(more Policies) (Policies, error) {
	var mistakes []error
	out := Policies{
		Schedulers:   join("schedule", p.Schedulers, more.Schedulers, &mistakes),
		KeepAlives:   join("keepalive", p.KeepAlives, more.KeepAlives, &mistakes),
		Prefetches:   join("prefetch", p.Prefetches, more.Prefetches, &mistakes),
		Networks:     join("network", p.Networks, more.Networks, &mistakes),
		Storages:     join("storage", p.Storages, more.Storages, &mistakes),
		Elasticities: join("memory-elasticity", p.Elasticities, more.Elasticities, &mistakes),
		Layouts:      join("vm-layout", p.Layouts, more.Layouts, &mistakes),
	}
	return out, errors.Join(mistakes...)
}

// join appends the entries of more to a new copy of list.
func join[T any](role string, list, more []policies.Entry[T], mistakes *[]error) []policies.Entry[T] {
	out := make([]policies.Entry[T], 0, len(list)+len(more))
	taken := map[string]bool{}
	for _, entries := range [][]policies.Entry[T]{list, more} {
		for _, e := range entries {
			if taken[e.Name] {
				*mistakes = append(*mistakes, fmt.Errorf("%s policy %q is defined twice", role, e.Name))
			}
			taken[e.Name] = true
			out = append(out, e)
		}
	}
	return out
}

package looks

import (
	"testing"

	"thaw/plots"
	"thaw/policies"
	"thaw/policies/all"
)

// Has every policy a look of its own, which no other of its role shares? A policy that is added
// without one would change colours from figure to figure.
func TestEveryPolicyHasALook(t *testing.T) {
	for flag, names := range map[string][]string{
		"schedule": policies.Names(all.Schedulers()), "keepalive": policies.Names(all.KeepAlives()),
		"prefetch": policies.Names(all.Prefetches()), "network": policies.Names(all.Networks()),
		"storage": policies.Names(all.Storages()), "memory-elasticity": policies.Names(all.Elasticities()),
		"vm-layout": policies.Names(all.Layouts()), "queue": policies.Names(all.Queues()),
	} {
		var given []plots.Look
		for _, name := range names {
			if name == "none" {
				continue // a part that figures leave out, or the free look beside others
			}
			show, look := Of(name)
			if look == (plots.Look{}) || show == "" {
				t.Errorf("--%s %s has no look", flag, name)
			}
			given = append(given, look)
		}
		for i, l := range plots.Looks(given) {
			if l != given[i] {
				t.Errorf("--%s: policy %d looks like another one", flag, i)
			}
		}
	}
}

package looks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"thaw/experiments/results/policyset"
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
		"client": policies.Names(all.Clients()), "autoscale": policies.Names(all.Autoscalers()),
		"resources": policies.Names(all.Resources()),
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

// named makes policy sets of schedulers and keep-alive policies, such as "random+ttl".
func named(texts ...string) (out []policyset.ID) {
	for _, text := range texts {
		id := policyset.ID{Policy: text}
		id.Settle()
		id.Schedule, id.KeepAlive, _ = strings.Cut(text, "+")
		out = append(out, id)
	}
	return out
}

// Does a figure name what differs between policy sets, and nothing else, without the signs of settings?
func TestNamesAreThoseOfWhatDiffers(t *testing.T) {
	for _, c := range []struct {
		sets []policyset.ID
		want string
		same string
	}{
		{named("sophon-ma-mc+ttl", "sticky-random+ttl"), "MA/MC | Sticky-Random", "TTL"},
		{named("random+ttl,keep=5m", "random+lru", "random+none"), "TTL, keep 5m | LRU | no keep-alive", "Random"},
		{named("random+none", "first-fit+none"), "Random | First-Fit", "no keep-alive"},
		{named("random+ttl", "first-fit+lru"), "Random + TTL | First-Fit + LRU", ""},
		{named("random+ttl"), "Random + TTL", ""},
		{named("mine,a=1+ttl", "mine,a 1+ttl"), "mine, a 1 | mine, a 1 (2)", "TTL"},
	} {
		var names []string
		for _, s := range OfSets(c.sets) {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, " | "); got != c.want || Common(c.sets) != c.same {
			t.Errorf("got %s with %q, expected %s with %q", got, Common(c.sets), c.want, c.same)
		}
	}
	storage := named("random+ttl", "random+ttl")
	storage[1].Storage = "deverlay"
	if got := OfSets(storage); got[0].Name != "none" || got[1].Name != "Deverlay" {
		t.Errorf("sets that differ in storage are %v", got)
	}
}

// Has a policy set the look of the policy that differs, and does it keep it beside others? Two sets
// never look alike.
func TestLooksAreThoseOfWhatDiffers(t *testing.T) {
	_, lru := Of("lru")
	_, random := Of("random")
	if got := OfSets(named("random+ttl", "random+lru")); got[1].Look != lru {
		t.Errorf("LRU looks like %v, not like %v", got[1].Look, lru)
	}
	both := OfSets(named("random+ttl", "first-fit+ttl", "random+lru"))
	if both[0].Look != random || both[2].Look.Hue != random.Hue || both[2].Look.Dash == random.Dash ||
		both[2].Look.Hatch == random.Hatch {
		t.Errorf("two sets of Random look like %v and %v", both[0].Look, both[2].Look)
	}
	var many []string
	for i := range 60 {
		many = append(many, fmt.Sprintf("random+ttl,keep=%dm", i+1))
	}
	var given []plots.Look
	seen := map[plots.Look]bool{}
	for _, s := range OfSets(named(many...)) {
		curve := s.Look
		if curve.Hatch = 0; seen[curve] {
			t.Errorf("%s has the curve of another one", s.Name)
		}
		seen[curve] = true
		given = append(given, s.Look)
	}
	some := given[3:15] // as with thaw plot --policy
	if got := plots.Looks(some); !slices.Equal(got, some) {
		t.Errorf("beside fewer others the looks are %v, not %v", got, some)
	}
}

// Does a policy keep its own look where another one before it has to get out of the way?
func TestOwnLookIsKept(t *testing.T) {
	_, own := Of("ttl")
	second := plots.Looks([]plots.Look{own, own})[1] // where the second of two moves
	got := plots.Looks([]plots.Look{own, own, second})
	if got[2] != second || got[1] == second || got[1].Hue != own.Hue {
		t.Errorf("looks are %v, expected the last one to keep %v", got, second)
	}
}

// Has a policy with its parameters one look in every figure of a folder, and no two have the same? Settings
// that a paper calls by one name are one thing, and what has no look of its own is left to the figure.
func TestVariantsKeepTheirLooks(t *testing.T) {
	name := func(text string) string {
		if text == "particle,scope=job" {
			text = "particle"
		}
		show, _ := Of(text)
		return show
	}
	all := []string{"virtio-mem", "particle,scope=job", "virtio-mem,zero=false", "particle", "own", "squeezy", "virtio-mem,x=1"}
	got := Variants(all, name)
	plain := func(text string) plots.Look { _, l := Of(text); return l }
	if got["virtio-mem"] != plain("virtio-mem") || got["particle"] != plain("particle") ||
		got["particle,scope=job"] != plain("particle") || got["squeezy"] != plain("squeezy") {
		t.Errorf("the first of a policy has another look than alone: %+v", got)
	}
	a, b, c := got["virtio-mem"], got["virtio-mem,zero=false"], got["virtio-mem,x=1"]
	if a.Hue != b.Hue || a.Hue != c.Hue || a.Marker == b.Marker || a.Marker == c.Marker || b.Marker == c.Marker ||
		a.Dash == b.Dash || b.Dash == c.Dash {
		t.Errorf("variants of one policy: %+v, %+v, %+v", a, b, c)
	}
	if _, ok := got["own"]; ok {
		t.Error("an unknown thing has a look")
	}
}

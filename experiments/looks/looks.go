// Package looks gives policies and strategies their name and their look in figures, the same in
// every figure of every run and paper.
//
//	"sophon-ma-mc,sample=10" ──Of──▶ "MA/MC, sample 10", solid blue
//
// Families have a hue of which members have shades: the node-grained schedulers of OpenWhisk are
// orange and dashed, Sophon's container-grained ones blue and solid, as in chapter 4 of the thesis.
package looks

import (
	"fmt"
	"slices"
	"strings"

	"thaw/experiments/results/policyset"
	"thaw/plots"
)

// thing is a policy or strategy.
type thing struct {
	name string // in settings
	show string // in figures
	look plots.Look
}

// shades of a family: the hue, darker, lighter, and both again with other marks.
func shades(h plots.Hue) [4]plots.Hue {
	return [4]plots.Hue{h, plots.Darker(h), plots.Lighter(h), plots.Darker(plots.Darker(h))}
}

func look(h plots.Hue, d plots.Dash, m plots.Marker, b plots.Hatch) plots.Look {
	return plots.Look{Hue: h, Dash: d, Marker: m, Hatch: b}
}

// list lists what has a look of its own. No two things of a role look alike.
func list() []thing {
	node, sophon, other := shades(plots.Orange()), shades(plots.Blue()), shades(plots.Green())
	plain, reap := shades(plots.Vermillion()), shades(plots.Purple())
	grey := shades(plots.Grey())
	return append(slices.Concat(keepAlives(), clients(), queues()), []thing{
		// schedulers: node-grained, container-grained, others
		{"sticky-random", "Sticky-Random", look(node[0], plots.Dashed, plots.Disc, plots.Plane)},
		{"random", "Random", look(node[1], plots.Dotted, plots.Square, plots.Rising)},
		{"max-available", "Max-Available", look(node[2], plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"sticky-max-available", "Sticky-Max-Available", look(node[3], plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"sophon-ma-ma", "MA/MA", look(sophon[1], plots.Unbroken, plots.Square, plots.Rising)},
		{"sophon-ma-mc", "MA/MC", look(sophon[0], plots.Unbroken, plots.Disc, plots.Plane)},
		{"sophon-sr-ma", "SR/MA", look(plots.SkyBlue(), plots.Unbroken, plots.Pyramid, plots.Falling)},
		{"sophon-sr-mc", "SR/MC", look(plots.Lighter(plots.SkyBlue()), plots.Unbroken, plots.Diamond, plots.Crossed)},
		{"first-fit", "First-Fit", look(other[0], plots.Unbroken, plots.Disc, plots.Plane)},
		{"least-loaded", "Least-Loaded", look(other[1], plots.Dashed, plots.Square, plots.Rising)},
		{"round-robin", "Round-Robin", look(other[2], plots.Dotted, plots.Pyramid, plots.Falling)},
		{"jsq", "JSQ", look(plots.Purple(), plots.DashDotted, plots.Diamond, plots.Crossed)},
		// results of before it was another name of jsq
		{"power-of-two", "Power-of-Two", look(plots.Lighter(plots.Purple()), plots.DashDotted, plots.Funnel,
			plots.Plane)},
		{"consistent-hash-bounded", "Consistent-Hash-Bounded", look(plots.Vermillion(), plots.LongDashed, plots.Funnel,
			plots.Rising)},
		{"ch-rlu", "CH-RLU", look(plots.Darker(plots.Vermillion()), plots.Unbroken, plots.Disc, plots.Plane)},
		{"k-rlu", "k-CH-RLU", look(plots.Lighter(plots.Vermillion()), plots.Dashed, plots.Pyramid, plots.Crossed)},
		{"greedy-omniscient", "Greedy, omniscient", look(plots.Grey(), plots.Dotted, plots.Cross, plots.Falling)},
		{"hermod", "Hermod", look(plots.Darker(plots.Purple()), plots.Unbroken, plots.Square, plots.Rising)},
		// restores: a machine that runs, plain snapshots, working sets
		{"warm", "Warm", look(grey[1], plots.Dotted, plots.Cross, plots.Plane)},
		{"on-demand", "on demand", look(plots.Blue(), plots.Dashed, plots.Square, plots.Rising)},
		{"cached", "Cached", look(plots.Lighter(plots.Orange()), plots.Dotted, plots.Diamond, plots.Falling)},
		{"reap", "REAP", look(reap[1], plots.DashDotted, plots.Pyramid, plots.Crossed)},
		{"faasnap", "FaaSnap", look(plots.Orange(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"concurrent", "concurrent", look(plots.SkyBlue(), plots.Dashed, plots.Cross, plots.Rising)},
		{"per-region", "per region", look(other[0], plots.DashDotted, plots.Square, plots.Falling)},
		{"cold-boot", "cold boot", look(grey[1], plots.LongDashed, plots.Funnel, plots.Rising)},
		// networks
		{"host", "host network", look(grey[0], plots.Dotted, plots.Cross, plots.Plane)},
		{"bridge", "bridge network", look(grey[1], plots.Dashed, plots.Square, plots.Rising)},
		{"pooled", "pool of namespaces", look(plots.Purple(), plots.DashDotted, plots.Diamond, plots.Falling)},
		{"swarm", "Docker Swarm", look(plain[0], plots.Dashed, plots.Square, plots.Rising)},
		{"overlay", "Linux Overlay", look(plots.Orange(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"shared-namespace", "shared namespace", look(other[0], plots.LongDashed, plots.Funnel, plots.Crossed)},
		{"batched", "batched calls", look(other[1], plots.Dotted, plots.Diamond, plots.Rising)},
		{"particle", "Particle", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		// root file systems
		{"deverlay", "Deverlay", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"devmapper", "devmapper", look(plots.Orange(), plots.Dashed, plots.Square, plots.Rising)},
		{"virtiofs", "virtio-fs", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"overlay-host", "OverlayFS of the host", look(grey[0], plots.Dotted, plots.Cross, plots.Crossed)},
		// memory of virtual machines
		{"squeezy", "Squeezy", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"virtio-mem", "virtio-mem", look(plots.Orange(), plots.Dashed, plots.Square, plots.Rising)},
		{"balloon", "balloon", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"harvest", "harvesting VM", look(plots.Purple(), plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"static", "static", look(grey[0], plots.Dotted, plots.Cross, plots.Plane)},
		{"one-to-one", "1:1", look(plots.Orange(), plots.Dashed, plots.Square, plots.Rising)},
		{"n-to-one", "N:1", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"pid", "PID", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)}, // an autoscaler
		// resource managers; random is above
		{"autoscale", "autoscaling", look(grey[0], plots.Dashed, plots.Cross, plots.Rising)},
		{"clite-like", "CLITE-like", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"orion", "Orion", look(plots.Purple(), plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"aquatope-bo", "Aquatope", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"oracle", "oracle", look(plots.Black(), plots.Dotted, plots.Funnel, plots.Plane)},
	}...)
}

// queues lists those of queues of invokers.
func queues() []thing {
	grey := shades(plots.Grey())
	return []thing{
		{"queueless", "queueless", look(grey[0], plots.Dotted, plots.Cross, plots.Plane)},
		{"fcfs", "FCFS", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"sjf", "SJF", look(plots.Vermillion(), plots.Dashed, plots.Square, plots.Rising)},
		{"eedf", "EEDF", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"rare", "RARE", look(plots.Purple(), plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"cold-priority", "cold priority", look(plots.Orange(), plots.Dotted, plots.Funnel, plots.Rising)},
		{"scale", "scale", look(plots.SkyBlue(), plots.Dashed, plots.Square, plots.Falling)},
	}
}

// keepAlives lists those of keep-alive policies: fixed times, caches, histograms, those that load
// ahead, oracles.
func keepAlives() []thing {
	other, histogram := shades(plots.Green()), shades(plots.Purple())
	return []thing{
		{"ttl", "TTL", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"ttl-per-function", "TTL per function", look(plots.Darker(plots.Blue()), plots.Dashed, plots.Square,
			plots.Crossed)},
		{"lru", "LRU", look(plots.Vermillion(), plots.Dashed, plots.Square, plots.Rising)},
		{"lfu", "LFU", look(other[1], plots.DashDotted, plots.Diamond, plots.Rising)},
		{"size", "Size", look(other[2], plots.LongDashed, plots.Funnel, plots.Rising)},
		{"landlord", "Landlord", look(plots.SkyBlue(), plots.DashDotted, plots.Cross, plots.Falling)},
		{"greedy-dual", "Greedy-Dual", look(plots.Green(), plots.Dotted, plots.Pyramid, plots.Falling)},
		{"cidre", "CIDRE", look(plots.Darker(plots.Green()), plots.Dashed, plots.Cross, plots.Crossed)},
		{"sieve", "SIEVE", look(plots.Purple(), plots.DashDotted, plots.Diamond, plots.Crossed)},
		{"s3-fifo", "S3-FIFO", look(plots.Darker(plots.Purple()), plots.Dotted, plots.Square, plots.Crossed)},
		{"hybrid-histogram", "Hybrid Histogram", look(histogram[0], plots.Unbroken, plots.Cross, plots.Rising)},
		{"faascache-hist", "FaasCache HIST", look(histogram[1], plots.LongDashed, plots.Funnel, plots.Falling)},
		{"provisioned", "Provisioned", look(plots.Orange(), plots.Unbroken, plots.Cross, plots.Rising)},
		{"ping", "Pings", look(plots.Darker(plots.Orange()), plots.Dashed, plots.Disc, plots.Falling)},
		{"stem-cells", "Stem cells", look(plots.Orange(), plots.Dashed, plots.Pyramid, plots.Falling)},
		{"rainbowcake", "RainbowCake", look(plots.SkyBlue(), plots.Unbroken, plots.Square, plots.Plane)},
		{"knative-kpa", "Knative KPA", look(plots.SkyBlue(), plots.LongDashed, plots.Pyramid, plots.Crossed)},
		{"icebreaker", "IceBreaker", look(plots.Lighter(plots.SkyBlue()), plots.Dashed, plots.Diamond,
			plots.Plane)},
		{"aquatope-pool", "Aquatope pool", look(plots.Darker(plots.Blue()), plots.DashDotted, plots.Disc,
			plots.Rising)},
		{"spes", "SPES", look(plots.Lighter(plots.Purple()), plots.LongDashed, plots.Pyramid, plots.Rising)},
		{"belady-size", "Belady by size", look(plots.Black(), plots.Dotted, plots.Square, plots.Rising)},
		{"clairvoyant", "Clairvoyant", look(plots.Black(), plots.LongDashed, plots.Funnel, plots.Plane)},
	}
}

// clients lists what clients do without an answer.
func clients() []thing {
	return []thing{
		{"retry", "retry", look(plots.Vermillion(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"async", "async", look(plots.Purple(), plots.Dashed, plots.Square, plots.Rising)},
	}
}

// things are those of the list, by name.
var things = func() map[string]thing {
	out := map[string]thing{}
	for _, t := range list() {
		out[t.name] = t
	}
	return out
}()

// Of returns name and look of a policy or strategy with its parameters. What is unknown keeps its
// name and has the zero Look: a figure chooses one that is free.
func Of(text string) (show string, look plots.Look) {
	name, parameters, _ := strings.Cut(text, ",")
	t, ok := things[name]
	if !ok {
		return Spoken(text), plots.Look{}
	}
	if parameters == "" {
		return t.show, t.look
	}
	return t.show + ", " + Spoken(parameters), t.look
}

// Variants returns the looks of things that a folder of figures shows, with their names there: those of one
// policy with other parameters differ by dashes, marker and hatching, and keep them in every figure. Things
// of one name are one thing.
func Variants(settings []string, name func(text string) string) map[string]plots.Look {
	out := map[string]plots.Look{}
	byBase := map[string][]string{}
	var bases []string
	for _, text := range settings {
		base, _, _ := strings.Cut(text, ",")
		if byBase[base] == nil {
			bases = append(bases, base)
		}
		if !slices.Contains(byBase[base], text) {
			byBase[base] = append(byBase[base], text)
		}
	}
	for _, base := range bases {
		_, look := Of(base)
		if !look.IsSet() {
			continue
		}
		var names []string
		var given []plots.Look
		for _, text := range byBase[base] {
			if shown := name(text); !slices.Contains(names, shown) {
				names, given = append(names, shown), append(given, look)
			}
		}
		own := plots.Looks(given)
		for _, text := range byBase[base] {
			out[text] = own[slices.Index(names, name(text))]
		}
	}
	return out
}

// Spoken writes parameters without the signs of settings: "keep=10m,x=1" is "keep 10m, x 1".
func Spoken(parameters string) string {
	return strings.ReplaceAll(strings.ReplaceAll(parameters, ",", ", "), "=", " ")
}

// Shown is how figures show a policy set.
type Shown struct {
	Name string
	Look plots.Look
}

// OfSets returns how the figures of an experiment show its policy sets. Their names are those of the
// parts that differ, with parameters spoken; a single policy set has all its parts. Their looks are
// those of the first such part that has one. Where sets share it, as those of one policy with
// different parameters do, plots.Looks tells them apart. A figure that shows some of them only gives
// them the looks that they have beside all.
func OfSets(sets []policyset.ID) []Shown {
	differ, _ := split(sets)
	out, given := make([]Shown, len(sets)), make([]plots.Look, len(sets))
	taken := map[string]bool{}
	for i := range sets {
		name, look := join(sets[i].Parts(), differ)
		out[i].Name, given[i] = name, look
		for n := 2; taken[out[i].Name]; n++ {
			out[i].Name = fmt.Sprintf("%s (%d)", name, n)
		}
		taken[out[i].Name] = true
	}
	for i, look := range plots.Looks(given) {
		out[i].Look = look
	}
	return out
}

// Common names the parts that all policy sets have, as far as their names leave them out; empty: none.
func Common(sets []policyset.ID) string {
	_, same := split(sets)
	if len(same) == 0 {
		return ""
	}
	name, _ := join(sets[0].Parts(), same)
	return name
}

// split returns the numbers of the parts that differ between the policy sets, and of those that are
// the same and mean something. All parts of a single policy set differ from nothing.
func split(sets []policyset.ID) (differ, same []int) {
	for k, part := range sets[0].Parts() {
		switch {
		case slices.ContainsFunc(sets, func(o policyset.ID) bool { return o.Parts()[k] != part }):
			differ = append(differ, k)
		case part != policyset.None || k == keepAlive:
			same = append(same, k)
		}
	}
	if len(differ) == 0 {
		return same, nil
	}
	return differ, same
}

// keepAlive is the number of the part that is a policy where it is none, too: containers end at once.
const keepAlive = 1

// join is the name of some parts, and the look of the first of them that has one.
func join(parts []string, numbers []int) (show string, look plots.Look) {
	var names []string
	for _, k := range numbers {
		name, own := Of(parts[k])
		switch {
		case parts[k] != policyset.None:
		case k == keepAlive:
			name = "no keep-alive"
		case len(numbers) > 1:
			continue
		}
		if names = append(names, name); look == (plots.Look{}) {
			look = own
		}
	}
	if len(names) == 0 {
		return policyset.None, look
	}
	return strings.Join(names, " + "), look
}

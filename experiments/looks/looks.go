// Package looks gives policies and strategies their name and their look in figures, the same in
// every figure of every run and paper.
//
//	"sophon-ma-mc,sample=10" ──Of──▶ "MA/MC, sample 10", solid blue
//
// Families have a hue of which members have shades: the node-grained schedulers of OpenWhisk are
// orange and dashed, Sophon's container-grained ones blue and solid, as in chapter 4 of the thesis.
package looks

import (
	"strings"

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
	return []thing{
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
		{"power-of-two", "Power-of-Two", look(plots.Purple(), plots.DashDotted, plots.Diamond, plots.Crossed)},
		{"consistent-hash-bounded", "Consistent-Hash-Bounded", look(plots.Vermillion(), plots.LongDashed, plots.Funnel,
			plots.Rising)},
		// keep-alive
		{"ttl", "TTL", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"lru", "LRU", look(plots.Vermillion(), plots.Dashed, plots.Square, plots.Rising)},
		{"greedy-dual", "Greedy-Dual", look(plots.Green(), plots.Dotted, plots.Pyramid, plots.Falling)},
		// restores: a machine that runs, plain snapshots, working sets
		{"warm", "Warm", look(grey[2], plots.Dotted, plots.Hexagon, plots.Plane)},
		{"on-demand", "on demand", look(plots.Blue(), plots.Dashed, plots.Square, plots.Rising)},
		{"cached", "Cached", look(plots.Lighter(plots.Orange()), plots.Dotted, plots.Diamond, plots.Falling)},
		{"reap", "REAP", look(reap[1], plots.DashDotted, plots.Pyramid, plots.Crossed)},
		{"faasnap", "FaaSnap", look(plots.Orange(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"cold-boot", "cold boot", look(grey[1], plots.LongDashed, plots.Funnel, plots.Rising)},
		// networks
		{"host", "host network", look(grey[0], plots.Dotted, plots.Hexagon, plots.Plane)},
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
		{"overlay-host", "OverlayFS of the host", look(grey[0], plots.Dotted, plots.Hexagon, plots.Crossed)},
		// memory of virtual machines
		{"squeezy", "Squeezy", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"virtio-mem", "virtio-mem", look(plots.Orange(), plots.Dashed, plots.Square, plots.Rising)},
		{"balloon", "balloon", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"harvest", "harvesting VM", look(plots.Purple(), plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"static", "static", look(grey[0], plots.Dotted, plots.Hexagon, plots.Plane)},
		{"one-to-one", "1:1", look(plots.Orange(), plots.Dashed, plots.Square, plots.Rising)},
		{"n-to-one", "N:1", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		// queues of invokers
		{"queueless", "queueless", look(grey[0], plots.Dotted, plots.Hexagon, plots.Plane)},
		{"fcfs", "FCFS", look(plots.Blue(), plots.Unbroken, plots.Disc, plots.Plane)},
		{"sjf", "SJF", look(plots.Vermillion(), plots.Dashed, plots.Square, plots.Rising)},
		{"eedf", "EEDF", look(plots.Green(), plots.DashDotted, plots.Pyramid, plots.Falling)},
		{"rare", "RARE", look(plots.Purple(), plots.LongDashed, plots.Diamond, plots.Crossed)},
		{"cold-priority", "cold priority", look(plots.Orange(), plots.Dotted, plots.Funnel, plots.Rising)},
		{"scale", "scale", look(plots.SkyBlue(), plots.Dashed, plots.Square, plots.Falling)},
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

// Spoken writes parameters without the signs of settings: "keep=10m,x=1" is "keep 10m, x 1".
func Spoken(parameters string) string {
	return strings.ReplaceAll(strings.ReplaceAll(parameters, ",", ", "), "=", " ")
}

// OfSet returns name and look of a policy set, whose parts are joined by plus signs. Its look is that
// of the first part that has one.
func OfSet(text string) (show string, look plots.Look) {
	var names []string
	for part := range strings.SplitSeq(text, "+") {
		name, own := Of(strings.TrimSpace(part))
		if names = append(names, name); look == (plots.Look{}) {
			look = own
		}
	}
	return strings.Join(names, " + "), look
}

package elasticity

import (
	"thaw/models/memory"
	"thaw/models/workload"
)

// Harvest is virtio-mem with two optimisations of harvested VMs.
var Harvest = define("harvest",
	"virtio-mem; when memory is short the host reclaims more than it needs, and keeps some free",
	"lagkas2026squeezy, section 6.2.2 (HarvestVM-opts); fuerst2022harvest, abstract (how much is assumed)",
	harvestParams{Ahead: 1, Slack: 1536}, func(p harvestParams) memory.Strategy {
		return memory.Strategy{Means: memory.Hotplug, Zeroes: true, Ahead: p.Ahead, Slack: int32(p.Slack)}
	})

type harvestParams struct {
	Ahead float64      `param:"ahead" min:"0" max:"100" help:"reclaimed beyond what is asked for, as a share of it"`
	Slack workload.MiB `param:"slack" min:"0MiB" help:"memory of the host that is kept free"`
}

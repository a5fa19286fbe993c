package elasticity

import (
	"thaw/models/memory"
	"thaw/models/workload"
)

// Squeezy gives each container a partition.
var Squeezy = define("squeezy",
	"each container has a partition of whole blocks, which is empty once the container has ended: nothing is "+
		"migrated "+
		"or zeroed",
	"lagkas2026squeezy, sections 3 and 4",
	squeezyParams{}, func(p squeezyParams) memory.Strategy {
		return memory.Strategy{Means: memory.Hotplug, Partitioned: true, Partition: int32(p.Partition),
			Shared: int32(p.Shared)}
	})

type squeezyParams struct {
	Partition workload.MiB `param:"partition" min:"0MiB" help:"of an instance, in whole blocks of 128 MiB; 0MiB: the function's memory, rounded up"`
	Shared    workload.MiB `param:"shared" min:"0MiB" help:"of a VM, plugged at boot for files that instances share"`
}

package elasticity

import "thaw/models/memory"

// VirtioMem plugs and unplugs blocks as Linux does.
var VirtioMem = define("virtio-mem",
	"blocks are plugged and unplugged; before an unplug the pages of other containers are migrated and the block is "+
		"zeroed",
	"lagkas2026squeezy, section 2.2; hildenbrand2021virtiomem, abstract",
	virtioParams{Zero: true}, func(p virtioParams) memory.Strategy {
		return memory.Strategy{Means: memory.Hotplug, Zeroes: p.Zero}
	})

type virtioParams struct {
	Zero bool `param:"zero" help:"blocks are zeroed before they go (init_on_alloc)"`
}

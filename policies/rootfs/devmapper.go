package rootfs

import (
	"thaw/models/storage"
	"thaw/policies"
)

// Devmapper is the block-based driver that containers in VMs commonly have.
var Devmapper = policies.Define("devmapper",
	"a thin snapshot of the image as a block device of the container's own: nothing is shared in the page cache; a VM "+
		"of several containers plugs one in for each",
	"lagkas2022deverlay, abstract (other block-based drivers); containerd12335, on how snapshots are prepared",
	devmapperParams{Plug: "boot"}, func(p devmapperParams) storage.Strategy {
		return layout(func(s storage.Spec, c *storage.Costs) storage.Layout {
			how := p.Plug
			if s.Place != storage.Alone { // the VM runs, so it did not boot with the device
				how = "hot"
			}
			work, wait := plug(how, 1, c)
			return storage.Layout{
				VM: true, Prepare: c.Transaction.Value + c.ThinDevice.Value + c.TempMount.Value,
				Mount: work + c.Mount.Value, Wait: wait,
				Uncached: p.Direct, Private: c.OwnBytes.Value, Seeks: c.OwnSeeks.Value,
				Open: c.Open.Value, Request: c.BlockRequest.Value, RequestBytes: c.ReadAhead.Value, GuestCopy: true,
			}
		})
	})

type devmapperParams struct {
	Direct bool   `param:"direct" help:"reads pass by the host's page cache (O_DIRECT)"`
	Plug   string `param:"plug" enum:"boot|hot" help:"the VM boots with the device, or it is plugged in later"`
}

package rootfs

import (
	"thaw/models/storage"
	"thaw/policies"
)

// Deverlay shares layers between VMs as block devices.
var Deverlay = policies.Define("deverlay",
	"each layer is a read-only file of the host and a block device of every VM, in which a union is mounted over a "+
		"writable device of its own; containers of one VM share its devices and mounts",
	"lagkas2022deverlay, abstract; lagkas2025, abstract",
	deverlayParams{Plug: "boot"}, func(p deverlayParams) storage.Strategy {
		return layout(func(s storage.Spec, c *storage.Costs) storage.Layout {
			devices := s.Layers + 1
			work, wait := plug(p.Plug, devices, c)
			for range devices {
				work += c.Mount.Value
			}
			shares := s.Place != storage.Alone
			if s.Place == storage.Next { // layers and the writable device are there: a directory of its own in that
				return storage.Layout{
					VM: true, Prepare: c.Transaction.Value, Mount: c.Overlay.Value, Joins: true, OfVM: true,
					Shared: true, LayerMeta: true,
					Open: c.Open.Value, Request: c.BlockRequest.Value, RequestBytes: c.ReadAhead.Value, GuestCopy: true,
				}
			}
			return storage.Layout{
				VM: true, OfVM: shares, Prepare: c.Transaction.Value, Mount: work + c.Overlay.Value, Wait: wait,
				Shared: true, LayerMeta: true, Private: c.OwnBytes.Value, Seeks: c.OwnSeeks.Value,
				Open: c.Open.Value, Request: c.BlockRequest.Value, RequestBytes: c.ReadAhead.Value, GuestCopy: true,
			}
		})
	})

type deverlayParams struct {
	Plug string `param:"plug" enum:"boot|hot" help:"the VM boots with the devices, or they are plugged in later"`
}

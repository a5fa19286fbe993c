package rootfs

import (
	"thaw/models/storage"
	"thaw/policies"
)

// OverlayHost is the root file system of containers without a VM.
var OverlayHost = policies.Define("overlay-host",
	"a union of the layers' directories, mounted on the host; for containers without a VM",
	"lagkas2022deverlay, abstract (existing drivers run directly on the host); containerd12335, on overlay in "+
		"place of devicemapper",
	none{}, func(_ none) storage.Strategy {
		return layout(func(s storage.Spec, c *storage.Costs) storage.Layout {
			return storage.Layout{
				Prepare: c.Transaction.Value, Mount: c.Overlay.Value, Shared: true,
				Open: c.Open.Value, Request: c.HostRequest.Value, RequestBytes: c.ReadAhead.Value,
			}
		})
	})

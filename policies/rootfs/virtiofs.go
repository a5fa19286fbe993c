package rootfs

import (
	"time"

	"thaw/models/storage"
	"thaw/policies"
)

// Virtiofs shares the host's union with the VM, file by file.
var Virtiofs = policies.Define("virtiofs",
	"a union mounted on the host, whose files a server shares with the VM: every open and every read asks it; "+
		"containers of one VM share the server, and each has files of its own",
	"goyal2020virtiofs, caching modes and DAX; lagkas2022deverlay, abstract (the guest does not share the host's "+
		"file system semantics)",
	virtiofsParams{}, func(p virtiofsParams) storage.Strategy {
		return layout(func(s storage.Spec, c *storage.Costs) storage.Layout {
			l := storage.Layout{
				VM: true, Prepare: c.Transaction.Value, Mount: c.Overlay.Value + c.Share.Value, Shared: true,
				Open:    c.Open.Value + time.Duration(c.Lookups.Value)*c.ShareRequest.Value,
				Request: c.ShareRequest.Value, RequestBytes: c.ReadAhead.Value, GuestCopy: true,
			}
			if s.Place == storage.Next { // the file server is there; a union of its own has files of its own
				l.Mount, l.Joins = c.Overlay.Value, true
			}
			if p.DAX {
				l.Request, l.RequestBytes, l.GuestCopy = c.MapRequest.Value, c.FaultAround.Value, false
			}
			return l
		})
	})

type virtiofsParams struct {
	DAX bool `param:"dax" help:"the guest maps the host's page cache and keeps no copy"`
}

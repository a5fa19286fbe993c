// Package rootfs holds the strategies that build root file systems from the layers
// of an image, one file per strategy.
//
//	overlay-host   host: union of directories ─────────────────▶ container on the host
//	virtiofs       host: union ─▶ file server ═ shared files ══▶ VM
//	deverlay       host: a file a layer ════════ block devices ═▶ VM: union of file systems
//	devmapper      host: a thin device a container ═ block ═════▶ VM: one file system
//
// In the first three, layers are files of the host, and its page cache holds one
// copy. With devmapper every container has a device and cached pages of its own. A
// strategy returns one Layout per image; models/storage simulates it.
package rootfs

import (
	"time"

	"thaw/models/storage"
)

// none is the empty parameter list.
type none struct{}

// layout is a strategy that is a function.
type layout func(s storage.Spec, c *storage.Costs) storage.Layout

func (f layout) Layout(s storage.Spec, c *storage.Costs) storage.Layout { return f(s, c) }

// plug returns the time until a VM has its block devices. A booting VM works on n
// devices in turn; a running VM plugs them side by side and waits for the last.
func plug(how string, n int, c *storage.Costs) (work, wait time.Duration) {
	if how == "hot" {
		return 0, c.Plug.Value
	}
	return time.Duration(n) * c.Probe.Value, 0
}

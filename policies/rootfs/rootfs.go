// Package rootfs holds the strategies by which containers get their root file
// systems from the layers of an image, one file a strategy.
//
//	overlay-host   host: union of directories ─────────────────▶ container on the host
//	virtiofs       host: union ─▶ file server ═ shared files ══▶ VM
//	deverlay       host: a file a layer ════════ block devices ═▶ VM: union of file systems
//	devmapper      host: a thin device a container ═ block ═════▶ VM: one file system
//
// Above the last one layers are files of the host, of which its page cache has one
// copy; with devmapper every container reads through a device, and pages, of its
// own. A strategy answers once an image with a Layout; models/storage does the rest.
package rootfs

import (
	"time"

	"thaw/models/storage"
)

// none is the parameter list of a strategy that takes none.
type none struct{}

// layout is a strategy that is a function.
type layout func(s storage.Spec, c *storage.Costs) storage.Layout

func (f layout) Layout(s storage.Spec, c *storage.Costs) storage.Layout { return f(s, c) }

// plug returns how long block devices take to get into a VM: the work for n that it
// boots with, or the wait until the last of those appears that are plugged into a
// running one side by side.
func plug(how string, n int, c *storage.Costs) (work, wait time.Duration) {
	if how == "hot" {
		return 0, c.Plug.Value
	}
	return time.Duration(n) * c.Probe.Value, 0
}

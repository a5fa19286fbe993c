package papers

import (
	"fmt"
	"math"
	"testing"

	"thaw/models/startup"
	"thaw/models/storage"
)

// The 80 containers of Deverlay's abstract in closed form, from the sourced costs alone.
//
// Boots share 20 cores and end together, after 80 ÷ 20 of one. Root file systems are then
// prepared one at a time. The last container has the disk to itself under devmapper, since
// the one before it read its start-up set while it was being prepared; under Deverlay it
// finds everything in the page cache. So the last is ready after
//
//	boots + 80 · prepare + devices and mounts + own file system + files (opened, asked for,
//	copied, and under devmapper read: a latency each, and the bytes at the disk's bandwidth)
//
// and the disk reads 80 · (S + r), or S + L·m + 80·r, of a start-up set S, metadata m of
// each of L layers, and r of each container's own. The rows that this recomputes: less
// than 4 s, more than that for others, −97.51%, no gain for one container alone, and
// devicemapper's spread. It fails for a model whose preparations overlap, that reads a
// layer once for each container, or that charges the disk for what is cached; and, for the
// containers of one VM, that attaches or caches more than once what they share.
// models/storage compares the same machine with a naive simulator, container by container.
func TestOracleOfDeverlaysAbstract(t *testing.T) {
	p := openPaper(t, "deverlay")
	c, x := storage.DefaultCosts(), closedRootfs()
	const boot, cores, mib = 0.125, 20, 1 << 20
	set, own, meta, layers, thin := x.set, x.own, x.meta, x.layers, x.thin
	devmapper := func(n float64) float64 { return boot*n/cores + n*thin + x.devmapper }
	deverlay := func(n float64) float64 { return boot*n/cores + n*c.Transaction.Value.Seconds() + x.deverlay }
	near := func(what string, got, want float64) {
		t.Helper()
		t.Logf("%s: %.7g, closed form %.7g", what, got, want)
		// times are rounded up to a nanosecond for each of some 400 requests
		if math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s: %.9g, closed form %.9g", what, got, want)
		}
	}
	r := p.runCell(t, "boot")
	near("devmapper, ready (ms)", valueOf(t, r, "ready_ms", "devmapper"), 1000*devmapper(80))
	near("Deverlay, ready (ms)", valueOf(t, r, "ready_ms", "deverlay"), 1000*deverlay(80))
	for cell, n := range map[string]float64{"boot": 80, "number@1": 1} { // any order
		r := p.runCell(t, cell)
		near(cell+", devmapper, disk (MiB)", valueOf(t, r, "disk_mib", "devmapper"), n*(set+own)/mib)
		near(cell+", Deverlay, disk (MiB)", valueOf(t, r, "disk_mib", "deverlay"), (set+layers*meta+n*own)/mib)
	}
	near("devmapper, 100 containers, spread (ms)", valueOf(t, p.runCell(t, "pods"), "spread_ms", "devmapper"),
		1000*99*thin)
	// In one VM that runs the disk reads, and the guest has, what one container does; who comes
	// at the same time waits for that. Nothing is shared of devices.
	for _, n := range []float64{1, 10, 80} {
		r := p.runCell(t, fmt.Sprintf("one-vm@%v", n))
		near("one VM, disk (MiB)", valueOf(t, r, "disk_mib", "deverlay"), (set+layers*meta+own)/mib)
		near("one VM, guest (MiB)", valueOf(t, r, "guest_cache_mib", "deverlay"), (set+layers*meta+own)/mib)
		near("one VM, devmapper, disk (MiB)", valueOf(t, r, "disk_mib", "devmapper"), n*(set+own)/mib)
		near("one VM, virtiofs, guest (MiB)", valueOf(t, r, "guest_cache_mib", "virtiofs"), n*set/mib)
	}
}

// closedParts are the parts of a start of the study's image, in seconds and bytes.
type closedParts struct {
	set, own, meta, layers, thin float64
	devmapper, deverlay          float64 // after the lock, of the last of those that start together
	next                         float64 // of one that finds all in its VM, the lock included
	alone                        float64 // of one with a VM of its own, likewise, where the page cache has the layers
}

// closedRootfs computes them from the sourced costs.
func closedRootfs() (x closedParts) {
	d, c := startup.DefaultDevices(), storage.DefaultCosts()
	x.layers, x.set = float64(d.Layers.Value), float64(d.ReadKiB.Value)*1024
	x.own, x.meta = float64(c.OwnBytes.Value), float64(c.MetaBytes.Value)
	files, transaction := float64(d.ReadFiles.Value), c.Transaction.Value.Seconds()
	bandwidth, latency := float64(d.DiskBytesPerS.Value), d.DiskLatency.Value.Seconds()
	request, most := c.BlockRequest.Value.Seconds(), float64(c.ReadAhead.Value)
	copied := func(bytes float64) float64 { return bytes / float64(c.CopyRate.Value) }
	ownFile := float64(c.OwnSeeks.Value)*latency + x.own/bandwidth
	asked := files * math.Ceil(x.set/files/most)
	open := files * c.Open.Value.Seconds()
	use := open + asked*request + copied(x.set)

	x.thin = transaction + c.ThinDevice.Value.Seconds() + c.TempMount.Value.Seconds()
	device := c.Probe.Value.Seconds() + c.Mount.Value.Seconds()
	x.devmapper = device + ownFile + use + asked*latency + x.set/bandwidth
	x.deverlay = (x.layers+1)*device + c.Overlay.Value.Seconds() + ownFile + use +
		x.layers*math.Ceil(x.meta/most)*request + copied(x.layers*x.meta)
	x.next = transaction + c.Overlay.Value.Seconds() + open
	x.alone = transaction + x.deverlay
	return x
}

package startup

import (
	"fmt"
	"time"

	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/models/storage"
	"thaw/sim"
)

// Devices are the properties of an invoker that mechanisms need beside its platform.
// No trace tells which image a function has and no profile which disk an invoker
// has, so both are those of published set-ups.
type Devices struct {
	DiskBytesPerS params.Sourced[int]
	DiskIOPS      params.Sourced[int]
	DiskLatency   params.Sourced[time.Duration]

	Images    params.Sourced[int] // among which the apps are spread, by their names
	Layers    params.Sourced[int] // of an image
	Common    params.Sourced[int] // of them, those that all images have
	ImageMiB  params.Sourced[int] // size of an image
	ReadKiB   params.Sourced[int] // of it that a container reads to start
	ReadFiles params.Sourced[int]
}

// DefaultDevices returns them with their sources.
func DefaultDevices() Devices {
	disk, err := snapshot.FindDisk("nvme") // one such disk in the whole of thaw
	if err != nil {
		panic(err) // a name of that package
	}
	number := func(n int, source string) params.Sourced[int] { return params.Sourced[int]{Value: n, Source: source} }
	return Devices{
		DiskBytesPerS: number(int(disk.BytesPerS.Value), disk.BytesPerS.Source),
		DiskIOPS:      number(int(disk.IOPS.Value), disk.IOPS.Source),
		DiskLatency:   disk.Latency,
		Images: number(12,
			"assumed: a platform has about a dozen runtimes, and functions are code that these load; apps are "+
				"spread over them by a hash of their names"),
		Layers: number(6, "assumed: a distribution, a runtime and its packages in a few steps"),
		Common: number(2, "assumed: the distribution's layers are the same for all runtimes"),
		ImageMiB: number(330,
			"assumed: with ReadKiB, 6.4 % of it are read at start (harter2016slacker, abstract)"),
		ReadKiB: number(21_606,
			"harter2016slacker, abstract: 6.4 % of an image are read at start, here of 330 MiB"),
		ReadFiles: number(360, "assumed: 60 KiB a file"),
	}
}

// Disk returns the disk of an invoker as a link.
func (d *Devices) Disk() sim.LinkConfig {
	return sim.LinkConfig{Capacity: uint64(d.DiskBytesPerS.Value), IOPS: uint64(d.DiskIOPS.Value),
		Latency: d.DiskLatency.Value}
}

// Catalog returns the images of a run: equal layers, the lowest of them common.
func (d *Devices) Catalog() *storage.Catalog {
	c := &storage.Catalog{}
	n := d.Layers.Value
	layer := func(name string) int {
		c.Layers = append(c.Layers, storage.Layer{
			Name: name, Size: int64(d.ImageMiB.Value) << 20 / int64(n),
			Files: d.ReadFiles.Value / n, Read: int64(d.ReadKiB.Value) << 10 / int64(n),
		})
		return len(c.Layers) - 1
	}
	var common []int
	for i := range d.Common.Value {
		common = append(common, layer(fmt.Sprintf("common %d", i)))
	}
	for k := range d.Images.Value {
		im := storage.Image{Name: fmt.Sprintf("image %d", k), Layers: append([]int(nil), common...)}
		for i := len(common); i < n; i++ {
			im.Layers = append(im.Layers, layer(fmt.Sprintf("image %d, layer %d", k, i)))
		}
		c.Images = append(c.Images, im)
	}
	return c
}

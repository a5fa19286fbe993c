package startup

import (
	"fmt"

	"thaw/models/params"
)

// Group lists the devices as `thaw params` does the numbers of platforms, and binds them
// to their names, so that a run can change them.
func (d *Devices) Group() params.Group {
	count := func(name, unit, what string, n *params.Sourced[int], most int) params.Field {
		return params.Whole("devices."+name, unit, what, n, 1, most)
	}
	return params.Group{Prefix: "devices.", Check: d.check, Fields: []params.Field{
		params.Whole("devices.disk_rate", "bytes/s", "read throughput of an invoker's disk", &d.DiskBytesPerS,
			1_000_000, 1<<40),
		count("disk_iops", "requests/s", "requests that are issued at most", &d.DiskIOPS, 1_000_000_000),
		params.Delay("devices.disk_latency", "of a request, beside its transfer", &d.DiskLatency),
		count("images", "images", "among which the apps are spread", &d.Images, 10_000),
		count("layers", "layers", "of an image", &d.Layers, 128),
		count("common", "layers", "of an image that all images have", &d.Common, 128),
		count("image_mib", "MiB", "size of an image", &d.ImageMiB, 1<<20),
		count("read_kib", "KiB", "of an image that a container reads to start", &d.ReadKiB, 1<<30),
		count("read_files", "files", "in which that is", &d.ReadFiles, 1_000_000),
	}}
}

// check returns what counts of an image do not allow together.
func (d *Devices) check() error {
	switch {
	case d.Common.Value > d.Layers.Value:
		return fmt.Errorf("%d common layers of %d, expected at most all of them", d.Common.Value, d.Layers.Value)
	case d.ReadFiles.Value < d.Layers.Value:
		return fmt.Errorf("%d files in %d layers, expected at least one in each", d.ReadFiles.Value, d.Layers.Value)
	case d.ReadKiB.Value > d.ImageMiB.Value<<10:
		return fmt.Errorf("%d KiB are read of %d MiB, expected at most all of it", d.ReadKiB.Value, d.ImageMiB.Value)
	}
	return nil
}

// Group lists them likewise.
func (r *Restores) Group() params.Group {
	return params.Group{Prefix: "snapshots.", Fields: []params.Field{
		params.Whole("snapshots.budget", "MiB",
			"disk space for snapshots of each invoker; the least recently used goes (--snapshot-storage)", &r.BudgetMiB,
			1, 1<<31-1),
		params.Whole("snapshots.write_rate", "MB/s", "at which a snapshot is written after the first answer",
			&r.WriteMBPS, 1, 1<<30),
	}}
}

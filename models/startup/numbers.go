package startup

import (
	"strconv"

	"thaw/models/params"
)

// Numbers lists the devices as `thaw params` does the numbers of platforms.
func (d *Devices) Numbers() []params.Number {
	var out []params.Number
	add := func(name, value, unit, what, source string) {
		out = append(out, params.Number{Path: "devices." + name, Value: value, Unit: unit, What: what, Source: source,
			Modelled: true})
	}
	count := func(name, unit, what string, n params.Sourced[int]) {
		add(name, strconv.Itoa(n.Value), unit, what, n.Source)
	}
	count("disk_rate", "bytes/s", "read throughput of an invoker's disk", d.DiskBytesPerS)
	count("disk_iops", "requests/s", "requests that are issued at most", d.DiskIOPS)
	add("disk_latency", d.DiskLatency.Value.String(), "", "of a request, beside its transfer", d.DiskLatency.Source)
	count("images", "images", "among which the apps are spread", d.Images)
	count("layers", "layers", "of an image", d.Layers)
	count("common", "layers", "of an image that all images have", d.Common)
	count("image_mib", "MiB", "size of an image", d.ImageMiB)
	count("read_kib", "KiB", "of an image that a container reads to start", d.ReadKiB)
	count("read_files", "files", "in which that is", d.ReadFiles)
	return out
}

// Numbers lists them likewise.
func (r *Restores) Numbers() []params.Number {
	return []params.Number{
		{Path: "snapshots.budget", Value: strconv.Itoa(r.BudgetMiB.Value), Unit: "MiB",
			What:   "disk space for snapshots of each invoker; the least recently used goes (--snapshot-storage)",
			Source: r.BudgetMiB.Source, Modelled: true},
		{Path: "snapshots.write_rate", Value: strconv.Itoa(r.WriteMBPS.Value), Unit: "MB/s",
			What: "at which a snapshot is written after the first answer", Source: r.WriteMBPS.Source, Modelled: true},
	}
}

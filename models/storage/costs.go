package storage

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/params"
)

// Costs are the times and sizes from which strategies make their layouts.
type Costs struct {
	// Of preparing, one container of the invoker at a time.
	Transaction params.Sourced[time.Duration] // of the snapshotter's database
	ThinDevice  params.Sourced[time.Duration] // a thin snapshot and its device
	TempMount   params.Sourced[time.Duration] // mounting it once on the host

	// Of attaching and mounting.
	Overlay  params.Sourced[time.Duration] // mounting a union, by its layers' directories
	Mount    params.Sourced[time.Duration] // mounting a file system of a block device
	Probe    params.Sourced[time.Duration] // a block device that the VM boots with
	Plug     params.Sourced[time.Duration] // until a device appears that is plugged into a running VM
	Share    params.Sourced[time.Duration] // a file server, and mounting what it shares
	OwnBytes params.Sourced[int64]         // read to mount a container's own file system
	OwnSeeks params.Sourced[int]           // in so many requests
	// MetaBytes are read to mount the file system of a layer.
	MetaBytes params.Sourced[int64]

	// Of reading.
	Open         params.Sourced[time.Duration] // a file, where the caller's kernel has the file system
	Lookups      params.Sourced[int]           // requests to a file server for opening a file
	ShareRequest params.Sourced[time.Duration] // a request to a file server
	MapRequest   params.Sourced[time.Duration] // a fault in a file that the host maps into the guest
	BlockRequest params.Sourced[time.Duration] // a request to a block device of a VM
	HostRequest  params.Sourced[time.Duration] // a read of the host's page cache
	ReadAhead    params.Sourced[int64]         // bytes of a request at most
	FaultAround  params.Sourced[int64]         // bytes that a fault maps
	CopyRate     params.Sourced[int64]         // bytes a second from the host's page cache into a guest's
}

// Source of what the kernel's defaults make of a small file system: an inode table
// read ahead by 32 blocks, and the superblock, the group descriptors, the journal's
// superblock, two bitmaps and the root directory, a block of 4 KiB each.
const ext4Mount = "linuxext4, inode_readahead_blks: 32 blocks of 4 KiB, and six blocks of other metadata (assumed: " +
	"those of a small file system)"

// DefaultCosts returns the costs with their sources.
func DefaultCosts() Costs {
	ms := func(n float64, source string) params.Sourced[time.Duration] {
		return params.Sourced[time.Duration]{Value: time.Duration(n * float64(time.Millisecond)), Source: source}
	}
	bytes := func(n int64, source string) params.Sourced[int64] {
		return params.Sourced[int64]{Value: n, Source: source}
	}
	return Costs{
		Transaction: ms(5, "assumed: a write of BoltDB, which ends with fsync, in the containerd snapshotter's "+
			"metadata"),
		ThinDevice: ms(66, "containerd12335, description: creating a devicemapper device, within the global "+
			"transaction"),
		TempMount: ms(50, "containerd12335, description: mount.WithTempMount, within the same transaction"),

		Overlay: ms(1, "assumed: a mount system call without I/O; no source times it alone"),
		Mount:   ms(3, "assumed: a mount system call with a few cached blocks; no source times it alone"),
		Probe: ms(1, "assumed: a virtio device found on the bus; a microVM with several boots in 125 ms "+
			"(agache2020firecracker)"),
		Plug: ms(176, "glovebox5402, trace of a hot-plugged root file system: AddDisk at 625 ms, device active "+
			"at 801 ms"),
		Share:    ms(20, "assumed: fork and start of a file server, its handshake with the VM and one mount"),
		OwnBytes: bytes(38*4096, ext4Mount), OwnSeeks: params.Sourced[int]{Value: 7, Source: ext4Mount},
		MetaBytes: bytes(38*4096, ext4Mount),

		Open: ms(0.01, "assumed: a path of some five components in the dentry cache, each a few hundred "+
			"nanoseconds, and an inode"),
		Lookups: params.Sourced[int]{Value: 3,
			Source: "assumed: FUSE_LOOKUP of the last component, FUSE_OPEN and FUSE_GETATTR; directories are cached"},
		ShareRequest: ms(1/26.2, "goyal2020virtiofs, randread-psync, vtfs-none: 26,200 requests a second of 4 KiB"),
		MapRequest:   ms(1/165.6, "goyal2020virtiofs, randread-psync, vtfs-none-dax: 165,600 a second"),
		BlockRequest: ms(0.02, "assumed: half of a request to a file server: an exit and a read of the host's page "+
			"cache, without paths and a FUSE header"),
		HostRequest: ms(0.001, "assumed: a system call that copies little"),
		ReadAhead:   bytes(128<<10, "linuxblock, read_ahead_kb: 128 KiB by default (VM_READAHEAD_PAGES)"),
		FaultAround: bytes(64<<10, "linuxblock, fault_around_bytes: 64 KiB by default"),
		CopyRate:    bytes(10_000_000_000, "assumed: memcpy of one core, 10 GB/s"),
	}
}

// Group lists the costs as `thaw params` does those of platforms, and binds them to their
// names, so that a run can change them.
func (c *Costs) Group() params.Group {
	var out []params.Field
	for _, t := range c.times() {
		out = append(out, params.Delay("storage."+t.name, t.what, t.at))
	}
	for _, n := range c.amounts() {
		out = append(out, params.Whole("storage."+n.name, "bytes", n.what, n.at, 1, 1<<50))
	}
	check := func() error { return errors.Join(c.check()...) }
	return params.Group{Prefix: "storage.", Check: check, Fields: append(out,
		params.Whole("storage.own_seeks", "requests", "in which own_bytes are read", &c.OwnSeeks, 1, 1<<30),
		params.Whole("storage.lookups", "requests", "to a file server for opening a file", &c.Lookups, 1, 1<<30),
	)}
}

// named is one cost with its name.
type named[T any] struct {
	name, what string
	at         *params.Sourced[T]
}

func (c *Costs) times() []named[time.Duration] {
	return []named[time.Duration]{
		{"transaction", "of the snapshotter's database, one container at a time", &c.Transaction},
		{"thin_device", "a thin snapshot and its device, one container at a time", &c.ThinDevice},
		{"temp_mount", "mounting it once on the host, one container at a time", &c.TempMount},
		{"overlay", "mounting a union", &c.Overlay},
		{"mount", "mounting the file system of a block device", &c.Mount},
		{"probe", "a block device that the VM boots with", &c.Probe},
		{"plug", "until a device appears that is plugged into a running VM", &c.Plug},
		{"share", "a file server, and mounting what it shares", &c.Share},
		{"open", "a file, where the caller's kernel has the file system", &c.Open},
		{"share_request", "a request to a file server", &c.ShareRequest},
		{"map_request", "a fault in a file that the host maps into the guest", &c.MapRequest},
		{"block_request", "a request to a block device of a VM", &c.BlockRequest},
		{"host_request", "a read of the host's page cache", &c.HostRequest},
	}
}

func (c *Costs) amounts() []named[int64] {
	return []named[int64]{
		{"own_bytes", "read to mount a container's own file system", &c.OwnBytes},
		{"meta_bytes", "read to mount the file system of a layer", &c.MetaBytes},
		{"read_ahead", "of a read request at most", &c.ReadAhead},
		{"fault_around", "that a fault maps", &c.FaultAround},
		{"copy_rate", "a second from the host's page cache into a guest's", &c.CopyRate},
	}
}

// check returns what is wrong with the costs.
func (c *Costs) check() []error {
	var errs []error
	for _, t := range c.times() {
		if t.at.Value < 0 {
			errs = append(errs, fmt.Errorf("storage.%s is %v, expected 0s or more", t.name, t.at.Value))
		}
	}
	for _, n := range c.amounts() {
		if n.at.Value < 1 {
			errs = append(errs, fmt.Errorf("storage.%s is %d bytes, expected 1 or more", n.name, n.at.Value))
		}
	}
	if c.OwnSeeks.Value < 1 || c.Lookups.Value < 1 {
		errs = append(errs, fmt.Errorf("storage.own_seeks is %d and storage.lookups %d, expected 1 or more",
			c.OwnSeeks.Value, c.Lookups.Value))
	}
	return errs
}

// copying returns the time for which a copy into a guest keeps a core busy.
func (c *Costs) copying(bytes int64) time.Duration {
	return time.Duration(float64(bytes) / float64(c.CopyRate.Value) * float64(time.Second))
}

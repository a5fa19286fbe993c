package snapshot

import (
	"thaw/models/params"
	"thaw/sim"
)

// Groups lists every number of the model with its source, as params.All does those of
// platforms, and binds it to its name: restore.disk.NAME, restore.host.NAME,
// restore.function.NAME.
func Groups() []params.Group {
	var out []params.Group
	for _, d := range Disks() {
		out = append(out, d.Group())
	}
	for _, h := range Hosts() {
		out = append(out, h.Group())
	}
	for _, f := range Functions() {
		out = append(out, f.Group())
	}
	return out
}

// Group binds the numbers of the disk to their names, so that a run can change them.
func (d *Disk) Group() params.Group {
	l := list("restore.disk."+d.Name+".", d.Check)
	l.add(params.Whole(l.prefix+"bytes_per_s", "bytes/s", "read throughput", &d.BytesPerS, 1, sim.MaxAmount))
	l.add(params.Whole(l.prefix+"iops", "requests/s", "requests that are issued at most", &d.IOPS, 1, 1e9))
	l.lasts("latency", "of a request, beside its transfer", &d.Latency)
	l.lasts("sequential", "latency of a request that continues the one before", &d.Sequential)
	l.add(params.KiB(l.prefix+"request", "largest request", &d.RequestKiB, PageSize/1024, 1<<20))
	l.count("read_ahead", "pages", "full read-ahead window", &d.ReadAhead, 0, 1024)
	return *l.to
}

type listing struct {
	prefix string
	to     *params.Group
}

func list(prefix string, check func() error) listing {
	return listing{prefix, &params.Group{Prefix: prefix, Check: check}}
}

func (l listing) add(f params.Field) { l.to.Fields = append(l.to.Fields, f) }

func (l listing) count(name, unit, what string, n *params.Sourced[int], least, most int) {
	l.add(params.Whole(l.prefix+name, unit, what, n, least, most))
}

func (l listing) number(name, unit, what string, n *number) {
	if unit == "share" {
		l.add(params.Share(l.prefix+name, what, n))
		return
	}
	l.add(params.Decimal(l.prefix+name, unit, what, n, 0, 1e9))
}

func (l listing) lasts(name, what string, d *duration) { l.add(params.Delay(l.prefix+name, what, d)) }

func (l listing) fault(name, what string, d *params.Sourced[sim.Dist]) {
	l.add(params.Latency(l.prefix+name, what, d))
}

// Group binds the numbers of the host to their names, so that a run can change them.
func (h *Host) Group() params.Group {
	l := list("restore.host."+h.Name+".", nil)
	h.list(l)
	return *l.to
}

// Group binds the numbers of the function to their names, so that a run can change them.
func (f *Function) Group() params.Group {
	l := list("restore.function."+f.Name+".", f.Check)
	f.list(l)
	return *l.to
}

func (h *Host) list(l listing) {
	l.count("cores", "cores", "physical cores", &h.Cores, 1, 1<<16)
	l.number("thread_gain", "share", "by which a core does more with its second hardware thread", &h.ThreadGain)
	l.fault("fault.anonymous", "service of a fault on zero-filled memory", &h.Anonymous)
	l.fault("fault.minor", "on a page in the page cache", &h.Minor)
	l.fault("fault.in_place", "on a page that the host has mapped", &h.InPlace)
	l.fault("fault.user", "on a page that a handler in user space copies from the page cache", &h.User)
	l.fault("fault.hand_over", "on a page that has to be read, until a worker takes over", &h.HandOver)
	l.number("async", "share", "of faults waiting for the disk that a worker takes over", &h.Async)
	l.lasts("wake", "a thread that sleeps goes on", &h.Wake)
	l.count("wakes.major", "threads", "that go on one after the other after a read from disk", &h.MajorWake, 0, 1000)
	l.count("wakes.user", "threads", "that go on one after the other for a fault served in user space", &h.UserWake, 0,
		1000)
	l.lasts("vmm", "the monitor starts and answers", &h.VMM)
	l.lasts("restore", "devices and registers", &h.Restore)
	l.lasts("boot", "of a microVM", &h.Boot)
	l.lasts("mmap", "of one region", &h.Mmap)
	l.lasts("ioctl", "of one region that is installed", &h.Ioctl)
	l.lasts("copy_page", "of one page in bulk", &h.CopyPage)
	l.lasts("touch", "of one page in the page cache by a thread of the host", &h.Touch)
	l.number("small_pages", "share", "by which a guest is slower after a restore, page by page", &h.SmallPages)
	l.number("sanitise", "share", "by which a guest that clears what it frees is slower", &h.Sanitise)
}

func (f *Function) list(l listing) {
	l.number("guest", "MiB", "memory of the VM", &f.GuestMiB)
	l.number("working_a", "MB", "touched with input A", &f.WorkingA)
	l.number("working_b", "MB", "touched with input B", &f.WorkingB)
	l.number("ratio_b", "", "size of input B over that of A", &f.RatioB)
	l.number("base", "MB", "kernel, runtime, server", &f.BaseMB)
	l.number("state", "MB", "kept between invocations", &f.StateMB)
	l.number("zone", "MB", "over which the base is scattered", &f.ZoneMB)
	l.number("cold", "MB", "that only the boot touches", &f.ColdMB)
	l.number("holes", "share", "of the zone: single zero pages", &f.HoleShare)
	l.number("contiguity", "pages", "mean run of the base", &f.Contiguity)
	l.number("state_run", "pages", "run of the state", &f.StateRun)
	l.number("input_run", "pages", "run that depends on the input", &f.InputRun)
	l.number("fresh_mb", "MB", "of input pages, at most so many differ between inputs of a size", &f.FreshMB)
	l.lasts("warm", "one invocation with input A, all pages in place", &f.Warm)
	l.number("input_work", "share", "of it that grows with the input", &f.InputWork)
	l.lasts("init", "of runtime and function after the boot", &f.Init)
}

package snapshot

import (
	"strconv"

	"thaw/models/params"
)

// Numbers lists every number of the model with its source, as params.All does
// those of platforms: restore.disk.NAME, restore.host.NAME, restore.function.NAME.
func Numbers() []params.Number {
	var out []params.Number
	for _, d := range Disks() {
		l := listing{"restore.disk." + d.Name + ".", &out}
		l.add("bytes_per_s", strconv.FormatUint(d.BytesPerS.Value, 10), "bytes/s", "read throughput",
			d.BytesPerS.Source)
		l.add("iops", strconv.FormatUint(d.IOPS.Value, 10), "requests/s", "requests that are issued at most",
			d.IOPS.Source)
		l.add("latency", d.Latency.Value.String(), "", "of a request, beside its transfer", d.Latency.Source)
		l.add("sequential", d.Sequential.Value.String(), "", "latency of a request that continues the one before",
			d.Sequential.Source)
		l.add("request", strconv.Itoa(d.RequestKiB.Value)+"KiB", "", "largest request", d.RequestKiB.Source)
		l.add("read_ahead", strconv.Itoa(d.ReadAhead.Value), "pages", "full read-ahead window", d.ReadAhead.Source)
	}
	for _, h := range Hosts() {
		h.list(listing{"restore.host." + h.Name + ".", &out})
	}
	for _, f := range Functions() {
		f.list(listing{"restore.function." + f.Name + ".", &out})
	}
	return out
}

type listing struct {
	prefix string
	to     *[]params.Number
}

func (l listing) add(name, value, unit, what, source string) {
	*l.to = append(*l.to, params.Number{Path: l.prefix + name, Value: value, Unit: unit, What: what, Source: source,
		Modelled: true})
}

func (l listing) number(name, unit, what string, n number) {
	l.add(name, strconv.FormatFloat(n.Value, 'g', 6, 64), unit, what, n.Source)
}

func (l listing) lasts(name, what string, d duration) {
	l.add(name, d.Value.String(), "", what, d.Source)
}

func (h *Host) list(l listing) {
	l.add("cores", strconv.Itoa(h.Cores.Value), "cores", "physical cores", h.Cores.Source)
	l.number("thread_gain", "share", "by which a core does more with its second hardware thread", h.ThreadGain)
	l.add("fault.anonymous", h.Anonymous.Value.String(), "", "service of a fault on zero-filled memory",
		h.Anonymous.Source)
	l.add("fault.minor", h.Minor.Value.String(), "", "on a page in the page cache", h.Minor.Source)
	l.add("fault.in_place", h.InPlace.Value.String(), "", "on a page that the host has mapped", h.InPlace.Source)
	l.add("fault.user", h.User.Value.String(), "", "on a page that a handler in user space copies from the page cache",
		h.User.Source)
	l.add("fault.hand_over", h.HandOver.Value.String(), "", "on a page that has to be read, until a worker takes over",
		h.HandOver.Source)
	l.number("async", "share", "of faults waiting for the disk that a worker takes over", h.Async)
	l.lasts("wake", "a thread that sleeps goes on", h.Wake)
	l.add("wakes.major", strconv.Itoa(h.MajorWake.Value), "threads",
		"that go on one after the other after a read from disk", h.MajorWake.Source)
	l.add("wakes.user", strconv.Itoa(h.UserWake.Value), "threads",
		"that go on one after the other for a fault served in user space", h.UserWake.Source)
	l.lasts("vmm", "the monitor starts and answers", h.VMM)
	l.lasts("restore", "devices and registers", h.Restore)
	l.lasts("boot", "of a microVM", h.Boot)
	l.lasts("mmap", "of one region", h.Mmap)
	l.lasts("ioctl", "of one region that is installed", h.Ioctl)
	l.lasts("copy_page", "of one page in bulk", h.CopyPage)
	l.lasts("touch", "of one page in the page cache by a thread of the host", h.Touch)
	l.number("small_pages", "share", "by which a guest is slower after a restore, page by page", h.SmallPages)
	l.number("sanitise", "share", "by which a guest that clears what it frees is slower", h.Sanitise)
}

func (f *Function) list(l listing) {
	l.number("guest", "MiB", "memory of the VM", f.GuestMiB)
	l.number("working_a", "MB", "touched with input A", f.WorkingA)
	l.number("working_b", "MB", "touched with input B", f.WorkingB)
	l.number("ratio_b", "", "size of input B over that of A", f.RatioB)
	l.number("base", "MB", "kernel, runtime, server", f.BaseMB)
	l.number("state", "MB", "kept between invocations", f.StateMB)
	l.number("zone", "MB", "over which the base is scattered", f.ZoneMB)
	l.number("cold", "MB", "that only the boot touches", f.ColdMB)
	l.number("holes", "share", "of the zone: single zero pages", f.HoleShare)
	l.number("contiguity", "pages", "mean run of the base", f.Contiguity)
	l.number("state_run", "pages", "run of the state", f.StateRun)
	l.number("input_run", "pages", "run that depends on the input", f.InputRun)
	l.number("fresh_mb", "MB", "of input pages, at most so many differ between inputs of a size", f.FreshMB)
	l.lasts("warm", "one invocation with input A, all pages in place", f.Warm)
	l.number("input_work", "share", "of it that grows with the input", f.InputWork)
	l.lasts("init", "of runtime and function after the boot", f.Init)
}

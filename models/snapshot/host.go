package snapshot

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/params"
	"thaw/sim"
)

// Disk is the disk that stores snapshots and the files made from them.
type Disk struct {
	Name        string
	BytesPerS   params.Sourced[uint64]
	IOPS        params.Sourced[uint64]
	Latency     params.Sourced[time.Duration] // of a request, beside its transfer
	Sequential  params.Sourced[time.Duration] // of one that continues the request before
	RequestKiB  params.Sourced[int]           // of the largest request
	ReadAhead   params.Sourced[int]           // pages of a full read-ahead window
	PublishedAt string                        // the study that measured it
}

// Disks returns the known disks, in alphabetical order.
func Disks() []Disk {
	type (
		count = params.Sourced[uint64]
		whole = params.Sourced[int]
	)
	window := whole{Value: 32, Source: "linux, mm of 5.4: read_ahead_kb is 128 by default"}
	alike := func(d time.Duration) duration {
		return duration{Value: d, Source: "assumed: as any other request, since nothing is stated"}
	}
	request := whole{Value: 1024, Source: "linux, block layer of 5.4: BIO_MAX_PAGES, 256 pages a request"}
	return []Disk{
		{Name: "ebs-io2", BytesPerS: count{Value: 1_000_000_000, Source: "ao2022, section 5.5.7"},
			IOPS: count{Value: 64_000, Source: "ao2022, section 5.5.7"},
			Latency: duration{Value: 250 * time.Microsecond,
				Source: "assumed: sub-millisecond by the provider's description; a quarter of it"},
			Sequential: alike(250 * time.Microsecond),
			RequestKiB: whole{Value: 256,
				Source: "awsebs, I/O characteristics: I/O size of an SSD volume is capped at 256 KiB"},
			ReadAhead: window},
		{Name: "hdd", BytesPerS: count{Value: 160_000_000, Source: "assumed: the outer tracks of a 7,200 rpm disk"},
			IOPS: count{Value: 120, Source: "assumed: one seek and half a turn, 8.3 ms"},
			Latency: duration{Value: 8300 * time.Microsecond,
				Source: "assumed: a seek of 4.2 ms and half a turn at 7,200 rpm"},
			Sequential: alike(8300 * time.Microsecond),
			RequestKiB: request, ReadAhead: window},
		{Name: "nvme", BytesPerS: count{Value: 1_589_000_000, Source: "ao2022, section 5.5.1"},
			IOPS: count{Value: 285_000, Source: "ao2022, section 5.5.1"},
			Latency: duration{Value: 82 * time.Microsecond,
				Source: "lenovop4500, technical specifications: 85 us for a random read of the 1.0 TB disk, less " +
					"the transfer of 4 KB, since its 279,500 rated requests per second are nearest"},
			Sequential: duration{Value: 10 * time.Microsecond,
				Source: "lenovop4500, technical specifications: sequential reads"},
			RequestKiB: request, ReadAhead: window},
		{Name: "sata-ssd", BytesPerS: count{Value: 850_000_000,
			Source: "ustiugov2021reap, section on the set-up: peak"},
			IOPS: count{Value: 87_900,
				Source: "ustiugov2021reap, section on the set-up: 16 outstanding 4 KB reads give 360 MB/s"},
			Latency: duration{Value: 123 * time.Microsecond,
				Source: "ustiugov2021reap, section on the set-up: one 4 KB read at a time gives 32 MB/s, less its " +
					"transfer"},
			Sequential: alike(123 * time.Microsecond),
			RequestKiB: request, ReadAhead: window},
	}
}

// FindDisk returns the named disk.
func FindDisk(name string) (Disk, error) {
	all := Disks()
	known := make([]string, len(all))
	for i := range all {
		known[i] = all[i].Name
	}
	if i := slices.Index(known, name); i >= 0 {
		return all[i], nil
	}
	return Disk{}, fmt.Errorf("unknown disk %q%s, expected one of %s", name, names.Suggest(name, known),
		strings.Join(known, ", "))
}

// Check returns what is wrong with a disk.
func (d *Disk) Check() error {
	var errs []error
	if d.BytesPerS.Value == 0 || d.BytesPerS.Value > sim.MaxAmount {
		errs = append(errs, fmt.Errorf("disk %s reads %d bytes per second, expected more than 0", d.Name,
			d.BytesPerS.Value))
	}
	if d.IOPS.Value == 0 || d.IOPS.Value > 1e9 {
		errs = append(errs, fmt.Errorf("disk %s answers %d requests per second, expected 1 to 10^9", d.Name,
			d.IOPS.Value))
	}
	if d.Latency.Value < 0 {
		errs = append(errs, fmt.Errorf("disk %s has a latency of %v, expected 0s or more", d.Name, d.Latency.Value))
	}
	if s := d.Sequential.Value; s < 0 || s > max(0, d.Latency.Value) {
		errs = append(errs, fmt.Errorf("disk %s has a latency of %v for requests that continue the one before, "+
			"expected 0s to its latency of %v", d.Name, s, d.Latency.Value))
	}
	if d.RequestKiB.Value < PageSize/1024 || d.ReadAhead.Value < 0 || d.ReadAhead.Value > 1024 {
		errs = append(errs, fmt.Errorf("disk %s has requests of %d KiB and a read-ahead of %d pages, expected at "+
			"least 4 KiB and 0 to 1024 pages", d.Name, d.RequestKiB.Value, d.ReadAhead.Value))
	}
	return errors.Join(errs...)
}

// Host is the machine: the times of its own operations.
type Host struct {
	Name  string
	Cores params.Sourced[int] // physical

	// ThreadGain is by how much a core does more with a second hardware thread
	// busy: both run slower than one alone.
	ThreadGain params.Sourced[float64]

	// Page-fault service, as distributions over faults.
	Anonymous params.Sourced[sim.Dist] // a page of zero-filled memory
	Minor     params.Sourced[sim.Dist] // a page that is in the page cache
	InPlace   params.Sourced[sim.Dist] // a page that the host has mapped already
	User      params.Sourced[sim.Dist] // a page that a handler in user space copies from its mapping
	HandOver  params.Sourced[sim.Dist] // a page that has to be read, until a worker takes over

	// Async is the share of faults waiting for the disk that a worker takes over (KVM's
	// asynchronous page faults): the vCPU blocks outside of the fault. Others wait inside.
	Async params.Sourced[float64]

	Wake params.Sourced[time.Duration] // a thread that sleeps goes on
	// threads that go on, one after the other, until the guest does, after a read from disk
	// for which a worker waited; one less where the vCPU waited itself
	MajorWake params.Sourced[int]
	// and after a fault that a worker took over and a handler in user space served
	UserWake params.Sourced[int]

	VMM      params.Sourced[time.Duration] // the monitor's process starts and answers
	Restore  params.Sourced[time.Duration] // devices and registers from a snapshot
	Boot     params.Sourced[time.Duration] // of a microVM, from nothing
	Mmap     params.Sourced[time.Duration] // of one region
	Ioctl    params.Sourced[time.Duration] // of one region that a handler installs
	CopyPage params.Sourced[time.Duration] // of one page that is copied in bulk
	Touch    params.Sourced[time.Duration] // of one page by a thread of the host, in the page cache
	Sanitise params.Sourced[float64]       // share of the work by which a guest that clears freed pages is slower
	// share of the work by which a guest is slower after a restore, since its memory is mapped
	// page by page: more misses of the TLB, each of them over two page tables
	SmallPages params.Sourced[float64]
}

// skylake is the machine of FaaSnap's evaluation.
func skylake() Host {
	dist := func(d sim.Dist, source string) params.Sourced[sim.Dist] {
		return params.Sourced[sim.Dist]{Value: d, Source: source}
	}
	const order = "linux, virt/kvm/async_pf.c and fs/userfaultfd.c of 5.4: "
	return Host{
		Name: "c5d.metal",
		Cores: params.Sourced[int]{Value: 48,
			Source: "ao2022, section 5.5.1: 96 vCPUs of a Xeon Platinum 8275CL, two hardware threads a core"},
		ThreadGain: number{Value: 0.3, Source: "marr2002, abstract and conclusion: up to 30% on server applications"},
		Anonymous: dist(sim.LogNormal(2266*time.Nanosecond, 0.4435),
			"ao2022, section 5.2.3: mean 2.5 us, 90% below 4 us, log-normal"),
		Minor: dist(sim.LogNormal(2323*time.Nanosecond, 0.965),
			"ao2022, section 5.2.3: mean 3.7 us, 90% below 8 us, log-normal"),
		InPlace: dist(sim.LogNormal(1500*time.Nanosecond, 0.4435),
			"assumed: below the 4 us of ao2022, section 5.2.3, and below an anonymous page, which is cleared, too"),
		User: dist(sim.LogNormal(11500*time.Nanosecond, 0.3),
			"fitted: mean time of image-diff's faults under REAP in kvm_mmu_page_fault, 6.7 us, of which those on "+
				"pages in place take their part; 8 to 64 us are published where the page is cached (ao2022, section "+
				"5.2.3)"),
		HandOver: dist(sim.LogNormal(42*time.Microsecond, 0.3),
			"fitted: nearly 9% of image-diff's faults on demand are above 32 us in kvm_mmu_page_fault (ao2022, "+
				"section 5.2.3), and a read around a page is submitted before the worker takes over"),
		Async: number{Value: 0.43,
			Source: "fitted: mean time of image-diff's faults on demand in kvm_mmu_page_fault, 13.3 us (ao2022, " +
				"section 5.2.3), where linux, arch/x86/kvm/mmu.c of 5.4 (try_async_pf) waits inside if the guest has " +
				"interrupts off"},
		Wake: duration{Value: 10 * time.Microsecond,
			Source: "linux, drivers/idle/intel_idle.c of 5.4: exit latency of C1E on Skylake servers, where idle " +
				"times of 20 to 600 us end up"},
		MajorWake: params.Sourced[int]{Value: 2, Source: order + "the worker that waits for the disk, then the vCPU"},
		UserWake: params.Sourced[int]{Value: 4,
			Source: order + "the worker that takes the fault, the handler, the worker again, then the vCPU"},
		VMM: duration{Value: 45 * time.Millisecond,
			Source: "ustiugov2021reap, hello-world step by step: 50 ms to load the VMM, less restoring devices"},
		Restore: duration{Value: 5 * time.Millisecond, Source: "ao2022, section 5.1.4: a few milliseconds"},
		Boot:    duration{Value: 125 * time.Millisecond, Source: "ao2022, section 5.1.2"},
		Mmap: duration{Value: 2 * time.Microsecond,
			Source: "assumed: a system call that splits a mapping and inserts another"},
		Ioctl: duration{Value: 1 * time.Microsecond,
			Source: "assumed: a system call that finds the mapping and its pages"},
		CopyPage: duration{Value: 700 * time.Nanosecond,
			Source: "assumed: a page is allocated, copied at 8 GB/s and mapped"},
		Touch: duration{Value: 250 * time.Nanosecond,
			Source: "linux, mm/memory.c of 5.4: a fault maps 16 pages around it, a minor fault of 3.7 us spread " +
				"over them"},
		SmallPages: number{Value: 0,
			Source: "assumed: none, since no measurement after a restore was found; huge pages are worth some 3% " +
				"to running VMs (intelthp), see the sweeps of experiments/papers"},
		Sanitise: params.Sourced[float64]{Value: 0.1, Source: "ao2022, section 5.4: around 10% of execution time"},
	}
}

// haswell is the machine of REAP's evaluation. Its fault service times are
// nowhere stated; they are those of the other one.
func haswell() Host {
	h := skylake()
	h.Name = "reap"
	h.Cores = params.Sourced[int]{Value: 24,
		Source: "ustiugov2021reap, section on the set-up: two Xeon E5-2680 v3, 12 cores and 24 hardware threads each"}
	return h
}

// Hosts returns the machines that are known.
func Hosts() []Host { return []Host{skylake(), haswell()} }

// HostOf returns the machine and the disk on which a suite of functions was
// measured.
func HostOf(suite string) (Host, Disk) {
	h, name := skylake(), "nvme"
	if suite == "reap" {
		h, name = haswell(), "sata-ssd"
	}
	d, err := FindDisk(name)
	if err != nil {
		panic(err) // a name of this file
	}
	return h, d
}

// costs is a distribution as 256 equally likely values whose mean is exact, so that
// one look-up draws.
type costs [256]time.Duration

func costsOf(d sim.Dist) *costs {
	var c costs
	sum := 0.0
	for i := range c {
		c[i] = d.Quantile((float64(i) + 0.5) / float64(len(c)))
		sum += float64(c[i])
	}
	if sum > 0 {
		scale := float64(d.Mean()) * float64(len(c)) / sum
		for i := range c {
			c[i] = time.Duration(math.Round(float64(c[i]) * scale))
		}
	}
	return &c
}

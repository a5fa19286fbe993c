package snapshot

import (
	"math/bits"
	"time"

	"thaw/sim"
)

// Kind is a kind of page fault, by how it was served.
type Kind uint8

// The kinds of page faults.
const (
	FaultAnonymous Kind = iota // a page of zero-filled memory
	FaultMinor                 // the page was in the page cache
	FaultMajor                 // it was read from disk for this fault
	FaultShared                // it was under way from disk for somebody else
	FaultInPlace               // the host had put it into place already
	FaultUser                  // a handler in user space copied it from the page cache
	FaultUserMajor             // and had to read it from disk, or wait for it
	Kinds          = 7
)

// String names the kind as columns and legends do.
func (k Kind) String() string {
	return [Kinds]string{"anonymous", "minor", "major", "shared", "in-place", "user", "user-major"}[k]
}

// bins of fault times: below 1 µs, then doubling.
const bins = 24

// BinBelow returns the upper end of a bin of fault times.
func BinBelow(i int) time.Duration { return time.Microsecond << i }

func binOf(d time.Duration) int { return min(bins-1, bits.Len64(uint64(d/time.Microsecond))) }

// FaultStat sums up the faults of a kind.
type FaultStat struct {
	Count   int
	Service time.Duration // until the page is in place, waits for the disk included
	Wait    time.Duration // beyond it, until the guest goes on: context switches
	Bins    [bins]int     // of service times
}

// Who caused a read from disk.
type Who uint8

// The causes of reads from disk.
const (
	ByGuest   Who = iota // a fault of the guest, or read-ahead after one
	ByHandler            // a handler in user space
	ByFetch              // what is fetched ahead of the guest
	Whos      = 3
)

// String names the cause.
func (w Who) String() string { return [Whos]string{"guest", "handler", "fetch"}[w] }

// ReadStat sums up reads from disk.
type ReadStat struct {
	Requests int
	Bytes    int64
}

// Fault is one page fault, for pictures.
type Fault struct {
	At   sim.Time // at which it begins
	Page int32
	Kind Kind
	Took time.Duration
}

// Phase is the course of one VM through one phase.
type Phase struct {
	Total   time.Duration // from the request to the answer
	Setup   time.Duration // monitor, devices, mappings
	Fetch   time.Duration // how long the fetch ran, beside the guest or before it
	Install time.Duration // putting fetched pages into place
	Invoke  time.Duration // from the first access to the answer
	Work    time.Duration // of that, without faults
	Faults  [Kinds]FaultStat
	Reads   [Whos]ReadStat

	Accesses       int64 // pages touched, those in place included
	Mappings       int   // regions mapped
	FetchPages     int32
	InstallPages   int32
	AnonymousPages int     // of the VM: zero-filled, copied on write, or installed
	Happened       []Fault // with Case.Detail
}

// FaultTime returns the time that the guest spent in faults, waits included.
func (p *Phase) FaultTime() time.Duration {
	d := time.Duration(0)
	for i := range p.Faults {
		d += p.Faults[i].Service + p.Faults[i].Wait
	}
	return d
}

// FaultCount returns the number of faults.
func (p *Phase) FaultCount() int {
	n := 0
	for i := range p.Faults {
		n += p.Faults[i].Count
	}
	return n
}

// Result is what a case comes to.
type Result struct {
	Recorded   Phase   // the record phase, of one VM
	VMs        []Phase // the test phase, by VM
	CachePages int     // in the page cache at the end of the test phase, of all files
	DiskBytes  int64   // read in the test phase
	Makespan   time.Duration
	Groups     int   // looks of the record phase
	SetPages   int32 // in the set file
	ColdPages  int   // of the snapshot that are not zero and not in the set file
	Regions    int   // maximal runs of guest pages that the set file holds
	Events     int64 // of the simulation
}

// Mean returns the mean over VMs of a time.
func (r *Result) Mean(of func(*Phase) time.Duration) time.Duration {
	sum := time.Duration(0)
	for i := range r.VMs {
		sum += of(&r.VMs[i])
	}
	return sum / time.Duration(max(1, len(r.VMs)))
}

// Footprint returns the bytes that the test phase occupies at its end: page cache
// and the VMs' own pages.
func (r *Result) Footprint() int64 {
	n := int64(r.CachePages)
	for i := range r.VMs {
		n += int64(r.VMs[i].AnonymousPages)
	}
	return n * PageSize
}

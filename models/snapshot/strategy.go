package snapshot

import (
	"fmt"

	"thaw/models/snapshot/pages"
)

// PageSize is the size of a page in bytes.
const PageSize = 4096

// Span is a run of contiguous pages, of the guest or of a file, and Bits a set of pages.
type (
	Span = pages.Span
	Bits = pages.Set
)

// NewBits returns an empty set of pages below n.
func NewBits(n int32) *Bits { return pages.New(n) }

// Strategy decides how a VM gets its memory.
type Strategy interface {
	// Watch selects what the record phase observes.
	Watch() Watch
	// Plan makes of it what the test phase does.
	Plan(*Record) Plan
}

// Watching is a way to observe which pages an invocation needs.
type Watching uint8

// The ways to watch an invocation.
const (
	WatchNothing Watching = iota
	WatchFaults           // each page that faults, by userfaultfd
	WatchPresent          // the pages of the memory file that are in the page cache, by mincore
)

// Watch configures the observation of the record phase.
type Watch struct {
	By       Watching
	Group    int  // WatchPresent: pages that fault between two looks
	Sanitise bool // the guest clears the pages that it frees
	// what is observed is a second invocation, restored from the snapshot that the first left;
	// otherwise the first one, on the clean snapshot
	Warm bool
}

// Record is the result of the record phase, from which a strategy makes its plan.
type Record struct {
	Pages   int32    // of the guest
	Faulted []int32  // guest pages in the order of their first touch
	Group   []uint16 // by page: the look, counted from 1, that found it present first; 0 is never
	Groups  int
	NonZero *Bits // pages of the snapshot taken afterwards that are not zero
}

// Origin is where a VM comes from.
type Origin uint8

// The origins of a VM.
const (
	Restored Origin = iota // from a snapshot
	Kept                   // it served the invocation of the record phase: warm
	Booted                 // from nothing: a cold boot
)

// Backing is what a guest page is mapped to.
type Backing uint8

// What guest pages are mapped to.
const (
	Anonymous  Backing = iota // zero-filled memory
	MemoryFile                // the snapshot's copy of guest memory
	SetFile                   // a compact file of what was recorded
)

// Mapping is one mmap of guest pages; a later one lies over earlier ones.
type Mapping struct {
	Guest  Span
	To     Backing
	Offset int32 // page of the file
}

// Way is how pages are fetched before or while the guest runs.
type Way uint8

// The ways to fetch pages.
const (
	NoFetch Way = iota
	Touch       // one thread touches the pages of a mapping in order, through the page cache
	Read        // one thread reads them in order, through the page cache
	Direct      // one read past the page cache
	Scatter     // several threads touch the pages of the memory file and install them
)

// Fetch is a read of pages ahead of their first access by the guest.
type Fetch struct {
	Way      Way
	From     Backing
	Pages    []Span // of that file, in the order of reading
	Threads  int    // of Scatter
	Blocking bool   // the guest waits for it; otherwise both run side by side
}

// Plan is how the test phase restores a VM.
type Plan struct {
	Origin   Origin
	Cached   bool      // the memory file is in the page cache beforehand
	Mappings []Mapping // of all guest pages
	SetFile  []Span    // guest pages that the set file holds, in the file's order
	Fetch    Fetch
	Install  []Span // guest pages put into place before the guest runs
	UserMode bool   // faults on pages that are not in place go to a handler in user space
}

// check returns what is wrong with a plan for a guest of n pages: a mistake of
// the strategy.
func (p *Plan) check(n int32) error {
	inside := func(what string, spans []Span, n int32) error {
		for _, s := range spans {
			if s.First < 0 || s.Pages <= 0 || s.First+s.Pages > n {
				return fmt.Errorf("plan: %s of pages %d to %d, expected pages from 0 to %d", what, s.First,
					s.First+s.Pages-1, n-1)
			}
		}
		return nil
	}
	if p.Origin != Restored {
		return nil
	}
	sizes := [3]int32{MemoryFile: n, SetFile: pagesOf(p.SetFile)}
	for _, m := range p.Mappings {
		if err := inside("a mapping", []Span{m.Guest}, n); err != nil {
			return err
		}
		if m.To != Anonymous {
			file := Span{First: m.Offset, Pages: m.Guest.Pages}
			if err := inside("a mapping's file", []Span{file}, sizes[m.To]); err != nil {
				return err
			}
		}
	}
	if err := inside("a set file", p.SetFile, n); err != nil {
		return err
	}
	if p.Fetch.Way == Scatter && (p.Fetch.Threads < 1 || p.Fetch.From != MemoryFile) {
		return fmt.Errorf("plan: a scattered fetch by %d threads, expected at least one, from the memory file",
			p.Fetch.Threads)
	}
	if p.Fetch.Way != NoFetch {
		if err := inside("a fetch", p.Fetch.Pages, sizes[p.Fetch.From]); err != nil {
			return err
		}
	}
	return inside("an installation", p.Install, n)
}

// pagesOf returns the number of pages of all spans.
func pagesOf(spans []Span) int32 {
	n := int32(0)
	for _, s := range spans {
		n += s.Pages
	}
	return n
}

// segment is a run of guest pages with one backing.
type segment struct {
	end, offset int32 // the first page behind it; guest page p is page p + offset of the file
	to          Backing
}

// flatten returns the segments of a plan's mappings in address order; the last
// mapping of a page counts. Pages without a mapping are an error.
func flatten(mappings []Mapping, n int32) ([]segment, error) {
	if len(mappings) == 1 && mappings[0].Guest == (Span{First: 0, Pages: n}) {
		return []segment{{n, mappings[0].Offset, mappings[0].To}}, nil
	}
	top := make([]int32, n)
	for i, m := range mappings {
		for p := range m.Guest.Pages {
			top[m.Guest.First+p] = int32(i) + 1
		}
	}
	var out []segment
	for p := int32(0); p < n; {
		if top[p] == 0 {
			return nil, fmt.Errorf("plan: guest page %d has no mapping", p)
		}
		q := p + 1
		for q < n && top[q] == top[p] {
			q++
		}
		m := mappings[top[p]-1]
		out = append(out, segment{q, m.Offset - m.Guest.First, m.To})
		p = q
	}
	return out, nil
}

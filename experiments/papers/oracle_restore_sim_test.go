package papers

import (
	"math"
	"slices"

	"thaw/models/snapshot"
	"thaw/sim"
)

// A second, naive simulator of one microVM that is restored from a snapshot: one page at a
// time, in plain arrays, with seconds in floats. Whoever of guest and loading thread comes
// first takes its next page; the disk is moved on to that instant before. It is written
// down from the thesis (sections 5.1 to 5.3), REAP's design section and Linux 5.4's
// mm/filemap.c and mm/readahead.c. It has no events, no runs of pages, no links, and makes
// the plans of the strategies by itself.
//
// Inputs that both share: the layout of a guest and the accesses of its two invocations
// (NewWorld), the sourced times, and the draws of fault services.
type naiveRestore struct {
	now     float64
	disk    naiveDisk
	host    *snapshot.Host
	drive   *snapshot.Disk
	memory  *naiveFile
	set     *naiveFile
	guest   naiveGuest
	loader  naiveLoader
	user    bool     // a handler in user space serves what is not in place
	backing []pageOf // by guest page
	inPlace map[int]bool
	slower  float64
	draws   sim.Stream
	tables  map[string][]float64
	look    func() // after a fault, of the record phase
}

// pageOf is what a guest page is mapped to: a page of a file, or zeros.
type pageOf struct {
	file *naiveFile
	page int
}

// naiveFile is a file, page by page, and the read-ahead of whoever maps it.
type naiveFile struct {
	present, coming, marked []bool
}

type naiveAhead struct{ start, size, tail, misses int }

func newNaiveFile(n int) *naiveFile {
	return &naiveFile{make([]bool, n), make([]bool, n), make([]bool, n)}
}

// naiveRead is a request to the disk: found, then issued, then its bytes arrive.
type naiveRead struct {
	file               *naiveFile // nil: past the page cache
	first, n           int
	found, ready, left float64
	issued             bool
}

type naiveDisk struct {
	reads []*naiveRead
	free  float64 // when the next may be issued
	bytes float64
}

type naiveGuest struct {
	at       float64 // of its next action
	began    float64 // of the fault that waits
	inside   float64 // time in faults, without what the vCPU is blocked outside of them
	access   int
	page     int
	thought  bool
	waits    bool // for a page of a file
	resided  []bool
	faults   uint64
	faulted  []int
	own      naiveAhead // of the memory file
	ownOfSet naiveAhead
	over     bool
}

type naiveLoader struct {
	on    bool
	at    float64
	page  int
	waits bool
	ahead naiveAhead
}

// submit asks for n pages. Where they do not continue what was asked for before, the disk
// has to find them first.
func (r *naiveRestore) submit(f *naiveFile, first, n int, next bool) {
	found := r.now
	if !next {
		found += r.drive.Latency.Value.Seconds() - r.drive.Sequential.Value.Seconds()
	}
	r.disk.reads = append(r.disk.reads, &naiveRead{file: f, first: first, n: n, found: found,
		left: float64(n * snapshot.PageSize)})
	r.disk.bytes += float64(n * snapshot.PageSize)
	for p := first; f != nil && p < first+n; p++ {
		f.coming[p] = true
	}
}

// issue issues the reads that are found, in the order in which they were.
func (r *naiveRestore) issue() {
	for {
		var first *naiveRead
		for _, x := range r.disk.reads {
			if !x.issued && x.found <= r.now && (first == nil || x.found < first.found) {
				first = x
			}
		}
		if first == nil {
			return
		}
		at := math.Max(first.found, r.disk.free)
		r.disk.free = at + 1/float64(r.drive.IOPS.Value)
		first.issued, first.ready = true, tick(at)+r.drive.Sequential.Value.Seconds()
	}
}

// pass moves the disk on, at most to an instant, and stops where a read ends.
func (r *naiveRestore) pass(to float64) (ended *naiveRead) {
	for r.now < to {
		r.issue()
		sharing, next := 0.0, to
		for _, x := range r.disk.reads {
			switch {
			case !x.issued:
				next = math.Min(next, x.found)
			case x.ready <= r.now:
				sharing++
			default:
				next = math.Min(next, x.ready)
			}
		}
		rate := float64(r.drive.BytesPerS.Value) / math.Max(sharing, 1)
		for _, x := range r.disk.reads {
			if x.issued && x.ready <= r.now {
				next = math.Min(next, tick(r.now+x.left/rate))
			}
		}
		if math.IsInf(next, 1) {
			return nil
		}
		for _, x := range r.disk.reads {
			if x.issued && x.ready <= r.now {
				x.left -= (next - r.now) * rate
			}
		}
		r.now = next
		for i, x := range r.disk.reads {
			if x.left <= 1e-2 {
				r.disk.reads = slices.Delete(r.disk.reads, i, i+1)
				for p := x.first; x.file != nil && p < x.first+x.n; p++ {
					x.file.present[p], x.file.coming[p] = true, false
				}
				return x
			}
		}
	}
	return nil
}

// tick is the first nanosecond from an instant on: reads end at whole ones. Without that
// the loading thread would be a quarter of a microsecond early after some hundred reads,
// enough to turn a race with the guest around now and then.
func tick(at float64) float64 { return math.Ceil(at*1e9-1e-3) / 1e9 }

// window reads what is missing of a window, and marks a page of it (linux,
// mm/readahead.c: __do_page_cache_readahead).
func (r *naiveRestore) window(f *naiveFile, start, size, tail int, next bool) {
	most := r.drive.RequestKiB.Value * 1024 / snapshot.PageSize
	if mark := start + size - tail; tail > 0 && mark < len(f.present) && !f.present[mark] && !f.coming[mark] {
		f.marked[mark] = true
	}
	end := min(start+size, len(f.present))
	for p := start; p < end; p++ {
		n := 0
		for p+n < end && n < most && !f.present[p+n] && !f.coming[p+n] {
			n++
		}
		if n > 0 {
			r.submit(f, p, n, next)
			p += n - 1
		}
	}
}

// touch accesses a page by a mapping and reports whether it is there: reads around a miss,
// and ahead of a mark (do_sync_mmap_readahead, do_async_mmap_readahead).
func (r *naiveRestore) touch(f *naiveFile, p int, a *naiveAhead) bool {
	limit := r.drive.ReadAhead.Value
	if !f.present[p] && !f.coming[p] {
		if limit > 0 && a.misses < 1000 {
			a.misses++
		}
		if limit == 0 || a.misses > 100 {
			r.window(f, p, 1, 0, false)
			return false
		}
		a.start, a.size, a.tail = max(0, p-limit/2), limit, limit/4
		r.window(f, a.start, a.size, a.tail, false)
		return false
	}
	a.misses = max(0, a.misses-1)
	there := f.present[p]
	if !f.marked[p] {
		return there
	}
	f.marked[p] = false
	double := func(size int) int {
		switch {
		case size < limit/16:
			return 4 * size
		case size <= limit/2:
			return 2 * size
		}
		return limit
	}
	switch {
	case p > 0 && (p == a.start+a.size-a.tail || p == a.start+a.size):
		a.start += a.size
		a.size = double(a.size)
		a.tail = a.size
	case p > 0:
		s := p + 1
		for s < len(f.present) && (f.present[s] || f.coming[s]) {
			s++
		}
		if s-p > limit || s >= len(f.present) {
			return there
		}
		a.start, a.size = s, double(s-p+limit)
		a.tail = a.size
	default:
		a.start, a.size, a.tail = 0, limit, limit
	}
	if a.start == p && a.size == a.tail {
		if more := double(a.size); a.size+more <= limit {
			a.size, a.tail = a.size+more, more
		} else {
			a.size, a.tail = limit, limit/2
		}
	}
	if a.start < len(f.present) {
		r.window(f, a.start, a.size, a.tail, p > 0)
	}
	return there
}

// cost draws the service of a fault.
func (r *naiveRestore) cost(kind string) float64 {
	return r.tables[kind][uint8(r.draws.At(0, r.guest.faults))]
}

// afterDisk is how long a fault whose page came after some time takes inside of the fault,
// and for how long the vCPU is blocked outside of it: KVM's asynchronous page faults
// (sections 5.2.1 and 5.5.4 name the two functions that are timed).
func (r *naiveRestore) afterDisk(came float64) (inside, blocked float64) {
	wake, share := r.host.Wake.Value.Seconds(), r.host.Async.Value
	async := r.draws.Float(1, r.guest.faults) < share
	switch {
	case r.user && async:
		return r.cost("user"), came + float64(r.host.UserWake.Value)*wake
	case r.user: // the handler wakes, then the vCPU
		return came + r.cost("user") + 2*wake, 0
	case async: // the worker wakes, then the vCPU, which maps the page
		over := r.tables["hand over"][uint8(r.draws.At(2, r.guest.faults))]
		return over, math.Max(over, came) - over + 2*wake + r.cost("minor")
	}
	return came + wake + r.cost("minor"), 0
}

// tablesOf are 256 equally likely values of each service, with the mean of the
// distribution.
func tablesOf(h *snapshot.Host) map[string][]float64 {
	out := map[string][]float64{}
	for kind, d := range map[string]sim.Dist{"anonymous": h.Anonymous.Value, "minor": h.Minor.Value,
		"in place": h.InPlace.Value, "user": h.User.Value, "hand over": h.HandOver.Value} { // any order
		sum, table := 0.0, make([]float64, 256)
		for i := range table {
			table[i] = d.Quantile((float64(i) + 0.5) / 256).Seconds()
			sum += table[i]
		}
		for i := range table {
			table[i] = math.Round(table[i]*d.Mean().Seconds()*256/sum*1e9) / 1e9
		}
		out[kind] = table
	}
	return out
}

// act lets the guest go on by one page: work, then a fault where the page is not in place.
func (r *naiveRestore) act(track []snapshot.Access) {
	g := &r.guest
	for g.access < len(track) && int32(g.page) == track[g.access].Pages {
		g.access, g.page = g.access+1, 0
	}
	if g.access == len(track) {
		g.over = true
		return
	}
	a := &track[g.access]
	p := int(a.First) + g.page
	wake := r.host.Wake.Value.Seconds()
	if !g.thought && !g.waits {
		g.thought = true
		g.at += a.Think.Seconds() * (1 + r.slower)
		return // others may come first
	}
	done := func(service, wait float64) {
		g.resided[p] = true
		g.faulted = append(g.faulted, p)
		g.at += service + wait
		g.inside += service
		g.faults++
		g.thought, g.waits = false, false
		g.page++
		if r.look != nil {
			r.look()
		}
	}
	b := r.backing[p]
	ahead := &g.own
	if b.file == r.set {
		ahead = &g.ownOfSet
	}
	switch {
	case g.waits:
		g.at = g.began
		done(r.afterDisk(r.now - g.began))
	case g.resided[p]:
		g.thought = false
		g.page++
	case r.inPlace[p]:
		done(r.cost("in place"), 0)
	case b.file == nil:
		done(r.cost("anonymous"), 0)
	case !r.touch(b.file, b.page, ahead):
		g.waits, g.began = true, g.at
	case r.user:
		done(r.cost("user"), float64(r.host.UserWake.Value)*wake)
	default:
		done(r.cost("minor"), 0)
	}
}

// load lets the loading thread touch its next page.
func (r *naiveRestore) load() {
	l := &r.loader
	if l.page == len(r.set.present) {
		l.on = false
		return
	}
	if l.waits {
		l.waits, l.at = false, r.now
	} else if !r.touch(r.set, l.page, &l.ahead) {
		l.waits = true
		return
	}
	l.at += r.host.Touch.Value.Seconds()
	l.page++
}

// run lets guest and loader go on until the guest has answered, and the disk with them.
func (r *naiveRestore) run(track []snapshot.Access) {
	for !r.guest.over {
		g, l := &r.guest, &r.loader
		next := math.Inf(1)
		if !g.waits {
			next = g.at
		}
		if l.on && !l.waits {
			next = math.Min(next, l.at)
		}
		if x := r.pass(next); x != nil {
			// who waits for one of its pages goes on
			if g.waits {
				b := r.backing[int(track[g.access].First)+g.page]
				if b.file == x.file && b.page >= x.first && b.page < x.first+x.n {
					r.act(track)
				}
			}
			if l.on && l.waits && x.file == r.set && l.page >= x.first && l.page < x.first+x.n {
				r.load()
			}
			continue
		}
		if l.on && !l.waits && l.at == next {
			r.load()
		} else {
			r.act(track)
		}
	}
}

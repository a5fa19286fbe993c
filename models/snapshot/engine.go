package snapshot

import (
	"math"
	"time"

	"thaw/sim"
)

// engine runs VMs that share a disk, a page cache and processors.
//
// A task (a guest, or a thread that fetches) runs ahead of the queue while it touches
// only pages that cannot change meanwhile: pages in place, anonymous pages, pages in
// the page cache. Everything that depends on other tasks or affects them (a read from
// disk, a wait, a read-ahead mark) happens at an event, so in the order of time.
type engine struct {
	host  *Host
	disk  *Disk
	link  sim.Link
	seek  time.Duration // by which a request that continues no other has the longer latency
	queue sim.EventHeap
	now   sim.Time

	tasks    []task
	vms      []*vm
	fetches  []*fetcher
	requests sim.Arena[int32, request]
	open     int // VMs that have not answered
	running  int // tasks that use a processor
	cores    int
	slice    time.Duration
	events   int64
	sought   uint64   // requests for which the disk has had to find where they begin
	others   ReadStat // of those that read beside the VMs

	anonymous, minor, inPlace, user, handed *costs
}

// task is a guest or a fetching thread, by its index.
type task struct {
	fetch bool
	of    int32 // index of the VM or of the fetcher
	next  int32 // among those that wait for the same request; -1: none
	busy  bool
}

// request is a read from disk.
type request struct {
	file    *file // nil: past the page cache
	pages   Span
	waiting int32 // the first task that waits for it; -1: none; direct - t: task t, which reads past the page cache
}

const (
	direct  = -2
	endless = math.MinInt32 // a stream that reads on until all VMs have answered
)

// sliceOf bounds how long a task runs ahead when tasks share the processors.
// assumed: about the scheduler's granularity (linux, kernel/sched/fair.c: 0.75 ms times a factor of
// the number of processors)
const sliceOf = time.Millisecond

func newEngine(host *Host, disk *Disk, vms int) (*engine, error) {
	seek := max(0, disk.Latency.Value-disk.Sequential.Value)
	link, err := sim.NewLink(sim.LinkConfig{Capacity: disk.BytesPerS.Value, Latency: disk.Latency.Value - seek,
		IOPS: disk.IOPS.Value})
	if err != nil {
		return nil, err
	}
	e := &engine{host: host, disk: disk, link: link, seek: seek, cores: host.Cores.Value, slice: time.Hour,
		anonymous: costsOf(host.Anonymous.Value), minor: costsOf(host.Minor.Value),
		inPlace: costsOf(host.InPlace.Value), user: costsOf(host.User.Value),
		handed: costsOf(host.HandOver.Value)}
	if vms > 1 {
		e.slice = sliceOf
	}
	return e, nil
}

// run handles events until there are none.
func (e *engine) run() {
	for {
		limit := sim.Event{At: sim.Never}
		at, reading := e.link.Next()
		if reading {
			limit.At = at
		}
		if ev, ok := e.queue.Next(limit); ok {
			e.now = ev.At
			e.events++
			if id := ev.Ord.Subject(); ev.Ord.Kind() == found {
				e.begin(int32(id))
			} else {
				e.step(int32(id))
			}
			continue
		}
		if !reading {
			return
		}
		e.now = at
		e.events++
		for {
			id, ok := e.link.Finish(at)
			if !ok {
				break
			}
			e.arrived(int32(id))
		}
	}
}

// The kinds of events: a task goes on, and the disk has found where a request begins.
const (
	goesOn uint8 = iota
	found
)

// wake makes a task continue at an instant.
func (e *engine) wake(t int32, at sim.Time) {
	e.queue.Push(sim.Event{At: at, Ord: sim.MakeOrder(goesOn, 0, uint32(t))})
}

// step continues a task now.
func (e *engine) step(t int32) {
	if k := &e.tasks[t]; k.fetch {
		e.fetch(e.fetches[k.of])
	} else {
		e.advance(e.vms[k.of])
	}
}

// use and leave record that a task takes or leaves a processor.
func (e *engine) use(t int32) {
	if !e.tasks[t].busy {
		e.tasks[t].busy = true
		e.running++
	}
}

func (e *engine) leave(t int32) {
	if e.tasks[t].busy {
		e.tasks[t].busy = false
		e.running--
	}
}

// stretched returns the time of work under the present sharing of the processors.
// Up to one task a core runs at full speed; a second one on a core adds what the
// second hardware thread gains; more of them share that.
func (e *engine) stretched(d time.Duration) time.Duration {
	if e.running <= e.cores {
		return d
	}
	doubled := min(e.running-e.cores, e.cores)
	speed := float64(e.cores) + e.host.ThreadGain.Value*float64(doubled)
	return time.Duration(float64(d) * float64(e.running) / speed)
}

// read reads the missing pages of a window, one request for each contiguous part.
func (e *engine) read(f *file, w window, stat *ReadStat) {
	if w.mark >= 0 && !f.present.Has(w.mark) && !f.pending.Has(w.mark) {
		f.marked.Add(w.mark)
	}
	most := int32(e.disk.RequestKiB.Value * 1024 / PageSize)
	end := w.First + w.Pages
	for p := f.missing(w.First); p < end; p = f.missing(p) {
		q := min(f.present.NextIn(p, end), f.pending.NextIn(p, end), p+most)
		e.submit(f, Span{First: p, Pages: q - p}, w.next, stat)
		f.pending.AddSpan(Span{First: p, Pages: q - p})
		p = q
	}
}

// submit sends one request to the disk and returns its index. A request that continues
// the one before need not be found.
func (e *engine) submit(f *file, pages Span, next bool, stat *ReadStat) int32 {
	id := e.requests.Alloc(request{f, pages, -1})
	if f != nil {
		f.reads = append(f.reads, id)
	}
	stat.Requests++
	stat.Bytes += int64(pages.Pages) * PageSize
	if next || e.seek == 0 {
		e.begin(id)
	} else {
		e.sought++
		e.queue.Push(sim.Event{At: e.now.Add(e.seek), Ord: sim.MakeOrder(found, e.sought, uint32(id))})
	}
	return id
}

// begin gives a request to the disk's link, now.
func (e *engine) begin(id int32) {
	e.link.Start(uint32(id), uint64(e.requests.At(id).pages.Pages)*PageSize, e.now)
}

// await makes a task wait for a page that is being read.
func (e *engine) await(t int32, f *file, p int32) {
	for _, id := range f.reads {
		r := e.requests.At(id)
		if p >= r.pages.First && p < r.pages.First+r.pages.Pages {
			e.awaitRequest(t, id)
			return
		}
	}
	panic("snapshot: a page under way belongs to no request")
}

func (e *engine) awaitRequest(t, id int32) {
	r := e.requests.At(id)
	e.tasks[t].next, r.waiting = r.waiting, t
	e.leave(t)
}

// arrived puts the pages of a request into the page cache and wakes the waiting tasks.
func (e *engine) arrived(id int32) {
	r := *e.requests.At(id)
	if f := r.file; f != nil {
		f.present.AddSpan(r.pages)
		f.pending.RemoveSpan(r.pages)
		for i, other := range f.reads {
			if other == id {
				f.reads[i] = f.reads[len(f.reads)-1]
				f.reads = f.reads[:len(f.reads)-1]
				break
			}
		}
	}
	e.requests.Free(id)
	if r.waiting == endless {
		if e.open > 0 {
			e.disturb(1)
		}
		return
	}
	if r.waiting <= direct {
		e.landed(e.fetches[e.tasks[direct-r.waiting].of])
		return
	}
	for t := r.waiting; t >= 0; {
		next := e.tasks[t].next
		e.use(t)
		e.wake(t, e.now)
		t = next
	}
}

// touched is the state in which an access through a mapping finds its page.
type touched uint8

const (
	there   touched = iota // in the page cache
	missing                // not there: it is being read for this access
	coming                 // under way for another
)

// touch accesses page p of a file through a mapping, now, and reads around or ahead
// as Linux does.
func (e *engine) touch(r *reader, f *file, p int32, stat *ReadStat) touched {
	limit := int32(e.disk.ReadAhead.Value)
	known, under := f.present.Has(p), f.pending.Has(p)
	if !known && !under {
		e.read(f, r.around(p, limit, f.pages), stat)
		return missing
	}
	r.hit()
	if f.marked.Has(p) {
		f.marked.Remove(p)
		e.read(f, r.ahead(f, p, limit, limit, true), stat)
	}
	if under {
		return coming
	}
	return there
}

// disturb has streams of others read from the disk, one request of a read-ahead
// window after another.
func (e *engine) disturb(streams int) {
	for range streams {
		id := e.submit(nil, Span{First: 0, Pages: max(1, int32(e.disk.ReadAhead.Value))}, false, &e.others)
		e.requests.At(id).waiting = endless
	}
}

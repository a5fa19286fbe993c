package snapshot

import (
	"time"

	"thaw/sim"
)

// fetcher is a thread that fetches pages for a VM, or for all VMs of a snapshot.
type fetcher struct {
	vm     *vm
	task   int32
	way    Way
	file   *file
	open   *reader
	queue  *cursor
	began  sim.Time
	in     bool  // a page is being waited for
	single int32 // the page that is being waited for
}

// cursor is the position of threads that share their work.
type cursor struct {
	spans []Span
	i     int
	off   int32
	left  int // threads that are not done
}

// peek returns the next page and how many follow it in its span.
func (c *cursor) peek() (page, run int32, ok bool) {
	for c.i < len(c.spans) && c.off == c.spans[c.i].Pages {
		c.i++
		c.off = 0
	}
	if c.i == len(c.spans) {
		return 0, 0, false
	}
	s := c.spans[c.i]
	return s.First + c.off, s.Pages - c.off, true
}

// launch begins a VM's fetch now.
func (e *engine) launch(v *vm) {
	p := &v.plan.Fetch
	if p.Way == NoFetch || pagesOf(p.Pages) == 0 {
		return
	}
	v.FetchPages = pagesOf(p.Pages)
	f := v.memory
	if p.From == SetFile {
		f = v.set
	}
	if p.Way == Direct {
		e.readDirect(v, p.Pages)
		return
	}
	threads := 1
	if p.Way == Scatter {
		threads = p.Threads
	}
	work := &cursor{spans: p.Pages, left: threads}
	open := &reader{previous: -1}
	for range threads {
		t := int32(len(e.tasks))
		l := &fetcher{vm: v, task: t, way: p.Way, file: f, open: open, queue: work, began: e.now}
		e.tasks = append(e.tasks, task{fetch: true, of: int32(len(e.fetches)), next: -1})
		e.fetches = append(e.fetches, l)
		if p.Blocking {
			v.waits++
		}
		e.use(t)
		e.wake(t, e.now)
	}
}

// readDirect reads spans of a file past the page cache, in requests of the largest
// size, all at once.
func (e *engine) readDirect(v *vm, spans []Span) {
	most := int32(e.disk.RequestKiB.Value * 1024 / PageSize)
	t := int32(len(e.tasks))
	l := &fetcher{vm: v, task: t, way: Direct, began: e.now, queue: &cursor{}}
	e.tasks = append(e.tasks, task{fetch: true, of: int32(len(e.fetches)), next: -1})
	e.fetches = append(e.fetches, l)
	if v.plan.Fetch.Blocking {
		v.waits++
	}
	for _, s := range spans {
		for p := int32(0); p < s.Pages; p += most {
			n := min(most, s.Pages-p)
			id := e.submit(nil, Span{First: s.First + p, Pages: n}, p > 0, &v.Reads[ByFetch])
			e.requests.At(id).waiting = direct - t
			l.queue.left++
		}
	}
}

// landed records that one request of a direct read is done.
func (e *engine) landed(l *fetcher) {
	l.queue.left--
	if l.queue.left == 0 {
		e.ended(l)
	}
}

// ended records that a fetch of a VM is done.
func (e *engine) ended(l *fetcher) {
	if l.vm.plan.Fetch.Blocking {
		e.fetched(l.vm)
	} else if l.queue.left == 0 {
		l.vm.Fetch = e.now.Sub(l.began)
	}
}

// fetch continues a fetching thread now.
func (e *engine) fetch(l *fetcher) {
	t := e.now
	if l.in {
		l.in = false
		t = e.gotten(l, t, l.single, 1)
	}
	until := t.Add(e.slice)
	for {
		page, run, ok := l.queue.peek()
		if !ok {
			break
		}
		if t > until {
			e.wake(l.task, t)
			return
		}
		f := l.file
		if f.present.Has(page) && !f.marked.Has(page) {
			n := f.marked.NextIn(page, f.present.NextOut(page, page+run)) - page
			if l.way == Scatter {
				n = 1
			}
			l.open.miss = max(0, l.open.miss-n)
			l.queue.off += n
			t = e.gotten(l, t, page, n)
			continue
		}
		if t > e.now {
			e.wake(l.task, t)
			return
		}
		met := e.reach(l, f, page, run)
		l.queue.off++
		if met != there {
			l.in, l.single = true, page
			e.await(l.task, f, page)
			return
		}
		t = e.gotten(l, t, page, 1)
	}
	if t > e.now {
		e.wake(l.task, t)
		return
	}
	e.leave(l.task)
	l.queue.left--
	e.ended(l)
}

// reach accesses a page for a fetching thread, as a mapping or as a read does.
func (e *engine) reach(l *fetcher, f *file, page, run int32) touched {
	stat := &l.vm.Reads[ByFetch]
	if l.way != Read {
		return e.touch(l.open, f, page, stat)
	}
	// a large read may have a larger window, up to a request
	limit := int32(e.disk.ReadAhead.Value)
	if most := int32(e.disk.RequestKiB.Value * 1024 / PageSize); run > limit && most > limit {
		limit = min(run, most)
	}
	known, under := f.present.Has(page), f.pending.Has(page)
	if !known && !under {
		e.read(f, l.open.ahead(f, page, run, limit, false), stat)
		l.open.previous = page
		return missing
	}
	l.open.previous = page
	if f.marked.Has(page) {
		f.marked.Remove(page)
		e.read(f, l.open.ahead(f, page, run, limit, true), stat)
	}
	if under {
		return coming
	}
	return there
}

// gotten processes n pages that a thread has reached, and returns when the thread
// continues.
func (e *engine) gotten(l *fetcher, t sim.Time, page, n int32) sim.Time {
	d := e.host.Touch.Value
	switch l.way {
	case Read:
		d = e.host.CopyPage.Value
		l.open.previous = page + n - 1
	case Scatter:
		d = e.host.Touch.Value + e.host.Ioctl.Value + e.host.CopyPage.Value
		l.vm.mapped.Add(page)
		l.vm.InstallPages++
		l.vm.AnonymousPages++
	}
	return t.Add(time.Duration(n) * e.stretched(d))
}

package snapshot

// file is a file on the disk and the part of it that is in the page cache.
type file struct {
	pages   int32
	present *Bits
	pending *Bits   // pages under way from the disk
	marked  *Bits   // pages that carry the read-ahead mark
	reads   []int32 // requests under way
}

func newFile(pages int32) *file {
	return &file{pages: pages, present: NewBits(pages), pending: NewBits(pages), marked: NewBits(pages)}
}

// missing returns the first page from p on that is neither there nor under way, or
// the end of the file.
func (f *file) missing(p int32) int32 {
	for {
		q := f.pending.NextOut(f.present.NextOut(p, f.pages), f.pages)
		if q == p || q >= f.pages || !f.present.Has(q) {
			return q
		}
		p = q
	}
}

// reader is the read-ahead state of an open file, as in Linux's struct file_ra_state.
type reader struct {
	start, size, async int32 // the current window, and how much of its end is read ahead
	miss               int32 // misses of the mapping less hits
	previous           int32 // the last page that was read; -1: none
}

// window is a read that is to be made: pages of a file, with a mark on one of
// them (or -1).
type window struct {
	Span
	mark int32
	next bool // it continues what the reader has read before
}

const lotsOfMisses = 100 // linux, mm/filemap.c: MMAP_LOTSAMISS

// clip cuts a window at the end of the file.
func clip(start, size, async, pages int32, next bool) window {
	w := window{Span: Span{First: start, Pages: min(size, pages-start)}, mark: -1, next: next}
	if async > 0 && start+size-async < pages {
		w.mark = start + size - async
	}
	return w
}

// around returns the read after a mapping missed page p: the pages around p, or p alone
// if the mapping has missed much more often than it hit.
func (r *reader) around(p, limit, pages int32) window {
	if limit > 0 && r.miss < lotsOfMisses*10 {
		r.miss++
	}
	if limit == 0 || r.miss > lotsOfMisses {
		return window{Span: Span{First: p, Pages: 1}, mark: -1}
	}
	r.start = max(0, p-limit/2)
	r.size = limit
	r.async = limit / 4
	return clip(r.start, r.size, r.async, pages, false)
}

// hit records that a mapping found its page.
func (r *reader) hit() {
	if r.miss > 0 {
		r.miss--
	}
}

// initialWindow is the first window of a sequential read of want pages.
func initialWindow(want, limit int32) int32 {
	size := int32(1)
	for size < want {
		size *= 2
	}
	switch {
	case size <= limit/32:
		return size * 4
	case size <= limit/4:
		return size * 2
	}
	return limit
}

// nextWindow is the window after one of size pages.
func nextWindow(size, limit int32) int32 {
	switch {
	case size < limit/16:
		return size * 4
	case size <= limit/2:
		return size * 2
	}
	return limit
}

// ahead is the read that follows from an access to page p: because it is missing
// (marked false) or because it carries the mark. want is how many pages the
// access is for. A window of no pages means that nothing is read.
func (r *reader) ahead(f *file, p, want, limit int32, marked bool) window {
	next := false
	switch {
	case limit == 0:
		return window{Span: Span{First: p, Pages: min(want, f.pages-p)}, mark: -1}
	case p > 0 && (p == r.start+r.size-r.async || p == r.start+r.size):
		r.start += r.size
		r.size = nextWindow(r.size, limit)
		next = true
		r.async = r.size
	case p > 0 && marked: // a mark that another reader left
		start := f.missing(p + 1)
		if start-p > limit || start >= f.pages {
			return window{Span: Span{First: p, Pages: 0}, mark: -1}
		}
		r.start = start
		r.size = nextWindow(start-p+want, limit)
		next = true
		r.async = r.size
	case p == 0 || want > limit || p == r.previous || p == r.previous+1: // a sequential read begins
		r.start = p
		r.size = initialWindow(want, limit)
		r.async = r.size
		if r.size > want {
			r.async = r.size - want
		}
	default: // a random read
		return window{Span: Span{First: p, Pages: min(want, f.pages-p)}, mark: -1}
	}
	if p == r.start && r.size == r.async {
		// the next access would meet the mark at once: read its window, too
		add := nextWindow(r.size, limit)
		if r.size+add <= limit {
			r.async = add
			r.size += add
		} else {
			r.size = limit
			r.async = limit / 2
		}
	}
	if r.start >= f.pages {
		return window{Span: Span{First: p, Pages: 0}, mark: -1}
	}
	return clip(r.start, r.size, r.async, f.pages, next)
}

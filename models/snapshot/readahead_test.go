package snapshot

import (
	"testing"

	"pgregory.net/rapid"
)

// dumb is Linux's read-ahead for a mapping, written down page by page with maps: what
// mm/filemap.c (do_sync_mmap_readahead, do_async_mmap_readahead) and mm/readahead.c
// (ondemand_readahead) of 5.4 do, with reads that arrive at once.
type dumb struct {
	pages, limit      int
	in, mark          map[int]bool
	start, size, tail int
	miss              int
	reads             [][2]int
}

func (d *dumb) fetch(start, size, tail int) {
	first := -1
	for p := start; p <= start+size; p++ {
		if p < start+size && p < d.pages && !d.in[p] {
			if first < 0 {
				first = p
			}
			if tail > 0 && p == start+size-tail {
				d.mark[p] = true
			}
			continue
		}
		if first >= 0 {
			d.reads = append(d.reads, [2]int{first, p - first})
			first = -1
		}
	}
	for p := start; p < start+size && p < d.pages; p++ {
		d.in[p] = true
	}
}

func (d *dumb) next(size int) int {
	switch {
	case size < d.limit/16:
		return 4 * size
	case size <= d.limit/2:
		return 2 * size
	}
	return d.limit
}

func (d *dumb) touch(p int) {
	if !d.in[p] {
		if d.miss < 1000 {
			d.miss++
		}
		if d.miss > 100 {
			d.fetch(p, 1, 0)
			return
		}
		d.start = p - d.limit/2
		if d.start < 0 {
			d.start = 0
		}
		d.size, d.tail = d.limit, d.limit/4
		d.fetch(d.start, d.size, d.tail)
		return
	}
	if d.miss > 0 {
		d.miss--
	}
	if !d.mark[p] {
		return
	}
	delete(d.mark, p)
	if p != 0 && (p == d.start+d.size-d.tail || p == d.start+d.size) {
		d.start += d.size
		d.size = d.next(d.size)
		d.tail = d.size
	} else if p != 0 {
		s := p + 1
		for s < d.pages && d.in[s] {
			s++
		}
		if s-p > d.limit || s >= d.pages {
			return
		}
		d.start = s
		d.size = d.next(s - p + d.limit)
		d.tail = d.size
	} else {
		// the mark on the first page: a sequential read of a window begins
		d.start, d.size, d.tail = 0, d.limit, d.limit
	}
	if d.start == p && d.size == d.tail {
		if add := d.next(d.size); d.size+add <= d.limit {
			d.size, d.tail = d.size+add, add
		} else {
			d.size, d.tail = d.limit, d.limit/2
		}
	}
	d.fetch(d.start, d.size, d.tail)
}

// Does a mapping read what a naive transcript of the kernel's rules reads, request
// by request, for any accesses?
func TestReadAheadAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(1, 400).Draw(t, "pages")
		limit := rapid.SampledFrom([]int{4, 8, 16, 32, 64}).Draw(t, "window")
		f := newFile(int32(pages))
		r := reader{previous: -1}
		d := dumb{pages: pages, limit: limit, in: map[int]bool{}, mark: map[int]bool{}}
		var reads [][2]int
		read := func(w window) {
			if w.mark >= 0 && !f.present.Has(w.mark) {
				f.marked.Add(w.mark)
			}
			end := w.First + w.Pages
			for p := f.missing(w.First); p < end; p = f.missing(p) {
				q := f.present.NextIn(p, end)
				f.present.AddSpan(Span{First: p, Pages: q - p})
				reads = append(reads, [2]int{int(p), int(q - p)})
				p = q
			}
		}
		p := 0
		for range rapid.IntRange(1, 300).Draw(t, "accesses") {
			if rapid.IntRange(0, 3).Draw(t, "jump") == 0 {
				p = rapid.IntRange(0, pages-1).Draw(t, "page")
			} else {
				p = min(p+1, pages-1)
			}
			if !f.present.Has(int32(p)) {
				read(r.around(int32(p), int32(limit), int32(pages)))
			} else {
				r.hit()
				if f.marked.Has(int32(p)) {
					f.marked.Remove(int32(p))
					read(r.ahead(f, int32(p), int32(limit), int32(limit), true))
				}
			}
			d.touch(p)
			if len(reads) != len(d.reads) || len(reads) > 0 && reads[len(reads)-1] != d.reads[len(reads)-1] {
				t.Fatalf("page %d: read %v, expected %v", p, reads, d.reads)
			}
			if int(r.miss) != d.miss {
				t.Fatalf("page %d: %d misses, expected %d", p, r.miss, d.miss)
			}
		}
	})
}

// Does a sequential read through read() begin small and double to the full window?
func TestSequentialWindows(t *testing.T) {
	f := newFile(1000)
	r := reader{previous: -1}
	var sizes []int32
	for p := int32(0); p < 300; p++ {
		var w window
		switch {
		case !f.present.Has(p):
			w = r.ahead(f, p, 1, 32, false)
		case f.marked.Has(p):
			f.marked.Remove(p)
			w = r.ahead(f, p, 1, 32, true)
		}
		r.previous = p
		if w.Pages == 0 {
			continue
		}
		if w.mark >= 0 {
			f.marked.Add(w.mark)
		}
		f.present.AddSpan(w.Span)
		sizes = append(sizes, w.Pages)
	}
	// linux, mm/readahead.c: 1 page becomes 4, then doubles
	want := []int32{4, 8, 16, 32, 32, 32, 32, 32, 32, 32, 32, 32}
	for i := range min(len(sizes), len(want)) {
		if sizes[i] != want[i] {
			t.Fatalf("windows of %v pages, expected %v", sizes, want)
		}
	}
	if len(sizes) < 10 {
		t.Fatalf("only %v", sizes)
	}
}

// A random page costs one page, and so does the next one far away.
func TestRandomReads(t *testing.T) {
	f := newFile(1000)
	r := reader{previous: -1}
	for _, p := range []int32{500, 100, 900, 300} {
		if w := r.ahead(f, p, 1, 32, false); w.Span != (Span{First: p, Pages: 1}) || w.mark >= 0 {
			t.Errorf("page %d reads %+v, expected itself", p, w)
		}
		r.previous = p
	}
}

// Is the first window of a sequential read the next power of two, doubled or taken
// four times, as in get_init_ra_size of linux, mm/readahead.c?
func TestInitialWindows(t *testing.T) {
	for _, c := range []struct{ want, limit, size int32 }{
		{1, 32, 4}, {2, 32, 4}, {3, 32, 8}, {5, 32, 16}, {9, 32, 32}, {40, 32, 32},
		{3, 128, 16}, {4, 128, 16}, {5, 128, 16}, {9, 128, 32}, {33, 128, 128},
	} {
		if got := initialWindow(c.want, c.limit); got != c.size {
			t.Errorf("%d pages wanted, %d at most: a window of %d, expected %d", c.want, c.limit, got, c.size)
		}
	}
}

// Is a query outside of the table of restores told from one at its edge, on both
// sides?
func TestOutsideOfTheTable(t *testing.T) {
	points := []float64{0.25, 1, 4}
	for _, c := range []struct {
		x       float64
		lower   int
		part    float64
		clamped bool
	}{{0.2, 0, 0, true}, {0.25, 0, 0, false}, {0.5, 0, 1. / 3, false}, {1, 1, 0, false}, {2.5, 1, 0.5, false},
		{4, 1, 1, false}, {4.1, 1, 1, true}} {
		if lower, part, clamped := between(points, c.x); lower != c.lower || part != c.part || clamped != c.clamped {
			t.Errorf("%v is at %d + %v, outside %v; expected %d + %v, %v", c.x, lower, part, clamped, c.lower, c.part,
				c.clamped)
		}
	}
	table := Table{Grid: Grid{Loads: []int{1, 4, 16}}}
	for n, outside := range map[int]bool{0: true, 1: false, 3: false, 16: false, 17: true} {
		if _, _, clamped := table.load(n); clamped != outside {
			t.Errorf("%d restores side by side: outside %v, expected %v", n, clamped, outside)
		}
	}
}

// Which reads continue the one before, so that the disk need not look for them? Windows read
// ahead of a mark do, reads around a miss and the first of a sequential read do not.
func TestContinuingReads(t *testing.T) {
	f := newFile(1000)
	r := reader{previous: -1}
	w := r.around(100, 32, 1000)
	if w.next || w.mark != 108 {
		t.Fatalf("around page 100: %+v, expected a mark on 108 and a new place", w)
	}
	f.present.AddSpan(w.Span)
	if w = r.ahead(f, 108, 32, 32, true); !w.next || w.First != 116 {
		t.Errorf("ahead of the mark: %+v, expected what follows 115", w)
	}
	other := reader{previous: -1}
	if w = other.ahead(f, 108, 32, 32, true); !w.next || w.First != 116 {
		t.Errorf("ahead of a mark of somebody else: %+v, expected what follows 115", w)
	}
	fresh := reader{previous: -1}
	if w = fresh.ahead(newFile(1000), 0, 1, 32, false); w.next {
		t.Errorf("the first read of a file: %+v, expected a new place", w)
	}
	if w = fresh.ahead(newFile(1000), 500, 1, 32, false); w.next {
		t.Errorf("a random read: %+v, expected a new place", w)
	}
}

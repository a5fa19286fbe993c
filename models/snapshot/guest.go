package snapshot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"thaw/sim"
)

// Access is a run of contiguous guest pages that an invocation touches one after
// the other, in ascending order.
type Access struct {
	Span
	Write bool
	Think time.Duration // work before each page
}

// World is a guest's memory and what its two invocations touch.
//
//	0         zone            cold          state       free
//	|▪▪..▪...▪.▪▪..▪|############|▪▪▪▪▪▪▪▪▪▪|▪▪▪▪......▪▪.......|
//	 base scattered  only the     what the   pages that depend on
//	 over it, holes  boot touches function   the input, allocated
//	 of zero pages   these        keeps      in ascending order
type World struct {
	Pages        int32
	NonZero      *Bits // pages of the clean snapshot that are not zero
	Record, Test []Access
	Again        []Access // what Record touches once more, in the snapshot that it left; nil: the same
	RecordFreed  []Span   // what the first invocation allocated and freed again
}

// placed is a run of pages with the point of the invocation, from 0 to 1, at which
// it is touched.
type placed struct {
	Span
	at    float64
	write bool
	seq   int
}

// NewWorld lays out the memory of a function's guest and the accesses of an
// invocation that is recorded and of one that is tested.
func NewWorld(f *Function, record, test Input, seed uint64) (*World, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	n := f.Pages()
	zone, cold, state := pagesMB(f.ZoneMB.Value), pagesMB(f.ColdMB.Value), pagesMB(f.StateMB.Value)
	w := &World{Pages: n, NonZero: NewBits(n)}
	rooms := newStreams(f.Name, seed)
	w.NonZero.AddSpan(Span{First: 0, Pages: zone + cold + state})
	base := rooms.base(f, zone, w.NonZero)
	kept := rooms.state(f, Span{First: zone + cold, Pages: state})

	free := Span{First: zone + cold + state, Pages: n - zone - cold - state}
	first := rooms.allocate(f, record.Pages, nil, free)
	same := 1.0
	if record.Content != test.Content {
		same = f.shared(min(record.Pages, test.Pages))
	}
	second := rooms.allocateAgain(f, test.Pages, first, same, free)
	for _, in := range []struct {
		in   Input
		runs []placed
	}{{record, first}, {test, second}} {
		if last := in.runs; len(last) > 0 && last[len(last)-1].First+last[len(last)-1].Pages > n {
			return nil, fmt.Errorf("function %s: input %s touches %d pages of its own, more than fit the guest's %d "+
				"free ones",
				f.Name, in.in.Name, in.in.Pages, free.Pages)
		}
	}
	w.Record = sequence(record.Work, base, kept, first)
	w.Test = sequence(test.Work, base, kept, second)
	for _, r := range first {
		w.RecordFreed = append(w.RecordFreed, r.Span)
	}
	return w, nil
}

// shared is the share of an input's pages that another input of as many touches,
// too. The guest's allocator first hands out the pages that the previous invocation
// freed. Of these, other tasks have taken a few meanwhile, by batches and page tables,
// a number that does not grow with the input.
func (f *Function) shared(pages int32) float64 {
	if pages == 0 {
		return 1
	}
	return max(0, 1-float64(pagesMB(f.FreshMB.Value))/float64(pages))
}

// streams are the draws of a function's layout.
type streams struct {
	stream sim.Stream
}

const (
	drawGap = iota
	drawRun
	drawHole
	drawOrder
	drawWrite
	drawStateOrder
	drawSame
)

func newStreams(function string, seed uint64) streams {
	return streams{sim.NewStream(seed, "snapshot/"+function)}
}

// writes is the share of base pages that an invocation writes.
const writes = 0.25 // assumed: stacks, counters and heap among code and read-only data

// geometric draws a number of at least one with the given mean.
func geometric(u, mean float64) int32 {
	if mean <= 1 {
		return 1
	}
	return 1 + int32(math.Log(1-u)/math.Log(1-1/mean))
}

// base scatters runs of pages over the zone, punches holes between them, and puts
// them into the order of their touch, which has nothing to do with addresses.
func (s streams) base(f *Function, zone int32, nonZero *Bits) []placed {
	want := pagesMB(f.BaseMB.Value)
	var runs []placed
	for got := int32(0); got < want; {
		i := uint64(len(runs))
		pages := min(geometric(s.stream.Float(drawRun, i), f.Contiguity.Value), want-got)
		runs = append(runs, placed{Span: Span{First: 0, Pages: pages}, at: s.stream.Float(drawOrder, i),
			write: s.stream.Float(drawWrite, i) < writes, seq: len(runs)})
		got += pages
	}
	// gaps between runs are exponential, scaled to fill the zone
	gaps := make([]float64, len(runs)+1)
	sum := 0.0
	for i := range gaps {
		gaps[i] = -math.Log(s.stream.Float(drawGap, uint64(i)))
		sum += gaps[i]
	}
	scale := float64(zone-want) / sum
	at, used := 0.0, int32(0)
	holes := f.HoleShare.Value * float64(zone) / max(1, float64(zone-want)) // of the pages in gaps
	last := int32(0)
	for i := range gaps {
		at += gaps[i] * scale
		first := min(int32(at), zone-want) + used
		for p := last; p < first; p++ {
			if s.stream.Float(drawHole, uint64(p)) < holes {
				nonZero.Remove(p)
			}
		}
		if i < len(runs) {
			runs[i].First = first
			used += runs[i].Pages
			last = first + runs[i].Pages
		}
	}
	return runs
}

// The part of an invocation in which state and input are worked on; before and
// after it only the base is touched.
const workBegins, workEnds = 0.3, 0.9 // assumed: a request is received and parsed before, answered after

// state cuts a span into runs and touches them in an order of their own.
func (s streams) state(f *Function, all Span) []placed {
	var runs []placed
	for p := all.First; p < all.First+all.Pages; {
		i := uint64(len(runs))
		pages := min(int32(f.StateRun.Value), all.First+all.Pages-p)
		runs = append(runs, placed{Span: Span{First: p, Pages: pages}, at: s.stream.Float(drawStateOrder, i),
			seq: len(runs)})
		p += pages
	}
	slices.SortFunc(runs, func(a, b placed) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
	scatter(runs)
	return runs
}

// scatter gives runs points at equal distances between the beginning and the end
// of the work.
func scatter(runs []placed) {
	for i := range runs {
		runs[i].at = workBegins + (workEnds-workBegins)*(float64(i)+0.5)/float64(len(runs))
	}
}

// allocate takes runs of free memory in ascending order, from the first page
// behind taken on.
func (s streams) allocate(f *Function, pages int32, taken []placed, free Span) []placed {
	at := free.First
	if len(taken) > 0 {
		l := taken[len(taken)-1]
		at = l.First + l.Pages
	}
	var runs []placed
	for pages > 0 {
		n := min(max(1, int32(f.InputRun.Value)), pages)
		runs = append(runs, placed{Span: Span{First: at, Pages: n}, write: true, seq: len(runs)})
		at += n
		pages -= n
	}
	scatter(runs)
	return runs
}

// allocateAgain takes runs of which a share are those of an earlier invocation and
// the others free memory behind them.
func (s streams) allocateAgain(f *Function, pages int32, earlier []placed, same float64, free Span) []placed {
	fresh := s.allocate(f, pages, earlier, free)
	var runs []placed
	taken := 0
	for i := 0; pages > 0; i++ {
		r := placed{write: true, seq: i}
		if i < len(earlier) && s.stream.Float(drawSame, uint64(i)) < same {
			r.Span = earlier[i].Span
		} else {
			r.Span = fresh[taken].Span
			taken++
		}
		r.Pages = min(r.Pages, pages)
		pages -= r.Pages
		runs = append(runs, r)
	}
	scatter(runs)
	return runs
}

// sequence merges runs by the points at which they are touched and spreads the
// work evenly over their pages.
func sequence(work time.Duration, parts ...[]placed) []Access {
	var all []placed
	pages := int32(0)
	for i, part := range parts {
		for _, r := range part {
			r.seq += i << 28
			all = append(all, r)
			pages += r.Pages
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.seq, b.seq)) })
	out := make([]Access, len(all))
	for i, r := range all {
		out[i] = Access{Span: r.Span, Write: r.write, Think: work / time.Duration(max(1, pages))}
	}
	return out
}

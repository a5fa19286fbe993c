package memory

import (
	"testing"

	"pgregory.net/rapid"
)

// books counts a VM anew, block by block.
func books(t interface {
	Helper()
	Fatalf(string, ...any)
}, v *VM) {
	t.Helper()
	plugged, spare := 0, 0
	used := make([]int32, v.used.Slots())
	for b, on := range v.plugged {
		sum := v.free[b]
		for s := range v.used.Slots() {
			n := v.row(int32(s))[b]
			if n < 0 {
				t.Fatalf("block %d: tenant %d has %d pages", b, s, n)
			}
			used[s] += n
			sum += n
		}
		switch {
		case on && sum != BlockPages:
			t.Fatalf("block %d has %d pages, expected %d", b, sum, BlockPages)
		case !on && sum != 0:
			t.Fatalf("block %d is not plugged and has %d pages", b, sum)
		}
		if on {
			plugged++
		}
		spare += int(v.free[b])
	}
	for s := range used {
		if used[s] != *v.used.At(int32(s)) {
			t.Fatalf("tenant %d has %d pages, booked are %d", s, used[s], *v.used.At(int32(s)))
		}
	}
	touched := 0
	for b, n := range v.backed {
		most := int32(0)
		if v.plugged[b] {
			most = BlockPages - v.row(balloon)[b]
		}
		if n < most-v.free[b] || n > most {
			t.Fatalf("block %d has %d pages of the host, expected %d to %d", b, n, most-v.free[b], most)
		}
		touched += int(n)
	}
	if touched != v.Touched() {
		t.Fatalf("%d pages of the host, booked are %d", touched, v.Touched())
	}
	if plugged != v.blocks || spare != v.spare {
		t.Fatalf("%d blocks and %d free pages, booked are %d and %d", plugged, spare, v.blocks, v.spare)
	}
}

// Is every page somebody's or free, whatever comes, goes, moves and is unplugged?
func TestPagesAreConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := NewVM(24)
		var in []int32
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			before := v.Occupied() + v.Ballooned()
			n := rapid.IntRange(1, 5).Draw(t, "blocks")
			switch rapid.SampledFrom([]string{"plug", "take", "leave", "unplug", "own", "inflate", "deflate",
				"mix"}).Draw(t, "what") {
			case "plug":
				if err := v.Plug(n); (err != nil) != (v.blocks+n > 24) && err != nil {
					t.Fatal(err)
				}
			case "take":
				pages := rapid.IntRange(0, v.Free()).Draw(t, "pages")
				s := v.Enter()
				if err := v.Take(s, pages); err != nil {
					t.Fatal(err)
				}
				in, before = append(in, s), before+pages
			case "own":
				s := v.Enter()
				pages := rapid.IntRange(0, n*BlockPages).Draw(t, "pages")
				if err := v.Own(s, n, pages); err == nil {
					before += pages
				}
				in = append(in, s)
			case "leave":
				if len(in) > 0 {
					k := rapid.IntRange(0, len(in)-1).Draw(t, "who")
					before -= int(*v.used.At(in[k]))
					v.Leave(in[k])
					in = append(in[:k], in[k+1:]...)
				}
			case "unplug":
				occupied, blocks := v.Occupied(), v.Plugged()
				moved, err := v.Unplug(n)
				if err == nil && (v.Plugged() != blocks-n || moved > n*BlockPages || moved > occupied+v.Ballooned()) {
					t.Fatalf("%d of %d blocks gone, %d pages moved", blocks-v.Plugged(), n, moved)
				}
			case "inflate":
				pages := rapid.IntRange(0, v.Free()).Draw(t, "pages")
				if err := v.Take(balloon, pages); err != nil {
					t.Fatal(err)
				}
				before += pages
			case "deflate":
				pages := rapid.IntRange(0, v.Ballooned()).Draw(t, "pages")
				v.give(balloon, pages)
				before -= pages
			case "mix":
				v.Mix()
			}
			if now := v.Occupied() + v.Ballooned(); now != before {
				t.Fatalf("%d pages are occupied, expected %d", now, before)
			}
			books(t, v)
		}
	})
}

// Is a container that came first in the way of one that leaves? Two containers share
// the blocks that both were plugged; the pages of the one that stays are migrated.
// With partitions nothing is.
func TestInterleavedPagesMove(t *testing.T) {
	v := NewVM(8)
	if err := v.Plug(4); err != nil {
		t.Fatal(err)
	}
	a, b := v.Enter(), v.Enter()
	for range 2 { // in turns, a block each time
		for _, s := range []int32{a, b} {
			if err := v.Take(s, BlockPages); err != nil {
				t.Fatal(err)
			}
		}
	}
	v.Leave(b)
	// Each block has as many pages of a: half of it, but for rounding.
	for blk := range 4 {
		if n := v.row(a)[blk]; n < BlockPages/2-2 || n > BlockPages/2+2 {
			t.Errorf("block %d has %d pages of the first container, expected about %d", blk, n, BlockPages/2)
		}
	}
	moved, err := v.Unplug(2)
	if err != nil || moved < BlockPages-4 || moved > BlockPages+4 {
		t.Errorf("%d pages moved (%v), expected about %d: half of two blocks", moved, err, BlockPages)
	}
	books(t, v)

	p := NewVM(8)
	for range 2 {
		if err := p.Own(p.Enter(), 2, 2*BlockPages); err != nil {
			t.Fatal(err)
		}
	}
	p.Leave(1)
	if err := p.UnplugEmpty(2); err != nil || p.Plugged() != 2 {
		t.Errorf("%d blocks are left (%v), expected 2", p.Plugged(), err)
	}
	books(t, p)
}

// Which pages has the host given to a VM? Those that were taken, also when they are free
// again; a page that is free again is taken first. They go with their blocks, and into
// the balloon.
func TestTouched(t *testing.T) {
	v := NewVM(8)
	expect := func(what string, blocks float64) {
		t.Helper()
		if got := float64(v.Touched()) / BlockPages; got != blocks {
			t.Errorf("%s: %v blocks of the host, expected %v", what, got, blocks)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(v.Plug(4))
	expect("plugged", 0)
	a := v.Enter()
	must(v.Take(a, BlockPages))
	expect("a container takes a block", 1)
	v.Leave(a)
	expect("it has left", 1)
	b := v.Enter()
	must(v.Take(b, BlockPages/2))
	expect("another takes half as much", 1)
	if _, err := v.Unplug(2); err != nil { // a quarter of each is given, an eighth taken
		t.Fatal(err)
	}
	// A quarter of a block moved into the lowest, which has three eighths now.
	expect("two of four blocks are unplugged", 0.375+0.25)
	must(v.Take(balloon, v.Free()))
	expect("the balloon takes all that is free", 0.5)
	v.give(balloon, BlockPages)
	expect("and gives a block back", 0.5)
}

// Does the partition go whose container has gone, and not what others have not touched of
// theirs? Each has touched one of two blocks.
func TestPartitionsGoWhole(t *testing.T) {
	v := NewVM(8)
	var slots []int32
	for range 3 {
		slots = append(slots, v.Enter())
		if err := v.Own(slots[len(slots)-1], 2, BlockPages); err != nil {
			t.Fatal(err)
		}
	}
	v.Leave(slots[0])
	if err := v.UnplugEmpty(2); err != nil || v.Touched() != 2*BlockPages || v.Free() != 2*BlockPages {
		t.Errorf("%d pages of the host and %d free (%v), expected two blocks each", v.Touched(), v.Free(), err)
	}
	if err := v.UnplugEmpty(1); err == nil {
		t.Error("a block of another's partition went")
	}
	books(t, v)
}

// Does what cannot be done leave the VM as it was?
func TestRefusals(t *testing.T) {
	v := NewVM(4)
	if err := v.Plug(5); err == nil {
		t.Error("5 of 4 blocks were plugged")
	}
	if err := v.Plug(2); err != nil {
		t.Fatal(err)
	}
	s := v.Enter()
	if err := v.Take(s, 2*BlockPages+1); err == nil {
		t.Error("more pages were taken than there are")
	}
	if err := v.Take(s, BlockPages+1); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Unplug(1); err == nil {
		t.Error("a block went whose pages have no place elsewhere")
	}
	if err := v.UnplugEmpty(1); err == nil {
		t.Error("an occupied block went without migration")
	}
	if err := v.Own(v.Enter(), 1, BlockPages+1); err == nil {
		t.Error("a container was given more pages than its partition has")
	}
	books(t, v)
}

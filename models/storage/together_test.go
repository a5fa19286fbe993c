package storage

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"thaw/sim"
)

// sharing is a strategy whose containers in one VM share mounts and what the guest has
// read; alone they are as its first.
type sharing struct{}

func (sharing) Layout(s Spec, c *Costs) Layout {
	l := Layout{VM: true, Prepare: 5 * time.Millisecond, Mount: 20 * time.Millisecond, Shared: true, LayerMeta: true,
		Private: 4096, Seeks: 1, Open: time.Millisecond, Request: time.Millisecond, RequestBytes: 1 << 20, GuestCopy: true,
		OfVM: s.Place != Alone}
	if s.Place == Next {
		l.Mount, l.Private, l.Seeks, l.Joins = time.Millisecond, 0, 0, true
	}
	return l
}

// twoLayers are an image of three files, a MiB each, and one of one of them.
func twoLayers() *Catalog {
	return &Catalog{
		Layers: []Layer{{Name: "base", Size: 9 << 20, Files: 2, Read: 2 << 20},
			{Name: "app", Size: 9 << 20, Files: 1, Read: 1 << 20}},
		Images: []Image{{Name: "both", Layers: []int{0, 1}}, {Name: "base", Layers: []int{0}}},
	}
}

func newTogether(t interface {
	Helper()
	Fatal(...any)
}) *Hosts {
	t.Helper()
	c := DefaultCosts()
	c.MetaBytes.Value, c.ReadAhead.Value, c.CopyRate.Value = 4096, 1<<20, 1<<30 // a MiB is copied in 977 us
	h, err := New(Config{Disk: sim.LinkConfig{Capacity: 100 << 20}, Group: 1, Costs: c}, twoLayers(), sharing{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// together runs hosts by a queue of its own.
type together struct {
	h     *Hosts
	queue sim.Queue
	ready map[int64]sim.Time
	jobs  map[int64]sim.JobID
}

func (b *together) until(to sim.Time) {
	for {
		for _, w := range b.h.Wakes() {
			b.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie+1)&sim.MaxTie, w.Subject)})
		}
		for _, d := range b.h.Ended() {
			b.jobs[d.Owner] = d.Job
			b.ready[d.Owner] = d.Began.Add(d.Boot + d.Prepare + d.Mount + d.Read)
		}
		ev, some := b.queue.Next(sim.Event{At: to})
		if !some {
			return
		}
		b.h.Advance(ev.Ord.Subject(), ev.At)
	}
}

func newBench(h *Hosts) *together {
	b := &together{h: h, ready: map[int64]sim.Time{}, jobs: map[int64]sim.JobID{}}
	b.queue.Reset()
	return b
}

// What does a container cost that joins a VM? By hand: it is prepared in 5 ms, mounts its
// union in 1 ms and opens three files, 1 ms each; nothing is read or copied. One that
// comes when the others have gone pays for all again, but the disk, whose files the host
// still has. And a VM of two is full: the third container has another one.
func TestJoiningByHand(t *testing.T) {
	h := newTogether(t)
	b := newBench(h)
	mount := func(owner int64, at sim.Time) {
		h.MountIn(owner, 0, 0, 7, 2, at)
		b.until(at + sim.Time(time.Second))
	}
	second := sim.Time(time.Second)
	mount(0, 0)
	disk := h.Stats(0).DiskBytes
	mount(1, second)
	if got := b.ready[1] - second; got != sim.Time(9*time.Millisecond) {
		t.Errorf("the second container took %v, expected 9ms", time.Duration(got))
	}
	if s := h.Stats(0); s.DiskBytes != disk || s.Guest != 3<<20+2*4096+4096 {
		t.Errorf("%d bytes more of the disk and %d in guests, expected none and one copy", s.DiskBytes-disk, s.Guest)
	}
	mount(2, 2*second)
	// Alone: 5 ms, 20, a page of its own in 39 us; 3 files and 5 requests of 1 ms each; copies of
	// 3 MiB and two pages.
	want := sim.Time(33*time.Millisecond + 4096*time.Second/(100<<20) + (3<<20+2*4096)*time.Second/(1<<30))
	if got := b.ready[2] - 2*second; got < want-10 || got > want+10 {
		t.Errorf("the third container took %v, expected %v as the first of a VM", time.Duration(got), time.Duration(want))
	}
	for owner := range int64(3) {
		h.Unmount(b.jobs[owner])
	}
	if s := h.Stats(0); s.Guest != 0 || s.Mounted != 0 {
		t.Errorf("%d bytes in guests of %d containers that have all gone", s.Guest, s.Mounted)
	}
	mount(3, 4*second)
	if got := b.ready[3] - 4*second; got < want-10 || got > want+10 {
		t.Errorf("a container of a VM that all had left took %v, expected %v", time.Duration(got), time.Duration(want))
	}
}

// Whatever comes when, and goes: does the disk read each layer once for a host, does each
// guest have one copy as long as anybody is there, does nobody wait for ever, and is
// nobody faster than one that finds everything, or slower than all one after the other?
func TestContainersOfVMsShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newTogether(t)
		b := newBench(h)
		n := rapid.IntRange(1, 12).Draw(t, "containers")
		type start struct {
			host, unit int32
			at         sim.Time
		}
		var starts []start
		at := sim.Time(0)
		for i := range n {
			at += sim.Time(rapid.IntRange(0, 60).Draw(t, "after")) * sim.Time(time.Millisecond)
			s := start{int32(rapid.IntRange(0, 1).Draw(t, "host")), int32(rapid.IntRange(0, 2).Draw(t, "unit")), at}
			starts = append(starts, s)
			b.until(at)
			h.MountIn(int64(i), s.host, s.unit%2, s.unit, 1<<20, at)
		}
		b.until(sim.Never)
		vms := map[start]bool{} // any order
		disk, guest := [2]int64{}, [2]int64{}
		layers := map[[2]int32]bool{} // any order
		for i, s := range starts {
			took := b.ready[int64(i)] - s.at
			least, files := sim.Time(6*time.Millisecond), int64(3)
			if s.unit%2 == 1 {
				files = 2
			}
			least += sim.Time(files) * sim.Time(time.Millisecond)
			if most := sim.Time(n*150) * sim.Time(time.Millisecond); took < least || took > most {
				t.Fatalf("container %d took %v, expected %v to %v", i, time.Duration(took), time.Duration(least),
					time.Duration(most))
			}
			images := []int32{0, 1}
			if s.unit%2 == 1 {
				images = []int32{0}
			}
			s.at = 0
			fresh := !vms[s]
			vms[s] = true
			for _, l := range images {
				bytes := int64(2<<20 + 4096)
				if l == 1 {
					bytes = 1<<20 + 4096
				}
				if !layers[[2]int32{s.host, l}] {
					layers[[2]int32{s.host, l}] = true
					disk[s.host] += bytes
				}
				if fresh {
					guest[s.host] += bytes
				}
			}
			if fresh { // the writable device
				disk[s.host] += 4096
				guest[s.host] += 4096
			}
		}
		for host := range disk {
			if s := h.Stats(int32(host)); s.DiskBytes != disk[host] || s.Guest != guest[host] {
				t.Fatalf("host %d: %d bytes of the disk and %d in guests, expected %d and %d", host, s.DiskBytes, s.Guest,
					disk[host], guest[host])
			}
		}
		for i := range starts {
			h.Unmount(b.jobs[int64(i)])
		}
		if h.Stats(0).Guest != 0 || h.Stats(1).Guest != 0 {
			t.Fatal("guests have pages of containers that have gone")
		}
	})
}

package memory

import (
	"math"
	"strings"
	"testing"
	"time"

	"thaw/sim"
)

var (
	virtioMem = Strategy{Name: "virtio-mem", Means: Hotplug, Zeroes: true}
	squeezy   = Strategy{Name: "squeezy", Means: Hotplug, Partitioned: true}
	ballooned = Strategy{Name: "balloon", Means: Balloon}
)

func measure(t *testing.T, s Strategy, memory int32, n int, fill float64) Reclaimed {
	t.Helper()
	r, err := Reclaim(ReclaimConfig{Strategy: s, Costs: DefaultCosts(), Containers: n, Memory: memory, Fill: fill})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Do the costs reproduce what they were taken from? The numbers of section 6.1.1 of
// lagkas2026squeezy and the plugs of 6.2.1.
func TestCostsGiveBackTheirSources(t *testing.T) {
	near := func(what string, got, want, within float64) {
		t.Helper()
		if math.Abs(got-want) > within*want {
			t.Errorf("%s: %.4g, expected %.4g within %v", what, got, want, within)
		}
	}
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	near("virtio-mem, 512 MiB", ms(measure(t, virtioMem, 512, 32, 1).All), 617, 0.005)
	near("squeezy, 2 GiB", ms(measure(t, squeezy, 2048, 32, 1).All), 127, 0.005)
	// it follows from the others
	near("almost 2.5 s for 2 GiB", ms(measure(t, virtioMem, 2048, 32, 1).All), 2500, 0.05)
	var migrate, zero, exits, slower float64
	sizes := []int32{128, 256, 512, 1024, 2048}
	for _, m := range sizes {
		v, b := measure(t, virtioMem, m, 32, 1), measure(t, ballooned, m, 32, 1)
		n := float64(len(sizes))
		migrate += float64(v.Migrate) / float64(v.All) / n
		zero += float64(v.Zero) / float64(v.All) / n
		exits += float64(b.Exits) / float64(b.All) / n
		slower += float64(b.All) / float64(v.All) / n
	}
	near("share of migration", migrate, 0.615, 0.005)
	near("share of zeroing", zero, 0.24, 0.005)
	near("share of VM exits of a balloon", exits, 0.81, 0.005)
	near("balloon over virtio-mem", slower, 2.34, 0.005)
	c := DefaultCosts()
	for _, x := range []struct {
		memory int32
		want   float64
	}{{768, 35}, {1536, 45}} {
		w, err := squeezy.Grow(NewVM(12), &c, x.memory)
		if err != nil {
			t.Fatal(err)
		}
		near("plug", ms(w.All()), x.want, 0.005)
	}
}

// How much of a block is migrated, on average, when the containers of a full VM are
// killed one by one and each time as much is unplugged? With pages spread evenly j
// of j+1 containers stay, so it is the mean of j/(j+1): 1 − H(n)/n.
func TestMigrationFollowsFromOccupancy(t *testing.T) {
	for _, n := range []int{1, 2, 8, 32} {
		want := 1.0
		for k := 1; k <= n; k++ {
			want -= 1 / float64(k) / float64(n)
		}
		if r := measure(t, virtioMem, 512, n, 1); math.Abs(r.Migrated-want) > 1e-4 {
			t.Errorf("%d containers: %.5f of the blocks were migrated, expected %.5f", n, r.Migrated, want)
		}
	}
	// In a VM of which u are occupied, a block that goes is occupied to u.
	for _, u := range []float64{0.25, 0.5, 0.8} {
		r, err := Reclaim(ReclaimConfig{Strategy: virtioMem, Costs: DefaultCosts(), Containers: 32, Memory: 512,
			Fill: u, Steps: 1})
		if err != nil {
			t.Fatal(err)
		}
		if want := u * 31 / 32; math.Abs(r.Migrated-want) > 1e-3 {
			t.Errorf("filled to %v: %.4f migrated, expected %.4f", u, r.Migrated, want)
		}
	}
}

// Is a partition reclaimed in the same time, however full the VM is?
func TestPartitionsAreFlat(t *testing.T) {
	want := measure(t, squeezy, 2048, 32, 1).All
	for _, n := range []int{1, 2, 16, 32} {
		if got := measure(t, squeezy, 2048, n, 1).All; got < want-time.Microsecond || got > want+time.Microsecond {
			t.Errorf("%d containers: %v, expected %v", n, got, want)
		}
	}
}

// Are all mistakes reported at once?
func TestMistakes(t *testing.T) {
	c := DefaultCosts()
	c.Zero.Value, c.Threads.Value = -1, 0
	_, err := New(Config{Memory: 1024, Costs: c,
		Strategy: Strategy{Name: "odd", Means: Balloon, Partitioned: true, Partition: 200, Shared: 130, Ahead: 1},
		Layout:   Layout{Name: "n-to-one", Size: 2048}}, 0)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"memory.zero is -1ns", "memory.threads is 0",
		"partitions are plugged, which it does not do", "partitions of 200 MiB, expected whole blocks",
		"shared partition of 130 MiB", "a VM of 2048 MiB on hosts of 1024 MiB", "0 hosts"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	fit := Config{Memory: 4096, Strategy: Strategy{Name: "squeezy", Means: Hotplug, Partitioned: true, Partition: 256},
		Layout: Layout{Most: 20}}
	err = fit.Fit("app/f", 512)
	for _, want := range []string{"a partition of 256 MiB is smaller than the 512 MiB of app/f",
		"20 containers of app/f need 5120 MiB, more than the 4096 MiB there are"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

// bench runs Hosts by a queue of its own, and notes when what ends.
type bench struct {
	h     *Hosts
	queue sim.Queue
	ends  map[int64]sim.Time
}

func newBench(t *testing.T, cfg Config) *bench {
	t.Helper()
	h, err := New(cfg, 2)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{h: h, ends: map[int64]sim.Time{}}
	b.queue.Reset()
	return b
}

func (b *bench) run() {
	for {
		for _, w := range b.h.Wakes() {
			b.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
		}
		ev, ok := b.queue.Next(sim.Event{At: sim.Never})
		if !ok {
			return
		}
		b.h.Advance(ev.Ord.Subject(), ev.At)
		for _, d := range b.h.Ended() {
			b.ends[d.Owner] = ev.At
		}
	}
}

// simple are costs that add up in the head: 10 ms a request, 1 ms a block plugged,
// 2 ms a block unplugged, 100 ms to migrate and 20 ms to zero one.
func simple() Costs {
	c := DefaultCosts()
	ms := time.Millisecond
	c.Request.Value, c.Plug.Value, c.Isolate.Value, c.Remove.Value, c.Exit.Value = 10*ms, ms, ms, ms, 0
	c.Migrate.Value, c.Zero.Value, c.Threads.Value, c.Fault.Value = 100*ms, 20*ms, 1, 0
	return c
}

// Do changes of one VM wait for each other, those of two VMs for the bus alone? By
// hand: containers of two blocks are plugged in 12 ms each, the second of a VM after
// the first. Each VM then loses its first container, whose blocks are free and whose
// neighbour has the two highest: 10 + 4 ms, and 200 ms of migration and 40 of
// zeroing, on one bus: both VMs are done after 14 + 480 ms.
func TestHostsByHand(t *testing.T) {
	b := newBench(t, Config{Memory: 4096, Strategy: virtioMem, Costs: simple()})
	for name := range int32(4) {
		b.h.Grow(int64(name), int64(name), 0, name/2, name, 256, 0)
	}
	b.run()
	ms := sim.Time(time.Millisecond)
	for name, want := range []sim.Time{12 * ms, 24 * ms, 12 * ms, 24 * ms} {
		if b.ends[int64(name)] != want {
			t.Errorf("container %d has its memory at %v, expected %v", name, b.ends[int64(name)], want)
		}
	}
	at := 1000 * ms
	b.h.Shrink(10, 10, 0, 0, 256, at)
	b.h.Shrink(12, 12, 0, 2, 256, at)
	b.run()
	for _, owner := range []int64{10, 12} {
		if got := b.ends[owner] - at; got < 494*ms || got > 494*ms+2 {
			t.Errorf("reclaim %d took %v, expected 494ms", owner, time.Duration(got))
		}
	}
	if s := b.h.Stats(); s.Grown != 4 || s.Shrunk != 2 || s.Moved != 4*BlockPages {
		t.Errorf("%+v, expected 4 grown, 2 shrunk and %d pages moved", s, 4*BlockPages)
	}
}

// Is a VM of N containers full with them? The next one goes to another VM, which
// does not wait for the first.
func TestAnotherVM(t *testing.T) {
	b := newBench(t, Config{Memory: 4096, Strategy: squeezy, Costs: simple(), Layout: Layout{Most: 2}})
	for name := range int32(3) {
		b.h.Grow(int64(name), int64(name), 1, 0, name, 128, 0)
	}
	b.run()
	if b.ends[1] <= b.ends[0] || b.ends[2] != b.ends[0] {
		t.Errorf("ready at %v, expected the second after the first and the third with it", b.ends)
	}
}

// Is a VM of so many MiB full with as many containers as fit into it, whole blocks each?
// The next one goes to another VM; there was none, and its blocks were plugged beyond the
// end of the first.
func TestAnotherVMWhereNoMoreFit(t *testing.T) {
	for _, s := range []Strategy{virtioMem, squeezy, ballooned} {
		b := newBench(t, Config{Memory: 4096, Strategy: s, Costs: simple(), Layout: Layout{Size: 600}})
		for name := range int32(9) {
			b.h.Grow(int64(name), int64(name), 1, 0, name, 200, 0)
		}
		b.run()
		for first := int64(0); first < 8; first += 2 {
			if b.ends[first] != b.ends[0] || b.ends[first+1] <= b.ends[0] || b.ends[first+1] != b.ends[1] {
				t.Errorf("%s: ready at %v, expected two in a VM, one after the other", s.Name, b.ends)
			}
		}
	}
}

// Does growing and shrinking allocate once all VMs have been as large as they get?
func TestNoAllocationPerEvent(t *testing.T) {
	for _, s := range []Strategy{virtioMem, squeezy, ballooned} {
		b := newBench(t, Config{Memory: 8192, Strategy: s, Costs: DefaultCosts()})
		now := sim.Time(0)
		var pending []sim.Wake
		settle := func() {
			for {
				pending = append(pending, b.h.Wakes()...)
				if len(pending) == 0 {
					return
				}
				first := 0
				for i := range pending {
					if pending[i].At < pending[first].At {
						first = i
					}
				}
				w := pending[first]
				pending[first] = pending[len(pending)-1]
				pending = pending[:len(pending)-1]
				now = w.At
				b.h.Advance(w.Subject, now)
				b.h.Ended()
			}
		}
		round := func() {
			for name := range int32(8) {
				b.h.Grow(int64(name), int64(name), 0, name%2, name, 512, now)
			}
			settle()
			for name := range int32(8) {
				b.h.Shrink(int64(name), int64(name), 0, name, 512, now)
			}
			settle()
		}
		round()
		if n := testing.AllocsPerRun(10, round); n > 0 {
			t.Errorf("%s: %v allocations a round", s.Name, n)
		}
	}
}

package startup_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"thaw/models/memory"
	"thaw/models/startup"
	"thaw/models/storage"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/all"
	"thaw/sim"
)

// replay drives the stage storage as the engine does.
type replay struct {
	m     startup.Mechanism
	queue sim.Queue
	ends  map[int64]sim.Time // by owner
}

const mib = 1 << 20

// sixLayers is an image of 24 MiB in six layers that are read as a whole.
func sixLayers(images int) *storage.Catalog {
	c := &storage.Catalog{}
	for i := range images {
		im := storage.Image{Name: fmt.Sprint(i)}
		for range 6 {
			c.Layers = append(c.Layers,
				storage.Layer{Name: fmt.Sprint(len(c.Layers)), Size: 40 * mib, Files: 10, Read: 4 * mib})
			im.Layers = append(im.Layers, len(c.Layers)-1)
		}
		c.Images = append(c.Images, im)
	}
	return c
}

func newReplay(t testing.TB, name string, memory bool) *replay {
	t.Helper()
	return newReplayIn(t, name, memory, nil)
}

// newReplayIn is one whose containers share VMs.
func newReplayIn(t testing.TB, name string, bounded bool, vms *memory.Config) *replay {
	t.Helper()
	p, err := policies.Parse(all.Storages(), name)
	if err != nil {
		t.Fatal(err)
	}
	table := &workload.Table{Apps: make([]workload.App, 8), Functions: make([]workload.Function, 8)}
	for i := range table.Apps {
		table.Apps[i].Name, table.Functions[i].Name, table.Functions[i].App = fmt.Sprint("app ",
			i), "f", workload.AppID(i)
	}
	d := startup.DefaultDevices()
	m, err := startup.NewStorage(storage.Config{Disk: d.Disk(), Costs: storage.DefaultCosts()}, sixLayers(1), bounded,
		table, p.Policy, 2, vms)
	if err != nil {
		t.Fatal(err)
	}
	r := &replay{m: m, ends: map[int64]sim.Time{}}
	r.queue.Reset()
	return r
}

func (r *replay) wakes() {
	for _, w := range r.m.Wakes() {
		r.queue.Push(sim.Event{At: w.At, Ord: sim.MakeOrder(0, uint64(w.Tie), w.Subject)})
	}
}

func (r *replay) begin(owner int64, name, invoker int32, free workload.MiB, now sim.Time) {
	s := startup.Start{Owner: owner, Tie: 2 * owner, Container: owner, Name: name,
		Function: workload.FuncID(owner % 8), Unit: int32(owner % 8), Invoker: invoker, Memory: 256, Free: free}
	if end := r.m.Begin(s, now); end != sim.Never {
		r.ends[owner] = end
	}
	r.wakes()
}

func (r *replay) end(name int32, now sim.Time) {
	if r.m.End(startup.Leaving{Name: name}, now) != now {
		panic("startup: a root file system that takes time to go")
	}
}

// run goes on to an instant.
func (r *replay) run(to sim.Time) {
	for {
		ev, some := r.queue.Next(sim.Event{At: to})
		if !some {
			return
		}
		r.m.Advance(ev.Ord.Subject(), ev.At)
		r.wakes()
		for _, d := range r.m.Ended() {
			r.ends[d.Owner] = ev.At
		}
	}
}

var strategies = []string{"overlay-host", "virtiofs", "devmapper", "deverlay", "deverlay,plug=hot"}

// Is a start of which nothing else is going on as long as UncontendedTime says, and one that
// finds an empty page cache longer?
func TestStorageAlone(t *testing.T) {
	for _, name := range strategies {
		r := newReplay(t, name, true)
		r.begin(0, 0, 0, 1000, 0)
		r.run(sim.Time(time.Minute))
		r.end(0, sim.Time(time.Minute))
		at := sim.Time(2 * time.Minute)
		r.begin(1, 0, 0, 1000, at)
		r.run(at + sim.Time(time.Minute))
		if got, want := r.ends[1].Sub(at), r.m.UncontendedTime(1); got != want {
			t.Errorf("%s: the second start took %v, expected %v", name, got, want)
		}
		if first := time.Duration(r.ends[0]); name != "devmapper" &&
			first < r.m.UncontendedTime(0)+10*time.Millisecond {
			t.Errorf("%s: the first start took %v, the second %v: nothing was read from the disk", name, first,
				r.m.UncontendedTime(0))
		}
	}
}

// Is the page cache what containers leave? With room for one layer an image of six
// does not stay, but for the layer read last, and that goes for the first.
func TestStorageUnderMemoryPressure(t *testing.T) {
	r := newReplay(t, "overlay-host", true)
	cold := time.Duration(0)
	for i, x := range []struct {
		free workload.MiB
		read float64 // layers that come from the disk
	}{{100, 6}, {100, 0}, {5, 6}, {5, 6}, {0, 6}, {-10, 6}, {100, 6}, {100, 0}} {
		now := sim.Time(i) * sim.Time(time.Minute)
		r.begin(int64(i), 0, 0, x.free, now)
		r.run(now + sim.Time(time.Minute))
		r.end(0, now+sim.Time(time.Minute))
		took := r.ends[int64(i)].Sub(now) - r.m.UncontendedTime(0)
		if i == 0 {
			cold = took
		}
		if got := 6 * took.Seconds() / cold.Seconds(); math.Abs(got-x.read) > 0.01 {
			t.Errorf("start %d with %d MiB free: %.2f layers came from the disk, expected %v", i, x.free, got, x.read)
		}
	}
}

// Does a container of a function whose VM runs on the invoker find what is there? Owners
// that differ by eight are of one function. The next function's container, another
// invoker's and the third in a VM of two have a VM of their own; a VM that all have left
// has nothing any more.
func TestStorageInSharedVMs(t *testing.T) {
	two := &memory.Config{Memory: 4096, Layout: memory.Layout{Most: 2}}
	costs := storage.DefaultCosts()
	next := costs.Transaction.Value + costs.Overlay.Value + 60*costs.Open.Value // 10 files of 6 layers
	r := newReplayIn(t, "deverlay", true, two)
	for i, x := range []struct {
		owner   int64
		invoker int32
		leave   []int32
		found   bool
	}{{0, 0, nil, false}, {8, 0, nil, true}, {1, 0, nil, false}, {16, 1, nil, false}, {24, 0, nil, false},
		{32, 0, nil, true}, {40, 0, []int32{0, 1}, false}, {48, 0, []int32{6}, false}} {
		now := sim.Time(i) * sim.Time(time.Minute)
		for _, name := range x.leave {
			r.end(name, now)
		}
		r.begin(x.owner, int32(i), x.invoker, 1000, now)
		r.run(now + sim.Time(50*time.Second))
		took := r.ends[x.owner].Sub(now)
		if x.found && took != next || !x.found && took < r.m.UncontendedTime(0) {
			t.Errorf("start %d took %v, expected that it finds what is there: %v (%v) or not (%v or more)", i, took, x.found,
				next, r.m.UncontendedTime(0))
		}
	}
	alone := newReplay(t, "deverlay", true)
	alone.begin(0, 0, 0, 1000, 0)
	alone.run(sim.Time(time.Minute))
	alone.begin(8, 1, 0, 1000, sim.Time(time.Minute))
	alone.run(sim.Time(2 * time.Minute))
	if took := alone.ends[8].Sub(sim.Time(time.Minute)); took != alone.m.UncontendedTime(0) {
		t.Errorf("a second container with a VM of its own took %v, expected %v", took, alone.m.UncontendedTime(0))
	}
}

// Can containers go that never had the stage, because they were restored, and is a
// name used again afterwards?
func TestStorageOfRestoredContainers(t *testing.T) {
	for _, name := range strategies {
		r := newReplay(t, name, true)
		r.end(7, 0) // restored
		r.begin(0, 3, 0, 1000, 0)
		r.run(sim.Time(time.Minute))
		r.end(3, sim.Time(time.Minute))
		r.end(3, sim.Time(time.Minute)) // a restored one of the same name
		r.begin(1, 3, 0, 1000, sim.Time(time.Minute))
		r.run(sim.Time(2 * time.Minute))
		r.end(3, sim.Time(2*time.Minute))
		if len(r.ends) != 2 {
			t.Errorf("%s: %d of 2 starts ended", name, len(r.ends))
		}
	}
}

// Does a start allocate nothing once there have been as many at once?
func TestStorageDoesNotAllocate(t *testing.T) {
	for _, name := range strategies {
		r := newReplay(t, name, true)
		n := int64(0)
		step := func() {
			now := sim.Time(n) * sim.Time(time.Minute)
			for k := range int32(4) {
				r.begin(int64(k), k, k%2, workload.MiB(10+n%200), now)
			}
			r.run(now + sim.Time(50*time.Second))
			for k := range int32(4) {
				r.end(k, now)
			}
			n++
		}
		for range 50 {
			step()
		}
		if allocs := testing.AllocsPerRun(200, step); allocs > 0 {
			t.Errorf("%s: %v allocations a round", name, allocs)
		}
	}
}

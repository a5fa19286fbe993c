package keepalive_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"thaw/models/cluster"
	"thaw/models/startup"
	"thaw/models/workload"
	"thaw/policies"
	"thaw/policies/keepalive"
	"thaw/policies/schedule"
	"thaw/sim"
)

// cached is a container as a naive cache knows it.
type cached struct {
	serial int64
	unit   cluster.UnitID
	memory workload.MiB
	uses   int
	idle   bool
}

// cache is the rule of a web cache, written down with slices, for one invoker.
type cache interface {
	enter(x *cached)
	used(x *cached)
	victim() *cached
	gone(x *cached, evicted bool)
}

// witness tells a naive cache what happens, and compares each victim with its choice.
type witness struct {
	cluster.KeepAlive
	t       *testing.T
	view    *cluster.View
	cache   cache
	of      map[int64]*cached
	victims int
}

func (w *witness) Within() any { return w.KeepAlive }

func (w *witness) at(c cluster.ContainerID) *cached {
	x := w.of[w.view.Serial(c)]
	if x == nil {
		x = &cached{serial: w.view.Serial(c), unit: w.view.UnitOf(c), memory: w.view.MemoryOf(c)}
		w.of[x.serial] = x
		w.cache.enter(x)
	}
	return x
}

func (w *witness) Started(c cluster.ContainerID, fn cluster.FuncID, cold bool, now sim.Time) {
	w.KeepAlive.(cluster.StartWatcher).Started(c, fn, cold, now)
	x := w.at(c)
	if x.idle = false; !cold {
		w.cache.used(x)
	}
}

func (w *witness) Idle(c cluster.ContainerID, now sim.Time) cluster.Lease {
	w.at(c).idle = true
	return w.KeepAlive.Idle(c, now)
}

func (w *witness) Removed(c cluster.ContainerID, evicted bool, now sim.Time) {
	x := w.at(c)
	if evicted {
		w.victims++
		if want := w.cache.victim(); want != x {
			w.t.Fatalf("at %v: container %d went, expected %d", now.Seconds(), x.serial, want.serial)
		}
	}
	w.cache.gone(x, evicted)
	delete(w.of, x.serial)
	w.KeepAlive.(cluster.EvictionWatcher).Removed(c, evicted, now)
}

// naiveSieve is a list from the oldest to the newest, with a hand.
type naiveSieve struct {
	list []*cached
	hand int
}

func (n *naiveSieve) enter(x *cached) { n.list = append(n.list, x) }
func (n *naiveSieve) used(x *cached)  { x.uses = 1 }

func (n *naiveSieve) victim() *cached {
	for {
		x := n.list[n.hand%len(n.list)]
		n.hand %= len(n.list)
		if x.idle && x.uses == 0 {
			return x
		}
		if x.idle {
			x.uses = 0
		}
		n.hand++
	}
}

func (n *naiveSieve) gone(x *cached, _ bool) {
	k := slices.Index(n.list, x)
	n.list = slices.Delete(n.list, k, k+1)
	if k < n.hand {
		n.hand--
	}
	if n.hand >= len(n.list) {
		n.hand = 0
	}
}

// naiveS3 is two queues, the first to go in front, and the ghosts, the oldest in front.
type naiveS3 struct {
	small, main    []*cached
	ghosts         []*cached
	capacity, want workload.MiB
	promoted       int
	readmitted     int
}

func memoryOf(list []*cached) (sum workload.MiB) {
	for _, x := range list {
		sum += x.memory
	}
	return sum
}

func (n *naiveS3) enter(x *cached) {
	if k := slices.IndexFunc(n.ghosts, func(g *cached) bool { return g.unit == x.unit }); k >= 0 {
		n.ghosts = slices.Delete(n.ghosts, k, k+1)
		n.main = append(n.main, x)
		n.readmitted++
		return
	}
	n.small = append(n.small, x)
}

func (n *naiveS3) used(x *cached) { x.uses = min(3, x.uses+1) }

func (n *naiveS3) victim() *cached {
	idle := func(x *cached) bool { return x.idle }
	for {
		s, m := slices.IndexFunc(n.small, idle), slices.IndexFunc(n.main, idle)
		if s >= 0 && (memoryOf(n.small) >= n.want || m < 0) {
			x := n.small[s]
			if x.uses < 2 {
				return x
			}
			x.uses = 0
			n.small, n.main = slices.Delete(n.small, s, s+1), append(n.main, x)
			n.promoted++
			continue
		}
		x := n.main[m]
		if x.uses == 0 {
			return x
		}
		x.uses--
		n.main = append(slices.Delete(n.main, m, m+1), x)
	}
}

func (n *naiveS3) gone(x *cached, evicted bool) {
	if k := slices.Index(n.main, x); k >= 0 {
		n.main = slices.Delete(n.main, k, k+1)
		return
	}
	k := slices.Index(n.small, x)
	n.small = slices.Delete(n.small, k, k+1)
	if evicted {
		n.ghosts = append(slices.DeleteFunc(n.ghosts, func(g *cached) bool { return g.unit == x.unit }), x)
		for memoryOf(n.ghosts) > n.capacity-n.want {
			n.ghosts = n.ghosts[1:]
		}
	}
}

// testCache replays random loads that press on the memory of one invoker, for functions and
// for apps, and compares every victim.
func testCache(t *testing.T, p policies.Entry[cluster.NewKeepAlive], fresh func(workload.MiB) cache) {
	instance, err := p.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	s, err := schedule.FirstFit.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(40) {
		w := &witness{t: t, of: map[int64]*cached{}}
		memory := workload.MiB(1000 + 300*(seed%5))
		w.cache = fresh(memory)
		cfg := cluster.Config{Invokers: 1, Memory: memory, Scope: cluster.Scope(seed % 2), Seed: seed,
			Concurrency: 1 + int(seed%3), Startup: startup.Constant(0, 300*time.Millisecond)}
		_, err := cluster.Replay(context.Background(), cfg, newBusy(seed), cluster.Policies{
			Schedule: s.Policy,
			KeepAlive: func(v *cluster.View) cluster.KeepAlive {
				w.view, w.KeepAlive = v, instance.Policy(v)
				return w
			},
		}, cluster.Output{})
		if err != nil {
			t.Fatal(err)
		}
		if w.victims < 10 {
			t.Errorf("seed %d: %d evictions: the world tests too little", seed, w.victims)
		}
	}
}

// Does sieve take the container that its hand finds, whatever runs meanwhile?
func TestSieveFollowsItsRule(t *testing.T) {
	testCache(t, keepalive.Sieve, func(workload.MiB) cache { return &naiveSieve{} })
}

// Does s3-fifo take the container that its queues and ghosts say, by MiB?
func TestS3FIFOFollowsItsRule(t *testing.T) {
	promoted, readmitted := 0, 0
	var all []*naiveS3
	testCache(t, keepalive.S3FIFO, func(memory workload.MiB) cache {
		n := &naiveS3{capacity: memory, want: memory / 10}
		all = append(all, n)
		return n
	})
	for _, n := range all {
		promoted, readmitted = promoted+n.promoted, readmitted+n.readmitted
	}
	if promoted < 100 || readmitted < 100 {
		t.Errorf("%d promoted, %d readmitted: the worlds test too little", promoted, readmitted)
	}
}
